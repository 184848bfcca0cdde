"""A statement as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.book_pages import SHOWN_BANK, SHOWN_PROMISES, Period, StatementPage
from ledger.rules.statement import Column
from ledger.words_books import COLUMN_NAMES
from makeithappen.core.spreadsheet import Workbook


def statement_workbook(
    page: StatementPage, period: Period, title: str, words: Mapping[str, str]
) -> bytes:
    """The statement on one sheet, the months on another. `words` are the translated labels."""
    book = Workbook(title)
    sheet = book.sheet(words["statement"])
    sheet.head([title])
    for label, day in ((words["first"], period.first), (words["last"], period.last)):
        sheet.row([label, day.isoformat()])
    for caption, columns in ((words["bank"], SHOWN_BANK), (words["promises"], SHOWN_PROMISES)):
        sheet.row([])
        sheet.head([caption])
        sheet.head([words["pot"], words["funder"], *(str(COLUMN_NAMES[one]) for one in columns)])
        for pot, line in page.pots:
            sheet.row([pot.name, pot.funder_name, *_amounts(line, columns)])
        sheet.row([words["total"], "", *_amounts(page.total, columns)])
    months = book.sheet(words["months"])
    drawn = (Column.RECEIVED, Column.COMMITTED, Column.PAID)
    months.head([words["month"], *(str(COLUMN_NAMES[one]) for one in drawn)])
    for one in page.months:
        amounts = (one.received_pence, one.committed_pence, one.paid_pence)
        months.row([one.month.isoformat()[:7], *amounts])
    return book.whole()


def _amounts(line: Mapping[Column, int], columns: Sequence[Column]) -> list[int]:
    return [line[column] for column in columns]
