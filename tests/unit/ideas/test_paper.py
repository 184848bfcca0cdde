"""Two people find the same on a paper, or it is looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.paper import (
    PaperIdea,
    Refusal,
    check_mend,
    check_second,
    differences,
    may_print_slip,
)

AT = datetime(2026, 5, 1, tzinfo=UTC)
TYPED = PaperIdea("idea-1", "A bench", "bo", AT)
CHECKED = replace(TYPED, checked_by="cy", checked_at=AT)


def test_what_two_people_find_the_same_differs_in_nothing() -> None:
    first = {"contact": "01 23 a@B.org", "ask": 900, "smallest": None, "what": "A bench"}
    same = {"contact": "0123 A@b.org", "ask": 900, "smallest": None}
    assert differences(first, same, ()) == frozenset()
    assert differences(first, {**same, "ask": 901, "smallest": 1}, ("what",)) == {
        *("ask", "smallest", "what"),
    }
    assert differences(first, {}, ()) == {"contact", "ask"}


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
        check_second(paper, person_id)
    assert refused.value.code is code
    check_second(TYPED, "cy")


def test_what_was_checked_stays_as_it_is() -> None:
    check_mend(TYPED)
    with pytest.raises(Refused) as refused:
        check_mend(CHECKED)
    assert refused.value.code is Refusal.NOT_WAITING


def test_only_who_checked_it_prints_the_slip_and_for_a_day() -> None:
    day = timedelta(days=1)
    tries = ((CHECKED, "cy", AT), (CHECKED, "bo", AT), (CHECKED, "cy", AT + day), (TYPED, "cy", AT))
    assert [may_print_slip(*facts) for facts in tries] == [True, False, False, False]
