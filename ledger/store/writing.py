"""Writing entries: rows first, then the entry that they belong to. The seal comes later."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from ledger import (
    models,
    models_books,
    models_erasing,
    models_keys,
    models_paying,
    models_records,
    sealing,
)
from ledger.rules.canonical import sha256_hex
from ledger.rules.entry import Entry, Stamp, canonical_body
from ledger.rules.periods import check_open
from ledger.rules.problems import projected
from makeithappen.core.db import Base
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.core.prepared import Prepared, together

# The order in which an entry's rows are written: the legs need their accounts, the entry its legs.
_ORDER: Mapping[str, type[Base]] = {
    "accounts": models.Account,
    "awards": models.Award,
    "pledges": models.Pledge,
    "payments": models.Payment,
    "conditions": models.Condition,
    "condition_marks": models.ConditionMark,
    "key_changes": models_keys.KeyChange,
    "payment_payees": models_paying.PaymentPayee,
    "payment_runs": models_paying.PaymentRun,
    "spends": models_paying.Spend,
    **models_records.TABLES,
    "subjects": models_erasing.Subject,
    "closes": models_books.Close,
    "postings": models.Posting,
}
_CLOSED = Prepared(
    select(func.max(models_books.Close.closes_on)).where(
        models_books.Close.fund_id == bindparam("fund_id")
    )
)
_INSERTS = {
    name: Prepared(insert(Base.metadata.tables[name]).inline()) for name in (*_ORDER, "entries")
}


@dataclass(frozen=True, slots=True)
class By:
    """Who posts, when (UTC, by the database's clock), for which day, under which intent key.

    `effective_on` is the day for which the money counts; without it that of `at` where the fund
    is. `zones` are the zones of the funds by id; a fund that has none there is in UTC.
    """

    actor_id: str
    at: datetime
    intent_key: str
    effective_on: date | None = None
    zones: Mapping[str, ZoneInfo] = field(default_factory=dict[str, ZoneInfo])

    def stamp(self, fund_id: str, number: int = 1) -> Stamp:
        """The stamp of the act's first, second, ... entry; of the typed key a digest is kept."""
        today = self.at.astimezone(self.zones.get(fund_id, UTC)).date()
        return Stamp(
            entry_id=new_id("entry"),
            recorded_at=self.at,
            effective_on=self.effective_on or today,
            actor_id=self.actor_id,
            intent_key=sha256_hex(f"{self.intent_key}\n{number}".encode()),
        )


def post(session: Session, *entries: Entry) -> None:
    """Write entries in this order and note them in the audit trail; the worker seals them soon.

    The caller has taken its turn (`sealing.take_turn`) before it read what the entries rest on.
    A demo has no worker: there they are sealed at once.
    """
    closed = closed_days(session, {entry.fund_id for entry in entries})
    with together(session):
        for entry in entries:
            check_open(entry, closed.get(entry.fund_id))
            write(session, entry)
            subject_id = entry.payment_id or entry.award_id or entry.pledge_id or entry.fund_id
            record(
                session,
                at=entry.stamp.recorded_at,
                actor_id=entry.stamp.actor_id,
                what=f"ledger.{entry.kind}",
                subject_id=subject_id,
                facts={"entry_id": entry.id},
            )
    if current_app.extensions["demo"]:
        sealing.seal_waiting(session)


def closed_days(session: Session, fund_ids: Collection[str]) -> dict[str, date]:
    """The last closed day of each of these funds that has one. One statement for each fund."""
    found = {fund_id: _CLOSED.rows(session, fund_id=fund_id)[0][0] for fund_id in fund_ids}
    return {fund_id: date.fromisoformat(day) for fund_id, day in found.items() if day}


def write(session: Session, entry: Entry) -> None:
    """Write one entry with all its rows; the database puts it into the queue for its seal."""
    body = canonical_body(entry)
    tables = projected(entry, body)
    for table in _ORDER:
        if rows := tables[table].values():
            _INSERTS[table].write(session, *rows)
    _INSERTS["entries"].write(session, tables["entries"][entry.id])
