"""The kinds of entries that came later, after the books of `given.whole_way`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Flask

from ledger import store
from tests.integration.ledger.given import Books, to_the_result

LAST_MONTH = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
"""The last day of the month before: nothing in the books counts for it."""


def every_kind(app: Flask) -> Books:
    """Every kind of entry once, at least."""
    books = to_the_result(app)
    books.rotate()
    books.write(store.erase_subject, "person-di", actor_id="di")
    close(books)
    return books


def close(books: Books, closes_on: date = LAST_MONTH, fund_id: str = "fund-1") -> str:
    """A month of the fund, which Ann asks to close and Bo closes; gives the entry's id."""
    books.write(store.ask_close, fund_id=fund_id, closes_on=closes_on)
    return books.write(store.close_period, fund_id=fund_id, actor_id="bo")
