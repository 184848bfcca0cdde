"""What is agreed about an award, and by whom: nothing is paid before everybody accepted it."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.rules.award_file import AwardFile
from ledger.rules.entry import Award, Entry, EntryKind, Stamp
from ledger.rules.keyed import keyed
from ledger.rules.records import Acceptance, Agreement, Code, CodeKind, RecipientKind
from ledger.rules.refusal_records import RecordRefusal
from makeithappen.core.errors import Refused

TWO = frozenset({RecipientKind.TWO_PEOPLE, RecipientKind.HOSTED})
"""The recipients for whom two people say yes: both named people, or the group's and the host's."""


def check_accepted(file: AwardFile) -> None:
    """Refuses to pay an award whose newest agreement not everybody has accepted.

    Awards of older entries never had one.
    """
    if file.needs_agreement and not file.is_accepted:
        raise Refused(RecordRefusal.NOT_ACCEPTED)


def offer(stamp: Stamp, award: Award, agreement: Agreement, terms: Sequence[str]) -> Entry:
    """Puts an agreement before the recipient; it replaces the one before it."""
    people = agreement.people
    if agreement.recipient in TWO and len(people) == 1:
        raise Refused(RecordRefusal.NEEDS_TWO_PEOPLE)
    if agreement.recipient not in TWO and agreement.second_id is not None:
        raise Refused(RecordRefusal.NEEDS_ONE_PERSON)
    if stamp.actor_id in people:
        raise Refused(RecordRefusal.OWN_AGREEMENT)
    entry = Entry(
        stamp,
        EntryKind.AGREEMENT_OFFERED,
        award.fund_id,
        award_id=award.id,
        agreements=(agreement,),
        codes=terms_of(agreement.id, terms),
    )
    return keyed(entry)


def terms_of(agreement_id: str, terms: Sequence[str]) -> tuple[Code, ...]:
    """An agreement's conditions as its rows."""
    return tuple(Code(agreement_id, CodeKind.TERM, one) for one in sorted(set(terms)))


def accept(
    stamp: Stamp, award: Award, file: AwardFile, *, agreement_id: str, text_digest: str
) -> Entry:
    """One of its people says yes to the exact words that they were shown."""
    newest = file.agreement
    if newest is None or newest.id != agreement_id:
        raise Refused(RecordRefusal.AGREEMENT_REPLACED)
    if stamp.actor_id not in file.parties:
        raise Refused(RecordRefusal.NOT_A_PARTY)
    if stamp.actor_id in file.accepted_by:
        raise Refused(RecordRefusal.ALREADY_ACCEPTED)
    if text_digest != newest.text_digest:
        raise Refused(RecordRefusal.TEXT_CHANGED)
    acceptances = (Acceptance(agreement_id, stamp.actor_id, text_digest),)
    kind = EntryKind.AGREEMENT_ACCEPTED
    return Entry(stamp, kind, award.fund_id, award_id=award.id, acceptances=acceptances)
