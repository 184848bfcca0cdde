"""What an answer says about its readers is so: the panel reads exactly what it is said to read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask

from makeithappen import shortlisting
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.keys import keys
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas import store
from makeithappen.ideas.questions import QUESTIONS
from makeithappen.ideas.rules.safeguarding import WHOLE
from makeithappen.ideas.rules.taking_part import TAKE_PART
from panels import store as panels
from panels.rules.day import Move
from panels.store.pitches import PitchText, pitches_at_opening, pitches_digest, replaced_versions
from tests.integration.ideas.given import Place, open_round, panel_day, today
from tests.integration.ideas.test_follow_ups import reply_path
from tests.integration.panels.given import criterion
from tests.integration.replies.given import shortlist
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
SAID = {
    "what": "Two benches by the pond.",
    "who_for": "Everybody who walks there",
    "how_many": "4711",
    "area": "Hillside",
    "ask": "£1,250.50",
    "smallest": "£613",
    "drops": "The second bench",
    "title": "Sit down",
    "take_part": "Help with travel",
    "take_part_language": "Ladakhi",
    "take_part_else": "A break half way",
    "signed_link": "https://example.org/signed",
    "contact": "01632 960 001",
}
KEPT_AS = {"ask": 125_050, "smallest": 61_300, "take_part": "travel"}
NEEDED = {"what", "ask", "smallest", "contact"}
ROWS = ("For whom", "How many people", "Asks for", "Works with", "Left out then")
INSTEAD = "These words are being looked at by Bo."


def promised() -> set[str]:
    """The questions of which families are told that the panel reads the answer."""
    return {one for one, asked in QUESTIONS.items() if "the panel read this" in str(asked.readers)}


class Scene:
    """An idea that is on a day with somebody of its panel, by the ways that everybody takes."""

    def __init__(self, app: Flask, enter: Enter, *, skipped: set[str] | None = None) -> None:
        self.app, self.place = app, open_round(app)
        self.leanne = enter(Role.APPLICANT, first_name="Leanne")
        self.morag = enter(Role.COORDINATOR, first_name="Morag")
        self.member = enter(Role.PANEL_MEMBER, first_name="Aisha")
        self.chair = enter(Role.CHAIR, first_name="Isla")
        self.idea_id = send(app, self.place, self.leanne.person_id, skipped or set())
        self.day_id = panel_day(app, self.place)
        shortlist(self.morag, self.place, self.day_id, self.idea_id)
        names = [self.member.person_id, "person-1", "person-2"]
        with app.app_context(), transaction() as session:
            who = {"actor_id": "test", "at": now(session)}
            panel = [panels.NewMember(one, "P", is_reserve=False) for one in names]
            panels.put_criterion(session, self.day_id, criterion("Lasting"), **who)
            panels.put_members(session, self.day_id, panel, **who)
            basics = {"name": "The Lens day", "held_on": today(), "quorum": 3}
            panels.change_day(session, self.day_id, **basics, threshold=Fraction(1, 2), **who)
        self.pitch_id = self.pitch().pitch_id

    def pitch(self) -> panels.Pitch:
        with self.app.app_context():
            [pitch] = panels.load_day(reading(), self.day_id).pitches
            return pitch

    def act(self, act: Callable[..., Any], *facts: Any, **named: Any) -> None:
        with self.app.app_context(), transaction() as session:
            who = {"actor_id": "test", "at": now(session)}
            act(session, self.day_id, *facts, **named, **who)

    def score(self) -> None:
        """The scoring opens, and the member says that they are not close to the idea."""
        for move in (Move.ASK_CONFLICTS, Move.SCORE_ALL):
            self.act(panels.move_day, move)
        address = f"/days/{self.day_id}/ideas/{self.pitch_id}/conflict"
        self.member.send(address, degree="none")

    def ask_them(self, question_id: str, answer: str) -> None:
        self.morag.send(f"/ideas/{self.idea_id}/ask-them", about=question_id, words="And?")
        form = self.leanne.open(reply_path(self.app, self.idea_id))
        typed: dict[str, Any] = {question_id: answer}
        page = self.leanne.fill(form, **typed)
        assert page.status == 200, page.text

    def pages(self) -> dict[str, Page]:
        """Where a panel reads an idea: all on one page, question by question, and on paper."""
        self.score()
        with self.app.app_context():
            member = panels.load_day(reading(), self.day_id).member_of(self.member.person_id)
        assert member is not None
        idea, paper = f"/days/{self.day_id}/ideas/{self.pitch_id}", f"/days/{self.day_id}/paper"
        pages = {
            "sheet": self.member.open(f"{idea}/sheet?all=1"),
            "sheet_step": self.member.open(f"{idea}/sheet/1"),
            "print_paper": self.chair.open(f"{paper}/{member.member_id}"),
        }
        assert {page.status for page in pages.values()} == {200}
        return pages


def send(app: Flask, place: Place, owner_id: str, skipped: set[str]) -> str:
    """An idea with an answer to each question but these; returns its id."""
    said = {**SAID, **KEPT_AS, "area": place.area_id}
    answers = {"who_for": "", **{key: said[key] for key in said if key not in skipped}}
    ids = {"round_id": place.round_id, "fund_id": place.fund_id, "owner_id": owner_id}
    with app.app_context(), transaction() as session:
        idea_id = store.begin(session, **ids, answers=answers, at=now(session))
        how = {"takes_ideas": True, "asks_where": False, "at": now(session)}
        store.send(session, idea_id=idea_id, owner_id=owner_id, **how)
    return idea_id


def read_on(page: Page) -> set[str]:
    """The questions whose answers stand on a page."""
    return {question_id for question_id in QUESTIONS if SAID[question_id] in page.text}


def rows_of(page: Page) -> list[str]:
    return [row for row in ROWS if f">{row}</dt>" in page.html]


def test_the_panel_reads_what_it_is_said_to_read_and_nothing_else(app: Flask, enter: Enter) -> None:
    scene = Scene(app, enter)
    assert set(SAID) == set(QUESTIONS)
    others = {"area", "contact", *TAKE_PART}
    assert set(shortlisting.PITCHED) == promised() == set(QUESTIONS) - others
    scene.act(panels.open_day)
    found = {name: (read_on(page), rows_of(page)) for name, page in scene.pages().items()}
    assert found == dict.fromkeys(found, (promised(), list(ROWS)))


def test_what_was_skipped_is_not_seen(app: Flask, enter: Enter) -> None:
    scene = Scene(app, enter, skipped=set(QUESTIONS) - NEEDED)
    scene.act(panels.open_day)
    found = {name: (read_on(page), rows_of(page)) for name, page in scene.pages().items()}
    amounts = ["Asks for", "Works with"]
    assert found == dict.fromkeys(found, ({"what", "ask", "smallest"}, amounts))


NEW = {
    "what": ("words", "Three benches.", "Three benches."),
    "who_for": ("who_for", "Old and young", "Old and young"),
    "how_many": ("how_many", "99", "99"),
    "ask": ("asked_pence", "2000", 200_000),
    "smallest": ("smallest_pence", "500", 50_000),
    "drops": ("drops", "The paint", "The paint"),
    "title": ("title", "Rest here", "Rest here"),
}


def test_each_new_answer_is_a_new_version_before_the_panel(app: Flask, enter: Enter) -> None:
    scene = Scene(app, enter)
    assert set(NEW) == promised()
    before = scene.pitch()
    for question_id, (part, typed, said) in NEW.items():
        scene.ask_them(question_id, typed)
        changed: dict[str, Any] = {part: said, "version": before.version + 1}
        after = scene.pitch()
        assert after == replace(before, **changed, changed_at=after.changed_at)
        before = after
    with app.app_context():
        assert len(replaced_versions(reading(), scene.pitch_id)) == len(NEW)


def test_an_answer_that_no_panel_reads_may_come_while_it_scores(app: Flask, enter: Enter) -> None:
    scene = Scene(app, enter)
    scene.act(panels.open_day)
    scene.score()
    before = scene.pitch()
    scene.ask_them("contact", "01632 960 002")
    scene.ask_them("take_part_language", "Balti")
    assert scene.pitch() == before
    with app.app_context():
        said = store.all_answers(reading(), store.find_sent(reading(), scene.idea_id))
    assert (said["contact"], said["take_part_language"]) == ("01632 960 002", "Balti")


def test_flagged_answers_leave_the_pitch_and_come_back(app: Flask, enter: Enter) -> None:
    scene = Scene(app, enter, skipped={"who_for"})
    lead = enter(Role.SAFEGUARDING_LEAD, first_name="Bo")
    scene.act(panels.open_day)
    before = scene.pitch()
    with app.app_context():
        day = panels.load_day(reading(), scene.day_id)
        sealed = pitches_digest(pitches_at_opening(reading(), day, day.events[0].at))

    def flag(part: str) -> str:
        scene.member.send(f"/days/{scene.day_id}/ideas/{scene.pitch_id}/flag", part=part)
        with app.app_context():
            return flags.waiting(reading(), page=1)[0][-1].flag_id

    def give_back(flag_id: str) -> Page:
        opened = lead.send(f"/safety/{flag_id}")
        lead.fill(opened, outcome="can_be_shown", reason="It is a dog.")
        return opened

    one = flag("drops")  # the flagging page offers it as well
    assert scene.pitch() == replace(before, version=2, drops=INSTEAD)
    scene.ask_them("drops", "The roof")
    assert scene.pitch().drops == INSTEAD
    assert "The roof" in give_back(one).text
    now_said = scene.pitch()
    assert (now_said.drops, now_said.version) == ("The roof", 4)
    all_of_it = flag(WHOLE)
    hidden = {"title": "An idea that is being looked at", "words": INSTEAD, "drops": INSTEAD}
    assert scene.pitch() == replace(now_said, version=5, how_many="", **hidden)
    scene.ask_them("how_many", "99")
    assert [read_on(page) & {"how_many", "drops"} for page in scene.pages().values()] == [set()] * 3
    opened = give_back(all_of_it)
    assert "As the panel would read it" not in opened.text
    assert (scene.pitch().how_many, scene.pitch().drops) == ("99", "The roof")
    with app.app_context():
        day = panels.load_day(reading(), scene.day_id)
        assert pitches_digest(pitches_at_opening(reading(), day, day.events[0].at)) == sealed


def test_a_coordinator_puts_both_right(app: Flask, enter: Enter) -> None:
    scene = Scene(app, enter)
    before = scene.pitch()
    form = scene.chair.open(f"/days/{scene.day_id}/ideas/{scene.pitch_id}/change")
    assert (form.forms[-2].values["how_many"], form.forms[-2].values["drops"]) == (
        "4711",
        "The second bench",
    )
    assert scene.chair.fill(form, how_many="0").status == 400
    page = scene.chair.fill(form, how_many="30", drops="")
    assert page.status == 200
    after = scene.pitch()
    said = {"how_many": "30", "drops": "", "version": 2}
    assert after == replace(before, **said, changed_at=after.changed_at)


def test_who_puts_an_idea_right_need_not_say_for_whom_it_is(app: Flask, enter: Enter) -> None:
    """Its people skipped it; so may whoever corrects another word, up to the panel's pages."""
    scene = Scene(app, enter, skipped={"who_for"})
    before = scene.pitch()
    page = scene.chair.send(
        f"/days/{scene.day_id}/ideas/{scene.pitch_id}/change", title="Sit down here"
    )
    after = scene.pitch()
    changed: dict[str, Any] = {"title": "Sit down here", "version": 2}
    assert (page.status, before.who_for, after) == (
        200,
        "",
        replace(before, **changed, changed_at=after.changed_at),
    )
    scene.act(panels.open_day)
    rows = [rows_of(page) for page in scene.pages().values()]
    assert rows == [[row for row in ROWS if row != "For whom"]] * 3


@pytest.mark.parametrize(("more", "length"), [({}, 3), ({"drops": "x"}, 5), ({"how_many": "1"}, 5)])
def test_an_older_seal_holds(app: Flask, more: dict[str, str], length: int) -> None:
    """Without the two answers a digest is the one that was made before they reached a pitch."""
    text = PitchText("Sit down", "Två bänkar", "All", **more)
    words = [text.title, text.words, text.who_for, text.how_many, text.drops][:length]
    with app.app_context():
        sealed = keys().keyed_digest(f"panels.pitch\n{json.dumps(words, ensure_ascii=False)}")
        assert text.digest() == sealed
