"""Proofs for pages: one entry under a head, and whether the ledger leads to a head that was kept.

The hashes of all seals are read one after the other and never kept: 0.2 s for 100,000 of them.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import models
from ledger.rules.bundle import proof_file
from ledger.rules.chain import Head, head_hash, leaf
from ledger.rules.kept import Kept
from ledger.rules.proofs import consistency_path, inclusion_path, root_above, root_of_first
from ledger.sealing import head_of
from ledger.store.entries import head_covering, newest_head
from ledger.store.lines import HeadLine
from makeithappen.core.errors import Missing

ROWS_AT_ONCE = 1_000
HEADS_SHOWN = 50
NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class EntryProof:
    """An entry's way up to the root of a head; `fits` says whether it gets there."""

    entry_id: str
    position: int
    content_hash: str
    body: str
    head: HeadLine
    path: tuple[str, ...]
    fits: bool

    def file(self) -> str:
        """The proof as a file for `verify_ledger.py --proof`."""
        return proof_file(self.body, self.position, self.head.head.number, self.path)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What became of a kept head: whether it is ours, and whether what is sealed leads to it."""

    kept: Kept
    newest: HeadLine | None
    is_ours: bool
    leads: bool

    @property
    def is_cut(self) -> bool:
        """Whether the ledger has become shorter than it was."""
        return self.newest is None or self.newest.head.size < self.kept.head.size


def prove_entry(session: Session, entry_id: str, number: int | None = None) -> EntryProof:
    """An entry under a head: the one with this number, else the first that covers it.

    Raises Missing where it is not sealed, or that head does not cover it. Three statements.
    """
    sealed = _sealed(session, entry_id)
    position = sealed[0]
    head = head_covering(session, position) if number is None else find_head(session, number)
    if head is None or head.head.size < position:
        raise Missing(entry_id)
    return _prove(session, entry_id, sealed, head)


def prove_under_kept(session: Session, entry_id: str, kept: Kept) -> EntryProof | None:
    """An entry under a head that somebody kept, whether it is ours or not; None where that head
    is older than the entry. Raises Missing where the entry is not sealed. Two statements.
    """
    sealed = _sealed(session, entry_id)
    if kept.head.size < sealed[0]:
        return None
    return _prove(session, entry_id, sealed, HeadLine(kept.head, kept.signature))


def _sealed(session: Session, entry_id: str) -> tuple[int, str, str]:
    """Where an entry stands, its fingerprint, its body. Raises Missing where it is not sealed."""
    row = session.execute(
        select(models.Seal.position, models.Seal.content_hash, models.Entry.body)
        .join(models.Entry, models.Entry.id == models.Seal.entry_id)
        .where(models.Entry.id == entry_id)
    ).one_or_none()
    if row is None:
        raise Missing(entry_id)
    return row.position, row.content_hash, row.body


def _prove(
    session: Session, entry_id: str, sealed: tuple[int, str, str], head: HeadLine
) -> EntryProof:
    (position, content_hash, body), size = sealed, head.head.size
    try:
        with closing(_hashes(session)) as hashes:
            path = inclusion_path(position - 1, size, hashes)
    except ValueError:  # the ledger has become shorter than the head that was kept
        return EntryProof(entry_id, position, content_hash, body, head, (), fits=False)
    fits = root_above(leaf(content_hash), position - 1, size, path) == head.head.root
    return EntryProof(entry_id, position, content_hash, body, head, path, fits)


def find_head(session: Session, number: int) -> HeadLine | None:
    """The head with this number; anybody may ask for one that no column could hold."""
    row = session.get(models.Head, number) if number <= NUMBER_MAX else None
    return None if row is None else HeadLine(head_of(row), row.signature)


def heads(session: Session) -> list[HeadLine]:
    """The newest heads, the newest first. One statement."""
    newest = select(models.Head).order_by(models.Head.number.desc()).limit(HEADS_SHOWN)
    return [HeadLine(head_of(row), row.signature) for row in session.scalars(newest)]


def prove_consistency(session: Session, old: Head, new: Head) -> tuple[str, ...]:
    """What shows that a head grew out of an older one. Raises Missing where it is no older one."""
    if old.size > new.size:
        raise Missing(str(old.number))
    with closing(_hashes(session)) as hashes:
        return consistency_path(old.size, new.size, hashes)


def answer_kept(session: Session, kept: Kept) -> KeptAnswer:
    """Compare a kept head with ours of the same number, and with all that is sealed."""
    own = find_head(session, kept.head.number)
    is_ours = own is not None and head_hash(own.head, own.signature) == kept.hash
    with closing(_hashes(session)) as hashes:
        leads = root_of_first(kept.head.size, hashes) == kept.head.root
    return KeptAnswer(kept, newest_head(session), is_ours, leads)


def _hashes(session: Session) -> Generator[str]:
    wanted = select(models.Seal.content_hash).order_by(models.Seal.position)
    found = session.scalars(wanted.execution_options(yield_per=ROWS_AT_ONCE))
    try:
        yield from found
    finally:
        found.close()
