"""What payees, runs and spend lines in an entry must mean: whoever has the key could forge them."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.rules.accounts import AccountKind
from ledger.rules.canonical import is_hex
from ledger.rules.entry import Entry, EntryKind, PayeeMark, RunMark, shares_of

DIGEST_DIGITS = 64
SINCE = 3
"""Payments of this version on say to whom they go, and in which run they were approved."""


def paying_breach(entry: Entry) -> str | None:
    """How the entry's payee, run or spend line contradicts it; None where they are sound."""
    if not _of_payment(entry, entry.payees, EntryKind.PAYMENT_PREPARED):
        return "it names a payee that is not that of its payment"
    if not _of_payment(entry, entry.runs, EntryKind.PAYMENT):
        return "it names a run that is not that of its payment"
    if not all(is_hex(text, DIGEST_DIGITS) for text in _digests(entry)):
        return "a digest in it is none"
    if not _spend_is_sound(entry):
        return "its spend line is not what its legs move"
    return None


def _of_payment(
    entry: Entry, marks: Sequence[PayeeMark] | Sequence[RunMark], kind: EntryKind
) -> bool:
    """Whether there is one such mark, only on its kind of entry, about its own payment."""
    if not marks:
        return entry.kind is not kind or entry.version < SINCE
    return entry.kind is kind and [mark.payment_id for mark in marks] == [entry.payment_id]


def _digests(entry: Entry) -> list[str]:
    found = [text for mark in entry.payees for text in (mark.payee_digest, mark.invoice_digest)]
    found += [mark.payload_hash for mark in entry.runs]
    found += [text for one in entry.spends for text in (one.words_digest, one.photo_digest)]
    return [text for text in found if text is not None]


def _spend_is_sound(entry: Entry) -> bool:
    due = [sum(shares_of(entry.legs).values())] if entry.kind is EntryKind.SPEND else []
    if [spend.amount_pence for spend in entry.spends] != due:
        return False
    opened = {account.kind for account in entry.accounts}
    if entry.kind is EntryKind.SPEND and not opened <= {AccountKind.SPENT}:
        return False
    return all(spend.award_id == entry.award_id for spend in entry.spends)
