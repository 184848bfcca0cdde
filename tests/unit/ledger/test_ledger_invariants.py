"""Whatever is done in whatever order: balanced, never below zero, and verification is silent.

What is at risk is never paid, never more than is promised, and no award gets smaller by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.rules import changes, pledging, posting
from ledger.rules.accounts import PROMISED, Pot, account_name
from ledger.rules.conditions import Condition, ConditionKind, Mark
from ledger.rules.enough import after
from ledger.rules.entry import Award, Entry, EntryKind, Payment
from ledger.rules.pledging import PledgeStage
from ledger.rules.records import ChangeKind, Reason
from ledger.rules.refusal import Refusal
from ledger.rules.stack import stack
from makeithappen.core.errors import Refused
from tests.unit.ledger.ledger_world import (
    COUNCIL,
    GIFT,
    TRUST,
    World,
    award,
    natural_sum,
    payee_of,
    payment,
    pledge,
    ratified,
    run_of,
    verify,
)
from tests.unit.ledger.records_world import FEE, agreed_at_once

POTS = (COUNCIL, TRUST, GIFT)


class Play:
    """A world in which steps are tried; what the rules refuse does not happen."""

    def __init__(self) -> None:
        self.world = World()
        self.awards: dict[str, Award] = {}
        self.waiting: list[Payment] = []
        self.stages: dict[int, PledgeStage] = {}
        self.met: set[int] = set()
        for pot in POTS:
            self.world.post(posting.open_pot(self.world.stamp(), pot))

    def step(self, what: str, number: int, amount_pence: int) -> None:
        try:
            acts: dict[str, Callable[[int, int], Entry]] = {
                "receipt": self.receipt,
                "pledge": self.pledge,
                "withdraw": self.withdraw,
                "lose": self.lose,
                "award": self.award,
                "ratify": self.ratify,
                "cover": self.cover,
                "take_back": self.take_back,
                "prepare": self.prepare,
                "approve": self.approve,
                "return": self.give_back,
                "cancel": self.cancel,
                "reverse": self.reverse,
                "set_aside": partial(self.change, ChangeKind.SET_ASIDE),
                "set_free": partial(self.change, ChangeKind.SET_FREE),
            }
            entry = self.world.post(acts[what](number, amount_pence))
            for made in entry.awards:
                agreed_at_once(self.world, made)
        except Refused:
            return

    def receipt(self, number: int, amount_pence: int) -> Entry:
        return posting.record_receipt(self.world.stamp(), POTS[number % 3], amount_pence)

    def pledge(self, number: int, amount_pence: int) -> Entry:
        """The next step of a pledge; every third one asks for something first."""
        pot = POTS[number % 3]
        promised = pledge(pot, 500 + number, number)
        asked = Condition(promised.id, ConditionKind.OTHER, words_digest="c" * 64)
        stage = self.stages.get(number)
        at, balances = self.world.stamp(), self.world.balances
        if stage is None:
            condition = asked if number % 3 == 0 else None
            self.stages[number] = PledgeStage.OFFERED
            return pledging.offer_pledge(at, promised, pot, opens_pot=False, condition=condition)
        if number % 3 == 0 and number not in self.met:
            mark = Mark(promised.id, words_digest="e" * 64)
            facts = {"condition": asked, "met": False, "stage": stage}
            entry = pledging.meet_condition(at, promised, mark, **facts)
            self.met.add(number)
        elif stage is PledgeStage.OFFERED:
            entry = pledging.confirm_pledge(at, promised, stage=stage, unmet=False)
            self.stages[number] = PledgeStage.CONFIRMED
        else:
            entry = pledging.receive_pledge(at, promised, stage=stage, balances=balances)
            self.stages[number] = PledgeStage.RECEIVED
        return entry

    def withdraw(self, number: int, amount_pence: int) -> Entry:
        stage = self.stages.get(number, PledgeStage.WITHDRAWN)
        promised = pledge(POTS[number % 3], 500 + number, number)
        entry = pledging.withdraw_pledge(self.world.stamp(), promised, stage=stage)
        self.stages[number] = PledgeStage.WITHDRAWN
        return entry

    def lose(self, number: int, amount_pence: int) -> Entry:
        pot, stage = POTS[number % 3], self.stages.get(number, PledgeStage.OFFERED)
        entry = pledging.lose_pledge(
            self.world.stamp(),
            pledge(pot, 500 + number, number),
            pot,
            list(self.awards),
            stage=stage,
            balances=self.world.balances,
        )
        self.stages[number] = PledgeStage.LOST
        return entry

    def award(self, number: int, amount_pence: int) -> Entry:
        made = award(number, amount_pence, f"idea-{number}")
        balances = self.world.balances
        posting.check_no_shortfall(at_risk_in_all(self.world))
        shares = stack(made.idea_id, amount_pence, POTS, balances)
        entry = posting.make_award(
            self.world.stamp(),
            made,
            shares,
            awarded=made.id in self.awards,
            balances=balances,
        )
        self.awards[made.id] = made
        return entry

    def ratify(self, number: int, amount_pence: int) -> Entry:
        made = self.known(number)
        return ratified(self.world, made, self.pots(made))

    def cover(self, number: int, amount_pence: int) -> Entry:
        made = self.known(number)
        source = POTS[amount_pence % 3]
        pots, balances = self.pots(made), self.world.balances
        return pledging.cover(self.world.stamp(), made, amount_pence, source, pots, balances)

    def take_back(self, number: int, amount_pence: int) -> Entry:
        """Undo the newest step of an award, as when its day is opened again."""
        steps = {EntryKind.AWARD, EntryKind.RATIFICATION, EntryKind.COVER}
        done = [entry for entry in self.world.entries if entry.award_id == f"award-{number}"]
        undone = {entry.reverses_id for entry in done}
        open_steps = [one for one in done if one.kind in steps and one.id not in undone]
        if not open_steps:
            raise Refused(Refusal.NOTHING_RESERVED)
        return posting.reverse(
            self.world.stamp(), open_steps[-1], reversed_before=False, balances=self.world.balances
        )

    def pots(self, made: Award) -> list[Pot]:
        name = f":committed:{made.id}"
        return [pot for pot in POTS if f"{pot.id}{name}" in self.world.balances]

    def known(self, number: int) -> Award:
        return self.awards.get(f"award-{number}", award(number))

    def waiting_pence(self, made: Award) -> int:
        return sum(paid.amount_pence for paid in self.waiting if paid.award_id == made.id)

    def prepare(self, number: int, amount_pence: int) -> Entry:
        made = self.known(number)
        due = payment(len(self.world.entries), amount_pence, made.id)
        entry = posting.prepare_payment(
            self.world.stamp(),
            due,
            made,
            self.pots(made),
            waiting_pence=self.waiting_pence(made),
            balances=self.world.balances,
            payee=payee_of(due),
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
            run=run_of(due, number=len(self.world.entries)),
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

    def change(self, kind: ChangeKind, number: int, amount_pence: int) -> Entry:
        """Ann proposes to set money aside or free, Bo approves."""
        pot, name = POTS[number % 3], f"change-{len(self.world.entries)}"
        asked = replace(FEE, id=name, kind=kind, pot_id=pot.id, reason=Reason.SET_ASIDE)
        asked = replace(asked, amount_pence=amount_pence)
        before = {"corrected": None, "reversed_before": False}
        self.world.post(changes.prepare_change(self.world.stamp(), asked, pot, **before))
        at, balances = self.world.stamp("person-bo"), self.world.balances
        return changes.approve_change(at, asked, pot, settled=False, balances=balances)

    def reverse(self, number: int, amount_pence: int) -> Entry:
        entries = self.world.entries
        original = entries[(number * amount_pence) % len(entries)]
        before = any(entry.reverses_id == original.id for entry in entries)
        return posting.reverse(
            self.world.stamp(), original, reversed_before=before, balances=self.world.balances
        )


WHAT = (
    *("receipt", "pledge", "pledge", "withdraw", "lose", "award", "ratify", "cover"),
    *("take_back", "prepare", "approve", "return", "cancel", "reverse"),
    *("set_aside", "set_free"),
)
STEPS = st.tuples(st.sampled_from(WHAT), st.integers(1, 3), st.integers(-1, 1_000))


def at_risk_in_all(world: World) -> int:
    return sum(pence for account, pence in world.balances.items() if ":at_risk:" in account)


def check_after_a_step(world: World, before: dict[str, int], step: int) -> None:
    """What must hold after each single entry."""
    balances = world.balances
    assert min(balances.values()) >= 0
    for account, pence in balances.items():
        if ":at_risk:" in account:
            promised = [balances.get(account.replace("at_risk", str(kind)), 0) for kind in PROMISED]
            assert pence <= sum(promised)
    if len(world.entries) > step and world.entries[-1].kind is EntryKind.PLEDGE_LOST:
        changed = {name for name in balances if balances[name] != before.get(name, 0)}
        assert all(account_name(name).kind not in PROMISED for name in changed)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=15, max_size=60))
def test_every_pot_balances_and_nothing_falls_below_zero(steps: list[tuple[str, int, int]]) -> None:
    play = Play()
    world = play.world
    for step in steps:
        before, count = dict(world.balances), len(world.entries)
        play.step(*step)
        check_after_a_step(world, before, count)
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
        ("ratify", 1, 1),
        ("prepare", 1, 300),
        ("approve", 1, 1),
        ("return", 1, 10),
        ("cancel", 1, 1),
        ("receipt", 1, 50),
        ("reverse", 1, 13),
        *[("pledge", 1, 1)] * 2,
        ("award", 2, 1_300),
        ("lose", 1, 1),
        ("receipt", 3, 90),
        ("award", 3, 10),
        ("cover", 2, 60),
        ("take_back", 2, 1),
        *[("pledge", 3, 1)] * 3,
        ("withdraw", 4, 1),
    ]:
        play.step(*step)
    kinds = [entry.kind for entry in play.world.entries]
    assert set(kinds) >= {
        EntryKind.RECEIPT,
        EntryKind.PLEDGE_RECEIVED,
        EntryKind.PLEDGE_CONDITION_MET,
        EntryKind.PLEDGE_LOST,
        EntryKind.AWARD,
        EntryKind.RATIFICATION,
        EntryKind.COVER,
        EntryKind.PAYMENT,
        EntryKind.RETURN,
        EntryKind.CANCELLATION,
        EntryKind.REVERSAL,
    }, kinds
    assert kinds.count(EntryKind.AWARD) == 2  # the third was refused while there was a shortfall
    assert verify(play.world.tables) == []


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
    assert min(after(entry, balances).values()) >= 0
