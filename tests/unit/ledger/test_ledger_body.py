"""Reading bodies back: what was written comes out, and nothing else is taken for an entry."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger.rules.body import BadBody, parse_body
from ledger.rules.entry import canonical_body
from tests.unit.ledger.ledger_world import whole_way

ENTRIES = whole_way().entries
BODY = canonical_body(next(one for one in ENTRIES if one.awards))


def changed(**values: Any) -> str:
    """The body of an award with other values, in canonical spelling."""
    whole = json.loads(BODY) | values
    return json.dumps(whole, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("place", range(len(ENTRIES)))
def test_every_kind_of_entry_comes_back_as_it_was(place: int) -> None:
    assert parse_body(canonical_body(ENTRIES[place])) == ENTRIES[place]


NOT_JSON = "it is not JSON of the kind that entries are written in"
UNKNOWN = "a code, date or time in it is unknown"
SPELLING = "it is not in canonical form"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", NOT_JSON),
        ("{", NOT_JSON),
        ("[" * 100_000, NOT_JSON),
        ("9" * 5_000, NOT_JSON),
        ('{"v":1.0}', NOT_JSON),
        ('{"v":NaN}', NOT_JSON),
        ("[]", "an object was expected"),
        ("null", "an object was expected"),
        ("{}", "v is not a whole number"),
        (changed(more=1), "its keys are not those of an entry"),
        (changed(v=99), "it is of an unknown version"),
        (changed(v=1), "its keys are not those of an entry"),
        (changed(v="1"), "v is not a whole number"),
        (changed(v=True), "v is not a whole number"),
        (changed(id=5), "id is not text"),
        (changed(id=None), "id is not text"),
        (changed(award_id=5), "award_id is not text"),
        (changed(kind="gift"), UNKNOWN),
        (changed(recorded_at="yesterday"), UNKNOWN),
        (changed(effective_on="2026-02-30"), UNKNOWN),
        (changed(effective_on="20260514"), UNKNOWN),
        (changed(recorded_at="2026-05-14T18:00:07Z"), SPELLING),
        (changed(recorded_at="2026-05-14T18:00:07"), "a time must be in UTC"),
        (changed(fund_id="Ann Example"), "fund_id is not an id or a code"),
        (changed(legs=None), "legs is not a list"),
        (changed(legs={}), "legs is not a list"),
        (changed(legs=[5]), "an object was expected"),
        (changed(legs=[{"account_id": "a"}]), "its keys are not those of an entry"),
        (
            changed(legs=[{"account_id": "a", "amount_pence": "5"}]),
            "amount_pence is not a whole number",
        ),
        (BODY.replace(":", ": ", 1), SPELLING),
        (BODY.replace("{", '{"v":1,', 1), SPELLING),
        (BODY + " ", SPELLING),
    ],
)
def test_what_is_not_a_body(text: str, reason: str) -> None:
    with pytest.raises(BadBody) as refused:
        parse_body(text)
    assert str(refused.value) == reason
