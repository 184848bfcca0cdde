"""Second factors: setting one up, proving who one is with a code, and taking a lost one away."""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Iterable
from datetime import datetime

import pyotp
from flask_babel import lazy_gettext as _l
from pyotp.totp import TOTP
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from makeithappen.core.db import now, side_transaction
from makeithappen.core.errors import Refused
from makeithappen.core.events import record
from makeithappen.core.keys import keys
from makeithappen.core.proof import ProofRefusal
from makeithappen.core.sealed import seal, unseal
from makeithappen.people.factor_models import RecoveryCode, SecondFactor
from makeithappen.people.letters import tell
from makeithappen.people.models import Person
from makeithappen.people.rules.factors import (
    RECOVERY_CODES,
    STEP_SECONDS,
    check_code,
    check_may_try,
    failures_now,
    step_of,
    steps_near,
)
from makeithappen.people.sign_ins import note_proof

ISSUER = "Make it Happen"
RECOVERY_LENGTH = 12
"""Digits alone, so that one keypad on a phone is enough: 10^12."""


def begin(session: Session, person_id: str) -> None:
    """Make a fresh secret that waits to be confirmed; an older factor holds until then."""
    row = _row(session, person_id)
    row.pending = _seal(person_id, pyotp.random_base32())
    session.flush()


def waiting_secret(session: Session, person_id: str) -> tuple[str, str] | None:
    """The secret that waits to be confirmed: as text, and as the address in the QR code."""
    row = session.get(SecondFactor, person_id)
    if row is None or row.pending is None:
        return None
    secret = _unseal(person_id, row.pending)
    person = session.get_one(Person, person_id)
    name = person.email or person.first_name
    return secret, TOTP(secret, name=name, issuer=ISSUER).provisioning_uri()


def confirm(session: Session, person_id: str, typed: str, at: datetime) -> list[str]:
    """Take the waiting secret into use, proven by a code of it; gives fresh recovery codes.

    They are shown once; only keyed digests of them are kept.
    """
    row = _row(session, person_id)
    if row.pending is None:
        raise Refused(ProofRefusal.FACTOR_MISSING)
    step = check_code(_digits(typed), _codes(_unseal(person_id, row.pending), at), last_step=-1)
    row.sealed, row.pending, row.last_step, row.set_at = row.pending, None, step, at
    row.failures, row.failed_at = 0, None
    record(session, at=at, actor_id=person_id, what="factor_set", subject_id=person_id)
    tell(session, person_id, _l("An app for codes was set up for your account."), at)
    return _fresh_recovery_codes(session, person_id)


def _fresh_recovery_codes(session: Session, person_id: str) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [
        "".join(secrets.choice(string.digits) for _place in range(RECOVERY_LENGTH))
        for _number in range(RECOVERY_CODES)
    ]
    for code in codes:
        digest = _recovery_digest(person_id, code)
        session.add(RecoveryCode(digest=digest, person_id=person_id, used_at=None))
    return codes


def codes_left(session: Session, person_id: str) -> int:
    """How many recovery codes somebody has not used."""
    unused = select(RecoveryCode.digest).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return len(session.execute(unused).all())


def prove(person_id: str, token: str, typed: str) -> None:
    """Check a code for a sign-in and keep that it was right. Raises Refused.

    It has a transaction of its own: a wrong code counts, and a right one is used up, whatever
    becomes of the form that it was typed into.
    """
    with side_transaction() as session:
        refused = _tried(session, person_id, typed, now(session))
        if refused is None:
            note_proof(session, token, now(session))
    if refused is not None:
        raise refused


def _tried(session: Session, person_id: str, typed: str, at: datetime) -> Refused | None:
    row = _row(session, person_id)
    if row.sealed is None:
        return Refused(ProofRefusal.FACTOR_MISSING)
    try:
        check_may_try(row.failures, row.failed_at, at)
        if not _is_recovery_code(session, person_id, typed, at):
            codes = _codes(_unseal(person_id, row.sealed), at)
            row.last_step = check_code(_digits(typed), codes, row.last_step)
    except Refused as refused:
        if refused.code is not ProofRefusal.FACTOR_WAIT:
            row.failures, row.failed_at = failures_now(row.failures, row.failed_at, at) + 1, at
            facts = {"failures": row.failures}
            what = {"what": "factor_failed", "subject_id": person_id, "facts": facts}
            record(session, at=at, actor_id=person_id, **what)
        return refused
    row.failures, row.failed_at = 0, None
    return None


def _is_recovery_code(session: Session, person_id: str, typed: str, at: datetime) -> bool:
    """Use a recovery code up, if it is one."""
    code = _digits(typed)
    if len(code) != RECOVERY_LENGTH:
        return False
    mine = RecoveryCode.digest == _recovery_digest(person_id, code)
    used = session.execute(
        update(RecoveryCode)
        .where(mine, RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        .values(used_at=at)
        .returning(RecoveryCode.digest)
    ).first()
    if used is None:
        return False
    record(session, at=at, actor_id=person_id, what="recovery_code_used", subject_id=person_id)
    tell(session, person_id, _l("One of your recovery codes was used."), at)
    return True


def take_away(session: Session, person_id: str) -> None:
    """Take somebody's factor and recovery codes away, so that they can set a new one up."""
    for model in (SecondFactor, RecoveryCode):
        session.execute(delete(model).where(model.person_id == person_id))


def give(session: Session, person_id: str, at: datetime) -> None:
    """Give somebody a factor at once. For the demo and for tests."""
    row = _row(session, person_id)
    row.sealed, row.set_at = _seal(person_id, pyotp.random_base32()), at
    session.flush()


def present_codes(session: Session, person_ids: Iterable[str], at: datetime) -> dict[str, str]:
    """The codes that people's apps would show now, by person. For the demo and for tests."""
    rows = session.scalars(select(SecondFactor).where(SecondFactor.person_id.in_(list(person_ids))))
    return {
        row.person_id: _codes(_unseal(row.person_id, row.sealed), at)[step_of(at)]
        for row in rows
        if row.sealed is not None
    }


def _row(session: Session, person_id: str) -> SecondFactor:
    """The person's row, locked; a fresh one where there is none."""
    row = session.get(SecondFactor, person_id, with_for_update=True)
    if row is None:
        row = SecondFactor(person_id=person_id, last_step=-1, failures=0)
        session.add(row)
    return row


def _codes(secret: str, at: datetime) -> dict[int, str]:
    app = TOTP(secret)
    return {step: app.at(step * STEP_SECONDS) for step in steps_near(at)}


def _digits(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed)


def _recovery_digest(person_id: str, code: str) -> str:
    return keys().keyed_digest(f"recovery\n{person_id}\n{code}")


def _seal(person_id: str, secret: str) -> str:
    return seal(keys().factors, secret, f"factor {person_id}")


def _unseal(person_id: str, sealed: str) -> str:
    return unseal(keys().factors, sealed, f"factor {person_id}")
