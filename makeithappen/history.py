"""The door from the ledger and the ideas to the panels: what became of what was funded before.

Who decides about money hears first how earlier decisions turned out. Only ideas whose people were
told are in it, with the titles that everybody can see. What was learnt from them comes here too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger import store as ledger
from ledger.rules.became import Became
from makeithappen.ideas import store as ideas


@dataclass(frozen=True, slots=True)
class PastAward:
    """An award as a panel may see it. `became` is a code; amounts in pence."""

    title: str
    became: str
    awarded_pence: int
    paid_pence: int
    returned_pence: int


@dataclass(frozen=True, slots=True)
class Before:
    """All awards of a fund, the newest first, and how many ended which way."""

    counts: Mapping[str, int]
    awards: tuple[PastAward, ...]


def before(session: Session, fund_id: str) -> Before:
    """What became of the awards of a fund. Two statements, however many there are."""
    titles = ideas.funded_titles(session, fund_id)
    awards = tuple(
        PastAward(
            title=titles[one.idea_id],
            became=str(one.became),
            awarded_pence=one.awarded_pence,
            paid_pence=one.paid_pence,
            returned_pence=one.returned_pence,
        )
        for one in reversed(ledger.outcomes(session, fund_id))
        if one.idea_id in titles
    )
    found = Counter(one.became for one in awards)
    return Before({str(way): found[str(way)] for way in Became}, awards)
