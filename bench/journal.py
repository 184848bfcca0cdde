"""The same invented journal for every tool: as our exported ledger, for hledger, for beancount.

20 funders with two pots each and 220 awards make 1,040 accounts; the other transactions are money
that comes in (60 %), pledges that are confirmed (10 %), instalments (20 %) and returns (10 %). A
prepared instalment, an agreement and an offer move nothing: they stand in our file alone, on top of
the number asked for. Always the same for the same number.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TextIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ledger.rules import bundle, chain, posting
from ledger.rules.accounts import Pot, account_id
from ledger.rules.body import parse_body
from ledger.rules.canonical import sha256_hex, time_text
from ledger.rules.entry import (
    PARTS_OF,
    VERSION,
    Award,
    EntryKind,
    Payment,
    PaymentMethod,
    Pledge,
    Stamp,
    canonical_body,
    content_hash,
    row_values,
)
from ledger.rules.moves import legs_of
from ledger.rules.records import Acceptance, Agreement, Owns, RecipientKind, Splits
from ledger.rules.runs import RunLine, payload_hash
from ledger.rules.stack import Share

START = datetime(2020, 1, 1, tzinfo=UTC)
FIRST_PENCE = 10**12
AWARD_PENCE = 10**10
ENTRIES_PER_HEAD = 1_000
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
Legs = list[tuple[str, int]]


@dataclass(frozen=True)
class Line:
    """One entry: its day, its body, what it moves."""

    on: date
    body: str
    legs: Legs


def journal(transactions: int, *, pots: int = 40, awards: int = 220) -> Iterator[Line]:
    """So many entries that move money, and those without legs that they need."""
    made = _Maker(transactions)
    own = [Pot(f"pot-{n:03}", "fund-1", f"funder-{n // 2:02}") for n in range(pots)]
    for pot in own:
        yield made.of(posting.open_pot(made.stamp(), pot))
        yield made.moved(EntryKind.RECEIPT, [(pot.id, FIRST_PENCE)])
    for number in range(awards):
        yield from made.award(own[number % pots], f"award-{number:06}")
    while made.done < transactions:
        pot, kind = made.random.choice(own), made.random.random()
        pence = made.random.randrange(1_000, 500_000)
        if kind < 0.6:
            yield made.moved(EntryKind.RECEIPT, [(pot.id, pence)])
        elif kind < 0.7:
            yield from made.pledge(pot, pence)
        else:
            number = made.random.randrange(awards)
            yield from made.instalment(
                own[number % pots], f"award-{number:06}", pence, back=kind >= 0.9
            )


def growing(transactions: int) -> Iterator[Line]:
    """The other extreme: every second transaction is an award with four accounts of its own."""
    made = _Maker(transactions)
    pot = Pot("pot-000", "fund-1", "funder-00")
    yield made.of(posting.open_pot(made.stamp(), pot))
    yield made.moved(EntryKind.RECEIPT, [(pot.id, 10**13)])
    while made.done < transactions:
        yield from made.award(pot, f"award-{made.done:08}", 10**6)


class _Maker:
    def __init__(self, transactions: int) -> None:
        self.random = random.Random(42)
        self.done = self._entries = 0
        self._step = timedelta(days=2_100) / transactions
        self._empty = {part: [] for part in PARTS_OF[VERSION]}
        self._paid: dict[str, int] = {}

    def stamp(self, actor_id: str = "person-ann") -> Stamp:
        self._entries += 1
        at = START + self._step * self.done
        number = f"{self._entries:026}"
        key = sha256_hex(number.encode())
        return Stamp(f"entry-{number}", at, at.date(), actor_id, key)

    def of(self, entry: object) -> Line:
        """An entry that our own rules made."""
        legs = [(leg.account_id, leg.amount_pence) for leg in entry.legs]
        self.done += bool(legs)
        return Line(entry.stamp.effective_on, canonical_body(entry), legs)

    def moved(
        self, kind: EntryKind, shares: Legs, *, actor: str = "person-ann", **changes: object
    ) -> Line:
        """An entry written by hand, for speed: `_checked` holds that the rules would read it."""
        stamp = self.stamp(actor)
        award_id = changes.get("award_id")
        legs = [(leg.account_id, leg.amount_pence) for leg in legs_of(kind, shares, award_id)]
        self.done += bool(legs)
        none = ("second_actor_id", "pledge_id", "award_id", "payment_id", "reverses_id")
        body = {
            "v": VERSION,
            "id": stamp.entry_id,
            "kind": kind.value,
            "recorded_at": time_text(stamp.recorded_at),
            "effective_on": stamp.effective_on.isoformat(),
            "actor_id": actor,
            "intent_key": stamp.intent_key,
            "fund_id": "fund-1",
            **dict.fromkeys(none),
            **self._empty,
            "legs": [{"account_id": account, "amount_pence": pence} for account, pence in legs],
            **changes,
        }
        return Line(stamp.effective_on, _ENCODER.encode(body), legs)

    def award(self, pot: Pot, award_id: str, pence: int = AWARD_PENCE) -> Iterator[Line]:
        named = Award(award_id, "fund-1", "round-1", "day-1", "idea-1", pence, pence, "d" * 64)
        balances = {account_id(pot.id, "free"): pence}
        made = posting.make_award(
            self.stamp(), named, [Share(pot, pence)], awarded=False, balances=balances
        )
        yield self.of(made)
        yield self.moved(
            EntryKind.RATIFICATION,
            [(pot.id, pence)],
            actor="person-cy",
            award_id=award_id,
            second_actor_id="person-ann",
        )
        yield from self.agreement(award_id)

    def agreement(self, award_id: str) -> Iterator[Line]:
        """One person is offered it, and accepts."""
        named = {"award_id": award_id}
        own = Agreement(
            *(f"agreement-{award_id}", award_id, 1, RecipientKind.INDIVIDUAL, "person-dee", None),
            *(Owns.GROUP, Splits.GIVE_BACK, "f" * 64),
        )
        keyed = {"subjects": [{"subject_id": "person-ann"}]}  # whose key the digest is under
        rows = [row_values("agreements", own)]
        yield self.moved(EntryKind.AGREEMENT_OFFERED, [], agreements=rows, **keyed, **named)
        row = row_values("acceptances", Acceptance(own.id, own.first_id, own.text_digest))
        yield self.moved(
            EntryKind.AGREEMENT_ACCEPTED, [], actor=own.first_id, acceptances=[row], **named
        )

    def pledge(self, pot: Pot, pence: int) -> Iterator[Line]:
        pledge_id = f"pledge-{self._entries:08}"
        own = Pledge(pledge_id, pot.fund_id, pot.id, pot.funder_id, None, pence)
        row = row_values("pledges", own)
        yield self.moved(EntryKind.PLEDGE_OFFERED, [], pledge_id=pledge_id, pledges=[row])
        yield self.moved(EntryKind.PLEDGE_CONFIRMED, [(pot.id, pence)], pledge_id=pledge_id)

    def instalment(self, pot: Pot, award_id: str, pence: int, *, back: bool) -> Iterator[Line]:
        if back and self._paid.get(award_id, 0) >= pence:
            self._paid[award_id] -= pence
            yield self.moved(EntryKind.RETURN, [(pot.id, pence)], award_id=award_id)
            return
        self._paid[award_id] = self._paid.get(award_id, 0) + pence
        payment_id, method = f"payment-{self._entries:08}", PaymentMethod.BANK_TRANSFER
        row = row_values("payments", Payment(payment_id, award_id, pence, method, "person-ann"))
        named = {"award_id": award_id, "payment_id": payment_id}
        payee = {"payment_id": payment_id, "payee_digest": "a" * 64, "invoice_digest": None}
        line = RunLine(payment_id, award_id, "fund-1", pence, "person-ann", "a" * 64, None)
        run = {"run_id": f"run-{payment_id}", "payload_hash": payload_hash("fund-1", [line])}
        yield self.moved(EntryKind.PAYMENT_PREPARED, [], payments=[row], payees=[payee], **named)
        yield self.moved(
            EntryKind.PAYMENT,
            [(pot.id, pence)],
            actor="person-bo",
            second_actor_id="person-ann",
            runs=[{"payment_id": payment_id, **run}],
            **named,
        )


def write_bundle(lines: Iterator[Line], path: Path, per_head: int = ENTRIES_PER_HEAD) -> None:
    """Our exported ledger, with a head after every so many entries, under a key of its own."""
    signer = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    public_key = signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    head = chain.Head(0, 0, "", (), chain.FIRST, START, 1, sha256_hex(public_key)[:16])
    signature, before = "", chain.FIRST
    rest = path.with_suffix(".rest")
    with rest.open("w", encoding="ascii") as file:

        def seal() -> None:
            nonlocal head, signature, before
            number, root = head.number + 1, chain.root(head.peaks)
            head = replace(head, number=number, root=root, previous_head=before)
            signature = signer.sign(chain.head_text(head)).hex()
            before = chain.head_hash(head, signature)
            file.write(bundle.head_line(head, signature))

        for line in lines:
            hashed = content_hash(line.body)
            peaks = chain.add_leaf(head.size, head.peaks, hashed)
            head = replace(head, size=head.size + 1, peaks=peaks)
            if head.size < 50:
                parse_body(line.body)  # what is written by hand is what the rules would read
            file.write(bundle.entry_line(line.body, hashed))
            if not head.size % per_head:
                seal()
        if head.size % per_head:
            seal()
    with path.open("w", encoding="ascii") as file, rest.open(encoding="ascii") as lines_of:
        file.write(bundle.header_line(head, signature, public_key))
        while block := lines_of.read(1 << 20):
            file.write(block)
    rest.unlink()


def write_hledger(lines: Iterator[Line], path: Path, accounts: set[str]) -> None:
    """For `hledger check` and `hledger balance`; with -s accounts must be declared."""
    with path.open("w", encoding="ascii") as file:
        file.write("commodity GBP 1000.00\n")
        file.writelines(f"account {account}\n" for account in sorted(accounts))
        for line in lines:
            _legs(file, line, f"\n{line.on} entry\n", ":")


def write_beancount(lines: Iterator[Line], path: Path, accounts: set[str]) -> None:
    """For `bean-check`; beancount wants its accounts opened, and their names its own way."""
    with path.open("w", encoding="ascii") as file:
        file.write('option "operating_currency" "GBP"\n')
        for account in sorted(accounts):
            file.write(f"2019-12-31 open Assets:{_capital(account)} GBP\n")
        for line in lines:
            _legs(file, line, f'\n{line.on} * "entry"\n', "Assets")


def _legs(file: TextIO, line: Line, title: str, root: str) -> None:
    if not line.legs:
        return
    file.write(title)
    for account, pence in line.legs:
        name = f"Assets:{_capital(account)}" if root == "Assets" else account
        sign, whole = "-" if pence < 0 else "", abs(pence)
        file.write(f"  {name}  {sign}{whole // 100}.{whole % 100:02} GBP\n")


def _capital(account: str) -> str:
    return ":".join(part.replace("_", "-").capitalize() for part in account.split(":"))
