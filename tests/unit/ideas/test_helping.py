"""Who may write in a draft, whose yes sends it, and which answers a helper typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.attachments import Kind
from makeithappen.ideas.rules.helping import (
    Channel,
    Help,
    Refusal,
    changed,
    check_invite,
    check_join,
    check_their_yes,
    may_write,
    told_by,
    typed_by_helper,
)
from makeithappen.ideas.rules.idea import Ask, Idea, State, Words
from makeithappen.ideas.rules.idea import Refusal as IdeaRefusal

AT = datetime(2026, 5, 1, tzinfo=UTC)
LAST = AT + timedelta(days=14)
NEARLY = timedelta(microseconds=1)
IDEA = Idea("idea-1", "round-1", "fund-1", "lea", State.DRAFT, Words("", "", ""), Ask(), AT)
SENT = replace(IDEA, state=State.SENT)
HELP = Help("help-1", "idea-1", "bo", began_at=AT, ends_at=LAST)
ENDED = replace(HELP, ended_at=AT)
WAITS = replace(HELP, helper_id=None, began_at=None)


@pytest.mark.parametrize(
    ("idea", "person_id", "help_", "at", "may"),
    [
        (IDEA, "lea", None, AT, True),
        (SENT, "lea", None, AT, True),
        (IDEA, "bo", HELP, AT, True),
        (IDEA, "bo", HELP, LAST - NEARLY, True),
        (IDEA, "bo", HELP, LAST, False),
        (IDEA, "bo", ENDED, AT, False),
        (SENT, "bo", HELP, AT, False),
        (IDEA, "cy", HELP, AT, False),
        (IDEA, "bo", None, AT, False),
        (IDEA, "bo", WAITS, AT, False),
    ],
)
def test_its_own_person_writes_and_whoever_helps_with_the_draft_now(
    idea: Idea, person_id: str, help_: Help | None, at: datetime, may: bool
) -> None:
    assert may_write(idea, person_id, help_, at) is may


def refusal(check: Callable[[], None]) -> object:
    try:
        check()
    except Refused as refused:
        return refused.code
    return None


def test_one_helper_at_a_time_and_only_for_a_draft() -> None:
    found = [
        refusal(lambda idea=idea, help_=help_: check_invite(idea, help_, AT))
        for idea, help_ in ((IDEA, None), (IDEA, WAITS), (IDEA, ENDED), (IDEA, HELP), (SENT, None))
    ]
    assert found == [None, None, None, Refusal.HELPED_ALREADY, IdeaRefusal.NOT_A_DRAFT]


def test_a_code_works_once_in_time_and_not_for_oneself() -> None:
    tries = (
        (IDEA, WAITS, "bo", AT),
        (IDEA, WAITS, "lea", AT),
        (IDEA, WAITS, "bo", LAST),
        (IDEA, HELP, "bo", AT),
        (IDEA, replace(WAITS, ended_at=AT), "bo", AT),
        (SENT, WAITS, "bo", AT),
    )
    found = [refusal(lambda facts=facts: check_join(*facts)) for facts in tries]
    assert found == [None, Refusal.OWN_IDEA, *[Refusal.CODE_UNKNOWN] * 4]


def test_only_what_was_read_is_sent_and_only_with_the_persons_code() -> None:
    read = replace(HELP, read_at=AT)
    found = [
        refusal(lambda help_=help_, mine=mine: check_their_yes(help_, is_their_code=mine))
        for help_, mine in ((read, True), (read, False), (HELP, True))
    ]
    assert found == [None, Refusal.NOT_THEIR_CODE, Refusal.NOT_READ]


def test_what_is_said_the_same_again_is_no_change() -> None:
    before = {"what": "A bench", "who_for": "", "area": None, "ask": 900, "title": None}
    same = {"what": "A bench", "who_for": "", "drops": "", "ask": 900, "title": ""}
    assert changed(before, same) == set()
    other = {"what": "Bikes", "area": "", "ask": None, "drops": "The roof"}
    assert changed(before, other) == {"what", "area", "ask", "drops"}


def test_a_helper_typed_what_they_changed_and_what_they_typed_before() -> None:
    before = {"what": "A bench", "who_for": "All", "drops": "Roof", "title": "Bench"}
    answers = {"what": "A bench", "who_for": "Us", "drops": "", "title": "Bench"}
    assert typed_by_helper(before, answers, ()) == ({"who_for"}, {"drops"})
    assert typed_by_helper(before, answers, {"what"}) == ({"what", "who_for"}, {"drops"})


def test_what_is_only_spoken_comes_by_voice() -> None:
    online, voice = Channel.ONLINE, Channel.VOICE
    for channel, what, kinds, told in (
        (online, "", set[Kind](), online),
        (online, "", {Kind.SOUND}, voice),
        (online, " \n", {Kind.FILM, Kind.PICTURE}, voice),
        (online, "", {Kind.PICTURE}, online),
        (online, "A bench", {Kind.SOUND}, online),
        (voice, "A bench", {Kind.SOUND}, online),
        (voice, "", set[Kind](), online),
        (Channel.HELPER, "", {Kind.SOUND}, Channel.HELPER),
        (Channel.PAPER, "", {Kind.SOUND}, Channel.PAPER),
    ):
        assert told_by(channel, what, kinds) is told
