"""What must hold for any panel whatever: found by Hypothesis, recomputed the slow way."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from panels.rules.conflicts import USUAL, Degree
from panels.rules.scoring import Sheet, decimal_text, ranking, tally
from panels.rules.settings import SealedSettings
from tests.unit.panels.given import SEALED, criterion

IDS = ("c1", "c2", "c3")
BARRED = [degree for degree in Degree if not USUAL.may_score(degree)]

values = st.none() | st.fixed_dictionaries({one: st.none() | st.integers(0, 4) for one in IDS})
degrees = st.none() | st.sampled_from(list(Degree))


@st.composite
def panels(draw: st.DrawFn) -> list[Sheet]:
    """Any mixture of sheets: whole, half done, missing, conflicted, undeclared."""
    size = draw(st.integers(0, 12))
    return [Sheet(f"m{at}", draw(degrees), draw(values)) for at in range(size)]


@st.composite
def settings(draw: st.DrawFn) -> SealedSettings:
    """Three criteria with any weights, any quorum, any threshold."""
    criteria = tuple(
        criterion(one, weight=draw(st.integers(1, 100)), position=at)
        for at, one in enumerate(IDS, 1)
    )
    quorum = draw(st.integers(3, 8))
    return SealedSettings(criteria, quorum, draw(st.fractions(0, 1, max_denominator=20)))


def counted_by_hand(sheets: list[Sheet], given_settings: SealedSettings) -> list[Fraction]:
    """Each sheet that counts, written out the long way."""
    found: list[Fraction] = []
    weights = {one.criterion_id: one.weight for one in given_settings.criteria}
    for sheet in sheets:
        if sheet.degree not in (Degree.NONE, Degree.KNOW) or sheet.values is None:
            continue
        answers = {one: value for one, value in sheet.values.items() if value is not None}
        if len(answers) == len(weights):
            points = sum(weights[one] * value for one, value in answers.items())
            found.append(Fraction(points, sum(weights.values())))
    return found


@given(panels(), settings())
def test_the_count_is_the_one_by_hand(sheets: list[Sheet], given_settings: SealedSettings) -> None:
    found = tally("p1", sheets, given_settings)
    by_hand = counted_by_hand(sheets, given_settings)
    mean = sum(by_hand, Fraction(0)) / len(by_hand) if by_hand else None
    assert (found.complete, found.mean) == (len(by_hand), mean)
    assert found.quorum_met == (len(by_hand) >= given_settings.quorum)
    bar = given_settings.threshold * 4
    assert found.reaches_threshold == (mean is not None and mean >= bar)


@given(panels(), settings())
def test_each_member_is_counted_once(sheets: list[Sheet], given_settings: SealedSettings) -> None:
    found = tally("p1", sheets, given_settings)
    assert found.complete + found.missing + found.abstained == len(sheets)
    assert min(found.complete, found.missing, found.abstained) >= 0
    assert found.abstained == sum(sheet.degree in BARRED for sheet in sheets)


@given(panels().flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))), settings())
def test_the_order_of_sheets_changes_nothing(
    orders: tuple[list[Sheet], list[Sheet]], given_settings: SealedSettings
) -> None:
    given_order, turned = orders
    assert tally("p1", turned, given_settings) == tally("p1", given_order, given_settings)


@given(panels(), settings(), degrees)
def test_a_missing_sheet_never_moves_the_mean(
    sheets: list[Sheet], given_settings: SealedSettings, degree: Degree | None
) -> None:
    before = tally("p1", sheets, given_settings)
    after = tally("p1", [*sheets, Sheet("late", degree, None)], given_settings)
    assert (after.mean, after.per_criterion) == (before.mean, before.per_criterion)
    assert after.complete == before.complete


@given(panels(), settings())
def test_the_mean_is_the_weighted_mean_of_the_criteria(
    sheets: list[Sheet], given_settings: SealedSettings
) -> None:
    found = tally("p1", sheets, given_settings)
    if found.mean is None:
        assert set(found.per_criterion.values()) == {None}
        return
    parts = [(one.weight, found.per_criterion[one.criterion_id]) for one in given_settings.criteria]
    weighted = sum(weight * (part or 0) for weight, part in parts)
    assert found.mean == Fraction(weighted, sum(weight for weight, _ in parts))
    assert 0 <= found.mean <= given_settings.scale_top


@given(panels(), settings(), st.integers(2, 9))
def test_only_the_proportion_of_weights_counts(
    sheets: list[Sheet], given_settings: SealedSettings, times: int
) -> None:
    scaled = tuple(replace(one, weight=one.weight * times) for one in given_settings.criteria)
    heavier = replace(given_settings, criteria=scaled)
    assert tally("p1", sheets, heavier) == tally("p1", sheets, given_settings)


@given(st.lists(panels(), max_size=6))
def test_the_ranking_goes_down_and_holds_each_quorate_idea_once(days: list[list[Sheet]]) -> None:
    criteria = tuple(criterion(one, position=at) for at, one in enumerate(IDS, 1))
    given_settings = replace(SEALED, criteria=criteria)
    tallies = {f"p{at}": tally(f"p{at}", sheets, given_settings) for at, sheets in enumerate(days)}
    places = ranking(tallies.values())
    ranked = [pitch_id for place in places for pitch_id in place.pitch_ids]
    assert sorted(ranked) == [one for one in sorted(tallies) if tallies[one].quorum_met]
    means = [{tallies[pitch_id].mean for pitch_id in place.pitch_ids} for place in places]
    assert all(len(tied) == 1 for tied in means)
    order = [max(mean for mean in tied if mean is not None) for tied in means]
    assert order == sorted(set(order), reverse=True)
    ahead = 0
    for place in places:
        assert place.place == ahead + 1
        ahead += len(place.pitch_ids)


@given(st.fractions(0, 5, max_denominator=10**6))
def test_decimals_round_half_up(value: Fraction) -> None:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    by_decimal = str(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
    assert decimal_text(value) == by_decimal
