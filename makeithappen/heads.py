"""The door from the ledger to the panels: the signed head over what a day decided.

It goes into the day's bundle and onto its printed results, so that whoever has either can tell if
the ledger was changed since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from ledger.rules.aloud import aloud
from ledger.rules.bundle import head_file
from ledger.store.entries import head_over_day
from makeithappen.core.qr import qr_svg
from makeithappen.core.signing import our_public_keys
from panels import store as panels


@dataclass(frozen=True, slots=True)
class DayHead:
    """A head as a sheet of paper shows it: `aloud` begins the root, `address` is its own page."""

    number: int
    size: int
    root: str
    aloud: str
    sealed_at: datetime
    key_id: str
    address: str
    file: str

    @property
    def qr(self) -> str:
        """The address to be scanned, as inline SVG."""
        return qr_svg(self.address)


def head_of_day(session: Session, day: panels.Day) -> DayHead | None:
    """The head that was signed when a day was confirmed; None before that, and where nothing was
    given. One statement.
    """
    confirmed_at = panels.confirmed_at(day)
    if confirmed_at is None or day.is_rehearsal:
        return None
    line = head_over_day(session, day.day_id, confirmed_at)
    public_key = line and our_public_keys().get(line.head.key_id)
    if line is None or public_key is None:
        return None
    head, site = line.head, current_app.extensions["settings"].public_url
    return DayHead(
        number=head.number,
        size=head.size,
        root=head.root,
        aloud=aloud(head.root),
        sealed_at=head.sealed_at,
        key_id=head.key_id,
        address=f"{site}/proof/heads/{head.number}",
        file=head_file(head, line.signature, public_key),
    )


def with_head(session: Session, day: panels.Day, bundle: Mapping[str, object]) -> dict[str, object]:
    """A day's bundle and, beside it, the head that was signed when the day was confirmed."""
    head = head_of_day(session, day)
    return {**bundle, **({} if head is None else {"head": json.loads(head.file)})}
