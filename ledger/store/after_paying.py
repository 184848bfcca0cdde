"""What happens to a payment after it was approved: the bank's file, a no, a voucher."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, aliased

from ledger import models, models_paying
from ledger.rules.bank_file import BankLine, bank_csv, reference_of
from ledger.rules.entry import EntryKind, PaymentMethod
from ledger.rules.paying_refusal import PayRefusal
from ledger.sealing import take_turn
from ledger.store import facts, payees, runs
from ledger.store.awards import reverse
from ledger.store.writing import By
from makeithappen.core.errors import Refused
from makeithappen.core.events import record
from makeithappen.core.keys import keys

VOUCHER_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
VOUCHER_LENGTH = 12
_Undoing = aliased(models.Entry)
_File = models_paying.RunFile


@dataclass(frozen=True, slots=True)
class FileNote:
    """That a run's file was taken, or allowed to be taken once more."""

    what: str
    by: str
    at: datetime


def bank_lines(session: Session, run_id: str) -> list[BankLine]:
    """What of a run goes through the bank, to the penny as it was approved."""
    own = runs.lines_of_run(session, run_id)
    found = payees.details_of(session, {line.payee_digest for line in own})
    lines: list[BankLine] = []
    for line in own:
        to = found.get(line.payee_digest)
        if to is not None and (to.account or to.iban):
            place = (to.sort_code, to.account, to.iban, to.name)
            lines.append(BankLine(*place, line.amount_pence, reference_of(line.payment_id)))
    return lines


def take_file(session: Session, by: By, run_id: str) -> str:
    """The bank's file of an approved run: once, unless it is allowed again. Each time is noted."""
    run = runs.find_run(session, run_id)
    take_turn(session, run.fund_id)
    if run.outcome != runs.APPROVED:
        raise Refused(PayRefusal.NOT_PAID)
    notes = file_notes(session, run_id)
    allowed = 1 + sum(note.what == "allowed" for note in notes)
    if sum(note.what == "taken" for note in notes) >= allowed:
        raise Refused(PayRefusal.FILE_TAKEN)
    lines = bank_lines(session, run_id)
    if not lines:
        raise Refused(PayRefusal.FILE_EMPTY)
    _note(session, by, run_id, "taken", len(notes) + 1)
    return bank_csv(lines, by.stamp(run.fund_id).effective_on)


def allow_file(session: Session, by: By, run_id: str) -> None:
    """Let the bank's file of a run be taken once more."""
    take_turn(session, runs.find_run(session, run_id).fund_id)
    _note(session, by, run_id, "allowed", len(file_notes(session, run_id)) + 1)


def _note(session: Session, by: By, run_id: str, what: str, number: int) -> None:
    row = {"run_id": run_id, "number": number, "what": what, "by": by.actor_id, "at": by.at}
    session.execute(insert(_File), [row])
    record(session, at=by.at, actor_id=by.actor_id, what=f"run_file_{what}", subject_id=run_id)


def file_notes(session: Session, run_id: str) -> list[FileNote]:
    """What was noted about a run's file, in order. One statement."""
    found = session.scalars(select(_File).where(_File.run_id == run_id).order_by(_File.number))
    return [FileNote(row.what, row.by, row.at) for row in found]


def record_failure(session: Session, by: By, payment_id: str, why: str) -> str:
    """A payment did not arrive: its money is back at the bank and promised. Gives the entry's id.

    It can be paid again by a new payment, to a corrected payee.
    """
    _take_turn(session, payment_id)
    entry_id = _standing_payment(session, payment_id)
    if entry_id is None:
        raise Refused(PayRefusal.NOT_PAID)
    undone_by = reverse(session, by, entry_id)
    row = {"payment_id": payment_id, "entry_id": undone_by, "why": why}
    noted = {"noted_by": by.actor_id, "noted_at": by.at}
    session.execute(insert(models_paying.PaymentFailure), [{**row, **noted}])
    return undone_by


def _take_turn(session: Session, payment_id: str) -> None:
    payment, _settled = facts.find_payment(session, payment_id)
    take_turn(session, facts.find_award(session, payment.award_id).fund_id)


def _standing_payment(session: Session, payment_id: str) -> str | None:
    """The entry by which a payment was paid, unless it was undone."""
    entry = models.Entry
    return session.execute(
        select(entry.id)
        .outerjoin(_Undoing, _Undoing.reverses_id == entry.id)
        .where(entry.payment_id == payment_id, entry.kind == EntryKind.PAYMENT.value)
        .where(_Undoing.id.is_(None))
    ).scalar_one_or_none()


def failures(session: Session, payment_ids: Collection[str]) -> dict[str, str]:
    """Why payments did not arrive, by payment id. One statement."""
    own = models_paying.PaymentFailure
    rows = session.execute(select(own.payment_id, own.why).where(own.payment_id.in_(payment_ids)))
    return {row.payment_id: row.why for row in rows}


def issue_voucher(session: Session, by: By, payment_id: str) -> str:
    """A fresh code for an approved voucher; the one before is void from now on. Shown once."""
    _take_turn(session, payment_id)
    method = session.scalar(select(models.Payment.method).where(models.Payment.id == payment_id))
    if method != PaymentMethod.VOUCHER or _standing_payment(session, payment_id) is None:
        raise Refused(PayRefusal.NO_VOUCHER)
    code = "".join(secrets.choice(VOUCHER_LETTERS) for _place in range(VOUCHER_LENGTH))
    number = vouchers_issued(session, payment_id) + 1
    row = {"payment_id": payment_id, "number": number, "code_digest": _voucher_digest(code)}
    issued = {"issued_by": by.actor_id, "issued_at": by.at}
    session.execute(insert(models_paying.Voucher), [{**row, **issued}])
    said = {"number": number}
    what = {"what": "voucher_issued", "subject_id": payment_id, "facts": said}
    record(session, at=by.at, actor_id=by.actor_id, **what)
    return code


def vouchers_issued(session: Session, payment_id: str) -> int:
    """How many codes were handed over for a payment. One statement."""
    own = models_paying.Voucher
    counted = select(func.count()).select_from(own).where(own.payment_id == payment_id)
    return int(session.execute(counted).scalar_one())


def is_good_voucher(session: Session, code: str) -> bool:
    """Whether a code is the newest of a voucher whose payment stands."""
    own = models_paying.Voucher
    digest = _voucher_digest("".join(code.split()).replace("-", "").upper())
    found = session.execute(
        select(own.payment_id, own.number).where(own.code_digest == digest)
    ).one_or_none()
    if found is None or vouchers_issued(session, found.payment_id) != found.number:
        return False
    return _standing_payment(session, found.payment_id) is not None


def _voucher_digest(code: str) -> str:
    return keys().keyed_digest(f"voucher\n{code}")
