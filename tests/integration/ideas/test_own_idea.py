"""Somebody with a phone and no account sends in an idea, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.core.events import Event
from makeithappen.ideas import models, store
from makeithappen.ideas.rules.answers import answers_of
from makeithappen.ideas.rules.idea import Ask, Idea, State, Words
from makeithappen.people.models import Person
from tests.integration.ideas.given import (
    DAY,
    WORDS,
    Place,
    close_round,
    open_round,
    own_ideas,
    today,
)
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
TYPED = {**asdict(WORDS), "area": "anywhere"}


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def begun(visitor: Visitor, place: Place, **typed: str) -> str:
    """Answer what has to be answered on the long page; returns the id of the idea."""
    page = visitor.send(f"/rounds/{place.round_id}/idea/all", **{**TYPED, **typed})
    assert page.status == 200
    return page.path.split("/")[2]


def only_idea(app: Flask) -> Idea:
    with app.app_context():
        owner_id = reading().execute(select(models.Idea.owner_id)).scalar_one()
    return own_ideas(app, owner_id)[0]


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return reading().execute(select(func.count()).select_from(table)).scalar_one()


def places(page: Page) -> tuple[int, str]:
    return page.status, page.path


def test_an_idea_goes_in_question_by_question(app: Flask, visitor: Visitor, place: Place) -> None:
    start = visitor.open(f"/rounds/{place.round_id}/idea")
    assert "There are 12 short questions. Only three need an answer" in start.text
    page = visitor.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    idea = only_idea(app)
    said = {
        "who_for": WORDS.who_for,
        "how_many": "30",
        "area": place.area_id,
        "ask": "£1,250.50",
        "smallest": "600",
        "drops": "The roof",
        "title": "The bench",
        "take_part": "travel",
        "contact": WORDS.contact,
    }
    pages_of_their_own = {"drops": ("spending", "other-help")}
    number = 1
    for question_id, typed in said.items():
        number += 1
        assert places(page) == (200, f"/ideas/{idea.idea_id}/answer/{question_id}")
        assert f"Question {number} of 12" in page.text
        page = visitor.fill(page, **{question_id: typed})
        for step in pages_of_their_own.get(question_id, ()):
            number += 1
            assert places(page) == (200, f"/ideas/{idea.idea_id}/{step}")
            assert f"Question {number} of 12" in page.text
            page = visitor.fill(page, to=f"/{step}", go_on="1")
    idea = only_idea(app)
    draft = Idea(
        idea_id=idea.idea_id,
        round_id=place.round_id,
        fund_id=place.fund_id,
        owner_id=idea.owner_id,
        state=State.DRAFT,
        words=WORDS,
        ask=Ask(125_050, 60_000, place.area_id, "The bench"),
        started_at=idea.started_at,
    )
    assert (idea, places(page)) == (draft, (200, f"/ideas/{idea.idea_id}/check"))
    with app.app_context():
        others = {"how_many": "30", "drops": "The roof", "take_part": "travel"}
        assert store.all_answers(reading(), idea) == answers_of(draft, others)
    assert all(words in page.text for words in ("£1,250.50", "30", "The roof", "Hillside"))

    page = visitor.fill(page)
    idea = only_idea(app)
    assert idea == replace(draft, state=State.SENT, sent_at=idea.sent_at)
    assert places(page) == (200, f"/ideas/{idea.idea_id}")
    assert "We have your idea. A person reads it and answers you." in page.text
    with app.app_context():
        trail = reading().execute(select(Event.what, Event.subject_id).order_by(Event.number))
        assert [what for what, subject in trail if subject == idea.idea_id] == [
            "idea_begun",
            "idea_sent",
        ]


def test_three_answers_are_enough_and_a_skip_leaves_no_gap(
    app: Flask, visitor: Visitor, place: Place, enter: Enter
) -> None:
    page = visitor.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    idea_id = page.path.split("/")[2]
    for question_id in ("who_for", "how_many"):
        assert f'href="/ideas/{idea_id}/answer/' in page.html
        page = visitor.fill(page, **{question_id: ""})
    assert "Skip this" not in page.text
    page = visitor.fill(page, area="anywhere")
    page = visitor.send(f"/ideas/{idea_id}/answer/contact?back=check", contact=WORDS.contact)
    assert (places(page), only_idea(app).ask) == ((200, f"/ideas/{idea_id}/check"), Ask(area_id=""))
    assert "Nothing said" in page.text
    visitor.fill(page)
    assert only_idea(app).state is State.SENT
    morag = enter(Role.COORDINATOR)
    for seen in (visitor.open(f"/ideas/{idea_id}/answers"), morag.open(f"/ideas/{idea_id}/review")):
        found = [words in seen.text for words in ("All over, or not known yet", "Who is it for?")]
        assert found == [True, False]


def test_what_was_skipped_later_is_gone(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place, how_many="12", ask="9", title="The bench")
    page = visitor.open(f"/ideas/{idea_id}/answer/all")
    values = page.forms[-1].values
    assert (values["how_many"], values["ask"], values["area"]) == ("12", "9", "anywhere")
    visitor.fill(page, how_many="", ask="", title="")
    idea = only_idea(app)
    with app.app_context():
        answers = store.all_answers(reading(), idea)
    assert (idea.ask, answers) == (Ask(area_id=""), answers_of(idea, {}))


def test_who_comes_back_goes_on_where_they_stopped(visitor: Visitor, place: Place) -> None:
    page = visitor.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    idea_id = page.path.split("/")[2]
    visitor.send(f"/ideas/{idea_id}/answer/ask", ask="9")
    for path in (f"/rounds/{place.round_id}/idea", f"/ideas/{idea_id}/carry-on"):
        assert places(visitor.open(path)) == (200, f"/ideas/{idea_id}/answer/smallest")
    visitor.send(f"/ideas/{idea_id}/answer/contact", contact=WORDS.contact)
    assert places(visitor.open(f"/ideas/{idea_id}/carry-on")) == (200, f"/ideas/{idea_id}/check")


def test_a_fund_without_areas_does_not_ask_where(app: Flask, visitor: Visitor) -> None:
    place = open_round(app, area=None)
    assert "Only two need an answer" in visitor.open(f"/rounds/{place.round_id}/idea").text
    page = visitor.send(f"/rounds/{place.round_id}/idea/all", **asdict(WORDS))
    idea_id = page.path.split("/")[2]
    assert visitor.open(f"/ideas/{idea_id}/answer/area").status == 404
    visitor.fill(page)
    assert only_idea(app).state is State.SENT


@pytest.mark.parametrize("question_id", ["nothing", "ALL", "state"])
def test_a_question_that_is_not_asked_is_missing(
    visitor: Visitor, place: Place, question_id: str
) -> None:
    idea_id = begun(visitor, place)
    assert visitor.open(f"/ideas/{idea_id}/answer/{question_id}").status == 404


@pytest.mark.parametrize("typed", ["0", "-3", "many", "1.5", "1000001", "9" * 30])
def test_a_bad_number_of_people_is_not_kept_but_stays_in_its_box(
    visitor: Visitor, place: Place, typed: str
) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/answer/how_many", how_many=typed)
    assert (page.status, page.forms[-1].values["how_many"]) == (400, typed)
    assert "Write a number from 1 to" in page.text or "Write a whole number, like 12" in page.text


@pytest.mark.parametrize("missing", ["what", "contact"])
def test_a_missing_answer_is_named_and_the_others_are_kept(
    app: Flask, visitor: Visitor, place: Place, missing: str
) -> None:
    page = visitor.send(f"/rounds/{place.round_id}/idea/all", **{**TYPED, missing: " \n "})
    assert (page.status, count(app, models.Idea), count(app, Person)) == (400, 0, 0)
    assert f'href="#{missing}"' in page.html
    kept = {name: page.forms[-1].values[name] for name in TYPED}
    assert kept == {**TYPED, missing: ""}


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        ("-1", "Write an amount of more than £0, like 250 or 250.50"),
        ("0", "Write an amount of more than £0, like 250 or 250.50"),
        ("1e3", "Write the amount in digits, like 250 or 250.50"),
        ("NaN", "Write the amount in digits, like 250 or 250.50"),
        ("12.345", "Write pounds and whole pence, with two digits after the point, like 250.50"),
        (str(2**63), "This amount is too large. Write the amount in pounds, like 250"),
    ],
)
def test_a_bad_amount_is_not_kept_but_stays_in_its_box(
    app: Flask, visitor: Visitor, place: Place, ask: str, sentence: str
) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/answer/all", ask=ask, smallest="1", title="Kept")
    assert (page.status, only_idea(app).ask) == (400, Ask(area_id=""))
    assert sentence in page.text
    values = page.forms[-1].values
    assert (values["ask"], values["smallest"], values["title"]) == (ask, "1", "Kept")


def test_the_smallest_amount_is_not_above_the_ask(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/answer/all", ask="100", smallest="100.01")
    assert (page.status, only_idea(app).ask) == (409, Ask(area_id=""))
    assert "The smallest amount can't be more than the £100 that you ask for." in page.text
    assert 'href="#smallest"' in page.html


def test_an_area_of_another_fund_is_no_answer(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    other = open_round(app).area_id
    page = visitor.send(f"/ideas/{idea_id}/answer/all", ask="9", smallest="9", area=other)
    assert (page.status, only_idea(app).ask) == (400, Ask(area_id=""))


def test_a_change_is_kept_and_leads_back_to_all_answers(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    idea_id = begun(visitor, place)
    page = visitor.open(f"/ideas/{idea_id}/answer/who_for?back=check")
    assert page.forms[-1].values["who_for"] == WORDS.who_for
    first = visitor.fill(page, who_for="All of us")
    again = visitor.fill(page, who_for="All of us, dogs too")
    assert [places(first), places(again)] == [(200, f"/ideas/{idea_id}/check")] * 2
    assert only_idea(app).words == replace(WORDS, who_for="All of us, dogs too")


def test_another_idea_can_be_begun_beside_a_draft(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    begun(visitor, place)
    another = f"/rounds/{place.round_id}/idea/all?another=1"
    page = visitor.send(another, **{**TYPED, "what": "Bikes"})
    assert page.status == 200
    with app.app_context():
        owners = reading().execute(select(models.Idea.owner_id)).scalars().all()
    assert (len(owners), len(set(owners)), count(app, Person)) == (2, 1, 1)


@pytest.mark.parametrize(
    ("skipped", "sentence"), [("area", "Tell us where"), ("contact", "Tell us how to reach you.")]
)
def test_an_unfinished_idea_is_not_sent(
    app: Flask, visitor: Visitor, place: Place, skipped: str, sentence: str
) -> None:
    page = visitor.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    idea_id = page.path.split("/")[2]
    for question_id in {"area", "contact"} - {skipped}:
        visitor.send(f"/ideas/{idea_id}/answer/{question_id}", **{question_id: TYPED[question_id]})
    page = visitor.send(f"/ideas/{idea_id}/check")
    assert (page.status, only_idea(app).state) == (409, State.DRAFT)
    assert sentence in page.text
    assert f'<a href="#change-{skipped}">{sentence}' in page.html
    assert f'id="change-{skipped}" href="/ideas/{idea_id}/answer/{skipped}?back=check"' in page.html


def test_sending_twice_sends_once(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/answer/all", ask="9", smallest="9")
    other_tab = visitor.open(f"/ideas/{idea_id}/check")
    assert places(visitor.fill(page)) == (200, f"/ideas/{idea_id}")
    sent = only_idea(app)
    assert places(visitor.fill(page)) == (200, f"/ideas/{idea_id}")
    assert visitor.fill(other_tab).status == 409
    assert only_idea(app) == sent


def test_a_sent_idea_keeps_its_words(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    words = visitor.open(f"/ideas/{idea_id}/answer/what")
    ask = visitor.open(f"/ideas/{idea_id}/answer/all")
    visitor.fill(visitor.fill(ask, ask="9", smallest="9"))
    sent = only_idea(app)
    assert visitor.fill(words, what="Other words").status == 409
    assert visitor.fill(ask, ask="10", smallest="10").status == 409
    assert only_idea(app) == sent
    for page in ("answer/what", "answer/all", "check"):
        assert places(visitor.open(f"/ideas/{idea_id}/{page}")) == (200, f"/ideas/{idea_id}")


def test_an_idea_is_taken_back_with_one_button(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    assert visitor.send(f"/ideas/{idea_id}/withdraw").status == 409
    visitor.fill(visitor.send(f"/ideas/{idea_id}/answer/all", ask="9", smallest="9"))
    page = visitor.send(f"/ideas/{idea_id}/withdraw")
    assert (places(page), only_idea(app).state) == ((200, "/ideas"), State.WITHDRAWN)
    assert "You took this idea back." in page.text
    assert visitor.send(f"/ideas/{idea_id}/withdraw").status == 409


def test_a_round_that_has_closed_keeps_the_draft_and_takes_no_idea(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/answer/all", ask="9", smallest="9")
    form = visitor.open(f"/rounds/{place.round_id}/idea/all?another=1")
    close_round(app, place)
    refused = visitor.fill(page)
    assert (refused.status, only_idea(app).state) == (409, State.DRAFT)
    assert "This round takes no ideas now. What you wrote is kept." in refused.text
    refused = visitor.fill(form, **TYPED)
    assert (refused.status, count(app, models.Idea)) == (409, 1)
    assert refused.forms[-1].values["what"] == WORDS.what


def test_a_round_that_is_not_open_says_so(app: Flask, visitor: Visitor) -> None:
    soon = open_round(app, first=today() + 3 * DAY)
    over = open_round(app, first=today() - 9 * DAY, last=today() - 3 * DAY)
    page = visitor.open(f"/rounds/{soon.round_id}/idea")
    assert (page.status, "You can send in an idea from" in page.text) == (200, True)
    page = visitor.open(f"/rounds/{over.round_id}/idea")
    assert (page.status, "This round is over" in page.text) == (200, True)
    assert visitor.open("/rounds/nothing/idea").status == 404


def test_an_idea_is_missing_for_everybody_else(
    app: Flask, visitor: Visitor, place: Place, enter: Enter
) -> None:
    idea_id = begun(visitor, place)
    paths = [
        f"/ideas/{idea_id}{rest}" for rest in ("", "/words", "/answer/all", "/check", "/withdraw")
    ]
    everybody = enter(*Role)
    assert [everybody.open(path).status for path in paths] == [404] * 5
    nobody = Visitor(app.test_client())
    assert [nobody.open(path).status for path in paths] == [404] * 5
    assert everybody.open(f"/ideas/{idea_id}/review").status == 404
    assert own_ideas(app, everybody.person_id) == []


def test_words_that_look_like_markup_are_only_words(visitor: Visitor, place: Place) -> None:
    words = "<script>alert(1)</script> {{ 7 * 7 }}"
    page = visitor.send(f"/rounds/{place.round_id}/idea/all", **{**TYPED, "what": words})
    page = visitor.send(f"/ideas/{page.path.split('/')[2]}/answer/all", ask="9", smallest="9")
    assert (words in page.text, "<script>alert" in page.html) == (True, False)


def test_nothing_of_an_idea_is_kept_by_the_browser(visitor: Visitor, place: Place) -> None:
    page = visitor.open(f"/rounds/{place.round_id}/idea")
    assert page.response.headers["Cache-Control"] == "no-store"
    begun(visitor, place)
    assert visitor.open("/ideas").response.headers["Cache-Control"] == "no-store"


def test_typed_control_characters_do_no_harm(app: Flask, visitor: Visitor, place: Place) -> None:
    typed = {**TYPED, "what": "A \x00bench\r\nby the\x07 pond"}
    visitor.send(f"/rounds/{place.round_id}/idea/all", **typed)
    expected = Words("A bench\nby the pond", WORDS.who_for, WORDS.contact)
    assert only_idea(app).words == expected
