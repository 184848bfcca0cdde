"""Who is an author of an idea, and who may become one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.authors import (
    CO_AUTHORS_MAX,
    AuthorRefusal,
    CoAuthor,
    check_invite,
    check_join,
    is_author,
    may_end,
)
from makeithappen.ideas.rules.helping import typed_by_co_author
from makeithappen.ideas.rules.idea import State
from tests.unit.ideas.test_idea import DRAFT

AT = datetime(2027, 3, 2, tzinfo=UTC)
CODE = CoAuthor("author-1", "idea-1", None, "", AT + timedelta(1))
BO = CoAuthor("author-2", "idea-1", "Bo", "Bo")
MANY = {f"person {number}" for number in range(CO_AUTHORS_MAX)}


def test_authors_are_who_began_it_and_who_joined() -> None:
    people = ("person-1", "Bo", "Cy", "")
    assert [is_author(DRAFT, one, {"Bo"}) for one in people] == [True, True, False, False]
    assert [may_end(DRAFT, BO, one) for one in people] == [True, True, False, False]


def test_a_code_works_until_it_is_used_or_too_old() -> None:
    later = AT + timedelta(1)
    assert (CODE.waits(AT), CODE.waits(later), BO.waits(AT)) == (True, False, False)


@pytest.mark.parametrize("state", State)
def test_others_join_until_a_panel_has_the_idea(state: State) -> None:
    idea = replace(DRAFT, state=state)
    if state in {State.DRAFT, State.SENT}:
        assert check_invite(idea, co_authors=CO_AUTHORS_MAX - 1) is None
        code = AuthorRefusal.TOO_MANY
    else:
        code = AuthorRefusal.NOT_NOW
    with pytest.raises(Refused) as refused:
        check_invite(idea, co_authors=CO_AUTHORS_MAX)
    assert refused.value.code is code


def test_nobody_joins_twice_or_with_what_is_no_code() -> None:
    assert check_join(DRAFT, CODE, "Cy", {"Bo"}, AT) is None
    for given, code in (
        ((DRAFT, BO, "Cy", {"Bo"}, AT), AuthorRefusal.CODE_UNKNOWN),
        ((DRAFT, CODE, "Cy", {"Bo"}, AT + timedelta(1)), AuthorRefusal.CODE_UNKNOWN),
        ((DRAFT, CODE, "Cy", MANY, AT), AuthorRefusal.TOO_MANY),
        ((DRAFT, CODE, "person-1", {"Bo"}, AT), AuthorRefusal.OWN_IDEA),
        ((DRAFT, CODE, "Bo", {"Bo"}, AT), AuthorRefusal.ALREADY),
    ):
        with pytest.raises(Refused) as refused:
            check_join(*given)
        assert refused.value.code is code


def test_an_address_that_a_co_author_typed_proves_nothing() -> None:
    assert typed_by_co_author({"what", "contact"}) == ({"contact"}, {"what"})
    assert typed_by_co_author(()) == (set(), set())
