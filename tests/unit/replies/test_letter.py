"""A letter of a fund: what may stand in it, and how it is filled in."""

from __future__ import annotations

import pytest

from makeithappen.core.errors import Refused
from makeithappen.replies.rules.letter import (
    LetterRefusal,
    Outcome,
    check_template,
    fill,
    needed,
    placeholders,
)
from makeithappen.replies.words import LETTERS, OUTCOMES, PLACEHOLDERS

NO = "{strengths} {criterion} {reason} {would_help} {elsewhere} {person} {talk_days}"


@pytest.mark.parametrize("outcome", Outcome)
def test_the_letters_of_the_house_can_be_filled_in(outcome: Outcome) -> None:
    check_template(outcome, str(LETTERS[outcome]))
    assert set(needed(outcome)) <= set(placeholders(outcome)) <= set(PLACEHOLDERS)
    assert set(OUTCOMES) == set(LETTERS) == set(Outcome)


@pytest.mark.parametrize(
    ("words", "code", "facts"),
    [
        ("{score}", LetterRefusal.UNKNOWN, {"name": "{score}"}),
        ("{rank} " + NO, LetterRefusal.UNKNOWN, {"name": "{rank}"}),
        ("{amount} " + NO, LetterRefusal.UNKNOWN, {"name": "{amount}"}),
        ("{Reason} " + NO, LetterRefusal.UNKNOWN, {"name": "{Reason}"}),
        ("{} " + NO, LetterRefusal.UNKNOWN, {"name": "{}"}),
        (NO + " {", LetterRefusal.BRACE, {}),
        (NO + " }", LetterRefusal.BRACE, {}),
        ("{{strengths}} " + NO, LetterRefusal.BRACE, {}),
        ("", LetterRefusal.WITHOUT, {"name": "{strengths}"}),
        (NO.replace("{person}", ""), LetterRefusal.WITHOUT, {"name": "{person}"}),
        ("{reason} " + NO, LetterRefusal.STRENGTHS_LATE, {"name": "{reason}"}),
        ("{criterion} " + NO, LetterRefusal.STRENGTHS_LATE, {"name": "{criterion}"}),
    ],
)
def test_what_can_not_be_filled_in_is_refused(
    words: str, code: LetterRefusal, facts: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        check_template(Outcome.NOT_THIS_TIME, words)
    assert refused.value.code is code
    assert {name: refused.value.facts[name] for name in facts} == facts


def test_a_yes_says_how_much_or_when() -> None:
    for outcome, missing in ((Outcome.FUNDED, "{amount}"), (Outcome.SHORTLISTED, "{day}")):
        with pytest.raises(Refused) as refused:
            check_template(outcome, "{strengths} {reason} {person}")
        assert refused.value.facts == {"name": missing}


def test_a_paragraph_with_nothing_in_it_is_left_out() -> None:
    template = "Hello,\n\nGood:\n{strengths}\n\nHelps:\n{would_help}\n \nBye, {person}\n"
    facts = {"strengths": "A {bench} for {person}", "would_help": " ", "person": "Morag"}
    assert fill(template, facts) == "Hello,\n\nGood:\nA {bench} for {person}\n\nBye, Morag"
