"""A child says something with an idea; the panel sees it with each yes, and not a moment longer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from makeithappen import showing
from makeithappen.child_bands import SUGGESTED
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.funds import store as funds
from makeithappen.ideas import child_store, store
from makeithappen.ideas.child_models import ChildYes, IdeaChild
from makeithappen.ideas.safeguarding_models import Flag
from makeithappen.ideas.steps import PAGES
from panels import store as panels
from panels.rules.day import State as DayState
from panels.store.pitches import PitchText, take_down_pitch
from tests.integration.ideas.given import WORDS, Place, open_round
from tests.integration.panels.given import DayGiven, a_day
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
LONG_PAGE = {**asdict(WORDS), "area": "anywhere", "title": "The slide"}
SAID = "A slide that ends in water!"
OPEN, CLOSED = "Each yes is there.", "The panel does not see this: a yes is missing."


@pytest.fixture
def place(app: Flask) -> Place:
    """A round of a fund that asks children, from four on."""
    found = open_round(app)
    with app.app_context(), transaction() as session:
        facts = {"fund_id": found.fund_id, "bands": SUGGESTED[1:]}
        funds.put_child_bands(session, **facts, actor_id="test", at=now(session))
    return found


def begun(visitor: Visitor, place: Place) -> str:
    return visitor.send(f"/rounds/{place.round_id}/idea/all", **LONG_PAGE).path.split("/")[2]


def press(visitor: Visitor, url: str, who: str, answer: str) -> Page:
    """One of the two buttons of the child, or of the grown-up."""
    page = visitor.open(url)
    offered = [one for one in page.forms if "who" in one.values]
    page.forms = [one for one in offered if one.values["who"] == who] or offered[:1]
    return visitor.fill(page, who=who, answer=answer)


def told(visitor: Visitor, idea_id: str, age: str, words: str = SAID) -> str:
    """A child of this age says something; the address of its yes."""
    page = visitor.send(f"/ideas/{idea_id}/children", age=age)
    page = visitor.fill(page, words=words)
    assert (page.status, page.path.endswith("/yes")) == (200, True)
    return page.path


def rows(app: Flask) -> list[tuple[str, int, int]]:
    with app.app_context():
        found = reading().execute(select(ChildYes).order_by(ChildYes.number)).scalars()
        return [(row.who, row.yes, row.version) for row in found]


def test_a_fund_says_which_children_it_asks(app: Flask, enter: Enter, visitor: Visitor) -> None:
    place, ada = open_round(app), enter(Role.ADMINISTRATOR)
    address = f"/funds/{place.fund_id}/children"
    idea_id = begun(visitor, place)
    assert "Does a child" not in visitor.open(f"/ideas/{idea_id}/check").text
    wrong = {
        "Write an age from 0 to 17": {"last_1": "18"},
        "Write a whole number": {"first_1": "-x"},
        "Write the other age too": {"last_4": ""},
        "Choose one of the answers": {"telling_1": "shout"},
        "Two lines name the same age": {"first_2": "4"},
        "Ages go from 0 to 17, the lower one first.": {"first_1": "5", "last_1": "4"},
    }
    for sentence, typed in wrong.items():
        page = ada.send(address, **typed)
        assert (page.status in (400, 409), sentence in page.text) == (True, True), sentence
    with app.app_context():
        assert funds.find_fund(reading(), place.fund_id).child_bands == ()
    page = ada.send(address)
    assert "From 12 to 15: The young person, in their own words." in page.text
    with app.app_context():
        assert funds.find_fund(reading(), place.fund_id).child_bands == SUGGESTED
    assert "Does a child" not in visitor.open(f"/ideas/{idea_id}/answer/title").text
    assert visitor.send(f"/ideas/{idea_id}/answer/title").path == f"/ideas/{idea_id}/children"
    empty = {f"{part}_{line}": "" for part in ("first", "last") for line in range(1, 5)}
    assert "Children are not asked." in ada.send(address, **empty).text


def a_young_person_first(visitor: Visitor, idea_id: str) -> None:
    """From 12 on the grown-up is asked once the young person said yes."""
    young = told(visitor, idea_id, "13")
    assert "The young person says yes first." in visitor.open(young).text
    page = press(visitor, young, "carer", "yes")
    assert (page.status, "Then it is your turn." in page.text) == (409, True)
    page = press(visitor, young, "child", "yes")
    assert [one.values["who"] for one in page.forms if "who" in one.values] == ["child", "carer"]
    assert "The young person says yes first." not in page.text
    assert OPEN in press(visitor, young, "carer", "yes").text


def test_a_child_says_something_on_the_way(app: Flask, visitor: Visitor, place: Place) -> None:
    assert "There are 13 short questions." in visitor.open(f"/rounds/{place.round_id}/idea").text
    idea_id = begun(visitor, place)
    step = f"/ideas/{idea_id}/children"
    page = visitor.open(step)
    assert f'href="/ideas/{idea_id}/answer/title"' in page.html
    assert f'href="/ideas/{idea_id}/answer/take_part"' in page.html  # to skip it
    for typed, status, sentence in (
        ("", 400, "Write the child's age in years, like 7"),
        ("seven", 400, "Write a whole number"),
        ("-1", 400, "Write an age from 0 to 17"),
        ("18", 400, "Write an age from 0 to 17"),
        ("3", 409, "This fund asks children from 5 to 17, and not of this age."),
    ):
        page = visitor.fill(visitor.open(step), age=typed)
        assert (page.status, sentence in page.text) == (status, True), typed
    page = visitor.send(step, age="7")
    assert "Child A, 7" in page.text
    page = visitor.fill(page, words=" ")
    assert (page.status, "Write something here, or draw it or say it" in page.text) == (400, True)
    page = visitor.fill(page, words="x" * 2001)
    assert (page.status, "Use 2,000 letters or fewer" in page.text) == (400, True)
    yes = visitor.fill(page, words=SAID).path
    assert press(visitor, yes, "child", "maybe").status == 400
    assert press(visitor, yes, "dog", "yes").status == 400
    assert CLOSED in press(visitor, yes, "child", "yes").text
    assert OPEN in press(visitor, yes, "carer", "yes").text
    visitor.send(yes.removesuffix("/yes"), words=SAID)
    assert OPEN in visitor.open(yes).text
    visitor.send(yes.removesuffix("/yes"), words="Two slides!")
    assert CLOSED in visitor.open(yes).text
    assert rows(app) == [("child", 1, 2), ("carer", 1, 2)]

    a_young_person_first(visitor, idea_id)
    alone = told(visitor, idea_id, "16")
    assert "For the parent or carer" not in visitor.open(alone).text
    assert OPEN in press(visitor, alone, "child", "yes").text
    page = visitor.open(f"/ideas/{idea_id}/check")
    assert all(f"Child {name}" in page.text for name in ("A, 13", "B, 16", "C, 7"))
    visitor.send(alone, to="/remove")
    assert "Child C" not in visitor.open(step).text
    for _more in range(8):
        told(visitor, idea_id, "9")
    page = visitor.open(step)
    assert ("Child J, 9" in page.text, "How old is the child?" in page.text) == (True, False)


def test_a_child_who_was_written_down_by_mistake(visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    step = f"/ideas/{idea_id}/children"
    page = visitor.send(step, age="9")
    child = page.path
    for typed, status, sentence in (
        ("", 400, "Write the child's age in years, like 7"),
        ("18", 400, "Write an age from 0 to 17"),
        ("3", 409, "This fund asks children from 5 to 17, and not of this age."),
    ):
        page = visitor.send(child, to="/age", age=typed)
        assert (page.status, sentence in page.text, 'href="#age"' in page.html) == (
            status,
            True,
            True,
        )
    page = visitor.send(child, to="/age", age="13")
    assert (page.path, "Child A, 13" in page.text) == (child, True)
    yes = visitor.fill(page, words=SAID).path
    press(visitor, yes, "child", "yes")
    assert OPEN in press(visitor, yes, "carer", "yes").text
    visitor.send(child, to="/age", age="13")
    assert OPEN in visitor.open(yes).text  # nothing changed
    visitor.send(child, to="/age", age="16")
    page = visitor.open(yes)  # the panel sees the age, so it takes another yes
    assert (CLOSED in page.text, "For the parent or carer" in page.text) == (True, False)
    page = visitor.send(child, to="/remove")
    assert (page.path, "The child's age and words are gone." in page.text) == (step, True)
    assert "Child A" not in page.text

    for _time in range(10):
        visitor.send(step, age="9")
    twice = visitor.open(step)
    assert ("Child J, 9" in twice.text, "How old is the child?" in twice.text) == (True, False)


def test_each_page_says_who_reads_it_and_whom_to_call(visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    child = visitor.send(f"/ideas/{idea_id}/children", age="9").path
    danger, leave = "Is somebody in danger now? Call 999.", "Leave this page now"
    found = {}
    for path in (f"/ideas/{idea_id}/files/what", child, f"{child}/drawings"):
        page = visitor.open(path)
        found[path.removeprefix(f"/ideas/{idea_id}/")] = (danger in page.text, leave in page.text)
    assert list(found.values()) == [(True, True)] * 3
    for step in ("spending", "other-help", "children"):
        page, about = visitor.open(f"/ideas/{idea_id}/{step}"), PAGES[step.replace("-", "_")].about
        said = f"{about.why} {about.readers}"
        assert (step, said in page.text) == (step, True)
        assert (step, danger in page.text) == (step, step != "children")
    assert "Question 11 of 13" in page.text
    told_all = visitor.open(child).text
    assert "If you say yes, the people who decide see it." in told_all
    assert "The coordinator, who runs this, sees it too." in told_all


def test_nobody_else_gets_near_and_a_yes_stays(
    app: Flask, visitor: Visitor, place: Place, enter: Enter
) -> None:
    idea_id = begun(visitor, place)
    yes = told(visitor, idea_id, "7")
    press(visitor, yes, "child", "yes")
    other = enter(Role.APPLICANT)
    mine = begun(other, place)
    child_id = yes.split("/")[4]
    for path in (yes, yes.removesuffix("/yes"), f"/ideas/{mine}/children/{child_id}/yes"):
        assert other.open(path).status == 404
    for broken in ("UPDATE child_yeses SET yes = 0", "DELETE FROM child_yeses"):
        refused = pytest.raises(DatabaseError, match="append only")
        with refused, app.app_context(), transaction() as session:
            session.execute(text(broken))
    page = visitor.open(yes)
    intent = {"who": "child", "answer": "yes"}
    twice = [visitor.fill(page, **intent).status for _press in range(2)]
    assert (twice, rows(app)) == ([200, 200], [("child", 1, 2)] * 2)


def before_the_panel(
    app: Flask,
    day: DayGiven,
    visitor: Visitor,
    place: Place,
    then: Callable[[str], None] = lambda _yes: None,
) -> tuple[str, str]:
    """An idea with a child's words, before the panel of a day; the idea and the address of yes."""
    idea_id = begun(visitor, place)
    visitor.send(f"/ideas/{idea_id}/answer/ask", ask="500")
    visitor.send(f"/ideas/{idea_id}/answer/smallest", smallest="200")
    yes = told(visitor, idea_id, "7")
    then(yes)
    visitor.send(f"/ideas/{idea_id}/check")
    morag = {"actor_id": "morag"}
    with day.writing() as (session, at):
        chosen = {"day_id": day.day_id, "day_name": "Spring day", "reason": "Good."}
        store.shortlist(session, idea_id=idea_id, **chosen, **morag, at=at)
        facts = {"title": "The slide", "words": "A slide", "who_for": "All"}
        pence = {"asked_pence": 50_000, "smallest_pence": 20_000}
        panels.put_pitch(session, day.day_id, idea_id=idea_id, **facts, **pence, at=at)
    day.pitches = [pitch.pitch_id for pitch in day.read().pitches]
    return idea_id, yes


def test_the_panel_sees_it_only_with_both_yeses(
    app: Flask, enter: Enter, visitor: Visitor, place: Place
) -> None:
    day = a_day(app, enter, pitches=1, fund_id=place.fund_id)
    idea_id, yes = before_the_panel(app, day, visitor, place)
    day.open()
    member, coordinator = day.members[0], enter(Role.COORDINATOR)
    sheet = f"{day.address}/ideas/{day.pitches[-1]}/sheet"
    review = f"/ideas/{idea_id}/more"

    def seen() -> list[bool]:
        pages = [member.open(sheet), coordinator.open(review)]
        assert [page.status for page in pages] == [200, 200]
        assert [SAID in page.text for page in pages] == ["Child A, 7" in one.text for one in pages]
        assert all(SAID in page.text or "Child" not in page.text for page in pages)
        return [SAID in page.text for page in pages]

    found = [seen()]
    for who, answer in (
        ("child", "yes"),
        ("carer", "yes"),
        ("child", "no"),
        ("child", "yes"),
        ("carer", "no"),
        ("carer", "yes"),
    ):
        assert press(visitor, yes, who, answer).status == 200
        found.append(seen())
    assert found == [[one] * 2 for one in (False, False, True, False, True, False, True)]
    assert visitor.open(yes.removesuffix("/yes")).path == yes  # its words stay as they are

    flag = coordinator.send(f"/ideas/{idea_id}/flag", part="children")
    assert (flag.status, seen()) == (200, [False, False])
    assert OPEN in visitor.open(yes).text  # the family hears nothing before somebody has looked
    with day.writing() as (session, _at):
        session.execute(update(Flag).values(is_hidden=0, outcome="can_be_shown"))
    assert seen() == [True, True]

    with day.writing() as (session, at):
        take_down_pitch(
            session, day.day_id, day.pitches[-1], PitchText("–", "–", "–"), actor_id="g", at=at
        )
        showing.take_down(session, idea_id, at)
    assert seen() == [False, False]
    assert "it was taken down" in visitor.open(yes).text


def test_nobody_sees_from_the_letters_who_said_nothing(
    app: Flask, enter: Enter, visitor: Visitor, place: Place
) -> None:
    """A yes that is missing leaves no letter out, and one taken back moves no other letter."""
    day = a_day(app, enter, pitches=1, fund_id=place.fund_id)
    said: dict[str, str] = {}

    def more(first: str) -> None:
        children = first.rsplit("/", 2)[0]
        visitor.send(children, age="9")  # a slip: nothing was said
        said.update({age: told(visitor, children.split("/")[2], age) for age in ("6", "8", "10")})
        said["7"] = first

    idea_id, _yes = before_the_panel(app, day, visitor, place, then=more)
    coordinator = enter(Role.COORDINATOR)

    def names() -> list[str]:
        pages = [coordinator.open(f"/ideas/{idea_id}/more")]
        if day.read().state is not DayState.SETUP:
            pages.append(day.members[0].open(f"{day.address}/ideas/{day.pitches[-1]}/sheet"))
        found = [re.findall(r"Child ([A-J], \d+)", page.text) for page in pages]
        assert found == found[:1] * len(pages)
        return found[0]

    def agree(age: str, *answers: str) -> None:
        for who, answer in zip(("child", "carer"), answers, strict=False):
            assert press(visitor, said[age], who, answer).status == 200

    agree("8", "yes", "yes")
    assert names() == ["A, 8"]  # those of 7, 9 and 6 stand before it, and nobody sees that
    agree("7", "yes", "yes")
    agree("6", "yes", "yes")
    assert names() == ["A, 7", "B, 6", "C, 8"]
    agree("7", "no")
    assert names() == ["A, 6", "B, 8"]  # no panel reads yet
    day.open()
    agree("6", "no")
    assert names() == ["B, 8"]  # whom the panel talks about keeps the name
    agree("7", "yes")
    assert names() == ["B, 8", "C, 7"]
    agree("6", "yes")
    assert names() == ["A, 6", "B, 8", "C, 7"]
    assert "Child B, 8" in visitor.open(said["8"]).text
    visitor.send(said["6"], to="/remove")
    assert names() == ["B, 8", "C, 7"]
    with day.writing() as (session, _at):
        child_store.forget_letters(session, idea_id)  # as once it goes to the next day
    assert names() == ["A, 7", "B, 8"]


def test_what_became_of_it_is_read_together_and_words_can_go(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    idea_id = begun(visitor, place)
    yes = told(visitor, idea_id, "7")
    visitor.send(f"/ideas/{idea_id}/check")
    answers = visitor.open(f"/ideas/{idea_id}/answers").text
    assert (SAID in answers, CLOSED in answers) == (True, True)
    with app.app_context(), transaction() as session:
        by = {"actor_id": "morag", "at": now(session)}
        store.turn_down(session, idea_id=idea_id, reason="We have a slide.", **by)
    page = visitor.open(f"/ideas/{idea_id}/children")
    assert "To read together The idea did not go to the panel this time." in page.text
    assert "Thank you for what you said. This is what they wrote: We have a slide." in page.text
    assert "nobody sees the words" in press(visitor, yes, "child", "yes").text
    assert press(visitor, yes, "child", "no").status == 200
    gone = visitor.send(yes, to="/remove")
    assert "The child's age and words are gone." in gone.text
    with app.app_context():
        assert reading().query(IdeaChild).count() == 0
        assert child_store.of_idea(reading(), idea_id) == []
    assert rows(app) == [("child", 0, 2)]
