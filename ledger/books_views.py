"""The books of a fund to read: its statement for a time, what is behind each figure, and a trial
balance on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from ledger import book_pages, store
from ledger.blueprint import ENTRY_READERS, READERS, bp, fund_name, titles
from ledger.book_pages import SHOWN_BANK, SHOWN_PROMISES, Period
from ledger.rules.periods import month_end
from ledger.rules.statement import Column
from ledger.store import periods
from ledger.words_books import COLUMN_NAMES
from ledger.workbook import statement_workbook
from makeithappen.core.access import allow
from makeithappen.core.db import now, reading
from makeithappen.core.errors import Missing
from makeithappen.core.spreadsheet import XLSX

PAGE_DIGITS_MAX = 5


def _day(name: str) -> date | None:
    """A day as the address says it; None where it says none, or nonsense."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _period(fund_id: str) -> Period:
    """The time that the address names; else the year in which money moved last, up to then."""
    last = _day("last")
    if last is None:
        newest = periods.newest_month(reading(), fund_id)
        last = month_end(date.fromisoformat(f"{newest}-01") if newest else now(reading()).date())
    first = min(_day("first") or last.replace(month=1, day=1), last)
    return Period(first, last, _day("known"), request.args.get("funder") or None)


def _args(period: Period) -> dict[str, str]:
    """The same time in an address."""
    named = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "known": period.known_on and period.known_on.isoformat(),
        "funder": period.funder_id,
    }
    return {name: value for name, value in named.items() if value}


@bp.get("/funds/<fund_id>/statement")
@allow(*READERS)
def statement(fund_id: str) -> Any:
    """Opening, what came and went, closing and available; each figure opens to its entries."""
    name, period = fund_name(fund_id), _period(fund_id)
    shown = {
        "period": period,
        "args": _args(period),
        "columns": {"bank": SHOWN_BANK, "promises": SHOWN_PROMISES},
        "column_names": COLUMN_NAMES,
    }
    page = book_pages.statement(reading(), fund_id, period)
    return render_template("ledger/statement.html", fund_id=fund_id, name=name, page=page, **shown)


@bp.get("/funds/<fund_id>/statement.xlsx")
@allow(*READERS)
def statement_xlsx(fund_id: str) -> Any:
    """The same as a workbook."""
    name, period = fund_name(fund_id), _period(fund_id)
    words = {
        "statement": _("Statement"),
        "months": _("Months"),
        "month": _("Month"),
        "first": _("From"),
        "last": _("To"),
        "bank": _("To pay: what is at the bank"),
        "promises": _("Available: what can still be promised"),
        "pot": _("Pot"),
        "funder": _("Funder"),
        "total": _("In all"),
    }
    page = book_pages.statement(reading(), fund_id, period)
    made = statement_workbook(page, period, name, words)
    file = f"statement-{period.first}-{period.last}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(made, mimetype=XLSX, headers=headers)


@bp.get("/funds/<fund_id>/statement/<column>")
@allow(*ENTRY_READERS)
def moved(fund_id: str, column: str) -> Any:
    """The entries behind one figure of the statement."""
    name, period, number = fund_name(fund_id), _period(fund_id), _page_number()
    if column not in list(Column):
        raise Missing(column)
    which = {"column": Column(column), "pot_id": request.args.get("pot") or None}
    page = book_pages.moved(reading(), fund_id, period, page=number, **which)

    def at(place: int) -> str:
        own: dict[str, Any] = {**_args(period), "pot": which["pot_id"], "page": place}
        return url_for("ledger.moved", fund_id=fund_id, column=column, **own)

    return render_template(
        "ledger/moved.html",
        name=name,
        period=period,
        title=COLUMN_NAMES[Column(column)],
        page=page,
        titles=titles(line.idea_id for line in page.lines),
        back_url=_back(fund_id, period),
        newer_url=at(number - 1) if number > 1 else None,
        older_url=at(number + 1) if page.has_more else None,
    )


def _back(fund_id: str, period: Period) -> str:
    own: dict[str, Any] = {**_args(period)}
    return url_for("ledger.statement", fund_id=fund_id, **own)


def _page_number() -> int:
    typed = request.args.get("page", "")
    whole = typed.isascii() and typed.isdigit() and len(typed) <= PAGE_DIGITS_MAX
    return max(int(typed), 1) if whole else 1


@bp.get("/funds/<fund_id>/trial-balance")
@allow(*READERS)
def trial_balance(fund_id: str) -> Any:
    """What each kind of account of each pot holds on a day: debits are credits."""
    name, period = fund_name(fund_id), _period(fund_id)
    until = store.Until(period.last, period.known_on)
    names, lines = book_pages.trial(reading(), fund_id, until)
    sums = {
        "debit_pence": sum(one.debit_pence or 0 for one in lines),
        "credit_pence": sum(one.credit_pence or 0 for one in lines),
    }
    shown = {"names": names, "lines": lines, "sums": sums, "period": period}
    return render_template("ledger/trial_balance.html", fund_id=fund_id, name=name, **shown)
