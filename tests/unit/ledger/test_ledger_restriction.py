"""Money never leaves its restriction: which pots fit, why the others don't, and a forged award."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import posting
from ledger.rules.accounts import AccountKind, Pot, account_id
from ledger.rules.body import parse_body
from ledger.rules.entry import Entry, canonical_body
from ledger.rules.meaning import breach
from ledger.rules.problems import Problem
from ledger.rules.records import Code, CodeKind
from ledger.rules.refusal import Refusal
from ledger.rules.refusal_records import RecordRefusal
from ledger.rules.restriction import (
    NOTHING_KNOWN,
    UNRESTRICTED,
    Known,
    Restriction,
    codes_of_known,
    codes_of_restriction,
    fits,
    known_of,
    restriction_of,
)
from ledger.rules.stack import Share, money_for, stack
from makeithappen.core.errors import Refused
from tests.unit.ledger.ledger_world import TODAY, World, award, stamp, verify

HARBOUR, FOOD, UNDER = frozenset({"harbour"}), frozenset({"food"}), frozenset({"under_fives"})
KNOWN = Known("harbour", FOOD, UNDER, TODAY)
COMMON = Pot("pot-common", "fund-1", "funder-1")
RULED = Pot("pot-ruled", "fund-1", "funder-2", restriction=Restriction(areas=HARBOUR))
GIFT = Pot("pot-gift", "fund-1", "funder-3", idea_id="idea-1")


def free(**pence: int) -> dict[str, int]:
    return {account_id(f"pot-{name}", AccountKind.FREE): amount for name, amount in pence.items()}


@pytest.mark.parametrize(
    ("restriction", "known", "reason"),
    [
        (UNRESTRICTED, NOTHING_KNOWN, None),
        (Restriction(areas=HARBOUR), KNOWN, None),
        (Restriction(areas=HARBOUR), NOTHING_KNOWN, RecordRefusal.AREA_NOT_KNOWN),
        (Restriction(areas=HARBOUR), Known("hill"), RecordRefusal.OUTSIDE_AREA),
        (Restriction(purposes=FOOD), KNOWN, None),
        (Restriction(purposes=FOOD), Known(purposes=FOOD | {"play"}), None),
        (Restriction(purposes=FOOD), Known("harbour"), RecordRefusal.PURPOSE_NOT_KNOWN),
        (
            Restriction(purposes=FOOD),
            Known(purposes=frozenset({"play"})),
            RecordRefusal.OUTSIDE_PURPOSE,
        ),
        (Restriction(audiences=UNDER), KNOWN, None),
        (Restriction(audiences=UNDER), Known("harbour"), RecordRefusal.AUDIENCE_NOT_KNOWN),
        (
            Restriction(audiences=UNDER),
            Known(audiences=frozenset({"parents"})),
            RecordRefusal.OUTSIDE_AUDIENCE,
        ),
        (Restriction(from_on=TODAY, until_on=TODAY), KNOWN, None),
        (Restriction(from_on=TODAY), NOTHING_KNOWN, RecordRefusal.TOO_EARLY),
        (Restriction(from_on=date(2026, 5, 15)), KNOWN, RecordRefusal.TOO_EARLY),
        (Restriction(until_on=date(2026, 5, 13)), KNOWN, RecordRefusal.TOO_LATE),
        (
            Restriction(HARBOUR, FOOD, UNDER, until_on=date(2026, 5, 13)),
            Known("hill"),
            RecordRefusal.OUTSIDE_AREA,
        ),
    ],
)
def test_what_fits_and_why_not(
    restriction: Restriction, known: Known, reason: RecordRefusal | None
) -> None:
    assert fits(restriction, known) is reason


codes = st.frozensets(st.sampled_from(["a", "b", "c"]))
days = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 9))
restrictions = st.builds(Restriction, codes, codes, codes, days, days)
knowns = st.builds(Known, st.none() | st.sampled_from("abc"), codes, codes, days)


@given(restrictions, knowns)
def test_rows_say_what_was_said(restriction: Restriction, known: Known) -> None:
    assert restriction_of(codes_of_restriction("pot-1", restriction)) == restriction
    assert known_of(codes_of_known("award-1", known), known.on) == known


@given(restrictions, knowns)
def test_to_lift_a_restriction_never_shuts_money_out(
    restriction: Restriction, known: Known
) -> None:
    if fits(restriction, known) is None:
        assert fits(replace(restriction, areas=frozenset()), known) is None
        assert fits(replace(restriction, purposes=frozenset(), until_on=None), known) is None
    assert fits(UNRESTRICTED, known) is None


@given(
    st.lists(st.tuples(st.integers(0, 50), restrictions), max_size=5), knowns, st.integers(1, 99)
)
def test_a_stack_never_leaves_a_restriction(
    given_pots: list[tuple[int, Restriction]], known: Known, amount_pence: int
) -> None:
    pots = [
        Pot(f"pot-{number}", "fund-1", "funder-1", restriction=restriction)
        for number, (_, restriction) in enumerate(given_pots)
    ]
    balances = free(**{str(number): pence for number, (pence, _) in enumerate(given_pots)})
    able = sum(pence for pence, restriction in given_pots if fits(restriction, known) is None)
    if able < amount_pence:
        with pytest.raises(Refused) as refused:
            stack("idea-1", amount_pence, pots, balances, known)
        enough = sum(pence for pence, _ in given_pots) >= amount_pence
        assert isinstance(refused.value.code, RecordRefusal) is enough
        return
    shares = stack("idea-1", amount_pence, pots, balances, known)
    assert sum(share.amount_pence for share in shares) == amount_pence <= able
    assert all(fits(share.pot.restriction, known) is None for share in shares)


def test_earmarked_money_goes_first_then_restricted_then_the_rest() -> None:
    pots = (COMMON, RULED, GIFT)
    balances = free(common=100, ruled=30, gift=20)
    assert stack("idea-1", 60, pots, balances, KNOWN) == (
        Share(GIFT, 20),
        Share(RULED, 30),
        Share(COMMON, 10),
    )
    assert stack("idea-2", 60, pots, balances, Known("hill")) == (Share(COMMON, 60),)


def test_the_refusal_names_what_does_not_fit() -> None:
    pots, balances = (COMMON, RULED), free(common=50, ruled=30)
    with pytest.raises(Refused) as refused:
        stack("idea-1", 60, pots, balances, Known("hill"))
    facts = {"amount_pence": 60, "available_pence": 50}
    assert (refused.value.code, refused.value.facts) == (RecordRefusal.OUTSIDE_AREA, facts)
    with pytest.raises(Refused) as refused:
        stack("idea-1", 90, pots, balances, Known("hill"))
    assert (refused.value.code, refused.value.facts) == (
        Refusal.EXCEEDS_AVAILABLE,
        facts | {"amount_pence": 90},
    )
    with pytest.raises(Refused) as refused:
        posting.make_award(
            stamp(),
            award(),
            [Share(RULED, 50_000)],
            awarded=False,
            balances={},
            known=NOTHING_KNOWN,
        )
    assert refused.value.code is RecordRefusal.AREA_NOT_KNOWN


def test_what_a_day_can_promise() -> None:
    """What fits one is for that one, what fits none is for nobody, what fits some is common."""
    ideas = {"idea-1": Known("hill"), "idea-2": KNOWN, "idea-3": Known("glen", UNDER, FOOD)}
    two = replace(RULED, id="pot-two", restriction=Restriction(areas=HARBOUR | {"glen"}))
    none = replace(RULED, id="pot-none", restriction=Restriction(areas=frozenset({"moor"})))
    other = replace(GIFT, id="pot-other", idea_id="idea-9")
    balances = free(common=100, ruled=30, gift=20, two=7, none=5, other=3)
    pots = (COMMON, RULED, GIFT, two, none, other)
    assert money_for(ideas, pots, balances) == (157, {"idea-1": 20, "idea-2": 30})


def posted(restriction: Restriction, known: Known) -> World:
    """A ledger in which an award was signed that no rule has looked at."""
    world, made = World(), award()
    pot = replace(RULED, restriction=restriction)
    world.post(posting.open_pot(world.stamp(), pot))
    world.post(posting.record_receipt(world.stamp(), pot, 50_000))
    forged = posting.make_award(
        world.stamp(),
        made,
        [Share(replace(pot, restriction=UNRESTRICTED), 50_000)],
        awarded=False,
        balances=world.balances,
        known=known,
    )
    world.post(forged)
    return world


@pytest.mark.parametrize(
    ("restriction", "known", "found"),
    [
        (UNRESTRICTED, NOTHING_KNOWN, None),
        (Restriction(areas=HARBOUR, from_on=TODAY), KNOWN, None),
        (Restriction(areas=HARBOUR), Known("hill"), "outside_area"),
        (Restriction(audiences=UNDER), NOTHING_KNOWN, "audience_not_known"),
        (Restriction(until_on=date(2026, 5, 13)), KNOWN, "too_late"),
    ],
)
def test_verification_finds_money_that_left_its_restriction(
    restriction: Restriction, known: Known, found: str | None
) -> None:
    reason = f"its money left its restriction: {found}"
    due = [] if found is None else [Problem("entries", "entry-003", reason)]
    assert verify(posted(restriction, known).tables) == due


def opened(*codes: Code) -> Entry:
    return replace(posting.open_pot(stamp(), COMMON), codes=codes)


def test_codes_that_mean_nothing_are_found() -> None:
    pot, wrong = COMMON.id, "its codes contradict themselves"
    area, other = Code(pot, CodeKind.AREA, "harbour"), Code(pot, CodeKind.AREA, "glen")
    assert breach(opened(other, area)) is None
    assert parse_body(canonical_body(opened(area))) == opened(area)
    until = Code(pot, CodeKind.UNTIL, "2026-02-28")
    assert breach(opened(area, until)) is None
    for codes in (
        (area, other),
        (area, area),
        (until, replace(until, value="2026-03-01")),
        (Code("pot-x", CodeKind.AREA, "harbour"),),
        (Code(pot, CodeKind.AUDIENCE, "cats"),),
        (Code(pot, CodeKind.PURPOSE, "fun"),),
        (replace(until, value="2026-02-30"),),
    ):
        assert breach(opened(*codes)) == wrong, codes
    receipt = replace(posting.record_receipt(stamp(), COMMON, 5), codes=(area,))
    assert breach(receipt) == "its kind, receipt, does not go with its codes"
