"""Signed heads leave the house: by mail to each funder that has an address, once each.

A letter is queued in the transaction that brought the head, so none goes for a head that was never
committed. Whoever keeps the mail can tell if an entry is changed later, by us too.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from enum import StrEnum

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ledger.models_heads import HeadLetter
from ledger.rules.aloud import aloud
from ledger.rules.bundle import head_file
from ledger.store.entries import newest_head
from ledger.store.funder_addresses import addresses
from ledger.store.lines import HeadLine
from makeithappen.core.catalogs import for_others
from makeithappen.core.outbox import queue_mail
from makeithappen.core.signing import our_public_keys

QUIET_SPAN = timedelta(days=1)


class Why(StrEnum):
    """What a head is mailed for."""

    DAY_CONFIRMED = "day_confirmed"
    PAYMENTS_APPROVED = "payments_approved"
    GROWN = "grown"


def send_head(session: Session, why: Why, at: datetime) -> int:
    """Queue the newest head for each funder that has an address; gives for how many."""
    return _send(session, why, sorted(addresses(session)), at)


def waiting_for_a_day(session: Session, at: datetime) -> list[str]:
    """The funders that got no letter for a day, though there is a head that they lack."""
    head = newest_head(session)
    if head is None:
        return []
    has_it = (HeadLetter.queued_at > at - QUIET_SPAN) | (HeadLetter.head_number == head.head.number)
    served = set(session.scalars(select(HeadLetter.funder_id).where(has_it)))
    return sorted(addresses(session).keys() - served)


def send_daily(session: Session, at: datetime) -> int:
    """Queue the newest head for those that wait for a day; gives for how many."""
    return _send(session, Why.GROWN, waiting_for_a_day(session, at), at)


@for_others()
def tell_moved(session: Session, address: str, at: datetime) -> None:
    """Tell an address that no head comes to it any more."""
    body = _(
        "Hello,\n\nsomebody at the fund changed where our signed fingerprints are mailed to. They "
        "no longer come to this address.\n\nWas that not what you asked for? Then tell the fund "
        "today, by phone. Please keep the mails that you have.\n"
    )
    subject = _("Our signed fingerprints no longer come here")
    queue_mail(session, to=address, subject=subject, body=body, at=at)


@for_others()
def _send(session: Session, why: Why, funder_ids: list[str], at: datetime) -> int:
    head = newest_head(session)
    public_key = head and our_public_keys().get(head.head.key_id)
    if head is None or public_key is None or not funder_ids:
        return 0
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    number = head.head.number
    rows = [{"funder_id": one, "head_number": number, "queued_at": at} for one in funder_ids]
    new = dialect.insert(HeadLetter).values(rows).on_conflict_do_nothing()
    queued = set(session.scalars(new.returning(HeadLetter.funder_id)))
    known = addresses(session)
    words = {"subject": _subject(head), "body": _letter(head, why, public_key)}
    for address in sorted({known[funder_id] for funder_id in queued}):
        queue_mail(session, to=address, at=at, **words)
    return len(queued)


def _subject(head: HeadLine) -> str:
    facts = {"number": head.head.number, "size": head.head.size}
    return _("Please keep: signed fingerprint %(number)s, over %(size)s entries", **facts)


def _letter(head: HeadLine, why: Why, public_key: bytes) -> str:
    reasons = {
        Why.DAY_CONFIRMED: _("A panel's day was confirmed. What it gave stands in the ledger now."),
        Why.PAYMENTS_APPROVED: _("Payments were let go. They stand in the ledger now."),
        Why.GROWN: _("The ledger has grown since our last mail to you."),
    }
    return _(
        "Hello,\n\n%(reason)s\n\n"
        "Please keep this mail. It holds the signed fingerprint of all %(size)s entries, made "
        "%(time)s UTC. With it you can tell if anybody ever changes one of them, even if that is "
        "us. There is nothing else to do.\n\n"
        "It begins with: %(aloud)s\n\n"
        "To check, at any time, open this page and put this whole mail in:\n"
        "%(site)s/proof/check\n\n"
        "To check without us, save what stands between the two lines below as HEAD.json. Ask the "
        "fund for the file BUNDLE.jsonl, get the program from %(site)s/proof/verify_ledger.py, "
        "and run:\npython3 verify_ledger.py BUNDLE.jsonl --head HEAD.json\n\n"
        "----------\n%(file)s\n----------\n",
        reason=reasons[why],
        size=head.head.size,
        time=head.head.sealed_at.strftime("%Y-%m-%d %H:%M:%S"),
        aloud=aloud(head.head.root),
        site=current_app.extensions["settings"].public_url,
        file=_file(head, public_key),
    )


def _file(head: HeadLine, public_key: bytes) -> str:
    """The head with its key, one value a line."""
    text = head_file(head.head, head.signature, public_key)
    return json.dumps(json.loads(text), indent=1)
