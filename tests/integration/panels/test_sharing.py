"""The allocation board: the money, the rule beside the decisions, a tie at the line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from ledger import store as ledger
from ledger.rules.accounts import FunderKind
from makeithappen import awarding
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.intents import Intent
from makeithappen.funds import store as funds
from panels import store
from panels.models_boards import TieBallot
from panels.rules.board_refusal import BoardRefusal
from panels.rules.bundle import Form
from panels.rules.conflicts import Degree
from panels.rules.day import Move, Presence
from panels.rules.decide import recompute
from panels.rules.decisions import Outcome
from tests.integration.panels.given import HELD_ON, DayGiven, a_day
from tests.support.visitor import Page, Visitor


@pytest.fixture
def tied(app: Flask, enter: Callable[..., Visitor]) -> DayGiven:
    """£800 for two ideas with the same scores that ask for £500 each, and one below the line."""
    with app.app_context(), transaction() as session:
        at = now(session)
        fund_id = funds.add_fund(session, name="Our fund", actor_id="test", at=at)
        by = [ledger.By("test", at, str(key), HELD_ON) for key in range(3)]
        trust = ledger.add_funder(session, by[0], name="A trust", kind=FunderKind.TRUST)
        pot = {"fund_id": fund_id, "funder_id": trust, "name": "Pot", "restriction": ""}
        pot_id = ledger.open_pot(session, by[1], **pot)
        ledger.receive(session, by[2], pot_id=pot_id, amount_pence=80_000)
    day = a_day(app, enter, pitches=3, fund_id=fund_id)
    day.open()
    for member in range(5):
        day.score(member, 0, 3, 3)
        day.score(member, 1, 3, 3)
        day.score(member, 2, 1, 1)
    day.close_scoring()
    return day


def first(day: DayGiven) -> int:
    """Which of the tied ideas the rule funds in full now."""
    with day.app.app_context():
        found = store.load_day(reading(), day.day_id)
        money = store.money_of(found, *awarding.money_now(reading(), found))
        given = store.recount(reading(), found, money).by_count_pence()
    assert sorted(given.values()) == [0, 30_000, 50_000]
    return day.pitches.index(next(one for one, pence in given.items() if pence == 50_000))


def begin(day: DayGiven) -> Page:
    pitch_ids = " ".join(day.pitches[:2])
    return day.chair.send(f"{day.address}/sharing", to="/tie/begin", pitch_ids=pitch_ids)


def vote(day: DayGiven, member: int, pitch: int) -> Page:
    return day.members[member].send(f"{day.address}/tie", choice=day.pitches[pitch])


def count(day: DayGiven) -> None:
    day.act(store.count_tie_vote, actor_id=day.chair.person_id)


def test_the_board_shows_the_money_and_what_the_rule_gives(tied: DayGiven) -> None:
    text = tied.chair.open(f"{tied.address}/sharing").text
    assert "For any idea £800 Confirmed for single ideas £0 Decided so far £0" in text
    assert "By the rule In full £500" in text
    assert "By the rule In part £300" in text
    assert "By the rule No money: below the line" in text
    assert "There is enough left for all that it asks for." in text
    tied.decide(first(tied), "full")
    tied.decide(2, "not_now")
    text = tied.chair.open(f"{tied.address}/sharing").text
    assert "Decided so far £500 Left for any idea £300" in text
    assert "Not decided yet. There is enough left for a part." in text
    tied.decide(1 - first(tied), "full")
    text = tied.chair.open(f"{tied.address}/sharing").text
    assert "Left for any idea -£200" in text
    assert "These decisions give more than there is." in text


def test_leaving_the_rule_needs_a_reason_that_everybody_can_read(tied: DayGiven) -> None:
    best = first(tied)
    address = f"{tied.address}/ideas/{tied.pitches[best]}/decide"
    assert "By the rule In full £500" in tied.chair.open(address).text
    less = {"outcome": "part", "amount": "400", "reason": "A good idea."}
    page = tied.chair.send(address, **less)
    assert (page.status, "The rule gives this idea £500. Write why" in page.text) == (409, True)
    saved = tied.chair.send(address, **less, departure="Both get the same.")
    assert saved.path == f"{tied.address}/sharing"
    assert "Everybody can read why: Both get the same." in saved.text
    tied.decide(1 - best, "part", 40_000)
    tied.decide(2, "not_now")
    assert tied.sign_off().status == 200
    tied.act(store.tell, actor_id=tied.chair.person_id)
    text = tied.chair.open(f"{tied.address}/results").text
    assert "Where the panel decided otherwise" in text
    name = f"Idea {best + 1}"
    assert f"The count gave {name} £500, the panel gave it £400: Both get the same." in text


def test_what_the_rule_gives_by_now_is_asked_for_when_all_is_read_back(tied: DayGiven) -> None:
    who = {"actor_id": tied.chair.person_id}
    for pitch in range(3):
        outcome = Outcome.FULL if pitch == first(tied) else Outcome.DEFER
        said = {"outcome": outcome, "amount_pence": None, "reason": "Good."}
        tied.act(store.put_decision, tied.pitches[pitch], **said, **who)
    page = tied.chair.open(f"{tied.address}/read-back")
    assert "Some decisions are not what the rule gives by now." in page.text
    with pytest.raises(Refused) as refused:
        tied.act(lambda session, day_id, at: awarding.read_back_day(session, day_id, **who, at=at))
    assert refused.value.code is BoardRefusal.DEPARTURES_UNSAID


def test_the_room_votes_on_a_tie_and_only_the_counts_stay(tied: DayGiven) -> None:
    other = 1 - first(tied)
    assert "Or give all of them a part" in tied.chair.open(f"{tied.address}/sharing").text
    assert begin(tied).path == f"{tied.address}/tie"
    assert "Vote on the tie" in tied.members[0].open(f"{tied.address}/mine").text
    for member in range(3):
        assert "Your vote is in." in vote(tied, member, other).text
    assert "4 of 5 members who are here have voted." in vote(tied, 3, 1 - other).text
    again = tied.members[0].open(f"{tied.address}/tie")
    assert 'type="radio"' not in again.html
    with pytest.raises(Refused) as refused:
        vote_again(tied, 0)
    assert refused.value.code is BoardRefusal.VOTED_ALREADY
    waiting = tied.chair.open(f"{tied.address}/read-back").text
    assert "The room is voting on a tie. Close that vote first." in waiting
    tied.chair.send(f"{tied.address}/tie", to="/tie/count")
    assert tied.read().standing.boards.tie_votes[0].counts == {
        tied.pitches[other]: 3,
        tied.pitches[1 - other]: 1,
    }
    assert first(tied) == other
    assert f"Idea {other + 1} : 3 votes" in tied.chair.open(f"{tied.address}/sharing").text
    with tied.app.app_context():
        assert reading().scalar(select(func.count()).select_from(TieBallot)) == 0
        scope = Intent.scope == f"panels.tie:{tied.day_id}"
        assert reading().scalar(select(func.count()).select_from(Intent).where(scope)) == 0


def vote_again(day: DayGiven, member: int) -> None:
    with day.writing() as (session, _):
        who = day.members[member].person_id
        store.cast_tie_vote(session, day.day_id, day.pitches[0], person_id=who)


def test_the_bundle_counts_the_votes_as_the_room_did(tied: DayGiven) -> None:
    other = 1 - first(tied)
    begin(tied)
    vote(tied, 0, other)
    count(tied)
    tied.decide(other, "full")
    tied.decide(1 - other, "part", 30_000)
    tied.decide(2, "not_now")
    tied.sign_off()
    with tied.app.app_context():
        for form in Form:
            bundle = store.day_bundle(reading(), tied.day_id, form)
            assert recompute(bundle).differences == ()
        assert store.check_bundle(reading(), tied.day_id).problems == ()
        votes = {one["id"]: one["panel_votes"] for one in bundle["ideas"]}  # type: ignore[union-attr]
    assert votes == {tied.pitches[other]: 1, tied.pitches[1 - other]: 0, tied.pitches[2]: 0}


def test_a_later_conflict_voids_the_vote_and_it_is_held_again(tied: DayGiven) -> None:
    before = first(tied)
    begin(tied)
    vote(tied, 0, 1 - before)
    vote(tied, 1, before)
    step_back(tied, 1)
    count(tied)
    assert tied.read().standing.boards.tie_votes[0].stepped_back == 1
    assert first(tied) == 1 - before
    step_back(tied, 2)
    assert first(tied) == before


def step_back(day: DayGiven, member: int) -> None:
    """From both tied ideas, so that they stay equal."""
    for pitch in range(2):
        day.declare(member, pitch, Degree.CLOSE)


def test_who_may_not_vote(tied: DayGiven, enter: Callable[..., Visitor]) -> None:
    step_back(tied, 1)
    begin(tied)
    close = vote(tied, 1, 0)
    assert (close.status, "You are too close to one of these" in close.text) == (409, True)
    away = tied.read().members[0].member_id
    tied.act(store.note_presence, away, Presence.LEFT, actor_id=tied.chair.person_id)
    gone = vote(tied, 0, 0)
    assert (gone.status, "You are marked as not here." in gone.text) == (409, True)
    assert enter(Role.PANEL_MEMBER).open(f"{tied.address}/tie").status == 404
    assert enter(Role.AUDITOR).open(f"{tied.address}/tie").status == 404
    assert 'type="radio"' not in tied.chair.open(f"{tied.address}/tie").html


def test_there_is_no_vote_where_no_tie_decides(tied: DayGiven) -> None:
    assert tied.members[0].open(f"{tied.address}/tie").status == 409
    with pytest.raises(Refused) as refused:
        count(tied)
    assert refused.value.code is BoardRefusal.NO_TIE_VOTE
    begin(tied)
    said = {"money": store.DayMoney(80_000, {}), "actor_id": tied.chair.person_id}
    with pytest.raises(Refused) as refused:
        tied.act(store.begin_tie_vote, tied.pitches[:2], **said)
    assert refused.value.code is BoardRefusal.TIE_VOTE_OPEN
    tied.act(store.ask_to_reopen, reason="A slip.", actor_id=tied.chair.person_id)
    tied.act(store.reopen, actor_id=tied.members[0].person_id)
    assert (tied.read().standing.boards.tied, tied.read().standing.boards.tie_votes) == ((), ())
    tied.move(Move.DELIBERATE)
    page = tied.chair.open(f"{tied.address}/sharing")
    assert (page.status, "The money is not being shared out now." in page.text) == (409, True)


def test_who_stepped_back_sees_nothing_of_that_idea(
    tied: DayGiven, enter: Callable[..., Visitor]
) -> None:
    tied.declare(4, 0, Degree.CLOSE)
    text = tied.members[4].open(f"{tied.address}/sharing").text
    assert "Idea 1 You stepped back from this idea, so you don't see its sheets." in text
    assert "Idea 2 Asks for £500" in text
    assert "A tie at the line" not in text
    for role in (Role.COORDINATOR, Role.AUDITOR, Role.PANEL_MEMBER):
        assert enter(role).open(f"{tied.address}/sharing").status == 404
