"""What the ledger's pages show, line by line: frozen and plain, amounts in pence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ledger.rules.accounts import AccountKind
from ledger.rules.conditions import Condition
from ledger.rules.entry import EntryKind, PaymentMethod
from ledger.rules.pledging import PledgeStage
from ledger.rules.status import AwardStatus, Totals


@dataclass(frozen=True, slots=True)
class Sums:
    """The amounts of a fund or a pot, in pence and net of reversals.

    To commit = received + to come - committed + returned + at risk - set aside, since what is at
    risk is committed and has no money behind it; to pay = received - paid + returned. Both have
    what happened at the bank beside them: interest, fees, corrections.
    """

    received_pence: int
    to_come_pence: int  # confirmed, not received yet
    committed_pence: int  # paid or not, without what was cancelled
    paid_pence: int
    returned_pence: int
    to_commit_pence: int
    to_pay_pence: int
    at_risk_pence: int
    reserved_pence: int  # of what is committed, not ratified yet
    at_bank_pence: int = 0  # interest, less fees, and corrections; below zero where more went out
    set_aside_pence: int = 0


@dataclass(frozen=True, slots=True)
class PotShown:
    """A pot with its words and sums."""

    pot_id: str
    name: str
    funder_id: str
    funder_name: str
    restriction: str
    idea_id: str | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class AwardShown:
    """An award in a list."""

    award_id: str
    idea_id: str
    amount_pence: int
    paid_pence: int
    returned_pence: int
    to_pay_pence: int
    status: AwardStatus
    delivered: bool


@dataclass(frozen=True, slots=True)
class PledgeShown:
    """A pledge with the names of who gives and what for; `stage` is net of reversals."""

    pledge_id: str
    fund_id: str
    funder_name: str
    pot_name: str
    idea_id: str | None
    amount_pence: int
    stage: PledgeStage
    condition: Condition | None
    is_met: bool
    words: str | None

    @property
    def is_unmet(self) -> bool:
        """Whether it can't count yet because of its condition."""
        return self.condition is not None and not self.is_met


@dataclass(frozen=True, slots=True)
class Statement:
    """A fund's money. A list of funds leaves awards and pledges out."""

    fund_id: str
    sums: Sums
    pots: tuple[PotShown, ...]
    awards: tuple[AwardShown, ...] = ()
    pledges: tuple[PledgeShown, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareShown:
    """What one funder bears of an award."""

    funder_name: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class AwardPage:
    """One award with its money, funder by funder."""

    award_id: str
    fund_id: str
    day_id: str
    idea_id: str
    amount_pence: int
    asked_pence: int
    status: AwardStatus
    delivered: bool
    totals: Totals
    waiting_pence: int
    shares: tuple[ShareShown, ...]
    ratified_by: str | None
    ratified_at: datetime | None

    @property
    def bar(self) -> list[tuple[str, int]]:
        """Who bears how much, for a picture."""
        return [(share.funder_name, share.totals.awarded_pence) for share in self.shares]

    @property
    def payable_pence(self) -> int:
        """What can still be prepared for payment: ratified, not at risk, not waiting already."""
        if self.totals.reserved_pence:
            return 0
        return max(0, self.totals.unpaid_pence - self.totals.at_risk_pence - self.waiting_pence)

    @property
    def with_recipient_pence(self) -> int:
        """What was paid and did not come back."""
        return self.totals.paid_pence - self.totals.returned_pence

    @property
    def may_be_delivered(self) -> bool:
        """Whether a page should ask if the idea was carried out."""
        gone = {AwardStatus.CANCELLED, AwardStatus.TAKEN_BACK}
        return not self.delivered and self.status not in gone

    @property
    def has_next_step(self) -> bool:
        """Whether anything is left to be recorded."""
        moves = self.totals.unpaid_pence > 0 or self.with_recipient_pence > 0
        return moves or self.may_be_delivered


@dataclass(frozen=True, slots=True)
class DayAward:
    """An award of a day to be read back: how much, from whom, and whether it was ratified."""

    award_id: str
    idea_id: str
    amount_pence: int
    bar: tuple[tuple[str, int], ...]
    is_reserved: bool
    ratified_by: str | None
    ratified_at: datetime | None


@dataclass(frozen=True, slots=True)
class DayPage:
    """The awards of a day, without those taken back, and who decided them."""

    day_id: str
    fund_id: str
    awards: tuple[DayAward, ...]
    decided_by: frozenset[str]

    @property
    def reserved(self) -> tuple[DayAward, ...]:
        """The awards that wait to be ratified."""
        return tuple(award for award in self.awards if award.is_reserved)

    @property
    def reserved_pence(self) -> int:
        """What they come to."""
        return sum(award.amount_pence for award in self.reserved)


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """A payment; `stage` is waiting, payment, payment_refused or reversed."""

    payment_id: str
    award_id: str
    idea_id: str
    amount_pence: int
    method: PaymentMethod
    prepared_by: str
    prepared_on: date
    stage: str


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry in a list."""

    entry_id: str
    position: int | None  # None: it waits for its seal
    kind: EntryKind
    effective_on: date
    recorded_at: datetime
    amount_pence: int | None
    content_hash: str
    reversed_by_id: str | None


@dataclass(frozen=True, slots=True)
class EntriesShown:
    """A page of entries, the newest first; more of them stand before position `older`."""

    lines: tuple[EntryShown, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class PledgePage:
    """One pledge and its entries in order.

    `came_to` is how far it ever came: a step that was reversed can't be done a second time.
    """

    pledge: PledgeShown
    came_to: PledgeStage
    lines: tuple[EntryShown, ...]


@dataclass(frozen=True, slots=True)
class LegShown:
    """One leg of an entry: either the debit or the credit is given."""

    account_kind: AccountKind
    pot_name: str
    debit_pence: int | None
    credit_pence: int | None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """All of an entry; once it is sealed `link` ties it to its place and to all before it."""

    line: EntryShown
    link: str | None
    fund_id: str
    actor_id: str
    second_actor_id: str | None
    reverses_id: str | None
    award_id: str | None
    idea_id: str | None
    pledge_id: str | None
    pledge_pence: int | None
    payment_id: str | None
    payment_pence: int | None
    legs: tuple[LegShown, ...]

    @property
    def debit_pence(self) -> int:
        """The sum of the debits, which is that of the credits."""
        return sum(leg.debit_pence or 0 for leg in self.legs)

    @property
    def credit_pence(self) -> int:
        """The sum of the credits."""
        return sum(leg.credit_pence or 0 for leg in self.legs)
