"""The reserve list of a day: its date, who is next, and the two persons that a step takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from panels.rules.board_notes import ReserveStep
from panels.rules.day import Asked, Note, check_note, check_second
from panels.rules.decisions import Ask
from panels.rules.recount import Recount
from panels.rules.reserve import (
    Next,
    check_date,
    check_next,
    check_reserve,
    next_of,
    reserve_digest,
    reserve_order,
)
from panels.store.bundling import DayMoney, confirmation, draft_record, money_then
from panels.store.deciding import latest_decisions, rule_decisions
from panels.store.reading import load_day
from panels.store.records import Day
from panels.store.running import append
from panels.store.scoring import sheets_that_count


@dataclass(frozen=True, slots=True)
class Reserve:
    """Who waits, best first, and who is next with the money that is there now."""

    order: tuple[str, ...]
    next: Next | None


@dataclass(frozen=True, slots=True)
class ReserveAward:
    """A step that two persons took. `digest` is what the ledger keeps of it."""

    ask: Ask
    fund_id: str
    round_id: str
    step: ReserveStep
    digest: str


def put_reserve_until(
    session: Session, day_id: str, until: date, *, today: date, actor_id: str, at: datetime
) -> None:
    """Say until when money that comes free may go to ideas that are put off."""
    day = load_day(session, day_id, lock="to_move")
    check_note(day.standing, Note.RESERVE_UNTIL)
    check_date(day.state, until, today)
    facts = {"until": until.isoformat()}
    append(session, day, Note.RESERVE_UNTIL, actor_id=actor_id, at=at, facts=facts)


def reserve_of(session: Session, day: Day, money: DayMoney) -> Reserve:
    """The reserve list of a confirmed day, by the money as it was then; `money` is what there is
    now. Three statements."""
    record = draft_record(day, sheets_that_count(session, day), money_then(day))
    placed = [one.placed for one in Recount(record).proposals().values()]
    decisions = rule_decisions(latest_decisions(session, day))
    order = reserve_order(placed, decisions, day.standing.boards.given)
    asks = {pitch.pitch_id: pitch.ask for pitch in day.pitches}
    given = (money.budget_pence, money.pledged_pence)
    found = next_of(order, asks, *given, part_funding=day.settings.part_funding)
    return Reserve(order, found)


def ask_reserve(
    session: Session, day_id: str, *, money: DayMoney, today: date, actor_id: str, at: datetime
) -> None:
    """The first of two persons gives the money that came free to who is next."""
    day = load_day(session, day_id, lock="to_move")
    check_reserve(day.state, day.standing.boards.reserve_until, today)
    found = check_next(reserve_of(session, day, money).next)
    facts = {"pitch_id": found.pitch_id, "amount_pence": str(found.amount_pence)}
    append(session, day, Note.RESERVE_ASKED, actor_id=actor_id, at=at, facts=facts)


def agree_reserve(
    session: Session, day_id: str, *, money: DayMoney, today: date, actor_id: str, at: datetime
) -> ReserveAward:
    """The second person agrees, where it still is so. For the door, which makes the award."""
    day = load_day(session, day_id, lock="to_move")
    check_reserve(day.state, day.standing.boards.reserve_until, today)
    step = day.standing.boards.asked
    check_second(None if step is None else Asked(step.asked_by, step.pitch_id), actor_id)
    check_next(reserve_of(session, day, money).next, step)
    append(session, day, Note.RESERVE_GIVEN, actor_id=actor_id, at=at)
    assert step is not None
    return _award(day, step)


def reserve_awards(day: Day) -> Mapping[str, ReserveAward]:
    """What was given from the reserve list of a day, by idea id."""
    return {award.ask.idea_id: award for award in (_award(day, one) for one in _given(day))}


def _given(day: Day) -> tuple[ReserveStep, ...]:
    return day.standing.boards.given


def _award(day: Day, step: ReserveStep) -> ReserveAward:
    ask = next(pitch.ask for pitch in day.pitches if pitch.pitch_id == step.pitch_id)
    sealed_digest = confirmation(day).facts.get("bundle_digest", "")
    digest = reserve_digest(day.day_id, sealed_digest, step)
    return ReserveAward(ask, day.fund_id, day.round_id, step, digest)
