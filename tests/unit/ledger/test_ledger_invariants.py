"""Whatever is done in whatever order: balanced, never below zero, and verification is silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.rules import posting
from ledger.rules.accounts import AccountKind, Pot
from ledger.rules.entry import Award, Entry, EntryKind, Payment
from ledger.rules.posting import PledgeStage
from ledger.rules.stack import stack
from makeithappen.core.errors import Refused
from tests.unit.ledger.ledger_world import (
    COUNCIL,
    GIFT,
    TRUST,
    World,
    award,
    natural_sum,
    payment,
    pledge,
    verify,
)

POTS = (COUNCIL, TRUST, GIFT)


class Play:
    """A world in which steps are tried; what the rules refuse does not happen."""

    def __init__(self) -> None:
        self.world = World()
        self.awards: dict[str, Award] = {}
        self.waiting: list[Payment] = []
        self.stages: dict[int, PledgeStage] = {}
        for pot in POTS:
            self.world.post(posting.open_pot(self.world.stamp(), pot))

    def step(self, what: str, number: int, amount_pence: int) -> None:
        try:
            acts: dict[str, Callable[[int, int], Entry]] = {
                "receipt": self.receipt,
                "pledge": self.pledge,
                "award": self.award,
                "prepare": self.prepare,
                "approve": self.approve,
                "return": self.give_back,
                "cancel": self.cancel,
                "reverse": self.reverse,
            }
            self.world.post(acts[what](number, amount_pence))
        except Refused:
            return

    def receipt(self, number: int, amount_pence: int) -> Entry:
        return posting.record_receipt(self.world.stamp(), POTS[number % 3], amount_pence)

    def pledge(self, number: int, amount_pence: int) -> Entry:
        pot = POTS[number % 3]
        promised = pledge(pot, 500 + number, number)
        stage = self.stages.get(number)
        at, balances = self.world.stamp(), self.world.balances
        if stage is None:
            entry = posting.offer_pledge(at, promised, pot, opens_pot=False)
            self.stages[number] = PledgeStage.OFFERED
        elif stage is PledgeStage.OFFERED:
            entry = posting.confirm_pledge(at, promised, stage=stage)
            self.stages[number] = PledgeStage.CONFIRMED
        else:
            entry = posting.receive_pledge(at, promised, stage=stage, balances=balances)
            self.stages[number] = PledgeStage.RECEIVED
        return entry

    def award(self, number: int, amount_pence: int) -> Entry:
        made = award(number, amount_pence, f"idea-{number}")
        balances = self.world.balances
        shares = stack(made.idea_id, amount_pence, POTS, balances)
        entry = posting.make_award(
            self.world.stamp(), made, shares, awarded=made.id in self.awards, balances=balances
        )
        self.awards[made.id] = made
        return entry

    def pots(self, made: Award) -> list[Pot]:
        name = f":committed:{made.id}"
        return [pot for pot in POTS if f"{pot.id}{name}" in self.world.balances]

    def known(self, number: int) -> Award:
        return self.awards.get(f"award-{number}", award(number))

    def waiting_pence(self, made: Award) -> int:
        return sum(paid.amount_pence for paid in self.waiting if paid.award_id == made.id)

    def prepare(self, number: int, amount_pence: int) -> Entry:
        made = self.known(number)
        committed_pence = sum(
            self.world.pence(pot, AccountKind.COMMITTED, made.id) for pot in self.pots(made)
        )
        due = payment(len(self.world.entries), amount_pence, made.id)
        entry = posting.prepare_payment(
            self.world.stamp(),
            due,
            made,
            committed_pence=committed_pence,
            waiting_pence=self.waiting_pence(made),
        )
        self.waiting.append(due)
        return entry

    def approve(self, number: int, amount_pence: int) -> Entry:
        due = self.waiting[number % len(self.waiting)] if self.waiting else payment()
        made = self.awards.get(due.award_id, award())
        entry = posting.approve_payment(
            self.world.stamp("person-bo"),
            due,
            made,
            self.pots(made),
            settled=due not in self.waiting,
            balances=self.world.balances,
        )
        self.waiting.remove(due)
        return entry

    def give_back(self, number: int, amount_pence: int) -> Entry:
        made = self.known(number)
        return posting.record_return(
            self.world.stamp(), made, amount_pence, self.pots(made), self.world.balances
        )

    def cancel(self, number: int, amount_pence: int) -> Entry:
        made = self.known(number)
        return posting.cancel(
            self.world.stamp(),
            made,
            self.pots(made),
            waiting_pence=self.waiting_pence(made),
            balances=self.world.balances,
        )

    def reverse(self, number: int, amount_pence: int) -> Entry:
        entries = self.world.entries
        original = entries[(number * amount_pence) % len(entries)]
        before = any(entry.reverses_id == original.id for entry in entries)
        return posting.reverse(
            self.world.stamp(), original, reversed_before=before, balances=self.world.balances
        )


STEPS = st.tuples(
    st.sampled_from(
        ["receipt", "pledge", "award", "prepare", "approve", "return", "cancel", "reverse"]
    ),
    st.integers(1, 3),
    st.integers(-1, 1_000),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(STEPS, max_size=40))
def test_every_pot_balances_and_nothing_falls_below_zero(steps: list[tuple[str, int, int]]) -> None:
    play = Play()
    for step in steps:
        play.step(*step)
    world = play.world
    assert min(world.balances.values()) >= 0
    for pot in POTS:
        assert natural_sum(world, pot, debit=True) == natural_sum(world, pot, debit=False)
    assert verify(world.tables) == []


def test_the_play_reaches_every_kind_that_moves_money() -> None:
    play = Play()
    for step in [
        ("receipt", 1, 900),
        ("receipt", 3, 100),
        *[("pledge", 2, 1)] * 3,
        ("award", 1, 700),
        ("prepare", 1, 300),
        ("approve", 1, 1),
        ("return", 1, 10),
        ("cancel", 1, 1),
        ("receipt", 1, 50),
        ("reverse", 1, 13),
    ]:
        play.step(*step)
    kinds = [entry.kind for entry in play.world.entries]
    assert set(kinds) >= {
        EntryKind.RECEIPT,
        EntryKind.PLEDGE_RECEIVED,
        EntryKind.AWARD,
        EntryKind.PAYMENT,
        EntryKind.RETURN,
        EntryKind.CANCELLATION,
        EntryKind.REVERSAL,
    }, kinds


@settings(deadline=None)
@given(
    st.integers(1, 10**6),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=6),
)
def test_a_payment_is_split_to_the_penny_and_no_pot_pays_more_than_it_owes(
    amount_pence: int, owed: list[int]
) -> None:
    amount_pence = min(amount_pence, sum(owed))
    pots = [Pot(f"pot-{n}", "fund-1", "funder-1") for n in range(len(owed))]
    balances = {f"pot-{n}:committed:award-1": pence for n, pence in enumerate(owed)}
    balances |= {f"pot-{n}:held": pence for n, pence in enumerate(owed)}
    entry = posting.approve_payment(
        World().stamp("person-bo"),
        replace(payment(), amount_pence=amount_pence),
        award(),
        pots,
        settled=False,
        balances=balances,
    )
    paid = [leg.amount_pence for leg in entry.legs if ":paid:" in leg.account_id]
    assert sum(paid) == amount_pence
    assert min(posting.after(entry, balances).values()) >= 0
