"""Awards, pledges, payments, reversals, erasures and closes in any order: what must hold, does.

The steps are those of `test_ledger_invariants`; here time goes on, months are closed and people go.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ledger.rules import posting
from ledger.rules.entry import Entry, EntryKind, Stamp
from ledger.rules.erasing import erase_subject
from ledger.rules.periods import Asked, check_open, close_period, month_end, trial_digest
from ledger.rules.refusal import Refusal
from makeithappen.core.errors import Refused
from tests.unit.ledger.ledger_kinds import trial_of
from tests.unit.ledger.ledger_world import COUNCIL, TODAY, World, verify
from tests.unit.ledger.test_ledger_invariants import POTS, WHAT, Play, check_after_a_step

PEOPLE = ("person-ann", "person-di", "person-ed")
GOING = PEOPLE[1:]
"""Not Ann: she writes the words of all the steps, and whoever is gone writes none."""

MAY_BE_REFUSED = {
    Refusal.PERIOD_NOT_OVER,
    Refusal.CLOSED_BEFORE,
    Refusal.CLOSE_NEEDS_SECOND,
    Refusal.ALREADY_ERASED,
}
"""Of closing and erasing; never that the books changed, or that one person alone erased another."""


class Books(World):
    """A world in which time goes on, and closed months take nothing."""

    today: date = TODAY
    closed_on: date | None = None

    def stamp(self, actor_id: str = "person-ann") -> Stamp:
        return replace(super().stamp(actor_id), effective_on=self.today)

    def post(self, entry: Entry, *, head: bool = True) -> Entry:
        check_open(entry, self.closed_on)
        return super().post(entry, head=head)


class Ledger(RuleBasedStateMachine):
    """What may be done, and what holds after each step."""

    @initialize()
    def begin(self) -> None:
        self.play = Play()
        self.books = self.play.world = Books()
        for pot in POTS:
            self.books.post(posting.open_pot(self.books.stamp(), pot))
        self.before = dict(self.books.balances)
        self.erased: set[str] = set()
        self.refused: set[object] = set()

    @rule(what=st.sampled_from(WHAT), number=st.integers(1, 3), pence=st.integers(-1, 1_000))
    def step(self, what: str, number: int, pence: int) -> None:
        before, count = dict(self.books.balances), len(self.books.entries)
        self.play.step(what, number, pence)
        if len(self.books.entries) > count:
            check_after_a_step(self.books, before, count)

    @rule()
    def next_month(self) -> None:
        self.books.today = month_end(self.books.today) + timedelta(days=1)

    @rule(asks=st.sampled_from(PEOPLE), agrees=st.sampled_from(PEOPLE), months=st.integers(0, 2))
    def close(self, asks: str, agrees: str, months: int) -> None:
        closes_on = self.books.today
        for _month in range(months):
            closes_on = closes_on.replace(day=1) - timedelta(days=1)
        trial = trial_of(self.books, closes_on)
        asked = Asked("fund-1", closes_on, trial_digest(trial), asks)
        try:
            at = self.books.stamp(agrees)
            entry = close_period(at, asked, trial, closed_on=self.books.closed_on)
        except Refused as refused:
            self.refused.add(refused.code)
            return
        self.books.post(entry)
        self.books.closed_on = closes_on

    @rule(pence=st.integers(1, 9))
    def come_late(self, pence: int) -> None:
        """What counts for a closed month is refused, and nothing is written."""
        if self.books.closed_on is not None:
            at = replace(self.books.stamp(), effective_on=self.books.closed_on)
            with pytest.raises(Refused) as refused:
                self.books.post(posting.record_receipt(at, COUNCIL, pence))
            assert refused.value.code is Refusal.PERIOD_CLOSED

    @rule(who=st.sampled_from(GOING), by=st.sampled_from(PEOPLE))
    def erase(self, who: str, by: str) -> None:
        second = None if by == who else "person-bo"
        try:
            at = self.books.stamp(by)
            entry = erase_subject(at, who, second_actor_id=second, erased=who in self.erased)
        except Refused as refused:
            self.refused.add(refused.code)
            return
        self.books.post(entry)
        self.erased.add(who)

    @invariant()
    def all_comes_to_nothing(self) -> None:
        if hasattr(self, "books"):
            assert min(self.books.balances.values()) >= 0
            assert sum(trial_of(self.books, date.max).values()) == 0

    @invariant()
    def closed_months_stay_as_they_were(self) -> None:
        for entry in self.books.entries if hasattr(self, "books") else ():
            for close in entry.closes:
                trial = trial_of(self.books, date.fromisoformat(close.closes_on))
                assert trial_digest(trial) == close.trial_digest

    def teardown(self) -> None:
        if hasattr(self, "books"):
            assert verify(self.books.tables) == []
            gone = [one for one in self.books.entries if one.kind is EntryKind.SUBJECT_ERASED]
            assert len(gone) == len(self.erased)
            assert self.refused <= MAY_BE_REFUSED


TestLedger = Ledger.TestCase
TestLedger.settings = settings(
    max_examples=60, stateful_step_count=60, deadline=None, derandomize=True
)
