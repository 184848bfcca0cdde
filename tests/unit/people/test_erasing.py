"""Nobody is erased while others count on them."""

from __future__ import annotations

from typing import Any

import pytest

from makeithappen.core.access import Role
from makeithappen.core.errors import Refused
from makeithappen.people.rules.changes import needs_second_person
from makeithappen.people.rules.erasing import PRIVATE, check_erase
from makeithappen.people.rules.refusals import Refusal

NOTHING: dict[str, Any] = {"on_panel": False, "before_panel": False, "owed_pence": 0}


def test_whoever_holds_no_office_and_is_owed_nothing_can_be_erased() -> None:
    assert check_erase(frozenset(PRIVATE), **NOTHING) is None


@pytest.mark.parametrize("role", sorted(set(Role) - PRIVATE))
def test_an_office_is_given_back_first(role: Role) -> None:
    with pytest.raises(Refused) as refused:
        check_erase(frozenset({"applicant", str(role)}), **NOTHING | {"owed_pence": 5})
    assert refused.value.code is Refusal.HOLDS_OFFICE


@pytest.mark.parametrize(
    ("known", "code", "facts"),
    [
        ({"on_panel": True, "before_panel": True}, Refusal.ON_A_PANEL, {}),
        ({"before_panel": True, "owed_pence": 1}, Refusal.BEFORE_A_PANEL, {}),
        ({"owed_pence": 1}, Refusal.IS_OWED, {"amount_pence": 1}),
    ],
)
def test_each_refusal(known: dict[str, Any], code: Refusal, facts: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        check_erase(frozenset({"applicant"}), **NOTHING | known)
    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_nobody_erases_somebody_else_alone() -> None:
    assert needs_second_person(kind="erase", value="", roles=frozenset({"applicant"}))
