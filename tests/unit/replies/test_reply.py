"""A reply is whole, looked at as it is, and goes with all others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from makeithappen.core.errors import Refused
from makeithappen.replies.rules.letter import Outcome
from makeithappen.replies.rules.reply import (
    Look,
    Parts,
    Reply,
    ReplyRefusal,
    check_look,
    check_parts,
    check_send,
)

AT = datetime(2026, 11, 1, tzinfo=UTC)
PARTS = Parts("Warm.", "Lasting", "It ends in May.", "A second helper.", "The library")
REPLY = Reply("idea-1", "A bench", Outcome.NOT_NOW, 0, PARTS, "Morag, 01", "Dear all")


def seen(reply: Reply) -> Reply:
    return replace(reply, look=Look("person-1", AT, reply.digest))


def code(of: Reply, *, digest: str | None = None, looker: str = "a", owner: str = "b") -> str:
    with pytest.raises(Refused) as refused:
        check_look(of, seen=digest or of.digest, looker_id=looker, owner_id=owner)
    return refused.value.code


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ("strengths", ReplyRefusal.STRENGTHS_MISSING),
        ("criterion", ReplyRefusal.CRITERION_MISSING),
        ("reason", ReplyRefusal.REASON_MISSING),
        ("would_help", ReplyRefusal.HELP_MISSING),
        ("elsewhere", ReplyRefusal.ELSEWHERE_MISSING),
    ],
)
def test_a_no_says_all_of_it(part: str, missing: ReplyRefusal) -> None:
    for outcome in (Outcome.NOT_NOW, Outcome.DEFERRED, Outcome.NOT_THIS_TIME):
        hole = replace(REPLY, outcome=outcome, parts=replace(PARTS, **{part: " "}))
        assert (hole.lacks, code(hole)) == (missing, missing)
        with pytest.raises(Refused) as refused:
            check_parts(outcome, hole.parts)
        assert refused.value.code is missing


def test_a_yes_says_less() -> None:
    assert replace(REPLY, outcome=Outcome.FUNDED, parts=Parts("W", reason="R")).lacks is None
    assert replace(REPLY, outcome=Outcome.SHORTLISTED, parts=Parts("W")).lacks is None
    check_parts(Outcome.SHORTLISTED, Parts("W"), day_id="day-1")
    with pytest.raises(Refused) as refused:
        check_parts(Outcome.SHORTLISTED, PARTS)
    assert refused.value.code is ReplyRefusal.DAY_MISSING


def test_a_look_is_at_what_was_seen_and_by_somebody_else() -> None:
    check_look(REPLY, seen=REPLY.digest, looker_id="a", owner_id="b")
    assert code(REPLY, looker="a", owner="a") == ReplyRefusal.OWN_IDEA
    assert code(REPLY, digest="old") == ReplyRefusal.CHANGED_SINCE
    assert code(replace(REPLY, person=" ")) == ReplyRefusal.PERSON_MISSING


@pytest.mark.parametrize(
    "change",
    [
        {"letter": "Dear you"},
        {"outcome": Outcome.DEFERRED},
        {"amount_pence": 1},
        {"day_id": "day-2"},
    ],
)
def test_whatever_changes_it_undoes_the_look(change: dict[str, object]) -> None:
    looked = seen(REPLY)
    assert (REPLY.is_looked_at, looked.is_looked_at) == (False, True)
    assert not replace(looked, **change).is_looked_at


def test_all_go_together_or_none() -> None:
    check_send([])
    check_send([seen(REPLY), seen(REPLY)])
    for replies, unanswered, wanted in (
        ([REPLY, seen(REPLY), REPLY], 0, (ReplyRefusal.NOT_LOOKED_AT, 2)),
        ([REPLY], 3, (ReplyRefusal.NOT_ANSWERED, 3)),
    ):
        with pytest.raises(Refused) as refused:
            check_send(replies, unanswered=unanswered)
        assert (refused.value.code, refused.value.facts["count"]) == wanted
