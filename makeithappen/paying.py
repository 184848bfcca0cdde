"""The door from the ledger to the people and ideas: who is behind a payment, and who hears of it.

Nobody lets money go to themselves, their family or household; and whoever was paid before hears by
mail when a payee is changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ledger import head_letters
from ledger import store as ledger
from ledger.rules.entry import PaymentMethod
from ledger.rules.payee import Details
from ledger.store import facts, payees, runs
from makeithappen import kinship
from makeithappen.core.catalogs import for_others
from makeithappen.core.outbox import queue_mail
from makeithappen.ideas import store as ideas
from makeithappen.people import store as people


def put_payee(
    session: Session,
    by: ledger.By,
    *,
    award_id: str,
    method: PaymentMethod,
    typed: Details,
    replaces_id: str | None = None,
) -> str:
    """Add or change a payee; of a change the old contact and the idea's owner hear by mail."""
    ids = {"award_id": award_id, "replaces_id": replaces_id}
    payee_id = ledger.put_payee(session, by, method=method, typed=typed, **ids)
    if replaces_id is not None:
        old = payees.find_payee(session, replaces_id)
        contact = payees.details_of(session, [old.digest])[old.digest].contact
        idea_id = facts.find_award(session, award_id).idea_id
        _tell(session, by, {contact, _owner_email(session, idea_id)} - {""})
    return payee_id


def _owner_email(session: Session, idea_id: str) -> str:
    owner_id = ideas.owners(session, [idea_id]).get(idea_id)
    return people.find_person(session, owner_id).email if owner_id else ""


@for_others()
def _tell(session: Session, by: ledger.By, addresses: Iterable[str]) -> None:
    body = _(
        "Hello,\n\nsomebody at the fund changed where the money for your idea goes. "
        "Nothing is paid there before 24 hours are over.\n\nWas that not what you asked for? "
        "Then tell the fund today, by phone.\n"
    )
    subject = _("Where your money goes was changed")
    for address in sorted(addresses):
        queue_mail(session, to=address, subject=subject, body=body, at=by.at)


def approve_payment(session: Session, by: ledger.By, payment_id: str) -> str:
    """Let one payment go; refused to whoever is close to its idea. Gives the entry's id."""
    payment, _settled = facts.find_payment(session, payment_id)
    is_near = _is_near(session, [payment.award_id], by.actor_id)
    return runs.approve_payment(session, by, payment_id, is_near=is_near)


def approve_run(session: Session, by: ledger.By, run_id: str, seen_hash: str) -> list[str]:
    """Let all payments of a run go; refused to whoever is close to one of its ideas.

    Funders hear of it, with the head that covers it.
    """
    awards = {line.award_id for line in runs.lines_of_run(session, run_id)}
    is_near = _is_near(session, awards, by.actor_id)
    entries = runs.approve_run(session, by, run_id, seen_hash=seen_hash, is_near=is_near)
    head_letters.send_head(session, head_letters.Why.PAYMENTS_APPROVED, by.at)
    return entries


def _is_near(session: Session, award_ids: Iterable[str], person_id: str) -> bool:
    ideas_paid = {facts.find_award(session, award_id).idea_id for award_id in award_ids}
    return any(kinship.is_near(session, idea_id, person_id) for idea_id in ideas_paid)


def is_recipient(session: Session, idea_id: str, person_id: str) -> bool:
    """Whether a person is behind an idea."""
    return ideas.owners(session, [idea_id]).get(idea_id) == person_id
