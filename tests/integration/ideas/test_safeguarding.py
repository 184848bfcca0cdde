"""Somebody flags words: the panel doesn't see them, a person looks, and all of it is kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from makeithappen import erasing, safeguarding
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.events import Event
from makeithappen.core.outbox import waiting
from makeithappen.ideas import models, safeguarding_models
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Words
from makeithappen.ideas.rules.safeguarding import WHOLE, Flag, Outcome
from makeithappen.ideas.safeguarding_models import FlagStep, FlagWords
from makeithappen.replies.models import Reply
from panels import models as panel_models
from panels import store as panels
from panels.models_holding import HeldWords
from panels.store import NewMember, Pitch
from panels.store.pitches import pitches_at_opening, pitches_digest
from tests.integration.ideas.given import Place, open_round, panel_day, send_ideas
from tests.integration.panels.given import HELD_ON, criterion
from tests.integration.replies.given import shortlist
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
CANARY = "canaryzwq"
SAID = Words(f"A bench. {CANARY} sits there alone.", f"For {CANARY}", "leanne@example.org")
INSTEAD = "These words are being looked at by Bo."
LEAD = "lead@example.org"


@dataclass
class Scene:
    """An idea on an open day, and those around it."""

    app: Flask
    place: Place
    idea_id: str
    day_id: str
    pitch_id: str
    leanne: Visitor
    morag: Visitor
    member: Visitor
    lead: Visitor

    @property
    def sheet(self) -> str:
        return f"/days/{self.day_id}/ideas/{self.pitch_id}"

    def pitch(self) -> Pitch:
        with self.app.app_context():
            found = panels.load_day(reading(), self.day_id).pitch(self.pitch_id)
        assert found is not None
        return found

    def flags(self) -> list[Flag]:
        with self.app.app_context():
            rows, _more = flags.waiting(reading(), page=1)
            return rows + flags.looked_at(reading(), page=1)[0]

    def flag(self, part: str = "what", why: str = "") -> str:
        """The panel member flags a part; returns the newest flag's id."""
        page = self.member.send(f"{self.sheet}/flag", part=part, why=why)
        assert (page.status, page.path) == (200, f"/days/{self.day_id}/mine")
        return max(self.flags(), key=lambda flag: flag.flagged_at).flag_id

    def decide(self, flag_id: str, outcome: str, **said: str) -> Any:
        """The lead opens the words and decides."""
        opened = self.lead.send(f"/safety/{flag_id}")
        typed = {"outcome": outcome, "reason": "I spoke to her.", **said}
        return self.lead.fill(opened, **typed)

    def mail(self) -> list[tuple[str, str]]:
        with self.app.app_context():
            return [(one.to, one.body) for one in waiting(reading()) if one.to == LEAD]


@pytest.fixture
def scene(app: Flask, enter: Enter) -> Scene:
    """The idea has no title: its first words are its name."""
    place = open_round(app)
    leanne = enter(Role.APPLICANT, first_name="Leanne")
    morag = enter(Role.COORDINATOR, first_name="Morag")
    [idea_id] = send_ideas(app, place, leanne.person_id, words=SAID)
    day_id = panel_day(app, place)
    shortlist(morag, place, day_id, idea_id)
    members = [enter(Role.PANEL_MEMBER, first_name=f"P{number}") for number in range(3)]
    panel = [NewMember(one.person_id, "P", is_reserve=False) for one in members]
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        panels.put_criterion(session, day_id, criterion("Lasting"), **who)
        panels.put_members(session, day_id, panel, **who)
        basics = {"name": "Spring day", "held_on": HELD_ON, "quorum": 3}
        panels.change_day(session, day_id, **basics, threshold=Fraction(1, 2), **who)
        [pitch] = panels.load_day(session, day_id).pitches
    lead = enter(Role.SAFEGUARDING_LEAD, first_name="Bo", email=LEAD)
    return Scene(app, place, idea_id, day_id, pitch.pitch_id, leanne, morag, members[0], lead)


def test_a_flag_hides_tells_and_is_decided(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    before = scene.pitch()
    assert CANARY in scene.member.open(f"{scene.sheet}/sheet").html
    flag_id = scene.flag(why=f"I know {CANARY}.")
    hidden = {"title": "An idea that is being looked at", "words": INSTEAD}
    assert scene.pitch() == replace(before, version=2, **hidden)
    assert CANARY in before.who_for
    page = scene.member.open(f"{scene.sheet}/sheet")
    assert (INSTEAD in page.text, "alone" in page.text) == (True, False)
    [(to, body)] = scene.mail()
    assert (to, f"/safety/{flag_id}" in body, CANARY in body) == (LEAD, True, False)

    queue = scene.lead.open("/safety")
    assert "What is your idea?" in queue.text
    assert ("23 whole hours left" in queue.text, CANARY in queue.html) == (True, False)
    shut = scene.lead.open(f"/safety/{flag_id}")
    assert (CANARY in shut.html, "Your decision" in shut.text) == (False, False)
    opened = scene.lead.fill(shut)
    assert [SAID.what in opened.text, f"I know {CANARY}." in opened.text] == [True, True]
    assert [SAID.contact in opened.text, "Your decision" in opened.text] == [True, True]
    assert opened.response.headers["Cache-Control"] == "no-store"
    page = scene.lead.fill(opened, outcome="can_be_shown", reason=f"{CANARY} is a dog.")
    assert page.path == "/safety"
    assert scene.pitch() == replace(before, version=3)
    [flag] = scene.flags()
    assert (flag.outcome, flag.is_hidden, flag.steps) == (Outcome.CAN_BE_SHOWN, False, 3)
    with scene.app.app_context():
        steps = [(step.what, step.words) for step in flags.history(reading(), flag_id)]
        facts = reading().scalars(select(Event.facts)).all()
        held = reading().scalars(select(HeldWords)).all()
    kept = [
        ("raised", f"I know {CANARY}."),
        ("opened", ""),
        ("can_be_shown", f"{CANARY} is a dog."),
    ]
    assert (steps, held) == (kept, [])
    assert [one for one in (*facts, *caplog.messages) if CANARY in one] == []


def test_what_is_opened_is_still_what_was_sealed(scene: Scene) -> None:
    """Hiding and giving back are versions: how an idea stood at the opening can be shown."""
    with scene.app.app_context(), transaction() as session:
        panels.open_day(session, scene.day_id, actor_id="test", at=now(session))
        day = panels.load_day(session, scene.day_id)
        sealed = pitches_digest(pitches_at_opening(session, day, day.events[0].at))
    scene.decide(scene.flag(WHOLE), "can_be_shown")
    with scene.app.app_context():
        day = panels.load_day(reading(), scene.day_id)
        assert pitches_digest(pitches_at_opening(reading(), day, day.events[0].at)) == sealed
        assert day.pitches[0].changed_at is None


def test_two_flags_on_one_part_have_one_effect(scene: Scene) -> None:
    with scene.app.app_context():
        idea = ideas.find_sent(reading(), scene.idea_id)

    def flag(person: str) -> None:
        with scene.app.app_context(), transaction() as session:
            said = ("what", f"{person} worries")
            safeguarding.raise_flag(session, idea, *said, actor_id=person, at=now(session))

    people = ("Ann", "Bob", "Cat", "Dee")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(flag, people))
    [one] = scene.flags()
    assert (one.steps, len(scene.mail()), scene.pitch().version) == (4, 1, 2)
    with scene.app.app_context():
        said = flags.history(reading(), one.flag_id)
    assert [step.what for step in said] == ["raised", *["raised_again"] * 3]
    assert {step.words for step in said} == {
        f"{who} worries" for who in ("Ann", "Bob", "Cat", "Dee")
    }


def test_what_is_hidden_twice_is_given_back_when_both_are_decided(scene: Scene) -> None:
    before = scene.pitch()
    part, whole = scene.flag("what"), scene.flag(WHOLE)
    scene.decide(part, "can_be_shown")
    assert scene.pitch().words == scene.pitch().who_for == INSTEAD
    scene.decide(whole, "can_be_shown")
    assert scene.pitch() == replace(before, version=scene.pitch().version)
    again = scene.flag("what")
    assert again not in {part, whole}
    assert scene.pitch().words == INSTEAD


def test_who_may_flag_and_who_may_decide(scene: Scene, enter: Enter) -> None:
    place, review = f"{scene.sheet}/flag", f"/ideas/{scene.idea_id}/flag"
    outside = [enter(Role.PANEL_MEMBER), enter(Role.APPLICANT), enter(Role.ADMINISTRATOR)]
    assert [one.open(place).status for one in outside] == [404, 404, 404]
    readers = [enter(role) for role in safeguarding.READERS] + [scene.member]
    assert [one.open(place).status for one in readers] == [200] * len(readers)
    assert scene.member.open(review).status == 404
    flag_id = scene.flag()
    page = scene.morag.send(review, part="who_for")
    assert (page.status, CANARY in page.html) == (200, False)
    assert "Hidden What is your idea?" in page.text
    others = enter(*(role for role in Role if role is not Role.SAFEGUARDING_LEAD))
    pages = ("/safety", f"/safety/{flag_id}")
    assert [others.open(page).status for page in pages] == [404, 404]
    post = {"headers": {"Sec-Fetch-Site": "same-origin"}}
    doors = (f"/safety/{flag_id}/open", f"/safety/{flag_id}/decide/1")
    assert [others.client.post(door, **post).status_code for door in doors] == [404, 404]
    for gone in ("/safety/flag-nothing", "/ideas/idea-nothing/flag"):
        assert scene.lead.open(gone).status == 404


def test_no_flag_on_a_draft_nor_on_a_part_that_is_not_there(scene: Scene) -> None:
    with scene.app.app_context(), transaction() as session:
        ids = {"round_id": "r", "fund_id": "f", "owner_id": scene.leanne.person_id}
        draft = ideas.begin(session, **ids, answers=asdict(SAID), at=now(session))
    assert scene.morag.open(f"/ideas/{draft}/flag").status == 404
    for part in ("title", "contact", "nothing", ""):
        page = scene.member.send(f"{scene.sheet}/flag", part=part)
        assert (page.status, 'href="#part"' in page.html) == (400, True)
    page = scene.member.send(f"{scene.sheet}/flag", part="what", why="x" * 2001)
    assert (page.status, 'href="#why"' in page.html) == (400, True)
    assert scene.flags() == []


def test_a_decision_that_is_not_whole_changes_nothing(scene: Scene) -> None:
    flag_id = scene.flag()
    opened = scene.lead.send(f"/safety/{flag_id}")
    for typed, status, href in (
        ({"reason": "x"}, 400, "#outcome"),
        ({"outcome": "deleted", "reason": "x"}, 400, "#outcome"),
        ({"outcome": "stays_hidden", "reason": " "}, 400, "#reason"),
        ({"outcome": "stays_hidden", "reason": "x" * 2001}, 400, "#reason"),
    ):
        page = scene.lead.fill(opened, **typed)
        assert (page.status, f'href="{href}"' in page.html) == (status, True)
    page = scene.lead.fill(opened, outcome="passed_on", reason="x")
    assert (page.status, "Write whom you told." in page.text) == (409, True)
    scene.morag.send(f"/ideas/{scene.idea_id}/flag", part="what")
    page = scene.lead.fill(opened, outcome="can_be_shown", reason="x")
    assert (page.status, "Something happened to this flag" in page.text) == (409, True)
    [flag] = scene.flags()
    assert (flag.outcome, flag.steps) == (None, 3)


def test_nobody_looks_into_a_flag_on_an_idea_of_their_own(scene: Scene) -> None:
    flag_id = scene.flag()
    with scene.app.app_context(), transaction() as session:
        mine = update(models.Idea).where(models.Idea.id == scene.idea_id)
        session.execute(mine.values(owner_id=scene.lead.person_id))
    page = scene.lead.send(f"/safety/{flag_id}")
    assert (page.status, CANARY in page.html) == (409, False)


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (None, None),
        ("passed_on", None),
        ("stays_hidden", "The panel does not see this part just now."),
        ("ask_again", "Can you say it in another way?"),
        ("can_be_shown", None),
    ],
)
def test_what_its_own_people_see(scene: Scene, outcome: str | None, told: str | None) -> None:
    """Their words stay theirs. They hear of it once somebody has looked, and what to do."""
    flag_id = scene.flag()
    if outcome:
        scene.decide(flag_id, outcome, told="The police")
    page = scene.leanne.open(f"/ideas/{scene.idea_id}")
    own = scene.leanne.open(f"/ideas/{scene.idea_id}/answers")
    assert SAID.what in own.text
    assert ("The panel does not see" in page.text) == (told is not None)
    assert told is None or (told in page.text and "Talk to Bo: 01234 567890" in page.text)
    assert "flag" not in page.text.lower()


def test_words_that_change_meanwhile_stay_hidden(scene: Scene) -> None:
    flag_id = scene.flag()
    change = f"/days/{scene.day_id}/ideas/{scene.pitch_id}/change"
    scene.morag.send(change, who_for="For us")
    assert (scene.pitch().words, scene.pitch().who_for) == (INSTEAD, "For us")
    scene.morag.send(change, words=f"New words of {CANARY}")
    assert (scene.pitch().words, scene.pitch().who_for) == (INSTEAD, "For us")
    opened = scene.lead.send(f"/safety/{flag_id}")
    assert [f"New words of {CANARY}" in opened.text, SAID.what in opened.text] == [True, True]
    scene.lead.fill(opened, outcome="can_be_shown", reason="Fine.")
    assert scene.pitch().words == f"New words of {CANARY}"


def test_what_was_flagged_before_comes_to_a_day_hidden(scene: Scene) -> None:
    scene.flag()
    with scene.app.app_context(), transaction() as session:
        session.execute(delete(panel_models.Pitch))
        session.execute(delete(Reply))
        mine = update(models.Idea).where(models.Idea.id == scene.idea_id)
        session.execute(mine.values(state="sent"))
    shortlist(scene.morag, scene.place, scene.day_id, scene.idea_id)
    with scene.app.app_context():
        [pitch] = panels.load_day(reading(), scene.day_id).pitches
    assert (pitch.words, CANARY in pitch.title) == (INSTEAD, False)


def test_words_that_were_taken_down_do_not_come_back(scene: Scene) -> None:
    flag_id = scene.flag()
    scene.morag.send(f"/days/{scene.day_id}/ideas/{scene.pitch_id}/change", to="/take-down")
    scene.decide(flag_id, "can_be_shown")
    assert scene.pitch().words == "The words of this idea were taken down."


def test_steps_are_never_changed_and_words_can_be_erased(scene: Scene) -> None:
    flag_id = scene.flag(why=CANARY)
    for statement in ("UPDATE flag_steps SET actor_id = 'x'", "DELETE FROM flag_steps"):
        with scene.app.app_context(), pytest.raises(DatabaseError), transaction() as session:
            session.execute(text(statement))
    with scene.app.app_context(), transaction() as session:
        erasing.erase(
            session,
            scene.leanne.person_id,
            actor_id=scene.leanne.person_id,
            at=now(session),
            intent_key="k",
        )
    with scene.app.app_context():
        assert reading().scalars(select(FlagWords)).all() == []
        assert reading().scalars(select(HeldWords)).all() == []
        assert len(reading().scalars(select(FlagStep)).all()) == 1
    scene.decide(flag_id, "can_be_shown")
    assert scene.flags()[0].outcome is Outcome.CAN_BE_SHOWN


def test_the_queue_says_what_is_over_time_and_keeps_pages(scene: Scene) -> None:
    scene.flag()
    with scene.app.app_context(), transaction() as session:
        old = {"flagged_at": now(session).replace(year=2020)}
        session.execute(update(safeguarding_models.Flag).values(**old))
    assert "Over time" in scene.lead.open("/safety").text
    for query in ("page=0", "page=x", "page=99999", "done=1&page=2"):
        assert scene.lead.open(f"/safety?{query}").status == 200


def test_one_person_flags_thirty_times_an_hour(scene: Scene) -> None:
    page = scene.member.open(f"{scene.sheet}/flag")
    found = [scene.member.fill(page, part="what").status for _time in range(31)]
    assert found == [200] * 30 + [429]
    assert scene.flags()[0].steps == 1
