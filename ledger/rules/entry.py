"""The entry: the one thing that the ledger believes.

An entry's body is canonical text that holds everything the entry says, the rows it brings into
being included; its content hash is taken over that text. Every other column and table of the
ledger is a readable projection of bodies. Nothing in a body is a name or free text: ids, pence,
codes, dates and digests only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from ledger.rules import records
from ledger.rules.accounts import (
    Account,
    AccountKind,
    account_name,
)
from ledger.rules.canonical import Plain, Unsealable, canonical_json, sha256_hex, time_text
from ledger.rules.closes import Close
from ledger.rules.conditions import Condition, Mark
from ledger.rules.key_change import KeyChange
from ledger.rules.records import RECORDS, Code
from ledger.rules.refusal import Refusal
from ledger.rules.subjects import Subject
from makeithappen.core.errors import Refused
from makeithappen.core.money import PENCE_MAX

VERSION = 3
"""The version of bodies that are written; older ones are read for ever (docs/decisions/0010)."""
_PREFIX = b"makeithappen entry v1\n"


class EntryKind(StrEnum):
    """What an entry records."""

    POT_OPENED = "pot_opened"
    RECEIPT = "receipt"
    PLEDGE_OFFERED = "pledge_offered"
    PLEDGE_CONDITION_MET = "pledge_condition_met"
    PLEDGE_CONFIRMED = "pledge_confirmed"
    PLEDGE_RECEIVED = "pledge_received"
    PLEDGE_WITHDRAWN = "pledge_withdrawn"
    PLEDGE_LOST = "pledge_lost"
    AWARD = "award"
    RATIFICATION = "ratification"
    COVER = "cover"
    PAYMENT_PREPARED = "payment_prepared"
    PAYMENT = "payment"
    PAYMENT_REFUSED = "payment_refused"
    RETURN = "return"
    CANCELLATION = "cancellation"
    DELIVERY = "delivery"
    REVERSAL = "reversal"
    KEY_CHANGED = "key_changed"
    SPEND = "spend"
    INTEREST = "interest"
    CHANGE_PREPARED = "change_prepared"
    CHANGE_REFUSED = "change_refused"
    FEE = "fee"
    CORRECTION_UP = "correction_up"
    CORRECTION_DOWN = "correction_down"
    SET_ASIDE = "set_aside"
    SET_FREE = "set_free"
    AGREEMENT_OFFERED = "agreement_offered"
    AGREEMENT_ACCEPTED = "agreement_accepted"
    AMENDMENT = "amendment"
    INSTALMENTS_PLANNED = "instalments_planned"
    MILESTONE_REACHED = "milestone_reached"
    SUPPORT = "support"
    TRIAL_STARTED = "trial_started"
    TRIAL_ENDED = "trial_ended"
    SUBJECT_ERASED = "subject_erased"
    PERIOD_CLOSED = "period_closed"


class PaymentMethod(StrEnum):
    """How a recipient is paid."""

    BANK_TRANSFER = "bank_transfer"
    SUPPLIER = "supplier"
    VOUCHER = "voucher"
    HOST_GROUP = "host_group"


@dataclass(frozen=True, slots=True)
class Leg:
    """One movement: debits are above zero, credits below; in pence."""

    account_id: str
    amount_pence: int


@dataclass(frozen=True, slots=True)
class Award:
    """Money promised to one idea by one decision; the digest ties it to that decision."""

    id: str
    fund_id: str
    round_id: str
    day_id: str
    idea_id: str
    amount_pence: int
    asked_pence: int
    decision_digest: str


@dataclass(frozen=True, slots=True)
class Pledge:
    """Money that a funder offers; with `idea_id` it is meant for that idea alone."""

    id: str
    fund_id: str
    pot_id: str
    funder_id: str
    idea_id: str | None
    amount_pence: int


@dataclass(frozen=True, slots=True)
class Payment:
    """An instalment as one person prepared it; another one has to approve it."""

    id: str
    award_id: str
    amount_pence: int
    method: PaymentMethod
    prepared_by: str


@dataclass(frozen=True, slots=True)
class PayeeMark:
    """Who a prepared payment goes to, and for which invoice: as digests of what lies elsewhere."""

    payment_id: str
    payee_digest: str
    invoice_digest: str | None = None


@dataclass(frozen=True, slots=True)
class RunMark:
    """In which run a payment was approved, and the fingerprint of all that stood in that run."""

    payment_id: str
    run_id: str
    payload_hash: str


@dataclass(frozen=True, slots=True)
class Spend:
    """What a recipient spent on one thing; its words, and the photo of its receipt, as digests."""

    id: str
    award_id: str
    amount_pence: int
    spent_on: str
    words_digest: str
    photo_digest: str | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who posts, when (UTC), for which day, and under which intent key."""

    entry_id: str
    recorded_at: datetime
    effective_on: date
    actor_id: str
    intent_key: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; legs stand in the order of their account ids."""

    stamp: Stamp
    kind: EntryKind
    fund_id: str
    second_actor_id: str | None = None
    pledge_id: str | None = None
    award_id: str | None = None
    payment_id: str | None = None
    reverses_id: str | None = None
    legs: tuple[Leg, ...] = ()
    accounts: tuple[Account, ...] = ()
    awards: tuple[Award, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    payments: tuple[Payment, ...] = ()
    conditions: tuple[Condition, ...] = ()
    marks: tuple[Mark, ...] = ()
    keys: tuple[KeyChange, ...] = ()
    payees: tuple[PayeeMark, ...] = ()
    runs: tuple[RunMark, ...] = ()
    spends: tuple[Spend, ...] = ()
    codes: tuple[Code, ...] = ()
    changes: tuple[records.Change, ...] = ()
    endings: tuple[records.Ending, ...] = ()
    agreements: tuple[records.Agreement, ...] = ()
    acceptances: tuple[records.Acceptance, ...] = ()
    instalments: tuple[records.Instalment, ...] = ()
    supports: tuple[records.Support, ...] = ()
    trials: tuple[records.Trial, ...] = ()
    subjects: tuple[Subject, ...] = ()
    closes: tuple[Close, ...] = ()
    version: int = VERSION

    @property
    def id(self) -> str:
        """The entry's own id, as stamped."""
        return self.stamp.entry_id


ROW_FIELDS: Mapping[str, tuple[str, ...]] = {
    part: tuple(field.name for field in fields(row))
    for part, row in (
        ("legs", Leg),
        ("accounts", Account),
        ("awards", Award),
        ("pledges", Pledge),
        ("payments", Payment),
        ("conditions", Condition),
        ("marks", Mark),
        ("keys", KeyChange),
        ("payees", PayeeMark),
        ("runs", RunMark),
        ("spends", Spend),
        *RECORDS.items(),
        ("subjects", Subject),
        ("closes", Close),
    )
}
_PARTS_1 = ("legs", "accounts", "awards", "pledges", "payments")
_PARTS_2 = (*_PARTS_1, "conditions", "marks")
PARTS_OF: Mapping[int, tuple[str, ...]] = {1: _PARTS_1, 2: _PARTS_2, 3: tuple(ROW_FIELDS)}
"""The lists of rows in a body, by its version."""
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{0,299}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def row_values(part: str, row: object) -> dict[str, Plain]:
    """A row of one part of an entry ("legs", "accounts", ...) as plain values."""
    return {field: _plain(getattr(row, field)) for field in ROW_FIELDS[part]}


def _plain(value: Plain) -> Plain:
    return str(value) if isinstance(value, StrEnum) else value


def entry_values(entry: Entry) -> dict[str, Plain]:
    """The entry's own columns as plain values, without body and hash."""
    stamp = entry.stamp
    return {
        "id": stamp.entry_id,
        "kind": entry.kind.value,
        "recorded_at": time_text(stamp.recorded_at),
        "effective_on": stamp.effective_on.isoformat(),
        "actor_id": stamp.actor_id,
        "second_actor_id": entry.second_actor_id,
        "intent_key": stamp.intent_key,
        "fund_id": entry.fund_id,
        "pledge_id": entry.pledge_id,
        "award_id": entry.award_id,
        "payment_id": entry.payment_id,
        "reverses_id": entry.reverses_id,
    }


def canonical_body(entry: Entry) -> str:
    """The text that is hashed; raises Unsealable for words, floats, or times that aren't UTC."""
    values = entry_values(entry)
    values["v"] = entry.version
    _only_references(values)
    for part in PARTS_OF[entry.version]:
        rows = [row_values(part, row) for row in getattr(entry, part)]
        for row in rows:
            _only_references(row)
        values[part] = rows
    return canonical_json(values)


def _only_references(values: Mapping[str, Plain]) -> None:
    """Free text must never get into what can't be erased: ids have no room for it."""
    for name, value in values.items():
        if isinstance(value, str):
            allowed = _REFERENCE if name in {"intent_key", "account_id", "id"} else _ID
            if name != "recorded_at" and not allowed.fullmatch(value):
                raise Unsealable(f"{name} is not an id or a code")


def content_hash(body: str) -> str:
    """SHA-256 over the body, as hexadecimal digits."""
    return sha256_hex(_PREFIX + body.encode("utf-8", "surrogatepass"))


def in_order(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """Legs by account id: the one order in which they are written and locked."""
    return tuple(sorted(legs, key=lambda leg: leg.account_id))


def summed(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """One leg per account, in order; what comes to nothing is left out."""
    sums: dict[str, int] = {}
    for leg in legs:
        sums[leg.account_id] = sums.get(leg.account_id, 0) + leg.amount_pence
    return in_order(Leg(account, pence) for account, pence in sums.items() if pence)


def mirrored(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """The legs that undo these."""
    return tuple(Leg(leg.account_id, -leg.amount_pence) for leg in legs)


def shares_of(legs: Iterable[Leg]) -> dict[str, int]:
    """Pence per pot that the legs move, whatever the kind of entry."""
    moved: dict[str, int] = {}
    for leg in legs:
        pot_id = account_name(leg.account_id).pot_id
        moved[pot_id] = max(abs(leg.amount_pence), moved.get(pot_id, 0))
    return moved


def amount_of(legs: Iterable[Leg]) -> int:
    """What the legs come to for a reader, in pence.

    Money that covers what is at risk moves in two pots, but only once: then what is at risk and
    what is free change on opposite sides, as they do in no other entry.
    """
    own = tuple(legs)
    sums = {AccountKind.AT_RISK: 0, AccountKind.FREE: 0}
    for leg in own:
        kind = account_name(leg.account_id).kind
        if kind in sums:
            sums[kind] += leg.amount_pence
    at_risk_pence = sums[AccountKind.AT_RISK]
    if at_risk_pence * sums[AccountKind.FREE] < 0:
        return abs(at_risk_pence)
    return sum(shares_of(own).values())


def check_amount(amount_pence: int) -> None:
    """Refuses what is not 1 penny up to PENCE_MAX pence."""
    if amount_pence <= 0:
        raise Refused(Refusal.AMOUNT_MUST_BE_POSITIVE, amount_pence=amount_pence)
    if amount_pence > PENCE_MAX:
        raise Refused(Refusal.AMOUNT_TOO_LARGE, amount_pence=amount_pence)


def check_balanced(entry: Entry) -> None:
    """Refuses one leg alone, two legs on one account, and pots whose legs don't add up to 0."""
    accounts = {leg.account_id for leg in entry.legs}
    if len(entry.legs) == 1 or len(accounts) != len(entry.legs):
        raise Refused(Refusal.NEEDS_TWO_LEGS, legs=len(entry.legs))
    sums: dict[str, int] = {}
    for leg in entry.legs:
        check_amount(abs(leg.amount_pence))
        pot_id = account_name(leg.account_id).pot_id
        sums[pot_id] = sums.get(pot_id, 0) + leg.amount_pence
    for pot_id, sum_pence in sums.items():
        if sum_pence:
            raise Refused(Refusal.UNBALANCED, pot_id=pot_id, sum_pence=sum_pence)
