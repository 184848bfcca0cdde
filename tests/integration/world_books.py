"""What the books of the world of `world.py` hold beside money in and money out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ledger import store as ledger

if TYPE_CHECKING:
    from tests.integration.world import World


def books_around(world: World) -> None:
    """As many people as there are rows were erased; as many months of the first fund are closed.

    The month after them was asked to be closed.
    """
    for number in range(world.rows):
        by = ledger.By(f"person-gone-{number}", world.at, f"gone {number}")
        ledger.erase_subject(world.session, by, by.actor_id)
    first = world.at.date().replace(day=1)
    ends = [_end(first, world.rows - number + 2) for number in range(world.rows + 1)]
    for closes_on in ends:
        asked = {"fund_id": world.funds[0], "closes_on": closes_on}
        ledger.ask_close(world.session, world.by(), **asked)
        if closes_on != ends[-1]:
            ledger.close_period(world.session, world.by(1), fund_id=world.funds[0])


def _end(first: date, months: int) -> date:
    """The last day of the month so many months before."""
    year, month = divmod(first.year * 12 + first.month - 1 - months + 1, 12)
    return date(year, month + 1, 1) - timedelta(days=1)
