"""That a month of a fund was closed, as it stands in an entry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Close:
    """The last day that is closed, "2026-11-30", and the digest of what the books came to."""

    fund_id: str
    closes_on: str
    trial_digest: str
