"""What entries bring into being since version 3, besides money and promises.

Rows of ids, codes, whole numbers, dates and digests only; the words behind a digest live elsewhere.
Each record has fields of the types that a body can hold: text, whole numbers and codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class CodeKind(StrEnum):
    """What one code says: of a pot, what its money is for; of an award, what it was given for."""

    AREA = "area"
    PURPOSE = "purpose"
    AUDIENCE = "audience"
    FROM = "from"  # of a pot alone: the first day on which it may be awarded
    UNTIL = "until"  # of a pot alone: the last one
    TERM = "term"  # of an agreement alone: a condition


class Purpose(StrEnum):
    """What an idea is to bring about."""

    FOOD = "food"
    PLAY = "play"
    LEARNING = "learning"
    HEALTH = "health"
    TOGETHER = "together"
    GETTING_ABOUT = "getting_about"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Code:
    """One line of a pot's restriction, or one fact that an award was matched on."""

    subject_id: str
    kind: CodeKind
    value: str


class ChangeKind(StrEnum):
    """What one person proposes and another approves about the money of a pot."""

    FEE = "fee"  # the bank took it
    CORRECTION_UP = "correction_up"  # more came in, or less went out, than was written down
    CORRECTION_DOWN = "correction_down"
    SET_ASIDE = "set_aside"  # kept back, so that no award can use it
    SET_FREE = "set_free"


class Reason(StrEnum):
    """Why such a change is needed."""

    BANK_FEE = "bank_fee"
    TRANSFER_FEE = "transfer_fee"
    WRONG_AMOUNT = "wrong_amount"
    BOOKED_TWICE = "booked_twice"
    LEFT_OUT = "left_out"
    BANK_ERROR = "bank_error"
    SET_ASIDE = "set_aside"  # of what is set aside or set free, and of nothing else


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it was proposed; `corrects_id` is the entry that a correction is about."""

    id: str
    kind: ChangeKind
    pot_id: str
    amount_pence: int
    reason: Reason
    corrects_id: str | None
    words_digest: str | None
    prepared_by: str


class End(StrEnum):
    """How something that waited has ended."""

    APPROVED = "approved"  # a change
    REFUSED = "refused"
    REACHED = "reached"  # a milestone
    ADOPT = "adopt"  # a trial
    ADAPT = "adapt"
    ABANDON = "abandon"


@dataclass(frozen=True, slots=True)
class Ending:
    """That a change, a milestone or a trial has ended, once for all; words as a keyed digest."""

    subject_id: str
    end: End
    words_digest: str | None = None


class RecipientKind(StrEnum):
    """Who takes the money of an award."""

    INDIVIDUAL = "individual"
    TWO_PEOPLE = "two_people"  # a group without a constitution: two named people stand for it
    GROUP = "group"  # with a constitution
    HOSTED = "hosted"  # a group whose money a host looks after


class Owns(StrEnum):
    """Who owns what is bought."""

    GROUP = "group"
    FUND = "fund"
    SHARED = "shared"
    NOTHING_BOUGHT = "nothing_bought"


class Splits(StrEnum):
    """What happens if the people behind an idea go different ways."""

    GIVE_BACK = "give_back"
    OTHER_GROUP = "other_group"
    FUND_DECIDES = "fund_decides"


class Term(StrEnum):
    """A condition that an award may have beside the two that are always asked."""

    RECEIPTS = "receipts"
    TELL_US = "tell_us"
    SAFE_ADULTS = "safe_adults"
    INSURANCE = "insurance"
    PERMISSION = "permission"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is agreed about an award, as offered; `number` counts. Two people may have to say yes.

    `text_digest` is the keyed digest of the exact words.
    """

    id: str
    award_id: str
    number: int
    recipient: RecipientKind
    first_id: str
    second_id: str | None
    owns: Owns
    splits: Splits
    text_digest: str

    @property
    def people(self) -> frozenset[str]:
        """Who has to say yes."""
        return frozenset(one for one in (self.first_id, self.second_id) if one is not None)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That one of its people said yes to these exact words."""

    agreement_id: str
    person_id: str
    text_digest: str


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of an award, payable from a day on or once a milestone is reached; of a plan."""

    id: str
    award_id: str
    plan: int
    number: int
    amount_pence: int
    due_on: str | None
    milestone_digest: str | None


class SupportKind(StrEnum):
    """What an award gets besides money of the ledger: each has a unit of its own."""

    IN_KIND = "in_kind"
    HOURS = "hours"
    LEVERAGE = "leverage"  # money from elsewhere that never passes through the fund


class Unit(StrEnum):
    """What is counted."""

    HOURS = "hours"
    PENCE = "pence"
    ITEMS = "items"
    DAYS = "days"
    MEALS = "meals"
    TRIPS = "trips"
    KILOGRAMS = "kilograms"


class SupportStage(StrEnum):
    """How sure it is."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    RECEIVED = "received"
    PENDING = "pending"
    SECURED = "secured"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Support:
    """What somebody gives to an award: a quantity in hundredths of its unit, of money in pence.

    `amends_id` is the record that this one replaces; what it is stands in words as a keyed digest.
    """

    id: str
    award_id: str
    kind: SupportKind
    unit: Unit
    quantity: int
    stage: SupportStage
    words_digest: str
    amends_id: str | None


@dataclass(frozen=True, slots=True)
class Trial:
    """A short trial of an idea: a question (its keyed digest) to be answered by a day."""

    id: str
    award_id: str
    question_digest: str
    ends_on: str


RECORDS: Mapping[str, type] = {
    "codes": Code,
    "changes": Change,
    "endings": Ending,
    "agreements": Agreement,
    "acceptances": Acceptance,
    "instalments": Instalment,
    "supports": Support,
    "trials": Trial,
}
"""The lists of a body since version 3, and what stands in them."""

RECORD_KEYS: Mapping[str, tuple[str, ...]] = {
    "codes": ("entry_id", "subject_id", "kind", "value"),
    "changes": ("id",),
    "endings": ("subject_id",),
    "agreements": ("id",),
    "acceptances": ("agreement_id", "person_id"),
    "instalments": ("id",),
    "supports": ("id",),
    "trials": ("id",),
}
"""What names one row of each of them; the tables are called as the lists are."""

CODES: Mapping[str, type[StrEnum]] = {
    kind.__name__: kind
    for kind in (
        *(CodeKind, ChangeKind, Reason, End, RecipientKind, Owns, Splits),
        *(SupportKind, Unit, SupportStage),
    )
}
"""The types of codes by the name that a record's field is annotated with."""
