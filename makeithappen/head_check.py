"""The door from the panels' `decide` to the ledger: is the head in a bundle as it was signed?

Needs neither app nor database.
"""

from __future__ import annotations

import json

from ledger.rules.canonical import Unsealable
from ledger.rules.kept import read_kept
from makeithappen.core.signatures import signed


def what_is_wrong(head: object) -> str | None:
    """What was altered in the head of a bundle; None where it is as it was signed."""
    try:
        read_kept(json.dumps(head), signed)
    except Unsealable as wrong:
        return str(wrong)
    return None
