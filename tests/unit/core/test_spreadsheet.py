"""What is typed is text in a spreadsheet, whatever it begins with."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeithappen.core.spreadsheet import Workbook, csv_table, inert

FIRST = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'  =1+1"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tcmd", "'\tcmd"),
        ("＝1", "'＝1"),
        ("A van = fun", "A van = fun"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_what_could_be_a_formula_gets_an_apostrophe(typed: str, kept: str) -> None:
    assert inert(typed) == kept


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_no_cell_of_a_table_begins_a_formula(typed: list[str]) -> None:
    [_head, row] = csv.reader(
        StringIO(csv_table(["Idea"], [typed]).decode("utf-8-sig"), newline="")
    )
    assert [cell for cell in row if cell.lstrip(" ").startswith(tuple(FIRST))] == []
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in typed]


def test_a_table_says_pounds_and_days() -> None:
    made = csv_table(["Idea", "Asks for"], [["A swing", 12_345], [None, -5], [date(2026, 5, 1), 0]])
    assert made.decode("utf-8-sig").splitlines() == [
        "Idea,Asks for",
        "A swing,123.45",
        ",-0.05",
        "2026-05-01,0.00",
    ]


def test_a_workbook_holds_no_formula_and_no_link() -> None:
    book = Workbook("Ideas")
    sheet = book.sheet("A name that is longer than a sheet may have")
    sheet.head(["Idea"])
    sheet.row(["=1+1", 5, None, date(2026, 5, 1), "https://example.org"])
    with ZipFile(BytesIO(book.whole())) as parts:
        made = parts.read("xl/worksheets/sheet1.xml").decode()
        texts = parts.read("xl/sharedStrings.xml").decode()
    assert ["<f>" in made, "hyperlink" in made, "=1+1" in texts] == [False, False, True]
