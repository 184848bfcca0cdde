"""A ledger in memory for tests: posts with the rules, keeps raw rows as a database would."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from ledger.rules import pledging, posting
from ledger.rules.accounts import AccountKind, Pot, account_id, account_name, natural_pence
from ledger.rules.canonical import time_text
from ledger.rules.chain import (
    FIRST,
    Head,
    Seal,
    add_leaf,
    head_hash,
    head_text,
    key_id_of,
    next_seal,
    peaks_text,
    root,
)
from ledger.rules.conditions import Condition, ConditionKind, Mark
from ledger.rules.enough import TIED, after
from ledger.rules.entry import (
    Award,
    Entry,
    EntryKind,
    Leg,
    PayeeMark,
    Payment,
    PaymentMethod,
    Pledge,
    RunMark,
    Spend,
    Stamp,
    canonical_body,
)
from ledger.rules.key_change import KeyChange
from ledger.rules.periods import third_of
from ledger.rules.pledging import PledgeStage
from ledger.rules.problems import PARTS, Problem, projected
from ledger.rules.runs import RunLine, payload_hash
from ledger.rules.stack import stack
from ledger.rules.verify import TABLES, AccountRows, SealedRows, Verification
from tests.unit.ledger.records_world import KNOWN, agree, put_on_record

START = datetime(2026, 5, 14, 18, 0, tzinfo=UTC)
TODAY = date(2026, 5, 14)
PUBLIC_KEY = b"public".ljust(32)
KEY_ID = key_id_of(PUBLIC_KEY)
COUNCIL = Pot("pot-council", "fund-1", "funder-council")
TRUST = Pot("pot-trust", "fund-1", "funder-trust")
GIFT = Pot("pot-gift", "fund-1", "funder-shop", idea_id="idea-1")
Row = dict[str, object]


def sign(text: bytes) -> str:
    """A signature for tests: whoever knows the public key could forge it."""
    return hashlib.sha512(PUBLIC_KEY + text).hexdigest()


def signed(public_key: bytes, signature: bytes, text: bytes) -> bool:
    """The check that goes with `sign`."""
    return hashlib.sha512(public_key + text).digest() == signature


def stamp(number: int = 1, actor_id: str = "person-ann") -> Stamp:
    """The stamp of the entry with this number."""
    at = START + timedelta(seconds=number)
    return Stamp(f"entry-{number:03}", at, TODAY, actor_id, f"intent:{number}")


def award(number: int = 1, amount_pence: int = 50_000, idea_id: str = "idea-1") -> Award:
    """An award of the one day there is."""
    digest = "d" * 64
    asked_pence = amount_pence + 1
    return Award(
        f"award-{number}", "fund-1", "round-1", "day-1", idea_id, amount_pence, asked_pence, digest
    )


def payment(number: int = 1, amount_pence: int = 20_000, award_id: str = "award-1") -> Payment:
    """An instalment that Ann prepared."""
    method = PaymentMethod.BANK_TRANSFER
    return Payment(f"payment-{number}", award_id, amount_pence, method, "person-ann")


def payee_of(due: Payment) -> PayeeMark:
    """To whom an instalment goes, and for which invoice."""
    return PayeeMark(due.id, "a" * 64, "b" * 64)


def run_of(*payments: Payment, number: int = 1) -> RunMark:
    """The mark of the first of these payments, all of which went out in one run."""
    lines = [
        RunLine(
            one.id, one.award_id, "fund-1", one.amount_pence, one.prepared_by, "a" * 64, "b" * 64
        )
        for one in payments
    ]
    return RunMark(payments[0].id, f"run-{number}", payload_hash("fund-1", lines))


def pledge(pot: Pot = TRUST, amount_pence: int = 40_000, number: int = 1) -> Pledge:
    """A pledge into this pot."""
    return Pledge(f"pledge-{number}", pot.fund_id, pot.id, pot.funder_id, pot.idea_id, amount_pence)


def legs(**pence: int) -> tuple[Leg, ...]:
    """Legs in one pot: legs(held=5, free=-5)."""
    return tuple(Leg(f"pot-a:{name}", amount) for name, amount in pence.items())


@dataclass
class World:
    """All entries so far, the balances, and the tables that they make."""

    entries: list[Entry] = field(default_factory=list[Entry])
    balances: dict[str, int] = field(default_factory=dict[str, int])
    moved_by: dict[str, str] = field(default_factory=dict[str, str])
    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})
    seal: Seal | None = None
    peaks: tuple[str, ...] = ()
    before: str = FIRST
    epoch: int = 1

    def stamp(self, actor_id: str = "person-ann") -> Stamp:
        return stamp(len(self.entries) + 1, actor_id)

    def post(self, entry: Entry, *, head: bool = True) -> Entry:
        self.entries.append(entry)
        self.balances = after(entry, self.balances)
        for table, rows in projected(entry, canonical_body(entry)).items():
            self.tables[table].extend(dict(row) for row in rows.values())
            if table == "accounts":
                self.balances |= {account: self.balances.get(account, 0) for account in rows}
        self.moved_by |= {leg.account_id: entry.id for leg in entry.legs}
        self.tables["balances"] = [
            {
                "account_id": account,
                "balance_pence": pence,
                "entry_id": self.moved_by.get(account),
            }
            for account, pence in self.balances.items()
        ]
        self._months(entry)
        self._seal(entry)
        if head:
            self.head()
        return entry

    def _months(self, entry: Entry) -> None:
        """What the database's trigger does."""
        kinds = {one.id: one.kind for one in self.entries}
        kind = kinds.get(entry.reverses_id or "", entry.kind)
        third = third_of(entry.stamp.effective_on)
        recorded = third_of(entry.stamp.recorded_at.date())
        for leg in entry.legs:
            name = account_name(leg.account_id)
            key: Row = {
                "pot_id": name.pot_id,
                "account_kind": name.kind.value,
                "kind": kind.value,
                "month": third,
                "recorded_month": recorded,
                "fund_id": entry.fund_id,
            }
            rows = self.tables["pot_months"]
            row = next((one for one in rows if key.items() <= one.items()), None)
            if row is None:
                rows.append(row := {**key, "amount_pence": 0})
            row["amount_pence"] = row["amount_pence"] + leg.amount_pence  # type: ignore[operator]

    def _seal(self, entry: Entry) -> None:
        hashed = str(self.tables["entries"][-1]["content_hash"])
        size = len(self.tables["seals"])
        self.seal = next_seal(self.seal, entry.id, hashed)
        self.peaks = add_leaf(size, self.peaks, hashed)
        self.tables["seals"].append({name: getattr(self.seal, name) for name in Seal.__slots__})

    def head(self) -> None:
        head = Head(
            number=len(self.tables["heads"]) + 1,
            size=len(self.tables["seals"]),
            root=root(self.peaks),
            peaks=self.peaks,
            previous_head=self.before,
            sealed_at=self.entries[-1].stamp.recorded_at,
            epoch=self.epoch,
            key_id=KEY_ID,
        )
        row: Row = {name: getattr(head, name) for name in Head.__slots__}
        row |= {"peaks": peaks_text(head.peaks), "sealed_at": time_text(head.sealed_at)}
        row["signature"] = sign(head_text(head))
        self.before = head_hash(head, str(row["signature"]))
        self.tables["heads"].append(row)

    def pence(self, pot: Pot, kind: AccountKind, award_id: str | None = None) -> int:
        return self.balances.get(account_id(pot.id, kind, award_id), 0)


def ratified(world: World, made: Award, pots: Sequence[Pot]) -> Entry:
    """The entry by which Cy ratifies what Ann decided."""
    who = ("person-ann",)
    at = world.stamp("person-cy")
    return posting.ratify(at, made, pots, decided_by=who, balances=world.balances)


def whole_way(*, head_each: bool = True) -> World:
    """Every kind of entry once, at least: pots, pledges met, taken back and lost, an award whose
    risk is covered, ratified, paid, spent, returned, undone."""
    world = World()
    first, promised = payment(), award()
    pots = (COUNCIL, TRUST)

    def post(entry: Entry) -> Entry:
        return world.post(entry, head=head_each)

    for pot in pots:
        post(posting.open_pot(world.stamp(), pot))
    post(posting.record_receipt(world.stamp(), COUNCIL, 30_000))
    _pledges(world, post)
    shares = stack("idea-1", 50_000, pots, world.balances)
    post(
        posting.make_award(
            world.stamp(),
            promised,
            shares,
            awarded=False,
            balances=world.balances,
            known=KNOWN,
        )
    )
    _lose_and_cover(world, post)
    post(ratified(world, promised, pots))
    agree(world, promised, post)

    def prepare(due: Payment) -> None:
        post(
            posting.prepare_payment(
                world.stamp(),
                due,
                promised,
                pots,
                waiting_pence=0,
                balances=world.balances,
                payee=payee_of(due),
            )
        )

    prepare(first)
    post(
        posting.approve_payment(
            world.stamp("person-bo"),
            first,
            promised,
            pots,
            settled=False,
            balances=world.balances,
            run=run_of(first),
        )
    )
    post(posting.record_return(world.stamp(), promised, 1_001, pots, world.balances))
    prepare(second := payment(2, 5))
    post(posting.refuse_payment(world.stamp("person-bo"), second, promised, settled=False))
    post(posting.record_delivery(world.stamp(), promised, cancelled=False, delivered=False))
    gift = post(posting.record_receipt(world.stamp(), COUNCIL, 77))
    post(posting.reverse(world.stamp(), gift, reversed_before=False, balances=world.balances))
    post(posting.cancel(world.stamp(), promised, pots, waiting_pence=0, balances=world.balances))
    bought = Spend("spend-1", promised.id, 3_001, "2026-06-01", "a" * 64, "b" * 64)
    books = {"opened": (), "balances": world.balances}
    post(posting.record_spend(world.stamp(), promised, bought, pots, **books))
    put_on_record(world, promised, post)
    if not head_each:
        world.head()
    return world


def _pledges(world: World, post: Callable[[Entry], Entry]) -> None:
    """The trust's 400 pounds come in, on a condition; another offer is taken back."""
    given, offered = pledge(), PledgeStage.OFFERED
    half = Condition(given.id, ConditionKind.OTHER, words_digest="c" * 64)
    post(pledging.offer_pledge(world.stamp(), given, TRUST, opens_pot=False, condition=half))
    met = Mark(given.id, words_digest="e" * 64)
    post(
        pledging.meet_condition(world.stamp(), given, met, condition=half, met=False, stage=offered)
    )
    post(pledging.confirm_pledge(world.stamp(), given, stage=offered, unmet=False))
    post(
        pledging.receive_pledge(
            world.stamp(), given, stage=PledgeStage.CONFIRMED, balances=world.balances
        )
    )
    other = pledge(number=2)
    post(pledging.offer_pledge(world.stamp(), other, TRUST, opens_pot=False))
    post(pledging.withdraw_pledge(world.stamp(), other, stage=offered))


def _lose_and_cover(world: World, post: Callable[[Entry], Entry]) -> None:
    """The shop's pledge is lost after an award of another day, and the trust stands in."""
    gift, other = pledge(GIFT, 700, 3), replace(award(2, 400), idea_id="idea-1", day_id="day-2")
    post(pledging.offer_pledge(world.stamp(), gift, GIFT, opens_pot=True))
    offered, confirmed = PledgeStage.OFFERED, PledgeStage.CONFIRMED
    post(pledging.confirm_pledge(world.stamp(), gift, stage=offered, unmet=False))
    shares = stack("idea-1", 400, (GIFT,), world.balances)
    post(posting.make_award(world.stamp(), other, shares, awarded=False, balances=world.balances))
    ids = [other.id]
    post(
        pledging.lose_pledge(
            world.stamp(), gift, GIFT, ids, stage=confirmed, balances=world.balances
        )
    )
    post(pledging.cover(world.stamp(), other, 400, TRUST, (GIFT,), world.balances))
    post(
        posting.cancel(
            world.stamp(), other, (GIFT, TRUST), waiting_pence=0, balances=world.balances
        )
    )


def verify(tables: dict[str, list[Row]]) -> list[Problem]:
    """What a rim does: brings the rows in order and collects what is found."""
    return list(_findings(tables))


def _findings(tables: dict[str, list[Row]]) -> Iterable[Problem]:
    heads = sorted(tables["heads"], key=lambda row: _order(row["number"]))
    seals = sorted(tables["seals"], key=lambda row: _order(row["position"]))
    run = Verification(heads, {KEY_ID: PUBLIC_KEY}, signed)
    entries = {row["id"]: row for row in tables["entries"]}
    parts = tuple(PARTS)
    for seal in seals:
        name = seal["entry_id"]
        entry = entries.get(name)
        rows = {part: [row for row in tables[part] if row["entry_id"] == name] for part in parts}
        undone = None if entry is None else entries.get(entry["reverses_id"])
        yield from run.along(SealedRows(seal, entry, rows, undone))
    yield from run.at_end()
    sealed = {seal["entry_id"] for seal in seals}
    yield from (run.outside("entries", row) for row in tables["entries"] if row["id"] not in sealed)
    for part in parts:
        for row in tables[part]:
            if row["entry_id"] not in sealed and row["entry_id"] not in entries:
                yield run.outside(part, row)
    balances = {row["account_id"]: row for row in tables["balances"]}
    places = {seal["entry_id"]: place for place, seal in enumerate(seals)}
    postings = sorted(tables["postings"], key=lambda row: places.get(row["entry_id"], -1))
    for account in tables["accounts"]:
        amounts = [
            (row["entry_id"], row["amount_pence"])
            for row in postings
            if row["account_id"] == account["id"]
        ]
        yield from run.account(
            AccountRows(account["id"], balances.pop(account["id"], None), amounts)
        )
        if account["kind"] == AccountKind.AT_RISK:
            tied = {f"{account['pot_id']}:{kind}:{account['award_id']}" for kind in TIED}
            legs = [
                (row["entry_id"], row["account_id"], row["amount_pence"])
                for row in postings
                if row["account_id"] in tied
            ]
            yield from run.at_risk(account["id"], legs)
    for row in balances.values():
        yield from run.lone_balance(row)
    yield from run.months(tables["pot_months"])


def _order(value: object) -> tuple[str, object]:
    return (type(value).__name__ * (type(value) is not int), value if value is not None else 0)


def natural_sum(world: World, pot: Pot, *, debit: bool) -> int:
    """The sum of a pot's balances on one side."""
    total = 0
    for account, pence in world.balances.items():
        name = account_name(account)
        if name.pot_id == pot.id and (natural_pence(name.kind, 1) > 0) is debit:
            total += pence
    return total


def new_key(world: World, public_key: bytes = b"another".ljust(32)) -> Entry:
    """The entry by which the signing key is replaced."""
    key = KeyChange(key_id_of(public_key), public_key.hex(), PUBLIC_KEY.hex())
    return Entry(world.stamp(), EntryKind.KEY_CHANGED, "site", keys=(key,))
