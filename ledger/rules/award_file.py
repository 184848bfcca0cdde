"""All that is on record about one award, folded from its entries in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ledger.rules.accounts import PROMISED, AccountKind, account_name
from ledger.rules.entry import Award, Entry, EntryKind
from ledger.rules.records import Agreement, Ending, Instalment, Support, Trial

SINCE = 3
"""Awards made in bodies of this version on are paid only once their agreement is accepted."""


@dataclass(slots=True)
class AwardFile:
    """One award; its newest agreement and who accepted it, its newest plan, and the rest."""

    award: Award | None = None
    needs_agreement: bool = False
    agreement: Agreement | None = None
    terms: tuple[str, ...] = ()
    accepted_by: frozenset[str] = frozenset()
    instalments: tuple[Instalment, ...] = ()
    supports: Mapping[str, Support] = field(default_factory=dict[str, Support])
    trial: Trial | None = None
    endings: Mapping[str, Ending] = field(default_factory=dict[str, Ending])
    promised_pence: int = 0
    paid_pence: int = 0
    waiting: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def parties(self) -> frozenset[str]:
        """Who has to accept the newest agreement."""
        return self.agreement.people if self.agreement else frozenset()

    @property
    def is_accepted(self) -> bool:
        """Whether everybody who has to has accepted the newest agreement."""
        return self.agreement is not None and self.parties <= self.accepted_by

    @property
    def digests(self) -> list[str | None]:
        """The keyed digests of all words about it."""
        trial = [self.trial.question_digest] if self.trial else []
        return [
            *trial,
            *(part.milestone_digest for part in self.instalments),
            *(one.words_digest for one in self.supports.values()),
            *(one.words_digest for one in self.endings.values()),
        ]

    @property
    def waiting_pence(self) -> int:
        """What waits for approval."""
        return sum(self.waiting.values())


def fold(award_id: str, entries: Iterable[tuple[Entry, bool]]) -> AwardFile:
    """The file of an award from its entries, each with whether it was undone since."""
    file = AwardFile()
    for entry, is_undone in entries:
        if entry.award_id == award_id:
            _money(file, entry, is_undone=is_undone)
            _records(file, entry)
    return file


def _money(file: AwardFile, entry: Entry, *, is_undone: bool) -> None:
    if entry.awards:
        file.award, file.needs_agreement = entry.awards[0], entry.version >= SINCE
    file.waiting = {**file.waiting, **{one.id: one.amount_pence for one in entry.payments}}
    if entry.kind in {EntryKind.PAYMENT, EntryKind.PAYMENT_REFUSED}:
        file.waiting = {key: one for key, one in file.waiting.items() if key != entry.payment_id}
    if entry.kind is EntryKind.PAYMENT and not is_undone:
        file.paid_pence += _sum(entry, AccountKind.PAID)
    promising = {EntryKind.AWARD, EntryKind.AMENDMENT, EntryKind.COVER, EntryKind.CANCELLATION}
    if entry.kind in promising and not is_undone:
        file.promised_pence -= sum(_sum(entry, kind) for kind in PROMISED)


def _sum(entry: Entry, kind: AccountKind) -> int:
    return sum(leg.amount_pence for leg in entry.legs if account_name(leg.account_id).kind is kind)


def _records(file: AwardFile, entry: Entry) -> None:
    if entry.agreements:
        file.agreement, file.accepted_by = entry.agreements[0], frozenset()
        file.terms = tuple(code.value for code in entry.codes)
    for acceptance in entry.acceptances:
        if file.agreement is not None and acceptance.agreement_id == file.agreement.id:
            file.accepted_by |= {acceptance.person_id}
    file.instalments = entry.instalments or file.instalments
    for support in entry.supports:
        kept = {key: one for key, one in file.supports.items() if key != support.amends_id}
        file.supports = {**kept, support.id: support}
    file.trial = entry.trials[0] if entry.trials else file.trial
    file.endings = {**file.endings, **{one.subject_id: one for one in entry.endings}}
