"""Asking for a review: of one's own idea, and without an account."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from makeithappen.core.db import reading
from makeithappen.reviews import store, views
from makeithappen.reviews.rules.review import Outcome
from makeithappen.reviews.store import Said
from tests.integration.ideas.given import today
from tests.integration.reviews.given import DUE, SAID, Given, ask, letters, shown
from tests.support.visitor import Visitor


def test_refusals_come_as_sentences_and_keep_what_was_typed(fund: Given) -> None:
    early = fund.idea(told=False)
    page = ask(fund, early)
    assert (page.status, "after you were told" in page.text) == (409, True)
    idea_id = fund.idea()
    empty = ask(fund, idea_id, words="  ")
    assert (empty.status, "Write what we should look at again." in empty.text) == (400, True)
    long = ask(fund, idea_id, words="x" * 3001)
    assert (long.status, "Use 3,000 letters or fewer" in long.text) == (400, True)
    assert long.forms[-1].values["words"] == "x" * 3001
    assert fund.reviews(idea_id) == []
    ask(fund, idea_id)
    again = ask(fund, idea_id, words="And the ducks.")
    assert (again.status, "it is not answered yet" in again.text) == (409, True)
    assert again.forms[-1].values["words"] == "And the ducks."

    address = f"/reviews/{fund.reviews(idea_id)[0].review_id}"
    for typed, words in (
        ({"reply": "No."}, "Choose what happens now"),
        ({"outcome": "war", "reply": "No."}, "Choose one of the answers"),
        ({"outcome": "explained", "reply": " "}, "Write your answer."),
    ):
        page = fund.rosa.send(address, **typed)
        assert (page.status, words in page.text) == (400, True), typed
    page = fund.rosa.open(address)
    for reply, status in (("One.", 200), ("One.", 200), ("Two.", 409)):
        assert fund.rosa.fill(page, outcome="explained", reply=reply).status == status
    assert fund.reviews(idea_id)[0].reply == "One."
    stale = fund.rosa.fill(page, outcome="explained", reply="Three.", intent="f" * 32)
    assert (stale.status, "answered before" in stale.text) == (409, True)
    assert ask(fund, idea_id, words="And the ducks.").status == 200
    assert [one.outcome for one in fund.reviews(idea_id)] == [None, Outcome.EXPLAINED]


def test_two_presses_at_once_make_one_review(fund: Given) -> None:
    idea_id = fund.idea()
    gate, found = Barrier(4), []

    def press() -> None:
        browser = Visitor(fund.app.test_client())
        with browser.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = fund.lea.token, True
        page = browser.open(f"/ideas/{idea_id}/ask-for-review")
        gate.wait()
        found.append(browser.fill(page, words="You forgot the pond.").status)

    presses = [Thread(target=press) for _press in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(found) == [200, 409, 409, 409]
    assert len(fund.reviews(idea_id)) == 1


def test_without_an_account_one_says_how_to_be_reached(fund: Given, visitor: Visitor) -> None:
    page = visitor.open(fund.public)
    assert f"Rosa answers you, by {shown(today() + DUE)}." in page.text
    after = visitor.fill(page, **SAID)
    assert (after.status, after.path) == (200, "/awards")
    assert f"You get an answer by {shown(today() + DUE)}." in after.text
    listed = fund.rosa.open("/reviews")
    assert "The bench" in listed.text
    with fund.app.app_context():
        (review,) = store.waiting(reading(), [fund.place.fund_id])
    said = Said("You forgot the pond.", "The bench", "01632 960 777")
    assert (review.said, review.asked_by, review.matter.idea_id) == (said, "", None)
    address = f"/reviews/{review.review_id}"
    assert "Reach them at: 01632 960 777" in fund.rosa.open(address).text
    assert fund.rosa.send(address, outcome="explained", reply="We did.").status == 200
    assert [to for to, _, _ in letters(fund.app)] == ["rosa@example.org"]


def test_an_address_gets_the_answer_by_mail(fund: Given, visitor: Visitor) -> None:
    visitor.send(fund.public, **SAID | {"contact": " Kim@Example.org "})
    with fund.app.app_context():
        (review,) = store.waiting(reading(), [fund.place.fund_id])
    address = f"/reviews/{review.review_id}"
    fund.rosa.send(address, outcome="nothing_changes", reply="We looked.")
    assert letters(fund.app)[-1] == (
        "kim@example.org",
        "The answer to your review",
        "Hello,\n\nYou asked us to look at a decision again.\n\nNothing changes.\n\nWe looked.\n",
    )


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("about", "Say which idea or decision it is about"),
        ("words", "Write what we should look at again."),
        ("contact", "Tell us how to reach you"),
    ],
)
def test_the_public_form_says_what_is_missing(
    fund: Given, visitor: Visitor, part: str, words: str
) -> None:
    page = visitor.send(fund.public, **SAID | {part: ""})
    assert (page.status, words in page.text) == (400, True)
    kept = {name: page.forms[-1].values[name] for name in SAID}
    assert kept == SAID | {part: ""}
    assert visitor.open("/rounds/round-none/ask-for-review").status == 404


def test_the_public_form_is_rate_limited_and_keeps_the_words(
    fund: Given, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(views.LIMIT, "hits_max", 2)
    pages = [visitor.send(fund.public, **SAID) for _press in range(3)]
    assert [page.status for page in pages] == [200, 200, 429]
    assert "Wait an hour, then try again." in pages[2].text
    assert pages[2].forms[-1].values["words"] == SAID["words"]


def test_a_child_can_say_that_it_is_not_fair(fund: Given) -> None:
    idea_id = fund.idea()
    link = f"/ideas/{idea_id}/ask-for-review?by=child"
    assert f'href="{link}"' in fund.lea.open(f"/ideas/{idea_id}/children").html
    empty = fund.lea.send(link, words=" ")
    found = (empty.status, "Write what is not fair." in empty.text, "look at again" in empty.text)
    assert found == (400, True, False)
    assert "I think this is not fair" in empty.text
    page = fund.lea.open(link)
    for words in (
        "I think this is not fair",
        f"Rosa answers you, by {shown(today() + DUE)}.",
        "Nobody is cross with you.",
        "Rosa reads it. Don't write your name.",
        "Is somebody in danger now? Call 999.",
    ):
        assert (words, words in page.text) == (words, True)
    after = fund.lea.fill(page, words=" ")
    assert (after.status, "What is not fair?" in after.text) == (400, True)
    assert fund.lea.fill(page, words="I wanted a slide.").status == 200
    assert [one.said and one.said.words for one in fund.reviews(idea_id)] == ["I wanted a slide."]
    early = fund.idea(told=False)
    assert "not fair" not in fund.lea.open(f"/ideas/{early}/children").text
