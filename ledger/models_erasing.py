"""Whose keys the ledger's digests are taken with, and the keys, which can be deleted.

`subjects` is a projection of bodies and only ever added to. `subject_keys` holds each person's key,
wrapped: it is backed up apart from everything else, and for a short time only.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base


class Subject(Base):
    """A person whom an entry names, by their pseudonym."""

    __tablename__ = "subjects"

    entry_id: Mapped[str] = mapped_column(
        ForeignKey("entries.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    subject_id: Mapped[str] = mapped_column(primary_key=True, index=True)


class SubjectKey(Base):
    """One person's random key, encrypted with the wrapping key. Gone: they were erased."""

    __tablename__ = "subject_keys"

    subject_id: Mapped[str] = mapped_column(primary_key=True)
    wrapped: Mapped[str]
