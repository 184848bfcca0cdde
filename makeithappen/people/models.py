"""People, what they may do, and their sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class Person(Base):
    """Somebody. A guest, who is only writing an idea, has no address yet."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(primary_key=True)
    first_name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class RoleGrant(Base):
    """A role that a person holds."""

    __tablename__ = "role_grants"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    given_at: Mapped[datetime] = mapped_column(UtcTime)
    given_by: Mapped[str]


class KinLink(Base):
    """Two people of one household or family; `ended_at` where it no longer is so."""

    __tablename__ = "kin_links"
    __table_args__ = (CheckConstraint("person_id < kin_id", name="order"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kin_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SignInCode(Base):
    """A one-time code that was asked for. `person_id` is None where nobody has the address."""

    __tablename__ = "sign_in_codes"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str]
    code_digest: Mapped[str]
    link_digest: Mapped[str] = mapped_column(unique=True)
    browser_digest: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    tries: Mapped[int]
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SignIn(Base):
    """A sign-in on one device. The token itself is only in its cookie."""

    __tablename__ = "sign_ins"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcTime)
    idle_seconds: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
    proven_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ComebackCode(Base):
    """With what a guest comes back: its digest, to find them, and sealed, to show it to them."""

    __tablename__ = "comeback_codes"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    sealed: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcTime)


class ComebackLink(Base):
    """A link that was mailed to a guest, by its digest: with it they come back for some days."""

    __tablename__ = "comeback_links"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)


class AccountChange(Base):
    """A change to an account that waits for a second person, or was decided."""

    __tablename__ = "account_changes"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    outcome: Mapped[str | None]
