"""Two people find the same on a paper, or it is looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makeithappen.child_bands import Consent, Telling
from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.child import Child, Who, Yes
from makeithappen.ideas.rules.paper import (
    PaperChild,
    PaperIdea,
    Refusal,
    as_typed,
    check_mend,
    check_second,
    differences,
    figures,
    may_print_slip,
    presses,
)
from makeithappen.ideas.rules.spending_plan import Help, HelpKind, HelpStage, Line, Plan, Unit

AT = datetime(2026, 5, 1, tzinfo=UTC)
TYPED = PaperIdea("idea-1", "A bench", "bo", AT)
CHILD = Child("child-1", 0, 7, "A slide!", 2, Telling.SIMPLE, Consent.BOTH)
PLAN = Plan(
    (Line("Wood", 3, 1_250), Line("Paint", 1, 900)),
    (Help(HelpKind.HOURS, Unit.HOURS, 1_250, HelpStage.PENDING, "Neighbours"),),
)
CHECKED = replace(TYPED, checked_by="cy", checked_at=AT)


def test_what_two_people_find_the_same_differs_in_nothing() -> None:
    first = {"contact": "01 23 a@B.org", "ask": 900, "smallest": None, "what": "A bench"}
    same = {"contact": "0123 A@b.org", "ask": 900, "smallest": None}
    assert differences(first, same, ()) == frozenset()
    assert differences(first, {**same, "ask": 901, "smallest": 1}, ("what",)) == {
        *("ask", "smallest", "what"),
    }
    assert differences(first, {}, ()) == {"contact", "ask"}


def test_the_figures_of_all_rows_are_compared() -> None:
    first = figures(PLAN, [CHILD])
    assert first == {
        "spending": ((3, 1_250), (1, 900)),
        "other_help": (1_250,),
        "children": (7,),
    }
    assert differences(first, dict(first), ()) == frozenset()
    assert differences(figures(Plan(), []), {}, ()) == frozenset()
    for question_id, other in (
        ("spending", ((3, 1_250), (1, 901))),
        ("spending", ((1, 900), (3, 1_250))),
        ("spending", ((3, 1_250), (None, None))),
        ("spending", ((3, 1_250),)),
        ("other_help", (1_250, 100)),
        ("children", ()),
        ("children", (8,)),
    ):
        assert differences(first, {**first, question_id: other}, ()) == {question_id}
    assert differences(first, first, ("outcomes", "children")) == {"outcomes", "children"}


@pytest.mark.parametrize(
    ("consent", "ticks", "counted"),
    [
        (Consent.BOTH, {}, []),
        (Consent.BOTH, {Who.CARER: True}, [(Who.CARER, True)]),
        (
            Consent.BOTH,
            {Who.CARER: True, Who.CHILD: False},
            [(Who.CHILD, False), (Who.CARER, True)],
        ),
        (Consent.CHILD_FIRST, {Who.CARER: True}, []),
        (Consent.CHILD_FIRST, {Who.CARER: False}, [(Who.CARER, False)]),
        (Consent.CHILD_FIRST, {Who.CHILD: False, Who.CARER: True}, [(Who.CHILD, False)]),
        (
            Consent.CHILD_FIRST,
            {Who.CHILD: True, Who.CARER: True},
            [(Who.CHILD, True), (Who.CARER, True)],
        ),
        (Consent.CHILD, {Who.CHILD: True, Who.CARER: False}, [(Who.CHILD, True)]),
    ],
)
def test_only_the_ticks_of_who_is_asked_count(
    consent: Consent, ticks: dict[Who, bool], counted: list[tuple[Who, bool]]
) -> None:
    assert presses(replace(CHILD, consent=consent), ticks) == counted


def test_what_was_typed_is_read_back_with_the_last_ticks() -> None:
    said = tuple(Yes(who, yes, 2, AT) for who, yes in ((Who.CHILD, False), (Who.CHILD, True)))
    older = Yes(Who.CARER, True, 1, AT)
    assert as_typed([CHILD, replace(CHILD, yeses=(older, *said))]) == (
        PaperChild(7, "A slide!", {}),
        PaperChild(7, "A slide!", {Who.CHILD: True}),
    )


@pytest.mark.parametrize(
    ("paper", "person_id", "code"),
    [
        (TYPED, "bo", Refusal.SAME_PERSON),
        (replace(TYPED, differs=frozenset({"ask"})), "cy", Refusal.NOT_WAITING),
        (CHECKED, "dee", Refusal.NOT_WAITING),
    ],
)
def test_who_typed_it_does_not_check_it(paper: PaperIdea, person_id: str, code: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        check_second(paper, person_id, TYPED.typing)
    assert refused.value.code is code
    check_second(TYPED, "cy", TYPED.typing)


def test_a_paper_typed_again_is_compared_again() -> None:
    again = replace(TYPED, typed_at=AT + timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        check_second(again, "cy", TYPED.typing)
    assert refused.value.code is Refusal.TYPED_ANEW
    check_second(again, "cy", again.typing)


def test_what_was_checked_stays_as_it_is() -> None:
    check_mend(TYPED)
    with pytest.raises(Refused) as refused:
        check_mend(CHECKED)
    assert refused.value.code is Refusal.NOT_WAITING


def test_only_who_checked_it_prints_the_slip_and_for_a_day() -> None:
    day = timedelta(days=1)
    tries = ((CHECKED, "cy", AT), (CHECKED, "bo", AT), (CHECKED, "cy", AT + day), (TYPED, "cy", AT))
    assert [may_print_slip(*facts) for facts in tries] == [True, False, False, False]
