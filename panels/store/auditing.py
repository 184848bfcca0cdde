"""For auditors: a bundle of a day made anew, and whether it is still what was sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from makeithappen.core.events import Event, record
from panels.rules.bundle import DayRecord, Form
from panels.rules.day import Move
from panels.rules.decide import recompute
from panels.rules.rehearsal import check_counts
from panels.store.bundling import bundle_of, confirmation, day_record, money_then
from panels.store.deciding import latest_decisions, rule_decisions
from panels.store.pitches import pitches_at_opening, pitches_digest
from panels.store.reading import load_day
from panels.store.records import Day, DecisionRecord
from panels.store.taking_votes import counted_vote


@dataclass(frozen=True, slots=True)
class BundleCheck:
    """What was sealed, what the rows give now, and each thing that does not fit."""

    sealed_digest: str
    digest: str
    problems: tuple[str, ...]


def day_bundle(session: Session, day_id: str, form: Form) -> dict[str, object]:
    """The bundle of a confirmed day. Refused before that, and for a rehearsal."""
    day = load_day(session, day_id)
    check_counts(is_rehearsal=day.is_rehearsal)
    return bundle_of(record_of(session, day, latest_decisions(session, day)), form)


def record_of(session: Session, day: Day, decisions: Mapping[str, DecisionRecord]) -> DayRecord:
    """All that a confirmed day is recounted from. Three statements. Refused before that."""
    return day_record(session, day, rule_decisions(decisions), money_then(day))


def confirmed_at(day: Day) -> datetime | None:
    """When the day was confirmed as it stands; None before that."""
    return confirmation(day).at if day.state.is_confirmed else None


def public_digest(day: Day) -> str:
    """The digest of the public form that was sealed. Refused before the day is confirmed."""
    return confirmation(day).facts.get("public_digest", "")


def log_linked_export(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Note that somebody took the linked bundle."""
    what = "day_bundle_linked_exported"
    record(session, at=at, actor_id=actor_id, what=what, subject_id=day_id)


def check_bundle(session: Session, day_id: str) -> BundleCheck:
    """Make both forms anew, and compare them with the day's confirmation and the audit trail."""
    day = load_day(session, day_id)
    facts, noted = confirmation(day).facts, _noted(session, day)
    made = record_of(session, day, latest_decisions(session, day))
    linked, public = bundle_of(made, Form.LINKED), bundle_of(made, Form.PUBLIC)
    sealed_digest = facts.get("bundle_digest", "")
    problems = [one.what for one in recompute(linked, sealed_digest).differences]
    if made.settings.digest() != day.standing.settings_digest:
        problems.append("settings")
    if public["digest"] != facts.get("public_digest"):
        problems.append("public digest")
    if not _ideas_stand(session, day):
        problems.append("ideas")
    if counted_vote(session, day) != day.standing.vote:
        problems.append("vote")
    if noted != facts:
        problems.append("audit trail")
    return BundleCheck(sealed_digest, str(linked["digest"]), tuple(problems))


def _ideas_stand(session: Session, day: Day) -> bool:
    """Whether the ideas are those of the opening, but for versions that were noted since.

    Days that opened before this was sealed have nothing to compare.
    """
    opened = next(event for event in day.events if event.what is Move.OPEN)
    sealed = opened.facts.get("pitches_digest")
    return sealed in (None, pitches_digest(pitches_at_opening(session, day, opened.at)))


def _noted(session: Session, day: Day) -> dict[str, str]:
    """What the audit trail says of the day's newest confirmation; a later forgery counts not."""
    found = session.scalars(
        select(Event.facts)
        .where(Event.what == f"day_{Move.CONFIRM}", Event.subject_id == day.day_id)
        .order_by(Event.number)
        .offset(sum(event.what is Move.CONFIRM for event in day.events) - 1)
    ).first()
    return json.loads(found) if found else {}
