"""Writing decisions down, and confirming a day once they all hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from panels import models
from panels.rules.day import Move, Note, check_move, check_read_back
from panels.rules.decisions import (
    Decision,
    Outcome,
    check_confirmable,
    check_deciding,
    check_decision,
    decision_digest,
    meant_pence,
    read_back_digest,
)
from panels.rules.design import check_vote_counted
from panels.rules.recount import Recount
from panels.rules.rehearsal import check_counts
from panels.rules.settings import check_seal, sealed
from panels.rules.sharing_out import check_departure, check_departures, check_no_vote_open
from panels.store.bundling import (
    DayMoney,
    confirmation,
    day_record,
    draft_record,
    limit_pence,
    money_of,
    sealing_facts,
)
from panels.store.paper import check_papers
from panels.store.reading import load_day
from panels.store.records import ConfirmedDecision, Day, DecisionRecord
from panels.store.running import append
from panels.store.scoring import degree_of, sheets_that_count, tallies
from panels.store.unlinking import unlink_sheets
from panels.store.voters import cut_links


def put_decision(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    day_id: str,
    pitch_id: str,
    *,
    outcome: Outcome,
    amount_pence: int | None,
    reason: str,
    departure: str = "",
    money: DayMoney | None = None,
    actor_id: str,
    at: datetime,
) -> None:
    """Append a decision about a pitch. No amount means the ask for full, and 0 for no money.

    `departure` says why it is not what the sealed rule gives. That is asked for here where the
    money is known, and before the day is confirmed in any case.
    """
    day = load_day(session, day_id, lock="to_move")
    pitch = day.pitch(pitch_id)
    if pitch is None:
        raise Missing(pitch_id)
    degree = degree_of(session, day, pitch_id, actor_id)
    check_deciding(day.state, degree, day.settings.design.effects)
    known = latest_decisions(session, day).get(pitch_id)
    decision = Decision(
        pitch_id=pitch_id,
        revision=1 if known is None else known.revision + 1,
        outcome=outcome,
        amount_pence=meant_pence(outcome, pitch.ask, amount_pence),
        reason=reason,
        departure=departure,
    )
    count, parts = recount(session, day, money), day.settings.part_funding
    check_decision(decision, pitch.ask, count.tallies[pitch_id], part_funding=parts)
    if money is not None:
        check_departure(decision, count.by_count_pence()[pitch_id])
    row = {
        "id": new_id("decision"),
        "pitch_id": pitch_id,
        "revision": decision.revision,
        "outcome": str(outcome),
        "amount_pence": decision.amount_pence,
        "reason": reason,
        "departure": departure,
        "decided_by": actor_id,
        "decided_at": at,
    }
    session.execute(insert(models.Decision).values(**row))
    facts = {"outcome": str(outcome), "amount_pence": decision.amount_pence}
    record(session, at=at, actor_id=actor_id, what="decided", subject_id=pitch_id, facts=facts)


def latest_decisions(session: Session, day: Day) -> dict[str, DecisionRecord]:
    """The decision that counts for each pitch that has one, by pitch id."""
    table = models.Decision
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    newest = (
        select(table.pitch_id, func.max(table.revision).label("revision"))
        .where(table.pitch_id.in_(pitch_ids))
        .group_by(table.pitch_id)
        .subquery()
    )
    same = (table.pitch_id == newest.c.pitch_id) & (table.revision == newest.c.revision)
    rows = session.execute(select(*table.__table__.columns).join(newest, same))
    return {
        row.pitch_id: DecisionRecord(
            pitch_id=row.pitch_id,
            revision=row.revision,
            outcome=Outcome(row.outcome),
            amount_pence=row.amount_pence,
            reason=row.reason,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            departure=row.departure,
        )
        for row in rows
    }


def recount(session: Session, day: Day, money: DayMoney | None = None) -> Recount:
    """The day counted as it stands, with this money. Two statements."""
    sheets = sheets_that_count(session, day)
    return Recount(draft_record(day, sheets, money or DayMoney(0, {})))


def read_back(
    session: Session,
    day_id: str,
    *,
    to_commit_pence: int,
    for_ideas_pence: Mapping[str, int] | None = None,
    actor_id: str,
    at: datetime,
) -> None:
    """Note that all decisions were read back, or refuse with what is in the way. Money as for
    `confirm`.

    What was read is kept as a digest: the second signature is for this and nothing else.
    """
    day = load_day(session, day_id, lock="to_move")
    check_move(day.standing, Move.CONFIRM)
    money = money_of(day, to_commit_pence, for_ideas_pence or {})
    decisions = rule_decisions(latest_decisions(session, day))
    digests = check_holding(session, day, decisions, money, to_commit_pence)
    facts = {"digest": read_back_digest(digests)}
    append(session, day, Note.READ_BACK, actor_id=actor_id, at=at, facts=facts)


def confirm(
    session: Session,
    day_id: str,
    *,
    to_commit_pence: int,
    for_ideas_pence: Mapping[str, int] | None = None,
    actor_id: str,
    at: datetime,
) -> None:
    """Put the second signature, which seals the bundle, or refuse. For the ledger's door.

    `to_commit_pence` is the money that may still be promised, in pence: the ledger knows it.
    `for_ideas_pence` is the part of it that was given for one idea alone, by idea id.
    """
    day = load_day(session, day_id, lock="to_move")
    check_move(day.standing, Move.CONFIRM)
    check_seal(sealed(day.settings), day.standing.settings_digest)
    money = money_of(day, to_commit_pence, for_ideas_pence or {})
    decisions = rule_decisions(latest_decisions(session, day))
    digests = check_holding(session, day, decisions, money, to_commit_pence)
    check_read_back(day.standing, actor_id, read_back_digest(digests))
    facts = sealing_facts(day_record(session, day, decisions, money))
    about_links, fresh = cut_links(session, day, at=at)
    unlink_sheets(session, day, fresh)
    facts |= about_links
    append(session, day, Move.CONFIRM, actor_id=actor_id, at=at, facts=facts)


def check_holding(
    session: Session,
    day: Day,
    decisions: Mapping[str, Decision],
    money: DayMoney,
    to_commit_pence: int,
) -> list[str]:
    """The digest of each decision. Raises Refused where one does not hold, or something is open."""
    check_papers(session, day)
    check_vote_counted(day.settings.design, day.standing.vote)
    check_no_vote_open(day.standing.boards.tied)
    count = recount(session, day, money)
    asks, parts = [pitch.ask for pitch in day.pitches], day.settings.part_funding
    counted = count.tallies
    most_pence = limit_pence(day, decisions, to_commit_pence, money)
    check_confirmable(asks, decisions, counted, most_pence, part_funding=parts)
    check_departures(decisions, count.by_count_pence())
    return [
        decision_digest(
            day_id=day.day_id,
            settings_digest=day.standing.settings_digest or "",
            ask=ask,
            decision=decisions[ask.pitch_id],
            tally=counted[ask.pitch_id],
        )
        for ask in asks
    ]


def confirmed_decisions(session: Session, day_id: str) -> tuple[ConfirmedDecision, ...]:
    """What a confirmed day decided, in the order of its pitches. Raises Missing before that.

    Refused for a rehearsal: this is what the ledger, the public and an auditor may rely on.
    """
    day = load_day(session, day_id)
    check_counts(is_rehearsal=day.is_rehearsal)
    if not day.state.is_confirmed:
        raise Missing(day_id)
    decisions = rule_decisions(latest_decisions(session, day))
    counted = tallies(session, day)
    return tuple(
        ConfirmedDecision(
            day_id=day.day_id,
            fund_id=day.fund_id,
            round_id=day.round_id,
            pitch_id=pitch.pitch_id,
            idea_id=pitch.idea_id,
            outcome=decisions[pitch.pitch_id].outcome,
            amount_pence=decisions[pitch.pitch_id].amount_pence,
            asked_pence=pitch.asked_pence,
            decision_digest=decision_digest(
                day_id=day.day_id,
                settings_digest=day.standing.settings_digest or "",
                ask=pitch.ask,
                decision=decisions[pitch.pitch_id],
                tally=counted[pitch.pitch_id],
                bundle_digest=confirmation(day).facts.get("bundle_digest", ""),
            ),
        )
        for pitch in day.pitches
    )


def rule_decisions(records: Mapping[str, DecisionRecord]) -> dict[str, Decision]:
    """Decisions as the rules know them: without who and when."""
    return {
        pitch_id: Decision(
            one.pitch_id, one.revision, one.outcome, one.amount_pence, one.reason, one.departure
        )
        for pitch_id, one in records.items()
    }
