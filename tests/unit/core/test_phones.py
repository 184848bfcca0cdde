"""Which digits of a text are phone numbers, and what becomes of them."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from makeithappen.core.phones import phone_links


def link(shown: str, dialled: str = "") -> str:
    dialled = dialled or shown.replace(" ", "")
    return f'<a class="govuk-link mih-phone" dir="ltr" href="tel:{dialled}">{shown}</a>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call 999.", f"Call {link('999')}."),
        ("Samaritans, 116 123, free", f"Samaritans, {link('116 123')}, free"),
        ("call 111 for help", f"call {link('111')} for help"),
        ("Dial 101 or 999, tel. 112", f"Dial {link('101')} or {link('999')}, tel. {link('112')}"),
        ("the police on 101", f"the police on {link('101')}"),
        ("NHS 24: 111, police: 101", f"NHS 24: {link('111')}, police: {link('101')}"),
        ("Childline 0800 1111", f"Childline {link('0800 1111')}"),
        ("0800 1111 10 to 5", f"{link('0800 1111')} 10 to 5"),
        ("Una, 01632 960 001 9am to 5pm", f"Una, {link('01632 960 001')} 9am to 5pm"),
        ("0800 58 58 58 5pm on", f"{link('0800 58 58 58')} 5pm on"),
        ("(01632) 960123", link("(01632) 960123", "01632960123")),
        ("(01632 960123)", f"({link('01632 960123')})"),
        ("07700-900 123", link("07700-900 123", "07700900123")),
        ("+44 1632 960123", link("+44 1632 960123")),
        ("+44 (0)1632 960123", link("+44 (0)1632 960123", "+441632960123")),
        ("+44 1632 960123 9 to 5", f"{link('+44 1632 960123')} 9 to 5"),
        ("Tel:01632 960123/960124", f"Tel:{link('01632 960123')}/960124"),
        ("\u206801632 960 123\u2069", f"\u2068{link('01632 960 123')}\u2069"),
    ],
)
def test_numbers_that_are_dialled_are_links(text: str, expected: str) -> None:
    assert (type(made := phone_links(text)), str(made)) == (Markup, expected)


@pytest.mark.parametrize(
    "text",
    [
        "£12000000, 1,234,567,890 or 9990",
        "£0163296012 and 0163296012.50",
        "2026-11-22, 22 11 2026 and 04-05-2026 12:30",
        "05-06-2026 14-16, 05 06 2026 14-16 and 05-06-26 14-16",
        "in 2025 2026 2027",
        "111 children, 101 ideas, 112 2, 111 łódek, 112",
        "Room 101, Town Hall",
        "Flat 112 Mill St, 999",
        "PO Box 999, Perth",
        "999@example.org, call 999@example.org or 01632960123.bo@example.org",
        "recall 999, call 9990, call 111.5",
        "a01632960123",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert str(phone_links(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>Call 999</b>", f"&lt;b&gt;Call {link('999')}&lt;/b&gt;"),
        ("<script>01632 960123</script>", f"&lt;script&gt;{link('01632 960123')}&lt;/script&gt;"),
        ("Bo & Co's: 01632 960123", f"Bo &amp; Co&#39;s: {link('01632 960123')}"),
        (Markup("Bo&#39;s: 01632 960123"), f"Bo&#39;s: {link('01632 960123')}"),
        ('"+44 1632 960123"', f"&#34;{link('+44 1632 960123')}&#34;"),
    ],
)
def test_the_rest_of_the_text_is_escaped_once(text: str, expected: str) -> None:
    assert (type(made := phone_links(text)), str(made)) == (Markup, expected)
