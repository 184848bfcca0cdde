"""What the pages of the books show: a fund's statement for a time, and what is behind a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from ledger import models
from ledger.rules.accounts import natural_pence
from ledger.rules.bars import Drawing, draw
from ledger.rules.entry import EntryKind
from ledger.rules.periods import month_end, month_of
from ledger.rules.statement import (
    BANK,
    ENDS,
    PROMISES,
    SPENDING,
    Column,
    TrialLine,
    account_of,
    figures,
    in_all,
    kinds_of,
    trial_lines,
)
from ledger.store import Until, periods

PER_PAGE = 30
MONTHS_DRAWN = 24
_Undone = aliased(models.Entry)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both within; as the books were known on a day; of one funder."""

    first: date
    last: date
    known_on: date | None = None
    funder_id: str | None = None

    @property
    def before(self) -> date:
        """The day before it begins."""
        return self.first - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PotNamed:
    """A pot with its name and whose money it is."""

    pot_id: str
    name: str
    funder_id: str
    funder_name: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """What one month brought, was promised and was paid, in pence."""

    month: date
    received_pence: int
    committed_pence: int
    paid_pence: int


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A fund's statement: figures by pot and together, and month by month."""

    pots: tuple[tuple[PotNamed, Mapping[Column, int]], ...]
    total: Mapping[Column, int]
    months: tuple[MonthLine, ...]

    @property
    def moving_months(self) -> list[MonthLine]:
        """The months in which anything happened."""
        return [
            one
            for one in self.months
            if one.received_pence or one.committed_pence or one.paid_pence
        ]

    @property
    def drawing(self) -> Drawing:
        """The months as bars."""
        return draw(
            [(one.received_pence, one.committed_pence, one.paid_pence) for one in self.months]
        )


@dataclass(frozen=True, slots=True)
class Moved:
    """One entry behind a figure, and what it added to it."""

    entry_id: str
    kind: EntryKind
    effective_on: date
    award_id: str | None
    idea_id: str | None
    pence: int


@dataclass(frozen=True, slots=True)
class MovedPage:
    """A page of the entries behind a figure, the newest first, and what all of them come to."""

    lines: tuple[Moved, ...]
    total_pence: int
    has_more: bool


def pots(session: Session, fund_id: str, funder_id: str | None = None) -> list[PotNamed]:
    """The pots of a fund, or of one funder in it, in their order. One statement."""
    pot, funder = models.Pot, models.Funder
    named = (
        select(pot.id, pot.name, funder.id, funder.name)
        .join(funder, funder.id == pot.funder_id)
        .where(pot.fund_id == fund_id)
        .order_by(pot.position)
    )
    listed = [PotNamed(*row) for row in session.execute(named)]
    return [one for one in listed if funder_id in {None, one.funder_id}]


def statement(session: Session, fund_id: str, period: Period) -> StatementPage:
    """A fund's statement. Six statements at most."""
    named = pots(session, fund_id, period.funder_id)
    opening = periods.sums(session, fund_id, Until(period.before, period.known_on))
    closing = periods.sums(session, fund_id, Until(period.last, period.known_on))
    found = figures(opening, closing)
    nothing = dict.fromkeys(Column, 0)
    lines = tuple((pot, found.get(pot.pot_id, nothing)) for pot in named)
    months = _months(session, fund_id, named, period)
    return StatementPage(lines, in_all(line for _pot, line in lines), months)


def _months(
    session: Session, fund_id: str, named: Sequence[PotNamed], period: Period
) -> tuple[MonthLine, ...]:
    """What each month brought; of a long time the last months."""
    ends: list[date] = []
    day = month_end(period.last)
    while day >= period.first and len(ends) < MONTHS_DRAWN:
        ends.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    ids = [pot.pot_id for pot in named]
    rows = periods.by_month(session, fund_id, ids, ends[-1], ends[0])
    found: list[MonthLine] = []
    for end in reversed(ends):
        own = [one for month, one in rows if month == month_of(end)]
        all_of_them = in_all(figures((), own).values())
        drawn = (all_of_them[one] for one in (Column.RECEIVED, Column.COMMITTED, Column.PAID))
        found.append(MonthLine(end, *drawn))
    return tuple(found)


def trial(session: Session, fund_id: str, until: Until) -> tuple[dict[str, str], list[TrialLine]]:
    """The names of the pots, and a fund's trial balance on a day. Three statements at most."""
    names = {pot.pot_id: pot.name for pot in pots(session, fund_id)}
    return names, trial_lines(periods.sums(session, fund_id, until))


def moved(
    session: Session,
    fund_id: str,
    period: Period,
    *,
    column: Column,
    pot_id: str | None,
    page: int = 1,
) -> MovedPage:
    """The entries behind a figure of the statement. Two statements."""
    conditions = _behind(fund_id, period, column, pot_id)
    account = account_of(column)
    total = session.execute(
        _joined(select(func.coalesce(func.sum(models.Posting.amount_pence), 0))).where(*conditions)
    ).scalar_one()
    entry = models.Entry
    what = (entry.id, entry.kind, entry.effective_on, entry.award_id, models.Award.idea_id)
    found = session.execute(
        _joined(select(*what, func.sum(models.Posting.amount_pence)))
        .outerjoin(models.Award, models.Award.id == entry.award_id)
        .where(*conditions)
        .group_by(*what, entry.recorded_at)
        .order_by(entry.effective_on.desc(), entry.recorded_at.desc(), entry.id)
        .limit(PER_PAGE + 1)
        .offset((page - 1) * PER_PAGE)
    ).all()
    sign = -1 if column in SPENDING else 1
    lines = tuple(
        Moved(one, EntryKind(kind), day, award, idea, sign * natural_pence(account, int(pence)))
        for one, kind, day, award, idea, pence in found[:PER_PAGE]
    )
    whole = sign * natural_pence(account, int(total))
    return MovedPage(lines, whole, len(found) > PER_PAGE)


def _joined(what: Select) -> Select:  # type: ignore[type-arg]
    entry, posting = models.Entry, models.Posting
    return (
        what.select_from(entry)
        .join(posting, posting.entry_id == entry.id)
        .join(models.Account, models.Account.id == posting.account_id)
        .outerjoin(_Undone, _Undone.id == entry.reverses_id)
    )


def _behind(
    fund_id: str, period: Period, column: Column, pot_id: str | None
) -> list[ColumnElement[bool]]:
    account = models.Account
    opening = column in {Column.OPENING, Column.BEFORE}
    after = None if column in ENDS else period.before
    until = Until(period.before if opening else period.last, period.known_on)
    found = [
        models.Entry.fund_id == fund_id,
        account.kind == account_of(column).value,
        *periods.counted(after, until),
    ]
    if column not in ENDS:
        kinds = [kind.value for kind in kinds_of(column)]
        found.append(func.coalesce(_Undone.kind, models.Entry.kind).in_(kinds))
    if pot_id:
        found.append(account.pot_id == pot_id)
    if period.funder_id:
        found.append(account.funder_id == period.funder_id)
    return found


SHOWN_BANK = (Column.OPENING, *BANK, Column.OTHER, Column.CLOSING)
SHOWN_PROMISES = (Column.BEFORE, *PROMISES, Column.CHANGED, Column.AVAILABLE)
