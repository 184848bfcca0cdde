"""What a flag hides, how long there is to look, and who may decide what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.idea import Ask, Idea, State, Words
from makeithappen.ideas.rules.safeguarding import (
    WHOLE,
    Decision,
    Flag,
    FlagRefusal,
    Outcome,
    check_decision,
    check_opening,
    hidden_parts,
    hides_name,
    hours_left,
    is_line,
    lines_of,
    masked,
    masked_answers,
    masked_plan,
    words_of,
)
from makeithappen.ideas.rules.spending_plan import Help, HelpKind, HelpStage, Line, Plan, Unit

AT = datetime(2026, 5, 14, 10, tzinfo=UTC)
FLAG = Flag("flag-1", "idea-1", "what", "Aisha", AT, steps=2)
DECISION = Decision(Outcome.STAYS_HIDDEN, "Names a child.", "", "Una", seen=2)
IDEA = Idea(
    "idea-1",
    "round-1",
    "fund-1",
    "Leanne",
    State.SENT,
    Words("A bench. We sit there.", "All", "0123"),
    Ask(2, 1),
    AT,
)
NAMED = replace(IDEA, ask=Ask(2, 1, None, "Bench"))
SAYS = {"name": "(name)", "instead": "(words)"}


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (timedelta(0), 24),
        (timedelta(seconds=1), 23),
        (timedelta(hours=23, minutes=59), 0),
        (timedelta(hours=24), 0),
        (timedelta(hours=24, seconds=1), -1),
        (timedelta(hours=30), -6),
    ],
)
def test_there_are_24_hours_to_look(later: timedelta, left: int) -> None:
    assert hours_left(FLAG, AT + later) == left
    assert hours_left(replace(FLAG, outcome=Outcome.PASSED_ON), AT + later) is None


def test_what_is_hidden_and_who_hears_of_it() -> None:
    outcomes = (None, *Outcome)
    flags = [replace(FLAG, outcome=one, part=str(one)) for one in outcomes]
    assert [flag.is_hidden for flag in flags] == [True, False, True, True, True]
    assert [flag.is_told for flag in flags] == [False, False, True, True, False]
    assert hidden_parts(flags) == {"None", "stays_hidden", "ask_again", "passed_on"}


def test_a_name_is_hidden_with_what_it_is_made_of() -> None:
    cases = [({WHOLE}, True), ({WHOLE}, False), ({"title"}, True), ({"title"}, False)]
    cases += [({"what"}, True), ({"what"}, False), ({"who_for"}, True), (set(), False)]
    found = [hides_name(hidden, has_title=has_title) for hidden, has_title in cases]
    assert found == [True, True, True, False, False, True, False, False]


def test_a_masked_idea_says_nothing_of_what_is_hidden() -> None:
    words = Words("(words)", "All", "0123")
    assert masked(IDEA, set(), **SAYS) == IDEA
    assert masked(IDEA, {"what"}, **SAYS) == replace(
        IDEA, words=words, ask=Ask(2, 1, None, "(name)")
    )
    assert masked(NAMED, {"what"}, **SAYS) == replace(NAMED, words=words)
    everything = replace(NAMED, words=Words("(words)", "(words)", "0123"))
    whole = masked(NAMED, {WHOLE}, **SAYS)
    assert whole == replace(everything, ask=Ask(2, 1, None, "(name)"))


def test_answers_are_masked_where_they_are_words() -> None:
    said = {"what": "A bench", "drops": "", "how_many": "30", "ask": 2, "title": None}
    said |= {"who_for": "All", "contact": "0123", "area": "area-1"}
    assert words_of(said) == {"what": "A bench", "who_for": "All"}
    assert masked_answers(said, {"what", "ask"}, "-") == {**said, "what": "-"}
    assert masked_answers(said, {WHOLE}, "-") == {**said, "what": "-", "who_for": "-"}


@pytest.mark.parametrize(
    ("flag", "decision", "code"),
    [
        ({}, {"actor_id": "Leanne"}, FlagRefusal.OWN_IDEA),
        ({}, {"actor_id": "Bo"}, FlagRefusal.NOT_OPENED),
        ({"outcome": Outcome.CAN_BE_SHOWN}, {}, FlagRefusal.SHOWN_AGAIN),
        ({"steps": 3}, {}, FlagRefusal.MOVED_ON),
        ({}, {"reason": " "}, FlagRefusal.REASON_MISSING),
        ({}, {"outcome": Outcome.PASSED_ON, "told": " "}, FlagRefusal.NOBODY_TOLD),
    ],
)
def test_a_decision_is_refused(
    flag: dict[str, object], decision: dict[str, object], code: FlagRefusal
) -> None:
    given = replace(FLAG, **flag), replace(DECISION, **decision)
    with pytest.raises(Refused) as refused:
        check_decision(*given, authors={"Leanne", "Max"}, opened_by={"Una", "Leanne"})
    assert refused.value.code is code


def test_a_decision_can_be_followed_by_another() -> None:
    for outcome in (None, Outcome.STAYS_HIDDEN, Outcome.ASK_AGAIN, Outcome.PASSED_ON):
        for wanted in Outcome:
            decision = replace(DECISION, outcome=wanted, told="The police, today")
            given = replace(FLAG, outcome=outcome), decision
            check_decision(*given, authors={"Leanne", "Max"}, opened_by={"Una"})
    check_opening(authors={"Leanne", "Max"}, actor_id="Una")


def test_one_line_of_a_plan_is_hidden_by_its_id() -> None:
    lines = (Line("Paint", 2, 500, "line-1"), Line("Wood", 1, 900, "line-2"))
    vans = Help(HelpKind.IN_KIND, Unit.ITEMS, 100, HelpStage.SECURED, "A van", "help-1")
    plan = Plan(lines, (vans,), ("outcome-1",))
    assert lines_of(plan) == {"line-1": "Paint", "line-2": "Wood", "help-1": "A van"}
    assert [is_line(part) for part in (*lines_of(plan), "what", WHOLE)] == [True] * 3 + [False] * 2
    first, second = lines
    for hidden, left in (
        (set[str](), plan),
        ({"what"}, plan),
        ({"line-2"}, replace(plan, lines=(first, replace(second, words="–")))),
        ({"help-1"}, replace(plan, helps=(replace(vans, words="–"),))),
        ({WHOLE, "line-2"}, Plan()),
    ):
        assert masked_plan(plan, hidden, "–") == left
