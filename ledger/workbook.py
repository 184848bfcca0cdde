"""A statement as a workbook: text is text, amounts are numbers, and the same books give the same
bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from ledger.book_pages import SHOWN_BANK, SHOWN_PROMISES, Period, StatementPage
from ledger.rules.statement import Column
from ledger.words_books import COLUMN_NAMES

_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def statement_workbook(
    page: StatementPage, period: Period, title: str, words: Mapping[str, str]
) -> bytes:
    """The statement on one sheet, the months on another. `words` are the translated labels."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, _PLAIN)
    book.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001
    sheet = _Sheet(book, words["statement"])
    sheet.heading(title)
    for label, day in ((words["first"], period.first), (words["last"], period.last)):
        sheet.row([label, day.isoformat()])
    for caption, columns in ((words["bank"], SHOWN_BANK), (words["promises"], SHOWN_PROMISES)):
        sheet.row([])
        sheet.heading(caption)
        sheet.head([words["pot"], words["funder"], *(str(COLUMN_NAMES[one]) for one in columns)])
        for pot, line in page.pots:
            sheet.row([pot.name, pot.funder_name, *_amounts(line, columns)])
        sheet.row([words["total"], "", *_amounts(page.total, columns)])
    months = _Sheet(book, words["months"])
    drawn = (Column.RECEIVED, Column.COMMITTED, Column.PAID)
    months.head([words["month"], *(str(COLUMN_NAMES[one]) for one in drawn)])
    for one in page.months:
        amounts = (one.received_pence, one.committed_pence, one.paid_pence)
        months.row([one.month.isoformat()[:7], *amounts])
    book.close()
    return made.getvalue()


def _amounts(line: Mapping[Column, int], columns: Sequence[Column]) -> list[int]:
    return [line[column] for column in columns]


class _Sheet:
    """Rows one under the other; a whole number is an amount in pence."""

    def __init__(self, book: Any, name: str) -> None:
        self._sheet = book.add_worksheet(name[:31])
        self._sheet.set_column(0, 1, 28)
        self._sheet.set_column(2, 12, 14)
        self._bold = book.add_format({"bold": True})
        self._money = book.add_format({"num_format": "£#,##0.00;-£#,##0.00"})
        self._next = 0

    def heading(self, words: str) -> None:
        self._sheet.write_string(self._next, 0, words, self._bold)
        self._next += 1

    def head(self, names: Sequence[str]) -> None:
        for column, name in enumerate(names):
            self._sheet.write_string(self._next, column, name, self._bold)
        self._next += 1

    def row(self, cells: Sequence[str | int]) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(self._next, column, cell / 100, self._money)
            else:
                self._sheet.write_string(self._next, column, cell)
        self._next += 1
