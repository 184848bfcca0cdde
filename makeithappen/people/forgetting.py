"""Erasing people from the accounts: all of it, since nothing here is money."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from makeithappen.core.intents import Intent
from makeithappen.people.factor_models import RecoveryCode, SecondFactor
from makeithappen.people.models import (
    AccountChange,
    ComebackCode,
    ComebackLink,
    KinLink,
    Person,
    RoleGrant,
    SignIn,
    SignInCode,
)


def forget_person(session: Session, person_id: str, *, addresses: Collection[str]) -> None:
    """Delete somebody with roles, sign-ins, codes, family links and waiting changes."""
    accounts = (SignIn, RoleGrant, AccountChange, SecondFactor, RecoveryCode)
    for table in (*accounts, ComebackCode, ComebackLink):
        session.execute(delete(table).where(table.person_id == person_id))
    kin = or_(KinLink.person_id == person_id, KinLink.kin_id == person_id)
    session.execute(delete(KinLink).where(kin))
    session.execute(delete(SignInCode).where(SignInCode.email.in_(addresses)))
    session.execute(delete(Intent).where(Intent.actor_id == person_id))
    session.execute(delete(Person).where(Person.id == person_id))
