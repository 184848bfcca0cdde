"""What the store gives to pages and commands: frozen, plain, amounts in pence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ledger.rules.accounts import FunderKind, Pot
from ledger.rules.chain import Head
from ledger.rules.conditions import Condition
from ledger.rules.entry import Award, Entry, EntryKind, Payment, Pledge, amount_of
from ledger.rules.pledging import PledgeStage
from ledger.rules.status import AwardState, Totals


@dataclass(frozen=True, slots=True)
class FunderLine:
    """A funder with its name."""

    funder_id: str
    name: str
    kind: FunderKind


@dataclass(frozen=True, slots=True)
class FunderTotals:
    """What became of one funder's money."""

    funder: FunderLine
    totals: Totals


@dataclass(frozen=True, slots=True)
class Summary:
    """The sums of one fund or of all, and the same per funder."""

    totals: Totals
    by_funder: tuple[FunderTotals, ...]


@dataclass(frozen=True, slots=True)
class PotLine:
    """A pot with its words and its sums."""

    pot: Pot
    name: str
    restriction: str
    funder: FunderLine
    totals: Totals


@dataclass(frozen=True, slots=True)
class FundStatement:
    """A fund's money: in all, and pot by pot in their order."""

    fund_id: str
    totals: Totals
    pots: tuple[PotLine, ...]


@dataclass(frozen=True, slots=True)
class Ratification:
    """Who made an award payable, and when (UTC)."""

    entry_id: str
    actor_id: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class AwardLine:
    """An award, where it stands, when it was made (UTC), and its ratification if there is one."""

    award: Award
    state: AwardState
    entry_id: str
    recorded_at: datetime
    effective_on: date
    ratification: Ratification | None


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """A pledge and how far it stands, reversals taken into account; `offered_by` wrote it down.

    `words` are those of a condition of the funder's own; none where they were erased.
    """

    pledge: Pledge
    stage: PledgeStage
    entry_id: str
    offered_on: date
    condition: Condition | None
    is_met: bool
    words: str | None
    funder_name: str
    offered_by: str


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment; `outcome` is None while it waits, else the kind of entry that settled it."""

    payment: Payment
    award: Award
    prepared_at: datetime
    outcome: EntryKind | None
    settled_at: datetime | None
    settled_entry_id: str | None
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry with its place in the order and its seal, and the entry that undid it.

    An entry that still waits has neither place nor seal.
    """

    position: int | None
    entry: Entry
    content_hash: str
    link: str | None
    reversed_by: str | None

    @property
    def amount_pence(self) -> int | None:
        """What the entry moves, or speaks of without moving it."""
        if self.entry.legs:
            return amount_of(self.entry.legs)
        spoken_of = (*self.entry.pledges, *self.entry.payments)
        return spoken_of[0].amount_pence if spoken_of else None


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A signed head."""

    head: Head
    signature: str
