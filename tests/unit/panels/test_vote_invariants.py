"""What must hold for any community vote whatever: found by Hypothesis, checked the slow way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from panels.rules.conflicts import Degree
from panels.rules.methods import matrix_of
from panels.rules.scoring import Sheet, tally
from panels.rules.vote import AreaCards, ballot_text, read_ballot
from panels.rules.vote_alone import winner
from panels.rules.vote_areas import Grid, grid_of, hidden_in_column, hidden_places
from panels.rules.vote_count import CardUse, count_votes
from panels.rules.vote_criterion import (
    Standing,
    VoteCriterion,
    vote_criterion,
    vote_in,
    with_vote,
)
from tests.unit.panels.given import SEALED, criterion
from tests.unit.panels.vote_given import BESIDE_A_DAY, SETTINGS

Place = tuple[int, int]
AREAS = tuple(AreaCards(f"a{at}", f"Area {at}", 40) for at in range(4))
WIDE = replace(SETTINGS, areas=AREAS)

ballots = st.sets(st.integers(1, 3), min_size=1, max_size=2).map(lambda one: tuple(sorted(one)))
uses = st.lists(
    st.builds(
        CardUse,
        st.sampled_from([area.area_id for area in AREAS]),
        st.none() | ballots,
        st.dictionaries(st.sampled_from("mij"), ballots, max_size=3),
    ),
    max_size=40,
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Up to three areas with up to nine ballots each, over up to three options."""
    options, choices_max = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    choices = st.sets(st.integers(0, options - 1), min_size=1, max_size=min(options, choices_max))
    areas = draw(st.lists(st.lists(choices, max_size=9), min_size=1, max_size=3))
    table = [[sum(at in one for one in cast) for at in range(options)] for cast in areas]
    return grid_of([len(cast) for cast in areas], table, choices_max)


@given(uses.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_each_card_is_one_ballot_in_any_order(orders: tuple[list[CardUse], list[CardUse]]) -> None:
    found = count_votes(WIDE, orders[0])
    assert count_votes(WIDE, orders[1]) == found
    cast = [use.counted for use in orders[0] if use.counted is not None]
    if len(cast) < 5:
        assert (found.ballots, found.box, found.areas) == (None, (), ())
        return
    assert (found.ballots, dict(found.box)) == (len(cast), Counter(cast))
    assert found.approvals == tuple(sum(place in one for one in cast) for place in (1, 2, 3))
    assert [read_ballot(ballot_text(ballot)) for ballot, _ in found.box] == [
        ballot for ballot, _ in found.box
    ]


@given(uses)
def test_no_count_under_five_is_shown_for_an_area(some: list[CardUse]) -> None:
    for area in count_votes(WIDE, some).areas:
        shown = [one for one in (area.ballots, *area.approvals) if one is not None]
        assert all(one >= 5 for one in shown)
        assert area.ballots is not None or shown == []


def solutions(grid: Grid, hidden: frozenset[Place]) -> Iterator[dict[Place, int]]:
    """Each way to fill the hidden places that leaves all totals of rows and columns as they are."""
    places = sorted(hidden)
    rows, columns = Counter[int](), Counter[int]()
    for row, column in places:
        rows[row] += grid.at((row, column))
        columns[column] += grid.at((row, column))

    def fill(at: int, known: dict[Place, int]) -> Iterator[dict[Place, int]]:
        if at == len(places):
            if not any(columns.values()):
                yield dict(known)
            return
        row, column = places[at]
        for count in range(min(rows[row], columns[column], grid.most(places[at])) + 1):
            rows[row] -= count
            columns[column] -= count
            last_in_row = at + 1 == len(places) or places[at + 1][0] != row
            if not (last_in_row and rows[row]):
                yield from fill(at + 1, {**known, places[at]: count})
            rows[row] += count
            columns[column] += count

    return fill(0, {})


@settings(deadline=None, max_examples=200)
@given(grids())
def test_what_is_hidden_does_not_follow_from_the_totals(grid: Grid) -> None:
    hidden = hidden_places(grid, ())
    every = {(row, at) for row in range(len(grid.counts)) for at in range(grid.last)}
    assert {place for place in every if grid.at(place) < 5} <= hidden
    if every <= hidden:
        return
    wanted = {place for place in hidden & every if any(grid.column(place[1]))}
    seen: dict[Place, set[int]] = {place: set() for place in wanted}
    for known in solutions(grid, hidden):
        for place, counts in seen.items():
            counts.add(known[place])
        if all(len(counts) > 1 for counts in seen.values()):
            break
    assert [place for place, counts in seen.items() if len(counts) < 2] == []


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_hidden_ballots_come_to_five_or_more_together(by_area: list[int]) -> None:
    hidden = [by_area[row] for row in hidden_in_column(by_area)]
    assert sorted(count for count in by_area if count < 5) == sorted(
        count for count in hidden if count < 5
    )
    if hidden and len(hidden) < len(by_area):
        assert len(hidden) > 1
        assert sum(hidden) >= 5


@given(uses, st.fractions(0, 1, max_denominator=50), st.integers(0, 1))
def test_a_criterion_is_on_the_scale_and_weighs_all_or_nothing(
    some: list[CardUse], least: Fraction, first: int
) -> None:
    beside = replace(WIDE, **BESIDE_A_DAY, turnout_least=least)
    count = count_votes(beside, some)
    scale = range(first, first + 5)
    vote = vote_in("v1", beside, count)
    found = vote_criterion(vote, scale=scale, pitch_ids={"p1", "p2", "p3"})
    assert all(first <= value <= first + 4 for value in found.values.values())
    weighs = count.ballots is not None and count.ballots >= least * 160
    assert (found.weight, found.standing is Standing.WEIGHS) == (2 if weighs else 0, weighs)
    if count.ballots is not None:
        back = [(found.values[f"p{at}"] - first) * count.ballots / 4 for at in (1, 2, 3)]
        assert back == list(count.approvals)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=9),
    st.integers(0, 4),
    st.integers(1, 100),
)
def test_the_vote_is_one_more_criterion_on_each_sheet(
    scores: list[tuple[int, int]], value: int, weight: int
) -> None:
    sheets = [
        Sheet(f"m{at}", Degree.NONE, {"c1": one, "c2": two}) for at, (one, two) in enumerate(scores)
    ]
    mean = tally("p1", sheets, SEALED).mean
    assert mean is not None
    more = replace(SEALED, criteria=(*SEALED.criteria, criterion("v", weight=weight, position=3)))
    wider = [replace(one, values={**(one.values or {}), "v": value}) for one in sheets]
    beside = VoteCriterion(Standing.WEIGHS, weight, {"p1": Fraction(value)})
    found = tally("p1", wider, more)
    assert (
        with_vote(mean, 4, beside, "p1") == found.mean == tally("p1", sheets, SEALED, beside).mean
    )
    one = matrix_of(SEALED.criteria, {"p1": sheets}, beside)
    assert one == matrix_of(more.criteria, {"p1": wider})


@given(uses)
def test_nobody_has_more_approvals_than_the_winner(some: list[CardUse]) -> None:
    count = count_votes(WIDE, some)
    found = winner(replace(WIDE, turnout_least=Fraction(0)), count)
    if count.ballots is None:
        assert found is None
        return
    assert found is not None
    assert found.approvals == max(count.approvals) > 0
    assert found.option in found.tied
