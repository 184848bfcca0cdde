"""What is put on record about an award: more money, instalments, support, trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.models_records import Instalment as InstalmentRow
from ledger.rules import amending, instalments, posting, supports, trials
from ledger.rules.award_file import AwardFile, fold
from ledger.rules.entry import Entry, EntryKind, check_amount
from ledger.rules.records import (
    End,
    Instalment,
    Support,
    SupportKind,
    SupportStage,
    Trial,
    Unit,
)
from ledger.rules.stack import stack
from ledger.sealing import take_turn
from ledger.store import facts
from ledger.store.agreements import award_file
from ledger.store.awards import check_no_shortfall
from ledger.store.entries import entries_where
from ledger.store.record_words import keep_words
from ledger.store.restrictions import known_of_award, ruled_pots
from ledger.store.writing import By, post
from makeithappen.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment as it is planned: by a day, or by a milestone in words."""

    amount_pence: int
    due_on: date | None = None
    milestone: str = ""


def amend_award(session: Session, by: By, award_id: str, amount_pence: int) -> str:
    """More for an award from what is free and fits; another person ratifies it. The entry's id."""
    take_turn(session, facts.find_award(session, award_id).fund_id)
    award, file = award_file(session, award_id)
    check_no_shortfall(session, award.fund_id)
    check_amount(amount_pence)
    stamp, pots = by.stamp(award.fund_id), ruled_pots(session, award.fund_id)
    known = replace(known_of_award(session, award_id), on=stamp.effective_on)
    balances = facts.balances(session, pots, award_id)
    shares = stack(award.idea_id, amount_pence, pots, balances, known)
    entry = amending.amend(stamp, award, file, shares, balances, known)
    post(session, entry)
    return entry.id


def ratify_award(session: Session, by: By, award_id: str) -> str:
    """Make what was added to an award payable, as somebody who did not add it; the entry's id."""
    take_turn(session, facts.find_award(session, award_id).fund_id)
    entries = facts.standing_entries(session, [award_id])
    deciding = [one for one in entries if one.kind in {EntryKind.AWARD, EntryKind.AMENDMENT}]
    people = [(one.stamp.actor_id, one.second_actor_id) for one in deciding]
    decided = [person for pair in people for person in pair if person is not None]
    award = facts.find_award(session, award_id)
    pots = facts.pots_of_award(session, award_id)
    balances = facts.balances(session, pots, award_id)
    at = by.stamp(award.fund_id)
    entry = posting.ratify(at, award, pots, decided_by=decided, balances=balances)
    post(session, entry)
    return entry.id


def plan_instalments(session: Session, by: By, award_id: str, parts: Sequence[Part]) -> str:
    """Lay down when an award is paid, in parts that add up to it; gives the entry's id."""
    take_turn(session, facts.find_award(session, award_id).fund_id)
    award, file = award_file(session, award_id)
    number = file.instalments[0].plan + 1 if file.instalments else 1
    rows: list[Instalment] = []
    for place, part in enumerate(parts, 1):
        own_id = new_id("instalment")
        digest = keep_words(session, by, own_id, part.milestone)
        day = part.due_on.isoformat() if part.due_on else None
        facts_of = (own_id, award_id, number, place, part.amount_pence, day, digest)
        rows.append(Instalment(*facts_of))
    entry = instalments.plan(by.stamp(award.fund_id), award, file, rows)
    post(session, entry)
    return entry.id


def reach_milestone(session: Session, by: By, award_id: str, instalment_id: str) -> str:
    """Say that a milestone is reached, as somebody who gets nothing; gives the entry's id."""
    take_turn(session, facts.find_award(session, award_id).fund_id)
    award, file = award_file(session, award_id)
    entry = instalments.reach(by.stamp(award.fund_id), award, file, instalment_id)
    post(session, entry)
    return entry.id


def planned_files(session: Session, fund_id: str) -> list[AwardFile]:
    """The files of all awards of a fund that are paid in instalments. One statement."""
    entry = models.Entry
    plans = select(InstalmentRow.award_id)
    return _files(session, (entry.fund_id == fund_id) & entry.award_id.in_(plans))


def files_of_idea(session: Session, idea_id: str) -> list[AwardFile]:
    """The files of all awards of one idea, the oldest first. One statement."""
    own = select(models.Award.id).where(models.Award.idea_id == idea_id)
    return _files(session, models.Entry.award_id.in_(own))


def _files(session: Session, which: ColumnElement[bool]) -> list[AwardFile]:
    entries: dict[str, list[tuple[Entry, bool]]] = {}
    for line in entries_where(session, which):
        own = entries.setdefault(line.entry.award_id or "", [])
        own.append((line.entry, line.reversed_by is not None))
    return [fold(award_id, own) for award_id, own in entries.items()]


def record_support(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    by: By,
    award_id: str,
    *,
    kind: SupportKind,
    unit: Unit,
    quantity: int,
    stage: SupportStage,
    words: str,
    amends_id: str | None = None,
) -> str:
    """Write down what somebody gives to an award; gives the record's id."""
    take_turn(session, facts.find_award(session, award_id).fund_id)
    award, file = award_file(session, award_id)
    own_id = new_id("support")
    digest = keep_words(session, by, own_id, words) or ""
    support = Support(own_id, award_id, kind, unit, quantity, stage, digest, amends_id)
    post(session, supports.record_support(by.stamp(award.fund_id), award, file, support))
    return own_id


def start_trial(session: Session, by: By, award_id: str, *, question: str, ends_on: date) -> str:
    """Make a short trial of an award; gives the trial's id."""
    take_turn(session, facts.find_award(session, award_id).fund_id)
    award, file = award_file(session, award_id)
    own_id = new_id("trial")
    digest = keep_words(session, by, own_id, question) or ""
    trial = Trial(own_id, award_id, digest, ends_on.isoformat())
    post(session, trials.start(by.stamp(award.fund_id), award, file, trial))
    return own_id


def finish_trial(session: Session, by: By, award_id: str, *, end: End, learnt: str) -> str:
    """Say what follows from a trial, and what was learnt; gives the entry's id."""
    take_turn(session, facts.find_award(session, award_id).fund_id)
    award, file = award_file(session, award_id)
    subject_id = file.trial.id if file.trial else award_id
    digest = keep_words(session, by, subject_id, learnt)
    entry = trials.finish(by.stamp(award.fund_id), award, file, end, digest)
    post(session, entry)
    return entry.id
