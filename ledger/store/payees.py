"""Payees: who an award is paid to. Kept encrypted, shown masked, never changed in place."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from ledger import models, models_paying
from ledger.rules.entry import PaymentMethod
from ledger.rules.payable import Readiness
from ledger.rules.payee import Details, ModulusCheck, digest_text, read_details, ready_at
from ledger.rules.paying_refusal import PayRefusal
from ledger.sealing import take_turn
from ledger.store import facts
from ledger.store.writing import By
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.core.keys import keys
from makeithappen.core.sealed import seal, unseal

_Newer = aliased(models_paying.Payee)


@dataclass(frozen=True, slots=True)
class PayeeLine:
    """A payee as pages may show it: of the account only the last digits."""

    payee_id: str
    award_id: str
    method: PaymentMethod
    name: str
    tail: str
    digest: str
    added_by: str
    ready_at: datetime
    is_replaced: bool


def payee_digest(payee_id: str, method: PaymentMethod, details: Details, salt: str) -> str:
    """What stands in the ledger for a payee. The one place where such a digest is made.

    The salt lies with the details and goes with them: then nobody can try out accounts any more.
    """
    return keys().keyed_digest(f"{salt}\n{digest_text(payee_id, method, details)}")


def put_payee(
    session: Session,
    by: By,
    *,
    award_id: str,
    method: PaymentMethod,
    typed: Details,
    replaces_id: str | None = None,
    modulus: ModulusCheck | None = None,
) -> str:
    """Add a payee to an award, or put one in the place of another; gives its id.

    An award's first payee can be paid at once, any other after a day. Payments that were prepared
    for the one that is replaced can't be approved any more. Raises Refused.
    """
    take_turn(session, facts.find_award(session, award_id).fund_id)
    details = read_details(method, typed, modulus=modulus)
    before = payees_of_award(session, award_id)
    if replaces_id is not None:
        _check_present(before, replaces_id)
    payee_id, salt = new_id("payee"), secrets.token_hex(16)
    kept = json.dumps({**asdict(details), "salt": salt})
    row = models_paying.Payee(
        id=payee_id,
        award_id=award_id,
        replaces_id=replaces_id,
        method=str(method),
        sealed=seal(keys().payees, kept, f"payee {payee_id}"),
        tail=details.tail,
        digest=payee_digest(payee_id, method, details, salt),
        added_by=by.actor_id,
        added_at=by.at,
        ready_at=ready_at(by.at, is_first=not before),
    )
    session.add(row)
    session.flush()
    what = "payee_added" if replaces_id is None else "payee_changed"
    record(session, at=by.at, actor_id=by.actor_id, what=what, subject_id=payee_id)
    return payee_id


def _check_present(payees: Iterable[PayeeLine], payee_id: str) -> None:
    found = {payee.payee_id: payee.is_replaced for payee in payees}
    if payee_id not in found:
        raise Missing(payee_id)
    if found[payee_id]:
        raise Refused(PayRefusal.PAYEE_REPLACED)


def payees_of_award(session: Session, award_id: str) -> list[PayeeLine]:
    """All payees that an award ever had, the oldest first. One statement."""
    return _lines(session, models_paying.Payee.award_id == award_id)


def find_payee(session: Session, payee_id: str) -> PayeeLine:
    """One payee. Raises Missing."""
    found = _lines(session, models_paying.Payee.id == payee_id)
    if not found:
        raise Missing(payee_id)
    return found[0]


def payees_of(session: Session, digests: Collection[str]) -> dict[str, PayeeLine]:
    """The payees behind these digests. One statement."""
    found = _lines(session, models_paying.Payee.digest.in_(list(digests)))
    return {payee.digest: payee for payee in found}


def payees_of_payments(session: Session, payment_ids: Collection[str]) -> dict[str, PayeeLine]:
    """Who these payments go to, by payment id. Two statements."""
    mark = models_paying.PaymentPayee
    wanted = select(mark.payment_id, mark.payee_digest).where(mark.payment_id.in_(payment_ids))
    digests = {row.payment_id: row.payee_digest for row in session.execute(wanted)}
    found = payees_of(session, set(digests.values()))
    return {one: found[digest] for one, digest in digests.items() if digest in found}


def _lines(session: Session, *which: object) -> list[PayeeLine]:
    payee = models_paying.Payee
    found = session.execute(
        select(payee, _Newer.id)
        .outerjoin(_Newer, _Newer.replaces_id == payee.id)
        .where(*which)  # type: ignore[arg-type]
        .order_by(payee.added_at, payee.id)
    )
    return [
        PayeeLine(
            payee_id=row.id,
            award_id=row.award_id,
            method=PaymentMethod(row.method),
            name=_opened(row).name,
            tail=row.tail,
            digest=row.digest,
            added_by=row.added_by,
            ready_at=row.ready_at,
            is_replaced=newer is not None,
        )
        for row, newer in found
    ]


def _opened(row: models_paying.Payee) -> Details:
    if row.sealed is None:
        return Details(name="")
    kept = json.loads(unseal(keys().payees, row.sealed, f"payee {row.id}"))
    kept.pop("salt", None)  # payees of before had none
    return Details(**kept)


def details_of(session: Session, digests: Collection[str]) -> dict[str, Details]:
    """Whole accounts by digest: for the bank's file and the mail about a change, no page."""
    payee = models_paying.Payee
    rows = session.scalars(select(payee).where(payee.digest.in_(list(digests))))
    return {row.digest: _opened(row) for row in rows}


def readiness(payee: PayeeLine | None, now: datetime) -> Readiness:
    """How a payee stands at a moment."""
    if payee is None:
        return Readiness(has_payee=False, is_replaced=False, ready_at=None, now=now)
    return Readiness(
        has_payee=True, is_replaced=payee.is_replaced, ready_at=payee.ready_at, now=now
    )


def keep_invoice(session: Session, payment_id: str, words: str) -> str | None:
    """Keep the number of an invoice; gives its salted digest, None without one."""
    if not words:
        return None
    salt = secrets.token_hex(16)
    session.add(models_paying.InvoiceWords(payment_id=payment_id, words=words, salt=salt))
    session.flush()
    return keys().keyed_digest(f"invoice\n{salt}\n{words}")


def invoices(session: Session, payment_ids: Collection[str]) -> dict[str, str]:
    """The numbers of invoices by payment id. One statement."""
    own = models_paying.InvoiceWords
    found = session.execute(
        select(own.payment_id, own.words).where(own.payment_id.in_(payment_ids))
    )
    return {row.payment_id: row.words for row in found}


def contacts_of_awards(session: Session, award_ids: Collection[str]) -> set[str]:
    """The e-mail addresses of those who are paid. One statement."""
    payee = models_paying.Payee
    rows = session.scalars(select(payee).where(payee.award_id.in_(award_ids)))
    return {contact.lower() for row in rows if (contact := _opened(row).contact)}


def erase_payees(session: Session, award_ids: Collection[str]) -> None:
    """Erase the words of these awards' payees and invoices, last digits included; digests stay."""
    payee, invoice = models_paying.Payee, models_paying.InvoiceWords
    payments = select(models.Payment.id).where(models.Payment.award_id.in_(award_ids))
    blank = {"sealed": None, "tail": ""}
    session.execute(update(payee).where(payee.award_id.in_(award_ids)).values(blank))
    session.execute(delete(invoice).where(invoice.payment_id.in_(payments)))
