"""Why an idea won or lost: the figures add up, and each "would have won" really would have."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from panels.rules.allocation.choose import Completion, RuleName, RuleSettings, allocate
from panels.rules.allocation.election import BallotKind, Election, pack
from panels.rules.explain import (
    Comparison,
    Reason,
    Receipt,
    compare_with_greedy,
    receipt_for,
    receipts,
    stories,
)
from panels.rules.explain_words import change_sentence, explanations
from panels.rules.pabulib import PabulibFile
from panels.rules.what_if import SmallestChange, smallest_change, with_more_votes

SHARES = RuleSettings(RuleName.EQUAL_SHARES)
OUTSPENT = "had {} left together, because they had paid for “Swings”."
ELECTION = Election(
    ("swings", "trees", "bench", "castle", "nobody", "given"),
    (40, 60, 30, 900, 5, 0),
    100,
    5,
    BallotKind.APPROVAL,
    pack([(0, 1), (0, 1, 2), (3, 5), ()], [2, 1, 1, 1]),
    (0, 1, 2, 3, 4, 5),
)


def told(election: Election, settings: RuleSettings) -> list[str]:
    file = PabulibFile(election, {}, ("Swings", "Trees", "", "A castle", "Nobody's", "A gift"),
                       ("",) * 6, 0, 0, (), ())  # fmt: skip
    body = explanations(file, settings, allocate(election, settings, full_log=True))
    ideas = body["ideas"]
    assert isinstance(ideas, list)
    return [str(one["sentence"]) for one in ideas]


def test_each_idea_gets_one_plain_sentence() -> None:
    assert told(ELECTION, SHARES) == [
        "“Swings” was chosen: the 3 people who wanted it paid 40 together, nobody more than 13.33.",
        f"“Trees” was not chosen: the 3 people who wanted it {OUTSPENT.format('20')} It costs 60.",
        f"bench was not chosen: the 1 person who wanted it {OUTSPENT.format('6.67')} It costs 30.",
        "“A castle” was not chosen: 900 is more than there is in all.",
        "“Nobody's” was not chosen: nobody asked for it.",
        "“A gift” was chosen: 1 person wanted it and others pay for it.",
    ]


def test_other_rules_get_other_sentences() -> None:
    simple = told(ELECTION, RuleSettings(RuleName.GREEDY))
    assert simple[0] == "“Swings” was chosen: 3 people wanted it, and there was money for it."
    assert simple[2] == (
        "bench was not chosen: 1 person wanted it, but it costs 30 and there was not enough left "
        "when its turn came."
    )
    filled = told(ELECTION, replace(SHARES, completion=Completion.GREEDY))
    assert filled[1] == "“Trees” was chosen with the money that was left."
    loads = told(ELECTION, RuleSettings(RuleName.PHRAGMEN))
    assert loads[0].startswith("“Swings” was chosen: the 3 people who wanted it paid 40 together")
    versions = replace(ELECTION, groups=(0, 0, 2, 3, 4, 5))
    assert told(versions, SHARES)[1] == "“Trees” was not chosen: its other version was."
    dear = replace(ELECTION, prices=(90, 95, 99, 900, 5, 0))
    assert told(dear, SHARES)[0] == (
        "“Swings” was not chosen: the 3 people who wanted it had 60 left together. It costs 90."
    )


def test_the_books_balance() -> None:
    outcome = allocate(ELECTION, SHARES)
    swings, trees, bench, castle, nobody, _ = stories(ELECTION, SHARES, outcome)
    assert (swings.reason, swings.round_number, swings.payment) == (
        Reason.PAID_BY_SUPPORTERS, 2, Fraction(40, 3),
    )  # fmt: skip
    assert (trees.supporters_had, trees.spent_on, trees.supporters_left, trees.gap) == (
        Fraction(60), {0: Fraction(40)}, Fraction(20), Fraction(40),
    )  # fmt: skip
    assert trees.support_percent == Fraction(100, 3)
    assert (bench.votes, castle.reason) == (1, Reason.DEARER_THAN_BUDGET)
    assert (nobody.supporters_had, nobody.spent_on) == (None, {})
    slips = dict(receipts(ELECTION, SHARES, outcome))
    assert slips[0, 1].paid == {0: Fraction(40, 3)}
    assert slips[0, 1].unspent == Fraction(20, 3)
    assert slips[()].unspent == slips[()].share == 20
    greedy = RuleSettings(RuleName.GREEDY)
    assert list(receipts(ELECTION, greedy, allocate(ELECTION, greedy))) == []


def test_receipts_pay_exactly_for_what_was_chosen() -> None:
    random = Random(8)
    for _ in range(40):
        rows = [tuple(sorted(random.sample(range(5), random.randint(0, 5)))) for _ in range(9)]
        points = [tuple(random.randint(1, 5) for _ in row) for row in rows]
        election = Election(
            tuple("abcde"), tuple(random.randint(1, 40) for _ in range(5)), 60, 9,
            BallotKind.POINTS, pack(rows, [1] * 9, points), tuple(range(5)),
        )  # fmt: skip
        for utility in ("cost", "points"):
            settings = replace(SHARES, utility=type(SHARES.utility)(utility))
            outcome = allocate(election, settings)
            from panels.rules.allocation.election import support_of

            counts = support_of(election, settings.utility).counts
            paid: dict[int, Fraction] = {}
            for count, (_, slip) in zip(counts, receipts(election, settings, outcome), strict=True):
                assert slip.share == sum(slip.paid.values(), Fraction(0)) + slip.unspent
                for idea, amount in slip.paid.items():
                    paid[idea] = paid.get(idea, Fraction(0)) + amount * count
            assert paid == {idea: election.prices[idea] for idea in outcome.chosen}


def test_the_receipt_of_any_ballot() -> None:
    outcome = allocate(ELECTION, SHARES)
    slips = dict(receipts(ELECTION, SHARES, outcome))
    for ballot, slip in slips.items():
        assert receipt_for(ELECTION, SHARES, outcome, pack([ballot], [1])) == slip
    never_cast = receipt_for(ELECTION, SHARES, outcome, pack([(0, 3)], [1]))
    assert never_cast == Receipt(Fraction(20), {0: Fraction(40, 3)}, Fraction(20, 3))
    greedy = RuleSettings(RuleName.GREEDY)
    ballot = pack([(0,)], [1])
    assert receipt_for(ELECTION, greedy, allocate(ELECTION, greedy), ballot) is None


def test_beside_most_votes_first() -> None:
    election = replace(ELECTION, prices=(60, 40, 30, 20, 5, 0), budget=100)
    found = compare_with_greedy(election, allocate(election, SHARES))
    assert found == Comparison(
        only_here=(3,), only_greedy=(1,), without_win=1, without_win_greedy=1,
        mean_wins=Fraction(1), mean_wins_greedy=Fraction(7, 5),
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(BallotKind))
def test_the_smallest_change_wins_and_one_less_does_not(kind: BallotKind) -> None:
    random = Random(11)
    utility = {"points": "points", "ranked": "borda"}.get(kind, "cost")
    for _ in range(12):
        rows = [tuple(random.sample(range(4), random.randint(1, 4))) for _ in range(8)]
        points = [tuple(random.randint(1, 5) for _ in row) for row in rows]
        election = Election(
            tuple("abcd"), tuple(random.randint(5, 60) for _ in range(4)), 60, 8, kind,
            pack(rows, [1] * 8, points if kind is BallotKind.POINTS else ()), tuple(range(4)),
        )  # fmt: skip
        settings = replace(SHARES, utility=type(SHARES.utility)(utility))
        for idea in set(range(4)) - set(allocate(election, settings).chosen):
            found = smallest_change(election, settings, idea)
            for votes, wins in ((found.more_votes, True), ((found.more_votes or 1) - 1, False)):
                if votes is not None and found.more_votes:
                    changed = with_more_votes(election, idea, votes) if votes else election
                    assert (idea in allocate(changed, settings).chosen) == wins
            if found.price_lower_by is not None:
                for less in (found.price_lower_by, found.price_lower_by - 1):
                    prices = list(election.prices)
                    prices[idea] -= less
                    chosen = allocate(replace(election, prices=tuple(prices)), settings).chosen
                    assert (idea in chosen) == (less == found.price_lower_by)


def test_what_would_have_been_enough_in_words() -> None:
    def money(amount: Fraction) -> str:
        return f"£{amount}"

    assert change_sentence(SmallestChange(1, 5), money) == (
        "It would have won with 1 more vote or for £5 less."
    )
    assert change_sentence(SmallestChange(1200, None), money) == (
        "It would have won with 1,200 more votes."
    )
    assert change_sentence(SmallestChange(None, None), money) == (
        "No small change would have been enough."
    )
    penny = replace(ELECTION, prices=(40, 60, 30, 1, 5, 0), ballots=pack([(0,), ()], [4, 1]))
    assert smallest_change(penny, replace(SHARES, name=RuleName.GREEDY), 3).price_lower_by is None
