"""An idea is put right or taken back until its scoring opens; its words can always go."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from makeithappen import shortlisting, telling
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import Event
from makeithappen.funds import store as funds
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import State as IdeaState
from panels import store
from panels.models_pitches import PitchVersion
from panels.rules.bundle import Form
from panels.rules.day import Move
from panels.rules.refusal import Refusal
from panels.store.pitches import PitchText, replaced_versions, take_down_pitch
from tests.integration.letters import look_at_letters
from tests.integration.panels.given import DayGiven, a_day, a_decided_day, put_real_idea
from tests.support.visitor import Visitor

OLD = PitchText("Idea 1", "A bench under the tree.", "All of us")
NEW = {
    "title": "Two benches",
    "words": "They stand under the tree.",
    "who_for": "Old and young",
    "asked": "600",
    "smallest": "250",
}
CHANGED = "This idea was changed on"
TOO_LATE = "The scoring of this idea has opened, so it stays as it is."


def change(day: DayGiven, pitch: int = 0, **named: str) -> tuple[int, str]:
    """Put an idea right by its page; the answer's status and text."""
    address = f"{day.address}/ideas/{day.pitches[pitch]}/change"
    page = day.chair.fill(day.chair.open(address), **{**NEW, **named})
    return page.status, page.text


def stands(day: DayGiven, pitch: int = 0) -> tuple[str, str, str, int, int, int]:
    """An idea as the panel reads it, and its version."""
    one = day.read().pitches[pitch]
    return one.title, one.words, one.who_for, one.asked_pence, one.smallest_pence, one.version


def replaced(day: DayGiven) -> list[tuple[int, int, int, bool, str]]:
    """Version, amounts, whether it is the old text, and who replaced it."""
    with day.app.app_context():
        old = OLD.digest()
        return [
            (one.version, one.asked_pence, one.smallest_pence, one.words_digest == old,
             one.replaced_by)
            for one in replaced_versions(reading(), day.pitches[0])
        ]  # fmt: skip


def audited(day: DayGiven) -> list[str]:
    """What the audit trail says of changed ideas."""
    with day.app.app_context():
        kinds = ("pitch_amended", "pitch_taken_down")
        found = reading().scalars(
            select(Event.what).where(Event.what.in_(kinds)).order_by(Event.number)
        )
        return list(found)


def test_an_idea_is_put_right_before_the_day_and_on_it(day: DayGiven) -> None:
    sheet = f"{day.address}/ideas/{day.pitches[0]}/sheet"
    assert change(day)[0] == 200
    day.act(store.open_day, actor_id=day.chair.person_id)
    assert "Put an idea right" in day.chair.open(day.address).text
    day.move(Move.ASK_CONFLICTS, Move.PITCH)
    assert "£600" in day.members[0].open(sheet).text
    assert change(day, asked="700")[0] == 200
    assert stands(day) == (
        "Two benches",
        "They stand under the tree.",
        "Old and young",
        70_000,
        25_000,
        3,
    )
    who = day.chair.person_id
    assert replaced(day) == [(1, 50_000, 20_000, True, who), (2, 60_000, 25_000, False, who)]
    assert audited(day) == ["pitch_amended", "pitch_amended"]
    seen = day.members[0].open(sheet).text
    assert (CHANGED in seen, "£700" in seen) == (True, True)
    other = day.members[0].open(f"{day.address}/ideas/{day.pitches[1]}/sheet").text
    assert CHANGED not in other


def test_nothing_changes_once_its_scoring_has_opened(day: DayGiven) -> None:
    day.act(store.open_day, actor_id=day.chair.person_id)
    address = f"{day.address}/ideas/{day.pitches[0]}/change"
    day.move(Move.ASK_CONFLICTS, Move.PITCH)
    page = day.chair.open(address)
    day.move(Move.SCORE)
    late = day.chair.fill(page, **NEW)
    assert (late.status, TOO_LATE in late.text) == (409, True)
    assert TOO_LATE in day.chair.open(address).text
    assert stands(day)[0] == "Idea 1"
    assert change(day, pitch=1)[0] == 200
    assert (replaced(day), audited(day)) == ([], ["pitch_amended"])


def test_an_ask_that_can_not_work_is_refused(day: DayGiven) -> None:
    status, seen = change(day, smallest="601")
    assert (status, "not more than is asked for" in seen) == (409, True)
    status, seen = change(day, title="")
    assert (status, "Write a name for the idea" in seen) == (400, True)
    assert stands(day)[5] == 1


def test_words_go_for_good_at_any_time_and_the_bundle_stays_sound(
    app: Flask, enter: Callable[..., Visitor]
) -> None:
    decided = a_decided_day(app, enter)
    decided.confirm()
    with decided.app.app_context():
        before = store.day_bundle(reading(), decided.day_id, Form.PUBLIC)
    page = decided.chair.open(f"{decided.address}/ideas/{decided.pitches[0]}/change")
    decided.chair.fill(page, to=f"{decided.address}/ideas/{decided.pitches[0]}/take-down")
    down = ("An idea that was taken down", "The words of this idea were taken down.", "–")
    assert stands(decided) == (*down, 50_000, 20_000, 2)
    assert replaced(decided) == [(1, 50_000, 20_000, True, decided.chair.person_id)]
    assert audited(decided) == ["pitch_taken_down"]
    assert "A bench under the tree." not in decided.chair.open(decided.address).text
    with decided.app.app_context():
        assert store.day_bundle(reading(), decided.day_id, Form.PUBLIC) == before
        found = store.check_bundle(reading(), decided.day_id)
    assert (found.problems, found.digest) == ((), found.sealed_digest)


def test_words_that_were_changed_behind_the_days_back_are_found(
    app: Flask, enter: Callable[..., Visitor]
) -> None:
    decided = a_decided_day(app, enter)
    decided.confirm()
    with decided.writing() as (session, _at):
        session.execute(text("UPDATE pitches SET words = 'A slide' WHERE position = 1"))
    with app.app_context():
        assert store.check_bundle(reading(), decided.day_id).problems == ("ideas",)


def test_a_version_is_never_changed_and_goes_with_its_idea(day: DayGiven) -> None:
    change(day)
    with pytest.raises(DatabaseError, match="append only"), day.writing() as (session, _at):
        session.execute(text("UPDATE pitch_versions SET words_digest = ''"))
    with day.writing() as (session, _at):
        store.remove_pitch(session, day.day_id, "idea-1")
        assert session.scalars(select(PitchVersion)).all() == []


def test_only_an_idea_of_the_day_is_changed(day: DayGiven) -> None:
    with pytest.raises(Missing):
        day.act(take_down_pitch, "pitch-x", OLD, actor_id="test")
    address = f"{day.address}/ideas/{day.pitches[0]}/change"
    assert day.members[0].open(address).status == 404


def take_back(day: DayGiven, idea_id: str) -> None:
    """Its people take an idea back, as their page does."""
    with day.writing() as (session, at):
        ideas.withdraw(session, idea_id=idea_id, owner_id="person-x", at=at)
        taken = {"idea_id": idea_id, "day_id": day.day_id, "actor_id": "person-x"}
        shortlisting.withdraw(session, **taken, at=at)


def test_a_day_goes_to_its_end_without_an_idea_that_was_taken_back(
    app: Flask, enter: Callable[..., Visitor]
) -> None:
    with app.app_context(), transaction() as session:
        fund_id = funds.add_fund(session, name="Our fund", actor_id="test", at=now(session))
    day = a_day(app, enter, pitches=0, fund_id=fund_id)
    chosen, taken = [put_real_idea(day, fund_id, number) for number in (1, 2)]

    def states() -> list[IdeaState]:
        with app.app_context():
            return [ideas.find_sent(reading(), one).state for one in (chosen, taken)]

    by = {"actor_id": day.chair.person_id}
    day.act(store.open_day, **by)
    day.move(Move.ASK_CONFLICTS)
    day.move(Move.PITCH, pitch=1)
    take_back(day, taken)
    sheet = day.members[0].open(f"{day.address}/mine").text
    assert sheet.count("The people behind this idea took it back.") == 1
    console = day.chair.open(day.address).text
    assert "An idea was taken back by its people. It is not heard." in console
    assert ("Idea 1" in console, "Idea 2" in console) == (True, False)
    assert "Taken back" in day.chair.open(f"{day.address}/room").text
    page = day.chair.open(f"{day.address}/ideas/{day.pitches[1]}/change").text
    assert "The people behind this idea took it back." in page
    assert change(day)[0] == 200
    day.move(Move.PITCH, Move.SCORE)
    for member in range(3):
        day.score(member, 0, 3, 3)
    day.close_scoring()
    with pytest.raises(Refused) as refused:
        day.decide(1, "full")
    assert refused.value.code is Refusal.NEEDS_SCORES
    for pitch in (0, 1):
        day.decide(pitch, "not_now", 0)
    day.confirm()
    day.act(look_at_letters, actor_id="reader")
    day.act(telling.tell_day, **by)
    assert states() == [IdeaState.NOT_NOW, IdeaState.WITHDRAWN]
    with app.app_context():
        found = store.check_bundle(reading(), day.day_id)
    assert (found.problems, found.digest) == ((), found.sealed_digest)
    day.act(telling.untell_day, **by)
    assert states() == [IdeaState.SHORTLISTED, IdeaState.WITHDRAWN]
