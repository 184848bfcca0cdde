"""No check of the database is left out for a kind of entry that it is about."""

from __future__ import annotations

import re

from ledger import enforcement, enforcement_paying, enforcement_records
from ledger.enforcement_kinds import FOR_ALL, OF_KINDS

CHECKS = {
    "paying": enforcement_paying.CHECKS,
    "records": enforcement_records.CHECKS,
    "reserving": enforcement.RESERVING_CHECKS,
}
NAMED = re.compile(r"\bNEW\.kind (?:= '(\w+)'|IN \(([^()]*)\))")


def test_each_trigger_is_called_for_all_kinds_that_its_checks_name() -> None:
    for name, kinds in OF_KINDS.items():
        of_entries = [check for check in CHECKS[name] if check[0] == "entries"]
        narrow = [check[1] for check in of_entries if check not in FOR_ALL]
        found = {
            kind
            for condition in narrow
            for one, several in NAMED.findall(condition)
            for kind in (one, *re.findall(r"\w+", several))
            if kind
        }
        assert set(kinds) == found
        assert all(" OR NEW.kind" not in condition for condition in narrow)
    assert [check[2] for check in FOR_ALL] == ["more at risk than promised"]
