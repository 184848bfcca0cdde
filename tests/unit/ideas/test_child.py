"""What a child says is shown with each yes that its age asks for, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from makeithappen.child_bands import (
    SUGGESTED,
    Band,
    BandRefusal,
    Consent,
    Telling,
    band_of,
    read_bands,
    write_bands,
)
from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.attachments import Kind
from makeithappen.ideas.rules.child import (
    DRAWINGS_MAX,
    Child,
    ChildRefusal,
    Who,
    Yes,
    check_age,
    check_answer,
    check_draft,
    check_drawing,
    free_place,
    lettered,
    shown,
)
from makeithappen.ideas.rules.idea import BEFORE_THE_PANEL, State

AT = datetime(2026, 11, 22, tzinfo=UTC)
CHILD = Child("child-1", 0, 7, "A slide!", 2, Telling.SIMPLE, Consent.BOTH)
KEPT = "0-4:carer:both 5-11:simple:both 12-15:own:child_first 16-17:own:child"


def said(child: Child, *answers: tuple[Who, bool], version: int = 2) -> Child:
    yeses = tuple(
        Yes(who, yes, version, AT + timedelta(seconds=number))
        for number, (who, yes) in enumerate(answers)
    )
    return replace(child, yeses=child.yeses + yeses)


def refusal(code: ChildRefusal, child: Child, who: Who, *, yes: bool = True) -> None:
    with pytest.raises(Refused) as refused:
        check_answer(child, who, yes=yes, state=State.DRAFT)
    assert refused.value.code is code


def test_bands_are_kept_as_text_and_read_back() -> None:
    assert (write_bands(SUGGESTED[::-1]), read_bands(KEPT), read_bands("")) == (KEPT, SUGGESTED, ())
    found = [band_of(SUGGESTED[1:], age) for age in (4, 5, 11, 12, 17, 18)]
    assert found == [None, SUGGESTED[1], SUGGESTED[1], SUGGESTED[2], SUGGESTED[3], None]


@pytest.mark.parametrize(
    ("ages", "code"),
    [
        ([(5, 4)], BandRefusal.AGES),
        ([(-1, 4)], BandRefusal.AGES),
        ([(5, 18)], BandRefusal.AGES),
        ([(5, 9), (9, 11)], BandRefusal.OVERLAP),
        ([(5, 11), (0, 17)], BandRefusal.OVERLAP),
    ],
)
def test_bands_that_make_no_sense_are_refused(
    ages: list[tuple[int, int]], code: BandRefusal
) -> None:
    with pytest.raises(Refused) as refused:
        write_bands([Band(*pair, Telling.OWN, Consent.BOTH) for pair in ages])
    assert refused.value.code is code


def test_it_takes_each_yes_that_is_asked_for_and_the_last_word_counts() -> None:
    answers = [[], [True], [False], [True, False], [False, True]]
    for consent, child, carer in product(Consent, answers, answers):
        one = replace(CHILD, consent=consent)
        one = said(one, *((Who.CHILD, yes) for yes in child))
        one = said(one, *((Who.CARER, yes) for yes in carer))
        child_yes, carer_yes = child[-1:] == [True], carer[-1:] == [True]
        alone = consent is Consent.CHILD
        assert one.open == (child_yes and (carer_yes or alone)), (consent, child, carer)


def test_nothing_is_open_without_words_for_other_words_or_once_taken_down() -> None:
    both = ((Who.CHILD, True), (Who.CARER, True))
    agreed = said(CHILD, *both)
    closed = [
        replace(agreed, words=" \n"),
        replace(agreed, version=3),
        replace(agreed, hidden=True),
        said(CHILD, *both, version=1),
    ]
    assert ([one.open for one in closed], agreed.open) == ([False] * 4, True)
    assert replace(agreed, words="", drawings=1).open
    flagged = replace(agreed, flagged=True)
    assert (flagged.open, flagged.seen, agreed.seen) == (True, False, True)
    assert agreed.last(Who.CARER) == Yes(Who.CARER, yes=True, version=2, at=AT + timedelta(0, 1))
    assert replace(agreed, version=3).last(Who.CARER) is None
    for state in State:
        expected = [agreed] if state in BEFORE_THE_PANEL else []
        assert shown([*closed, flagged, agreed], state) == expected


def test_a_yes_has_its_time_and_a_no_is_always_taken() -> None:
    first, alone = (
        replace(CHILD, consent=consent) for consent in (Consent.CHILD_FIRST, Consent.CHILD)
    )
    refusal(ChildRefusal.NOTHING_SAID, replace(CHILD, words=""), Who.CHILD)
    refusal(ChildRefusal.CHILD_FIRST, first, Who.CARER)
    refusal(ChildRefusal.CHILD_FIRST, said(first, (Who.CHILD, False)), Who.CARER)
    refusal(ChildRefusal.CARER_NOT_ASKED, alone, Who.CARER)
    refusal(ChildRefusal.CARER_NOT_ASKED, alone, Who.CARER, yes=False)
    for state in (State.WITHDRAWN, State.NOT_THIS_TIME):
        with pytest.raises(Refused) as refused:
            check_answer(CHILD, Who.CHILD, yes=True, state=state)
        assert refused.value.code is ChildRefusal.OVER
    check_answer(said(first, (Who.CHILD, True)), Who.CARER, yes=True, state=State.SHORTLISTED)
    check_answer(CHILD, Who.CARER, yes=True, state=State.DRAFT)
    for state in State:
        check_answer(replace(first, words=""), Who.CARER, yes=False, state=state)
    check_draft(State.DRAFT)
    with pytest.raises(Refused):
        check_draft(State.SENT)


def test_letters_leave_nobody_out_and_stay_where_a_panel_knows_them() -> None:
    both = ((Who.CHILD, True), (Who.CARER, True))
    silent = replace(CHILD, words="", place=0, age=9)
    agreed, refused = said(replace(CHILD, place=1), *both), replace(CHILD, place=2, age=8)
    late = said(replace(CHILD, place=3, age=6), *both)
    assert [(one.letter, one.age) for one in lettered([silent, agreed, refused, late])] == [
        ("A", 7),
        ("B", 6),
        ("C", 9),
        ("D", 8),
    ]
    # A panel knows the child of 7 as A and that of 6 as B; then A takes the yes back,
    # and the child of 8 says yes for the first time.
    known = [
        silent,
        said(replace(agreed, kept=0), (Who.CHILD, False)),
        said(refused, *both),
        replace(late, kept=1),
    ]
    found = lettered(known)
    assert [(one.letter, one.age, one.open) for one in found] == [
        ("A", 7, False),
        ("B", 6, True),
        ("C", 8, True),
        ("D", 9, False),
    ]
    assert lettered(found) == found
    assert lettered([]) == []
    ten = lettered([replace(CHILD, place=place) for place in range(10)])
    assert "".join(one.letter for one in ten) == "ABCDEFGHIJ"


def test_children_have_places_by_order_and_ages_that_the_fund_asks() -> None:
    assert [free_place(taken) for taken in ([], [0, 1], [1, 2])] == [0, 2, 0]
    with pytest.raises(Refused) as full:
        free_place(range(10))
    assert (full.value.code, full.value.facts) == (ChildRefusal.TOO_MANY, {"most": 10})
    assert check_age(SUGGESTED, 12) == SUGGESTED[2]
    for bands, facts in (
        (SUGGESTED[1:3], {"first_age": 5, "last_age": 15}),
        ((), {"first_age": 0, "last_age": 0}),
    ):
        with pytest.raises(Refused) as refused:
            check_age(bands, 17)
        assert (refused.value.code, refused.value.facts) == (ChildRefusal.NOT_ASKED, facts)


def test_drawings_and_voices_are_few_and_no_film() -> None:
    full = replace(CHILD, drawings=DRAWINGS_MAX)
    for child, kind, code in (
        (CHILD, Kind.FILM, ChildRefusal.FILM),
        (full, Kind.FILM, ChildRefusal.FILM),
        (full, Kind.SOUND, ChildRefusal.TOO_MANY_DRAWINGS),
    ):
        with pytest.raises(Refused) as refused:
            check_drawing(child, kind)
        assert refused.value.code is code
    for kind in (Kind.PICTURE, Kind.SOUND):
        check_drawing(replace(CHILD, drawings=DRAWINGS_MAX - 1), kind)
