"""What somebody asks for to take part, and which text is a link."""

from __future__ import annotations

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.answers import Answers
from makeithappen.ideas.rules.idea import State
from makeithappen.ideas.rules.merging import joined
from makeithappen.ideas.rules.parting import parted
from makeithappen.ideas.rules.safeguarding import words_of
from makeithappen.ideas.rules.taking_part import (
    GOING,
    Arrangement,
    Refusal,
    check_arrange,
    counts,
    is_link,
    mark_of,
    wanted,
    without,
)

BSL, LANGUAGE, TRAVEL, ELSE = (
    Arrangement.BSL,
    Arrangement.LANGUAGE,
    Arrangement.TRAVEL,
    Arrangement.ELSE,
)
SAID = {
    "what": "A bench",
    "take_part": "travel bsl",
    "take_part_language": "Urdu",
    "take_part_else": "A break",
    "signed_link": "https://example.org/v",
}


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "https://example.org/",
        "HTTPS://Youtu.be/dQw4?t=1&x=%20#a",
        "https://sub.münchen.example:8443/a_b~c",
    ],
)
def test_a_link(text: str) -> None:
    assert is_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "my video",
        "example.org/v",
        "http://example.org/v",
        "javascript:alert(1)//https://example.org",
        "https://localhost/v",
        "https://example.org/a b",
        "https://me:secret@example.org/v",
        "https://example.org@evil.example/v",
        "https://example.org\\@evil.example",
        "https://example.org/\u202egpj.exe",
        'https://example.org/"onclick',
        "https://example.org/<b>",
        "see https://example.org",
        "https://example.org\nhttps://example.org",
    ],
)
def test_no_link(text: str) -> None:
    assert not is_link(text)


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, []),
        ({"take_part": "", "signed_link": "https://example.org"}, []),
        ({"take_part": "travel bsl unknown"}, [BSL, TRAVEL]),
        ({"take_part": "language"}, [LANGUAGE]),
        ({"take_part_language": "Urdu"}, [LANGUAGE]),
        (SAID, [BSL, LANGUAGE, TRAVEL, ELSE]),
    ],
)
def test_words_beside_a_box_count_as_its_tick(answers: Answers, asked: list[Arrangement]) -> None:
    assert wanted(answers) == asked


def test_how_many_of_each() -> None:
    assert counts([[TRAVEL, ELSE], [BSL, TRAVEL], []]) == {BSL: 1, TRAVEL: 2, ELSE: 1}


def test_another_answer_or_another_day_has_another_mark() -> None:
    days = [("day-1", "Lens"), ("", "")]
    marks = [
        mark_of(SAID, days),
        mark_of(SAID, days[:1]),
        mark_of({**SAID, "take_part": "bsl"}, days),
        mark_of({**SAID, "take_part_else": ""}, days),
    ]
    assert len(set(marks)) == 4
    assert mark_of(dict(reversed(SAID.items())), reversed(days)) == marks[0]


def test_it_goes_into_no_other_idea() -> None:
    own = {"what": "A bench", "who_for": "", "drops": ""}
    assert without(SAID) == {"what": "A bench"}
    assert joined([SAID, SAID]) == {**own, "what": "A bench\n\nA bench"}
    assert parted(SAID, "One") == {"what": "A bench", "title": "One", "ask": None, "smallest": None}


def test_ticks_are_no_words_that_can_be_flagged() -> None:
    assert set(words_of(SAID)) == set(SAID) - {"take_part"}


def test_it_is_arranged_while_somebody_may_come() -> None:
    assert sorted(GOING) == [State.SENT, State.SHORTLISTED]
    check_arrange(SAID, is_going=True, is_read=True)


@pytest.mark.parametrize(
    ("said", "is_going", "code"),
    [
        ({}, False, Refusal.NOT_WITH_US),
        (SAID, False, Refusal.NOT_WITH_US),
        ({}, True, Refusal.NOT_ASKED_FOR),
        ({"signed_link": "https://a.org"}, True, Refusal.NOT_ASKED_FOR),
        (SAID, True, Refusal.CHANGED),
    ],
)
def test_nothing_is_arranged_that_nobody_waits_for_or_read(
    said: Answers, is_going: bool, code: Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        check_arrange(said, is_going=is_going, is_read=False)
    assert refused.value.code is code
