"""Who may change whose account: power over money takes two."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeithappen.core.errors import Refused
from makeithappen.people.rules.changes import (
    Change,
    check_administrators_left,
    check_second_person,
    needs_second_person,
)
from makeithappen.people.rules.refusals import Refusal

ASKED = Change(asked_by="ada", person_id="bea", decided=False)


@pytest.mark.parametrize(
    ("kind", "value", "roles", "two"),
    [
        ("address", "x@example.org", frozenset({"applicant"}), False),
        ("address", "x@example.org", frozenset({"applicant", "approver"}), True),
        ("address", "x@example.org", frozenset({"administrator"}), True),
        ("give_role", "chair", frozenset[str](), False),
        ("give_role", "fund_holder", frozenset[str](), True),
        ("give_role", "administrator", frozenset({"administrator"}), True),
        ("take_role", "approver", frozenset({"approver"}), False),
    ],
)
def test_what_needs_a_second_person(
    kind: str, value: str, roles: frozenset[str], two: bool
) -> None:
    assert needs_second_person(kind=kind, value=value, roles=roles) is two


def test_a_third_person_may_decide() -> None:
    assert check_second_person(ASKED, decided_by="cat") is None


@pytest.mark.parametrize("decided_by", ["ada", "bea"])
def test_neither_who_asked_nor_whom_it_is_about_may_decide(decided_by: str) -> None:
    with pytest.raises(Refused) as refused:
        check_second_person(ASKED, decided_by=decided_by)
    assert refused.value.code is Refusal.SAME_PERSON


def test_what_was_decided_stays() -> None:
    with pytest.raises(Refused) as refused:
        check_second_person(replace(ASKED, decided=True), decided_by="ada")
    assert refused.value.code is Refusal.ALREADY_DECIDED


def test_the_last_administrator_stays() -> None:
    take = {"kind": "take_role", "value": "administrator", "person_id": "ada"}
    assert check_administrators_left(administrators=frozenset({"ada", "bea"}), **take) is None
    with pytest.raises(Refused) as refused:
        check_administrators_left(administrators=frozenset({"ada"}), **take)
    assert refused.value.code is Refusal.LAST_ADMINISTRATOR
    other = {**take, "value": "approver"}
    assert check_administrators_left(administrators=frozenset({"ada"}), **other) is None
