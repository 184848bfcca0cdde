"""Tables as files for a spreadsheet: what somebody typed is text there, and never a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

Cell = str | int | date | None
"""A whole number is an amount in pence; None is an empty cell."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what could be one."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def csv_table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV in UTF-8, with the mark by which Excel knows that; amounts in pounds."""
    made = StringIO()
    writer = csv.writer(made)
    writer.writerows([_said(cell) for cell in row] for row in (head, *rows))
    return made.getvalue().encode("utf-8-sig")


def _said(cell: Cell) -> str:
    if isinstance(cell, int):
        return f"{'-' if cell < 0 else ''}{abs(cell) // 100}.{abs(cell) % 100:02}"
    return inert(cell) if isinstance(cell, str) else "" if cell is None else cell.isoformat()


class Workbook:
    """A workbook; the same cells give the same bytes."""

    def __init__(self, title: str) -> None:
        self._made = BytesIO()
        self._book: Any = xlsxwriter.Workbook(self._made, _PLAIN)
        self._book.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        self._bold = self._book.add_format({"bold": True})
        self._money = self._book.add_format({"num_format": "£#,##0.00;-£#,##0.00"})

    def sheet(self, name: str) -> Sheet:
        """Another sheet; its name is cut where it is too long for one."""
        return Sheet(self._book.add_worksheet(name[:31]), self._bold, self._money)

    def whole(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._made.getvalue()


class Sheet:
    """Rows one under the other."""

    def __init__(self, sheet: Any, bold: Any, money: Any) -> None:
        self._sheet, self._bold, self._money = sheet, bold, money
        self._sheet.set_column(0, 1, 28)
        self._sheet.set_column(2, 12, 14)
        self._next = 0

    def head(self, names: Sequence[str]) -> None:
        """A row in bold."""
        for column, name in enumerate(names):
            self._sheet.write_string(self._next, column, name, self._bold)
        self._next += 1

    def row(self, cells: Sequence[Cell]) -> None:
        """A row of text, days and amounts."""
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(self._next, column, cell / 100, self._money)
            elif cell is not None:
                self._sheet.write_string(self._next, column, str(cell))
        self._next += 1
