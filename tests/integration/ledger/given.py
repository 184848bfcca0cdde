"""A fund with money in it, made through the ledger's own store, one transaction per step."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import exporting, models, sealing, store, verifying
from ledger.rules.accounts import FunderKind
from ledger.rules.conditions import ConditionKind
from ledger.rules.entry import PaymentMethod
from ledger.rules.kept import Kept, read_kept
from ledger.rules.payee import Details
from ledger.rules.records import (
    ChangeKind,
    End,
    Owns,
    Reason,
    RecipientKind,
    Splits,
    SupportKind,
    SupportStage,
    Unit,
)
from ledger.store import key_changes, payees, spending
from makeithappen.core.db import db, now, reading, transaction
from makeithappen.core.signatures import signed
from makeithappen.core.signing import make_signing_key, our_public_keys, public_part, signer_of

Given = TypeVar("Given")
_numbers = itertools.count(1)


def wanted(idea_id: str = "idea-1", amount_pence: int = 50_000, **changes: Any) -> store.Wanted:
    """An award of the one day that there is."""
    facts: dict[str, Any] = {
        "fund_id": "fund-1",
        "round_id": "round-1",
        "day_id": "day-1",
        "idea_id": idea_id,
        "amount_pence": amount_pence,
        "asked_pence": amount_pence,
        "decision_digest": "d" * 64,
        "known": store.Known("area-1", frozenset({"food", "play"})),
    }
    return store.Wanted(**(facts | changes))


def offer_to(first_id: str, second_id: str | None = None) -> store.Offered:
    """An agreement for one person, or for two."""
    kind = RecipientKind.TWO_PEOPLE if second_id else RecipientKind.INDIVIDUAL
    settled = {"owns": Owns.GROUP, "splits": Splits.GIVE_BACK, "terms": ["receipts"]}
    return store.Offered(kind, first_id, second_id, text="We agree.", **settled)


@dataclass
class Books:
    """A ledger under test, with what was made in it so far."""

    app: Flask
    funders: dict[str, str] = field(default_factory=dict)
    pots: dict[str, str] = field(default_factory=dict)
    seals: bool = True  # whether each step is sealed before the next one

    def write(
        self, act: Callable[..., Given], *args: Any, actor_id: str = "ann", **named: Any
    ) -> Given:
        """Call a function of the store in a transaction: write(store.cancel, award_id)."""
        with self.app.app_context():
            with transaction() as session:
                by = store.By(f"person-{actor_id}", now(session), f"key-{next(_numbers)}")
                made = act(session, by, *args, **named)
            if self.seals:
                sealing.seal_now()
        return made

    def seal(self) -> int:
        """A turn of the sealer; gives how many entries it sealed."""
        with self.app.app_context():
            return sealing.seal_now()

    def read(self, query: Callable[[Session], Given]) -> Given:
        with self.app.app_context():
            return query(reading())

    def balances(self) -> dict[str, int]:
        """Pence by account, without the empty ones; pots and awards by the names used here."""
        names = {pot_id: name for name, pot_id in self.pots.items()}
        rows = self.read(
            lambda session: session.execute(
                select(models.Account, models.Balance.balance_pence)
                .join(models.Balance, models.Balance.account_id == models.Account.id)
                .where(models.Balance.balance_pence > 0)
            ).all()
        )
        found: dict[str, int] = {}
        for account, pence in rows:
            name = f"{names.get(account.pot_id, account.pot_id)}:{account.kind}"
            found[name] = found.get(name, 0) + pence
        return found

    def verify(self, kept: Kept | None = None) -> verifying.Report:
        with self.app.app_context():
            return verifying.verify(db.engine, our_public_keys(), kept=kept)

    def kept(self) -> Kept:
        """The newest head as somebody keeps it."""
        with self.app.app_context():
            text = exporting.newest_head_file(db.engine, our_public_keys())
            return read_kept(text, signed)

    def rotate(self) -> str:
        """A new signing key; gives the id of its entry."""
        with self.app.app_context():
            with transaction() as session:
                replaced = public_part(signer_of(key_changes.announced_key_id(session)))
                fresh = make_signing_key(replaced)
                by = store.By("command", now(session), fresh.hex())
                made = key_changes.announce_key(session, by, fresh, replaced)
            sealing.seal_now()
        return made

    def open_pot(self, name: str, kind: FunderKind, pence: int) -> str:
        """A funder of this name with one pot, and this much in it."""
        self.funders[name] = self.write(store.add_funder, name=name, kind=kind)
        self.pots[name] = self.write(
            store.open_pot,
            fund_id="fund-1",
            funder_id=self.funders[name],
            name=f"{name}'s pot",
            restriction="anything",
        )
        if pence:
            self.write(store.receive, pot_id=self.pots[name], amount_pence=pence)
        return self.pots[name]

    def reserve(self, idea_id: str = "idea-1", amount_pence: int = 50_000, **changes: Any) -> str:
        """An award that Ann decided and nobody ratified yet."""
        return self.write(store.make_award, wanted(idea_id, amount_pence, **changes))

    def award(self, idea_id: str = "idea-1", amount_pence: int = 50_000) -> str:
        """An award that Cy ratified, with all others of the day."""
        award_id = self.reserve(idea_id, amount_pence)
        self.ratify()
        self.agree(award_id)
        return award_id

    def agree(self, award_id: str, *people: str) -> str:
        """An agreement that Ann offers and these people accept, or Dee; gives its id."""
        first, second = (*(people or ("dee",)), None)[:2]
        offered = offer_to(f"person-{first}", second and f"person-{second}")
        agreement_id = self.write(store.offer_agreement, award_id, offered)
        for person in filter(None, (first, second)):
            self.write(store.accept_agreement, agreement_id, actor_id=person)
        return agreement_id

    def ratify(self, day_id: str = "day-1") -> list[str]:
        return self.write(store.ratify_day, day_id, actor_id="cy")

    def pledge(self, pot: str, amount_pence: int, *, idea_id: str | None = None) -> str:
        """A confirmed pledge of this pot's funder; one for an idea has a pot of its own."""
        if idea_id is None:
            pledge_id = self.write(
                store.offer_pledge, pot_id=self.pots[pot], amount_pence=amount_pence
            )
        else:
            pledge_id = self.write(
                store.offer_pledge_for_idea,
                fund_id="fund-1",
                funder_id=self.funders[pot],
                idea_id=idea_id,
                amount_pence=amount_pence,
                name="For one idea",
                restriction="only this idea",
            )
        self.write(store.confirm_pledge, pledge_id)
        return pledge_id

    def pay(self, award_id: str, amount_pence: int) -> str:
        """An instalment that Ann prepares and Bo approves; gives the payment's id."""
        payment_id = self.prepare(award_id, amount_pence)
        self.write(store.approve_payment, payment_id, actor_id="bo")
        return payment_id

    def prepare(self, award_id: str, amount_pence: int) -> str:
        """An instalment that Ann prepares, of an award that is agreed upon."""
        _award, file = self.read(lambda session: store.award_file(session, award_id))
        if file.needs_agreement and not file.is_accepted:
            self.agree(award_id)
        return self.write(
            store.prepare_payment,
            award_id=award_id,
            amount_pence=amount_pence,
            payee_id=self.payee(award_id),
        )

    def payee(self, award_id: str, method: PaymentMethod = PaymentMethod.BANK_TRANSFER) -> str:
        """An award's payee of this kind, made when it is first asked for."""
        known = self.read(lambda session: payees.payees_of_award(session, award_id))
        found = [one.payee_id for one in known if one.method is method and not one.is_replaced]
        if found:
            return found[0]
        typed = Details("Leanne Example", "12-34-56", "12345678", contact="leanne@example.org")
        return self.write(store.put_payee, award_id=award_id, method=method, typed=typed)


def two_pots(app: Flask, *, seals: bool = True) -> Books:
    """A council with 300 pounds here, a trust that pledged 400."""
    books = Books(app, seals=seals)
    books.open_pot("council", FunderKind.COUNCIL, 30_000)
    books.open_pot("trust", FunderKind.TRUST, 0)
    books.write(store.receive_pledge, books.pledge("trust", 40_000))
    return books


def whole_way(app: Flask, *, seals: bool = True) -> Books:
    """Every kind of entry once, at least."""
    books = two_pots(app, seals=seals)
    gift = books.pledge("trust", 500, idea_id="idea-9")
    lost = books.reserve("idea-9", 400, day_id="day-9")
    books.write(store.lose_pledge, gift)
    books.write(store.cover, lost, pot_id=books.pots["council"], amount_pence=300)
    books.write(store.cancel, lost)
    asked = store.Asked(ConditionKind.OTHER, words="only if it lasts")
    kept = books.write(store.offer_pledge, pot_id=books.pots["trust"], amount_pence=5, asked=asked)
    books.write(store.mark_condition_met, kept, reason="the panel says so")
    books.write(store.withdraw_pledge, kept)
    award_id = books.award()
    books.pay(award_id, 20_000)
    books.write(store.record_return, award_id=award_id, amount_pence=1_001)
    books.write(store.refuse_payment, books.prepare(award_id, 5), actor_id="bo")
    books.write(store.record_delivery, award_id)
    put_on_record(books, award_id)
    receipt = books.write(store.receive, pot_id=books.pots["council"], amount_pence=77)
    books.write(store.reverse, receipt)
    books.write(store.cancel, award_id)
    return books


def to_the_result(app: Flask, *, seals: bool = True) -> Books:
    """The whole way, and what the recipient spent: a row in each table at least."""
    books = whole_way(app, seals=seals)
    award_id = books.read(store.award_lines)[-1].award.id
    bought = spending.Bought("Bread", "The baker", date(2026, 5, 14), b"a photo")
    books.write(spending.record_spend, award_id=award_id, amount_pence=3_001, bought=bought)
    return books


def put_on_record(books: Books, award_id: str) -> None:
    """All that can be on record about an award and a pot; money comes to what it did."""
    parts = [store.Part(30_000, date(2026, 1, 1)), store.Part(20_000, milestone="The hall is let")]
    books.write(store.plan_instalments, award_id, parts)
    _award, file = books.read(lambda session: store.award_file(session, award_id))
    books.write(store.reach_milestone, award_id, file.instalments[1].id)
    given = {"kind": SupportKind.IN_KIND, "unit": Unit.MEALS, "quantity": 4_000}
    stage = SupportStage.OFFERED
    books.write(store.record_support, award_id, **given, stage=stage, words="Soup")
    books.write(store.start_trial, award_id, question="Do they come?", ends_on=date(2199, 1, 1))
    books.write(store.finish_trial, award_id, end=End.ADAPT, learnt="Later on")
    pot_id = books.pots["council"]
    interest = books.write(store.record_interest, pot_id=pot_id, amount_pence=500)
    own = {"pot_id": pot_id, "amount_pence": 500, "words": "As the bank says"}
    fee = {"kind": ChangeKind.FEE, "reason": Reason.BANK_FEE, **own}
    books.write(store.approve_change, books.write(store.prepare_change, **fee), actor_id="bo")
    books.write(store.refuse_change, books.write(store.prepare_change, **fee), actor_id="bo")
    for kind in (ChangeKind.CORRECTION_UP, ChangeKind.CORRECTION_DOWN):
        wrong = {"kind": kind, "reason": Reason.WRONG_AMOUNT, "corrects_id": interest, **own}
        books.write(store.approve_change, books.write(store.prepare_change, **wrong), actor_id="bo")
    for kind, pence in ((ChangeKind.SET_ASIDE, 500), (ChangeKind.SET_FREE, 500)):
        kept = {"kind": kind, "reason": Reason.SET_ASIDE, **own, "amount_pence": pence}
        wanted = books.write(store.prepare_change, **kept)
        books.write(store.approve_change, wanted, actor_id="bo")
    more = books.write(store.amend_award, award_id, 100)
    books.write(store.reverse, more)
