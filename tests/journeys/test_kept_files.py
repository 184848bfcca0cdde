"""The sign-in ends, or no answer comes, while a file is to be sent: it stays in its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.journeys.test_kept_words import A_PICTURE, FILES, Phone, news, phone, rows

__all__ = ["news", "phone", "rows"]


def test_a_sign_in_that_ended_keeps_the_file(
    phone: Phone, news: Callable[[str], list[Any]]
) -> None:
    """It stays in the page while they come back in another tab; a press sends it then."""
    phone.begin()
    phone.write(what="A slide")
    phone.press()
    phone.is_at("/answer/who_for")
    code = phone.page.locator("strong[dir=ltr]").inner_text()
    phone.page.goto(phone.page.url.replace("answer/who_for", "files/what"))
    phone.page.locator("[type=file]").set_input_files(A_PICTURE)
    phone.write(description="Ours")
    phone.page.context.clear_cookies()
    for _time in range(2):
        phone.press("Add it")
        phone.sees("Your file is still on this page: leave it open.")
    assert (phone.looks_well(), news(FILES)) == ([], [])

    with phone.page.context.expect_page() as opened:
        phone.page.get_by_role("link", name="Come back in a new tab").click()
    there = Phone(opened.value, phone.site)
    there.write(code=code)
    there.press("Go on")
    there.is_at("/ideas")
    there.page.close()
    phone.press("Add it")
    phone.sees("It is kept.")
    assert news(FILES) == [("what", "Ours")]

    phone.page.locator("[type=file]").set_input_files(A_PICTURE)
    phone.write(description="Once more")
    phone.page.route("**/files/what", lambda route: route.abort())  # it thinks it has a signal
    phone.press("Add it")
    phone.sees("There was no answer, so nothing is sent yet.")
    assert phone.looks_well() == []
    phone.page.unroute("**/files/what")
    phone.press("Add it")
    phone.sees("Once more")
    assert news(FILES) == [("what", "Once more"), ("what", "Ours")]
