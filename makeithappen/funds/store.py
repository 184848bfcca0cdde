"""Funds, areas and rounds: reading them, and writing what the rules allow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from makeithappen.child_bands import Band, read_bands, write_bands
from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.funds import models
from makeithappen.funds.rules.rounds import (
    Round,
    Standing,
    Structure,
    check_dates,
    check_due,
    check_may_change,
    check_may_close,
    check_may_open,
    standing,
)
from makeithappen.funds.rules.start import Fit, Start

DEFAULT_ZONE = "Europe/London"
EMPTY_STRUCTURE = Structure("", "", "", "", "")


@dataclass(frozen=True, slots=True)
class FundRow:
    """A fund and who answers for it."""

    fund_id: str
    name: str
    zone: str
    purpose: str
    structure: Structure
    start: Start
    child_bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area of a fund."""

    area_id: str
    fund_id: str
    name: str
    archived: bool


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round with the name and the zone of its fund."""

    round_id: str
    fund_id: str
    fund_name: str
    zone: str
    name: str
    opens_on: date
    closes_on: date
    answers_due_on: date | None
    criteria_words: str
    opened_at: datetime | None
    closed_at: datetime | None

    def facts(self) -> Round:
        """What the rules look at."""
        opened, closed = self.opened_at is not None, self.closed_at is not None
        return Round(self.opens_on, self.closes_on, opened, closed)

    def standing(self, at: datetime) -> Standing:
        """Where the round stands at this time, by the fund's own calendar."""
        return standing(self.facts(), self.local_date(at))

    def is_late(self, at: datetime) -> bool:
        """Whether the day by which everybody was to have an answer is over."""
        return self.answers_due_on is not None and self.local_date(at) > self.answers_due_on

    def local_date(self, at: datetime) -> date:
        """The day on which a time falls where the fund is."""
        return at.astimezone(ZoneInfo(self.zone)).date()


def funds(session: Session) -> list[FundRow]:
    """All funds, by name."""
    found = session.execute(select(models.Fund).order_by(models.Fund.name, models.Fund.id))
    return [_fund_row(fund) for fund in found.scalars()]


def find_fund(session: Session, fund_id: str) -> FundRow:
    """One fund. Raises Missing."""
    fund = session.get(models.Fund, fund_id)
    if fund is None:
        raise Missing(fund_id)
    return _fund_row(fund)


def find_funds(session: Session, fund_ids: Iterable[str]) -> list[FundRow]:
    """These funds, as far as they are there."""
    found = session.execute(select(models.Fund).where(models.Fund.id.in_(set(fund_ids))))
    return [_fund_row(fund) for fund in found.scalars()]


def areas(session: Session, fund_ids: Iterable[str]) -> list[AreaRow]:
    """The areas of these funds by name, the archived ones too."""
    wanted = select(models.Area).where(models.Area.fund_id.in_(set(fund_ids)))
    found = session.execute(wanted.order_by(models.Area.name, models.Area.id)).scalars()
    return [_area_row(area) for area in found]


def find_area(session: Session, area_id: str) -> AreaRow:
    """One area. Raises Missing."""
    area = session.get(models.Area, area_id)
    if area is None:
        raise Missing(area_id)
    return _area_row(area)


def rounds(session: Session, fund_id: str) -> list[RoundRow]:
    """The rounds of a fund, the latest first."""
    wanted = _rounds().where(models.Round.fund_id == fund_id)
    latest = wanted.order_by(models.Round.opens_on.desc(), models.Round.id)
    return [_round_row(*row) for row in session.execute(latest)]


def find_round(session: Session, round_id: str) -> RoundRow:
    """One round. Raises Missing."""
    found = find_rounds(session, [round_id])
    if not found:
        raise Missing(round_id)
    return found[0]


def find_rounds(session: Session, round_ids: Iterable[str]) -> list[RoundRow]:
    """These rounds, as far as they are there, the latest first."""
    wanted = _rounds().where(models.Round.id.in_(set(round_ids)))
    latest = wanted.order_by(models.Round.opens_on.desc(), models.Round.id)
    return [_round_row(*row) for row in session.execute(latest)]


def opened_rounds(session: Session) -> list[RoundRow]:
    """Every round that was ever opened, the latest first."""
    wanted = _rounds().where(models.Round.opened_at.is_not(None))
    latest = wanted.order_by(models.Round.opens_on.desc(), models.Round.id)
    return [_round_row(*row) for row in session.execute(latest)]


def open_rounds(session: Session, at: datetime) -> list[RoundRow]:
    """The rounds that take ideas at this time where their fund is, the first to end at the top."""
    wanted = _rounds().where(
        models.Round.opened_at.is_not(None),
        models.Round.closed_at.is_(None),
        models.Round.closes_on >= at.date() - timedelta(days=1),  # no zone is further behind
    )
    first = wanted.order_by(models.Round.closes_on, models.Round.id)
    rows = [_round_row(*row) for row in session.execute(first)]
    return [row for row in rows if row.standing(at) is Standing.TAKES_IDEAS]


def add_fund(
    session: Session,
    *,
    name: str,
    purpose: str = "",
    zone: str = DEFAULT_ZONE,
    actor_id: str,
    at: datetime,
) -> str:
    """Add a fund for which nobody answers yet; returns its id."""
    fund_id = new_id("fund")
    parts = asdict(EMPTY_STRUCTURE)
    session.add(models.Fund(id=fund_id, name=name, zone=zone, purpose=purpose, **parts))
    session.flush()
    record(session, at=at, actor_id=actor_id, what="fund_added", subject_id=fund_id)
    return fund_id


def change_fund(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    *,
    fund_id: str,
    name: str,
    purpose: str,
    zone: str = DEFAULT_ZONE,
    structure: Structure,
    actor_id: str,
    at: datetime,
) -> None:
    """Say what a fund is for and who answers for it. Refused where an open round needs more."""
    fund = session.get(models.Fund, fund_id, with_for_update=True)
    if fund is None:
        raise Missing(fund_id)
    still_open = select(func.count()).where(
        models.Round.fund_id == fund_id,
        models.Round.opened_at.is_not(None),
        models.Round.closed_at.is_(None),
    )
    check_may_change(structure, open_rounds=session.execute(still_open).scalar_one())
    fund.name, fund.purpose, fund.zone = name, purpose, zone
    for part, words in asdict(structure).items():
        setattr(fund, part, words)
    session.flush()
    record(session, at=at, actor_id=actor_id, what="fund_changed", subject_id=fund_id)


def put_child_bands(
    session: Session, *, fund_id: str, bands: Sequence[Band], actor_id: str, at: datetime
) -> None:
    """Say which children a fund asks, and how; no band asks none. Refused where bands overlap."""
    fund = session.get(models.Fund, fund_id, with_for_update=True)
    if fund is None:
        raise Missing(fund_id)
    fund.child_bands = write_bands(bands)
    session.flush()
    record(session, at=at, actor_id=actor_id, what="child_bands_changed", subject_id=fund_id)


def add_area(session: Session, *, fund_id: str, name: str, actor_id: str, at: datetime) -> str:
    """Add an area to a fund; returns its id."""
    find_fund(session, fund_id)
    area_id = new_id("area")
    session.add(models.Area(id=area_id, fund_id=fund_id, name=name, archived_at=None))
    session.flush()
    record(session, at=at, actor_id=actor_id, what="area_added", subject_id=area_id)
    return area_id


def archive_area(session: Session, *, area_id: str, actor_id: str, at: datetime) -> None:
    """Take an area off the list of choices. What points to it keeps its name."""
    area = session.get(models.Area, area_id, with_for_update=True)
    if area is None:
        raise Missing(area_id)
    if area.archived_at is None:
        area.archived_at = at
        session.flush()
        record(session, at=at, actor_id=actor_id, what="area_archived", subject_id=area_id)


def add_round(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    *,
    fund_id: str,
    name: str,
    opens_on: date,
    closes_on: date,
    criteria_words: str = "",
    actor_id: str,
    at: datetime,
) -> str:
    """Prepare a round; returns its id. Nobody can send an idea in before it is opened."""
    find_fund(session, fund_id)
    check_dates(opens_on, closes_on)
    round_ = models.Round(
        id=new_id("round"),
        fund_id=fund_id,
        name=name,
        opens_on=opens_on,
        closes_on=closes_on,
        answers_due_on=None,
        criteria_words=criteria_words,
        opened_at=None,
        closed_at=None,
    )
    session.add(round_)
    session.flush()
    record(session, at=at, actor_id=actor_id, what="round_added", subject_id=round_.id)
    return round_.id


def open_round(session: Session, *, round_id: str, actor_id: str, at: datetime) -> None:
    """Open a round: from its first day on it takes ideas. Refused while parts are missing."""
    round_ = _locked_round(session, round_id)
    row = find_round(session, round_id)
    check_may_open(row.facts(), find_fund(session, row.fund_id).structure)
    round_.opened_at = at
    session.flush()
    record(session, at=at, actor_id=actor_id, what="round_opened", subject_id=round_id)


def close_round(session: Session, *, round_id: str, actor_id: str, at: datetime) -> None:
    """Close a round for good, before its last day or after."""
    round_ = _locked_round(session, round_id)
    check_may_close(find_round(session, round_id).facts())
    round_.closed_at = at
    session.flush()
    record(session, at=at, actor_id=actor_id, what="round_closed", subject_id=round_id)


def promise_answers(
    session: Session, *, round_id: str, due_on: date, actor_id: str, at: datetime
) -> None:
    """Say by which day everybody has an answer; what was promised before stays in the trail."""
    round_ = _locked_round(session, round_id)
    check_due(round_.closes_on, due_on)
    before, round_.answers_due_on = round_.answers_due_on, due_on
    session.flush()
    who = {"at": at, "actor_id": actor_id, "subject_id": round_id}
    days = {"before": before.isoformat() if before else None, "due_on": due_on.isoformat()}
    record(session, what="answers_promised", **who, facts=days)


def _locked_round(session: Session, round_id: str) -> models.Round:
    round_ = session.get(models.Round, round_id, with_for_update=True)
    if round_ is None:
        raise Missing(round_id)
    return round_


def _rounds() -> Select[models.Round, str, str]:
    joined = select(models.Round, models.Fund.name, models.Fund.zone)
    return joined.join(models.Fund, models.Fund.id == models.Round.fund_id)


def _round_row(round_: models.Round, fund_name: str, zone: str) -> RoundRow:
    return RoundRow(
        round_id=round_.id,
        fund_id=round_.fund_id,
        fund_name=fund_name,
        zone=zone,
        name=round_.name,
        opens_on=round_.opens_on,
        closes_on=round_.closes_on,
        answers_due_on=round_.answers_due_on,
        criteria_words=round_.criteria_words,
        opened_at=round_.opened_at,
        closed_at=round_.closed_at,
    )


def _fund_row(fund: models.Fund) -> FundRow:
    structure = Structure(
        fund.money_held_by,
        fund.money_authorised_by,
        fund.safeguarding_lead,
        fund.safeguarding_contact,
        fund.review_contact,
    )
    bands, start = read_bands(fund.child_bands), _start(fund)
    who = (fund.id, fund.name, fund.zone, fund.purpose, structure)
    return FundRow(*who, start, child_bands=bands)


def _start(fund: models.Fund) -> Start:
    return Start(
        who=fund.start_who,
        what=fund.start_what,
        what_not=fund.start_not,
        fits=tuple(Fit(*pair) for pair in json.loads(fund.fits)),
        signposts=tuple(fund.signposts.splitlines()),
        talk_contact=fund.talk_contact or fund.review_contact,
        talk_days=fund.talk_days,
    )


def _area_row(area: models.Area) -> AreaRow:
    return AreaRow(area.id, area.fund_id, area.name, area.archived_at is not None)
