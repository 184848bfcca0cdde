"""What would help to take part: asked of everybody, read and arranged by coordinators alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from makeithappen import erasing
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.events import Event
from makeithappen.ideas import authors, models, store, taking_part
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.taking_part import TAKE_PART, Arrangement
from tests.integration.ideas.given import WORDS, Place, open_round, own_ideas, panel_day, send_ideas
from tests.integration.ideas.test_carrying import another_round, put_off
from tests.integration.ideas.test_follow_ups import reply_path
from tests.integration.ideas.test_helping import begun
from tests.integration.replies.given import NOT_THIS_TIME, tell
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
LINK = "https://example.org/v?a=1"
SAID = {
    "take_part": ["bsl", "travel"],
    "take_part_language": "Urdu",
    "take_part_else": "A break half way",
    "signed_link": LINK,
}
KEPT = {**SAID, "take_part": "bsl travel"}
SHOWN = (
    "A British Sign Language (BSL) interpreter; Help with travel",
    "Urdu",
    "A break half way",
    f'href="{LINK}" rel="noreferrer noopener nofollow"',
)
ALL = [Arrangement.BSL, Arrangement.LANGUAGE, Arrangement.TRAVEL, Arrangement.ELSE]
ARRANGED = "What would help you to take part was arranged on"


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def leanne(enter: Enter) -> Visitor:
    return enter(Role.APPLICANT, first_name="Leanne")


@pytest.fixture
def morag(enter: Enter) -> Visitor:
    """A coordinator."""
    return enter(Role.COORDINATOR, first_name="Morag")


def said(app: Flask, idea_id: str) -> dict[str, Any]:
    """What is kept of the answers on the page."""
    with app.app_context():
        rows = reading().scalars(select(models.Answer).where(models.Answer.idea_id == idea_id))
        return {row.question_id: row.words for row in rows if row.question_id in TAKE_PART}


def put(app: Flask, idea_id: str, **answers: str) -> None:
    with app.app_context(), transaction() as session:
        store.amend_answers(session, idea_id, answers or KEPT)


def sent(app: Flask, place: Place, visitor: Visitor) -> str:
    """An idea whose people asked for all of it."""
    [idea_id] = send_ideas(app, place, visitor.person_id)
    put(app, idea_id)
    return idea_id


def idea(app: Flask, idea_id: str) -> Idea:
    with app.app_context():
        return store.find_sent(reading(), idea_id)


def listed(app: Flask, place: Place) -> tuple[list[tuple[str, list[Arrangement]]], dict[str, int]]:
    """What coordinators read, and how many wait."""
    with app.app_context():
        found = [
            (one.idea.idea_id, one.wanted)
            for one in taking_part.of_round(reading(), place.round_id)
        ]
        return found, taking_part.waiting(reading())


def shows(page: Page) -> list[bool]:
    return [words in page.html for words in SHOWN]


def press(morag: Visitor, place: Place, idea_id: str) -> Page:
    return morag.send(f"/rounds/{place.round_id}/taking-part", to=f"/{idea_id}/arranged")


def note(morag: Visitor, place: Place, idea_id: str) -> Page:
    page = morag.open(f"/rounds/{place.round_id}/taking-part")
    return morag.fill(page, to=f"/{idea_id}/arranged", arranged="yes")


def test_all_of_it_stands_on_one_page_and_a_skip_leaves_nothing(
    app: Flask, visitor: Visitor, place: Place, morag: Visitor
) -> None:
    page = visitor.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    idea_id = page.path.split("/")[2]
    path = f"/ideas/{idea_id}/answer/take_part"
    page = visitor.open(path)
    reader = "The coordinator reads this, and whoever writes or types the idea with you."
    once = (reader, "The panel can't.", "You need not say why.")
    assert [page.text.count(words) for words in (*once, "We ask so")] == [1, 1, 1, 4]
    for wrong in ("my video", "http://example.org/v", "https://me@example.org"):
        page = visitor.send(path, **{**SAID, "signed_link": wrong})
        assert page.status == 400
        line = '<a href="#signed_link">Copy the whole link: it begins with https://</a>'
        assert (line in page.html, "A break half way" in page.html) == (True, True)
    assert said(app, idea_id) == {}
    page = visitor.send(path, **SAID)
    assert (page.path, said(app, idea_id)) == (f"/ideas/{idea_id}/answer/contact", KEPT)
    checked = visitor.open(f"/ideas/{idea_id}/check")
    assert shows(checked) == [True] * 4
    changes = re.findall(rf'href="{path}\?back=check"', checked.html)
    assert (len(changes), f"/ideas/{idea_id}/answer/signed_link" in checked.html) == (4, False)
    assert visitor.open(f"/ideas/{idea_id}/answer/signed_link").status == 404
    again = visitor.open(f"{path}?back=check")
    assert re.findall(r'value="(\w+)" checked', again.html) == ["bsl", "travel"]
    page = visitor.fill(again, **{**dict.fromkeys(SAID, ""), "take_part": None})
    assert (page.path, said(app, idea_id)) == (f"/ideas/{idea_id}/check", {})
    assert page.text.count("What would help you to take part?") == 2  # the row, and its link
    assert "What else would help you?" not in page.text
    visitor.send(f"/ideas/{idea_id}/answer/all", area="anywhere", contact="01234 5678")
    visitor.send(f"/ideas/{idea_id}/check")
    for seen in (visitor.open(f"/ideas/{idea_id}/answers"), morag.open(f"/ideas/{idea_id}/review")):
        assert (seen.status, "take part" in seen.text) == (200, False)
    assert listed(app, place) == ([], {})


def test_the_long_page_asks_it_too(app: Flask, visitor: Visitor, place: Place) -> None:
    typed = {"what": WORDS.what, "contact": WORDS.contact, "area": "anywhere"}
    page = visitor.send(f"/rounds/{place.round_id}/idea/all", **typed, **SAID)
    idea_id = page.path.split("/")[2]
    assert (page.path, said(app, idea_id)) == (f"/ideas/{idea_id}/check", KEPT)
    visitor.fill(page)
    assert shows(visitor.open(f"/ideas/{idea_id}/answers")) == [True] * 4


def test_a_helper_types_it_and_reads_it_back(visitor: Visitor, place: Place) -> None:
    idea_id, _code = begun(visitor, place)
    visitor.send(f"/ideas/{idea_id}/answer/take_part", **SAID)
    page = visitor.open(f"/ideas/{idea_id}/read-back")
    assert shows(page) == [True] * 4
    page = visitor.fill(page)
    assert (page.path, shows(page)) == (f"/ideas/{idea_id}/their-yes", [True] * 4)


def test_who_signs_and_writes_nothing_is_told_both_ways(visitor: Visitor, place: Place) -> None:
    page = visitor.open(f"/rounds/{place.round_id}/idea/first")
    assert "Film it in British Sign Language (BSL), with the button below." in page.text
    assert "Then write one line here. We ask for the link later." in page.text


def test_coordinators_read_it_arrange_it_and_can_undo_that(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    idea_id = sent(app, place, leanne)
    review = morag.open(f"/ideas/{idea_id}/review")
    assert (shows(review), "is not arranged yet" in review.text) == ([True] * 4, True)
    assert "1 to arrange" in morag.open("/ideas/board").text
    page = morag.open(f"/rounds/{place.round_id}/taking-part")
    for words in (
        "On no panel day yet",
        "A British Sign Language (BSL) interpreter 1",
        "An interpreter for another language: Urdu",
        "Something else: A break half way",
        f"Signed in a video: {LINK}",
        f"How to reach them: {WORDS.contact}",
        "To be arranged",
    ):
        assert words in page.text
    assert ARRANGED not in leanne.open(f"/ideas/{idea_id}").text
    for _press in range(2):
        page = morag.fill(page, to=f"/{idea_id}/arranged", arranged="yes")
        assert page.status == 200
    done = idea(app, idea_id)
    assert (done.arranged_by, done.arranged_at is not None) == (morag.person_id, True)
    assert "by Morag" in page.text
    assert "to arrange" not in morag.open("/ideas/board").text
    assert ARRANGED in leanne.open(f"/ideas/{idea_id}").text
    assert "was arranged on" in morag.open(f"/ideas/{idea_id}/review").text
    assert listed(app, place) == ([(idea_id, ALL)], {})
    for _press in range(2):
        press(morag, place, idea_id)
    assert idea(app, idea_id) == replace(done, arranged_at=None, arranged_by=None)
    assert listed(app, place) == ([(idea_id, ALL)], {place.round_id: 1})
    with app.app_context():
        mine = Event.what.like("taking_part%")
        events = reading().scalars(select(Event.what).where(mine).order_by(Event.what)).all()
    assert events == ["taking_part_arranged", "taking_part_not_arranged"]


def test_nobody_else_reads_the_list(
    app: Flask, place: Place, leanne: Visitor, enter: Enter
) -> None:
    idea_id = sent(app, place, leanne)
    others = [enter(role) for role in Role if role is not Role.COORDINATOR]
    pages = [one.open(f"/rounds/{place.round_id}/taking-part").status for one in (leanne, *others)]
    assert set(pages) <= {403, 404}
    for one in others:
        form = one.open("/ideas")
        form.forms[-1].action = f"/ideas/{idea_id}/arranged"
        form.forms[-1].method = "post"
        assert one.fill(form, to="/arranged", arranged="yes").status in {403, 404}
    assert idea(app, idea_id).arranged_at is None


def test_a_new_answer_is_arranged_anew(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    idea_id = sent(app, place, leanne)
    note(morag, place, idea_id)
    morag.send(f"/ideas/{idea_id}/ask-them", about="drops", words="And?")
    leanne.send(reply_path(app, idea_id), drops="The roof")
    assert idea(app, idea_id).arranged_at is not None
    morag.send(f"/ideas/{idea_id}/ask-them", about="take_part", words="All of it?")
    page = leanne.send(reply_path(app, idea_id), take_part=["childcare"])
    assert page.status == 200
    assert (idea(app, idea_id).arranged_at, said(app, idea_id)["take_part"]) == (None, "childcare")
    history = leanne.open(f"/ideas/{idea_id}/history").text
    assert "A British Sign Language (BSL) interpreter; Help with travel" in history
    assert "Somebody to look after children" in history


def test_a_panel_day_has_its_own_part_of_the_list(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    first, second = sent(app, place, leanne), sent(app, place, leanne)
    put(app, second, **{**dict.fromkeys(KEPT, ""), "take_part": "access"})
    with app.app_context(), transaction() as session:
        day = {"day_id": "day-1", "day_name": "The Lens day", "reason": "Good."}
        who = {"actor_id": "test", "at": now(session)}
        store.shortlist(session, idea_id=second, **day, **who)
    page = morag.open(f"/rounds/{place.round_id}/taking-part")
    parts = re.findall(r"<h2>(.*?)</h2>", page.html)
    assert parts[-2:] == ["On no panel day yet", "<bdi>The Lens day</bdi>"]
    assert listed(app, place) == (
        [(first, ALL), (second, [Arrangement.ACCESS])],
        {place.round_id: 2},
    )
    note(morag, place, first)
    assert ARRANGED in leanne.open(f"/ideas/{first}").text
    leanne.send(f"/ideas/{first}/withdraw")
    assert ARRANGED not in leanne.open(f"/ideas/{first}").text
    assert listed(app, place) == ([(second, [Arrangement.ACCESS])], {place.round_id: 1})
    with app.app_context(), transaction() as session:
        told = {"outcome": State.FUNDED, "awarded_pence": 1, "reason": "Yes."}
        store.tell(session, idea_id=second, **told, actor_id="test", at=now(session))
    assert listed(app, place) == ([], {})


def test_for_another_day_it_is_arranged_anew(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    idea_id, _first_day = put_off(app, place, leanne)
    put(app, idea_id)
    with app.app_context(), transaction() as session:
        row = session.get_one(models.Idea, idea_id)
        row.arranged_at, row.arranged_by = now(session), morag.person_id
    second_day = panel_day(app, place, name="Another day")
    page = morag.send(f"/ideas/{idea_id}/next-day", day=second_day, reason="Again.")
    assert (page.status, idea(app, idea_id).arranged_at) == (200, None)
    assert listed(app, place) == ([(idea_id, ALL)], {place.round_id: 1})


def test_it_is_carried_on_to_the_next_round_and_arranged_there_anew(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    idea_id = sent(app, place, leanne)
    note(morag, place, idea_id)
    tell(morag, place, idea_id, **NOT_THIS_TIME)
    another_round(app, place)
    page = leanne.send(f"/ideas/{idea_id}", to="/carry")
    draft = own_ideas(app, leanne.person_id)[0]
    assert (page.path, draft.state) == (f"/ideas/{draft.idea_id}/check", State.DRAFT)
    assert (said(app, draft.idea_id), draft.arranged_at, draft.arranged_by) == (KEPT, None, None)


def test_what_several_ideas_became_has_none_of_it_and_the_old_ones_wait_on(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor, enter: Enter
) -> None:
    bo = enter(Role.APPLICANT, first_name="Bo")
    first, [second] = sent(app, place, leanne), send_ideas(app, place, bo.person_id)
    morag.send(f"/ideas/{first}/merge", others=second, why="Alike.")
    question = re.findall(r'/merges/[\w-]+"', leanne.open("/ideas").html)[0].rstrip('"')
    assert "We still arrange it." in leanne.open(question).text
    for one in (leanne, bo):
        assert one.send(question, answer="yes").status == 200
    with app.app_context():
        [new] = [one for one in authors.ideas_of(reading(), bo.person_id) if one.idea_id != second]
    assert said(app, new.idea_id) == {}
    assert listed(app, place) == ([(first, ALL)], {place.round_id: 1})
    note(morag, place, first)
    assert listed(app, place) == ([(first, ALL)], {})
    tell(morag, place, new.idea_id, **NOT_THIS_TIME)
    assert listed(app, place) == ([], {})


def test_it_goes_with_the_person(app: Flask, place: Place, leanne: Visitor, morag: Visitor) -> None:
    idea_id = sent(app, place, leanne)
    note(morag, place, idea_id)
    with app.app_context(), transaction() as session:
        erasing.erase_again(session, leanne.person_id, at=now(session))
    gone = idea(app, idea_id)
    assert (said(app, idea_id), gone.arranged_at, gone.arranged_by) == ({}, None, None)
    assert listed(app, place) == ([], {})


def test_it_is_typed_from_paper_and_compared(
    app: Flask, visitor: Visitor, place: Place, morag: Visitor, enter: Enter
) -> None:
    paper = visitor.open(f"/rounds/{place.round_id}/idea/paper").text
    for words in ("11. What would help you to take part?", "Help with travel", "signed_link"):
        assert words in paper
    typed = {"what": "A bench", "area": "anywhere", "contact": "01234 5678"}
    wrong = morag.send(f"/rounds/{place.round_id}/papers/next", **typed, signed_link="x")
    assert (wrong.status, 'href="#signed_link"' in wrong.html) == (400, True)
    morag.fill(wrong, **typed, **SAID)
    with app.app_context():
        [idea_id] = reading().scalars(select(models.Idea.id))
    assert said(app, idea_id) == KEPT
    rhona = enter(Role.COORDINATOR, first_name="Rhona")
    check = rhona.open(f"/papers/{idea_id}/check")
    assert shows(check) == [True] * 4
    differs = rhona.fill(check, contact="01234 5678", wrong="take_part_else", compared="y")
    assert "look again" in differs.text
    mend = morag.open(f"/papers/{idea_id}/mend")
    assert "<li>What else would help you?</li>" in mend.html
    morag.fill(mend, **{**SAID, "take_part_else": "Large print"})
    rhona.send(f"/papers/{idea_id}/check", contact="01234 5678", compared="y")
    assert said(app, idea_id) == {**KEPT, "take_part_else": "Large print"}
    assert listed(app, place) == ([(idea_id, ALL)], {place.round_id: 1})


def test_flagged_words_leave_the_list(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    idea_id = sent(app, place, leanne)
    morag.send(f"/ideas/{idea_id}/flag", part="take_part_else")
    pages = [f"/rounds/{place.round_id}/taking-part", f"/ideas/{idea_id}/review"]
    for page in map(morag.open, pages):
        assert ("A break half way" in page.html, "Urdu" in page.html) == (False, True)
    assert shows(leanne.open(f"/ideas/{idea_id}/answers")) == [True] * 4
    assert listed(app, place) == ([(idea_id, ALL)], {place.round_id: 1})


def test_only_what_was_read_is_noted_as_arranged(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    idea_id = sent(app, place, leanne)

    def changed(**said: str) -> None:
        put(app, idea_id, **said)

    def flagged() -> None:
        morag.send(f"/ideas/{idea_id}/flag", part="take_part_else")

    def chosen() -> None:
        with app.app_context(), transaction() as session:
            day = {"day_id": "day-1", "day_name": "The Lens day", "reason": "Good."}
            who = {"actor_id": "test", "at": now(session)}
            store.shortlist(session, idea_id=idea_id, **day, **who)

    for change in (partial(changed, take_part="travel"), flagged, chosen):
        page = morag.open(f"/rounds/{place.round_id}/taking-part")
        change()
        page = morag.fill(page, to=f"/{idea_id}/arranged", arranged="yes")
        assert "Look at it again, then press." in page.text
        assert idea(app, idea_id).arranged_at is None
    page = morag.fill(page, to=f"/{idea_id}/arranged", arranged="yes", read=None)
    assert idea(app, idea_id).arranged_at is None
    page = morag.fill(page, to=f"/{idea_id}/arranged", arranged="yes")
    assert ("Noted." in page.text, idea(app, idea_id).arranged_by) == (True, morag.person_id)
