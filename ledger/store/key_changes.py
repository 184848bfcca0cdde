"""Changing the signing key: an entry under the old key names the new one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import models
from ledger.models_keys import KeyChange
from ledger.rules.entry import Entry, EntryKind
from ledger.rules.key_change import KeyChange as Announced
from ledger.rules.subjects import ALL_FUNDS
from ledger.store.writing import By, post
from makeithappen.core.signing import name_of


def announce_key(session: Session, by: By, public_key: bytes, replaces: bytes) -> str:
    """Write down that heads after the next one have another key; gives the entry's id."""
    key = Announced(name_of(public_key), public_key.hex(), replaces.hex())
    entry = Entry(by.stamp(ALL_FUNDS), EntryKind.KEY_CHANGED, ALL_FUNDS, keys=(key,))
    post(session, entry)
    return entry.id


def announced_key_id(session: Session) -> str | None:
    """The newest key that was announced, in force or about to be."""
    newest = (
        select(KeyChange.id)
        .join(models.Seal, models.Seal.entry_id == KeyChange.entry_id)
        .order_by(models.Seal.position.desc())
    )
    return session.scalars(newest.limit(1)).first()
