"""The door from the panels to the ledger: a confirmed decision becomes awards, in one transaction.

It also lends the ledger's pages the words that are not the ledger's: titles and first names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ledger import head_letters, sealing
from ledger import store as ledger
from ledger.head_letters import Why
from ledger.rules.status import AwardStatus
from makeithappen import kinship
from makeithappen.core.db import now
from makeithappen.funds import store as funds
from makeithappen.ideas import searching as ideas_search
from makeithappen.ideas import store as ideas
from makeithappen.people import store as people
from panels import store as panels
from panels.rules.day import State
from panels.rules.rehearsal import check_counts, pot_pence


def to_commit_pence(session: Session, fund_id: str) -> int:
    """What a fund can still promise, in pence: confirmed or received, and not committed."""
    return ledger.available_pence(session, fund_id)


def money_now(session: Session, day: panels.Day) -> tuple[int, dict[str, int]]:
    """What a day can promise, in pence, and the part of it that may go to one idea alone, by idea
    id: of the fund's money, and in a rehearsal of an invented pot. One statement; where a pot has
    a restriction, three more."""
    if day.is_rehearsal:
        invented_pence = pot_pence(pitch.ask for pitch in day.pitches)
        return day.settings.design.pot_pence or invented_pence, {}
    idea_ids = [pitch.idea_id for pitch in day.pitches]
    ask = partial(known, session, idea_ids)
    return ledger.money_for_ideas(session, day.fund_id, idea_ids, ask)


def known(
    session: Session, idea_ids: Iterable[str], on: date | None = None
) -> dict[str, ledger.Known]:
    """What is known of ideas, which restrictions are held to: where each will happen, and what
    was written down about it. Without a day, for today where the fund is.
    """
    written = ledger.known_of_ideas(session, idea_ids)
    places = ideas.places(session, idea_ids)
    at, zone = now(session), zones(session)
    return {
        idea_id: replace(
            written.get(idea_id, ledger.NOTHING_KNOWN),
            area_id=area_id,
            on=on or at.astimezone(zone[fund_id]).date(),
        )
        for idea_id, (fund_id, area_id) in places.items()
    }


def read_back_day(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Note that a day's decisions were read back and hold. Raises Refused."""
    kinship.enforce(session, day_id, at=at)
    day = panels.load_day(session, day_id)
    if not day.is_rehearsal:
        ledger.check_no_shortfall(session, day.fund_id)
    available_pence, for_ideas_pence = money_now(session, day)
    panels.read_back(
        session,
        day_id,
        to_commit_pence=available_pence,
        for_ideas_pence=for_ideas_pence,
        actor_id=actor_id,
        at=at,
    )
    if not day.is_rehearsal:
        decided = panels.latest_decisions(session, day)
        wanted = [
            (pitch.idea_id, decided[pitch.pitch_id].amount_pence)
            for pitch in day.pitches
            if decided[pitch.pitch_id].amount_pence
        ]
        found = known(session, [idea_id for idea_id, _pence in wanted])
        ledger.check_promises(session, day.fund_id, wanted, found)


def confirm_day(
    session: Session,
    day_id: str,
    *,
    actor_id: str,
    at: datetime,
    effective_on: date | None = None,
) -> list[str]:
    """Put the second signature and reserve the money of each award; returns the awards' ids.

    All awards are made and sealed or none, and the day is not confirmed without them.
    `effective_on` is the day for which the money counts; without it, today where the fund is.
    Whoever read back decided too. The fund holder ratifies the awards before they can be paid. A
    rehearsal reserves nothing. Raises Refused.
    """
    kinship.enforce(session, day_id, at=at)
    day = panels.load_day(session, day_id)
    if day.is_rehearsal:
        pence, _none = money_now(session, day)
        panels.confirm(session, day_id, to_commit_pence=pence, actor_id=actor_id, at=at)
        return []
    fund_id, reader = day.fund_id, day.standing.read_back
    ledger.check_no_shortfall(session, fund_id)
    available_pence, for_ideas_pence = money_now(session, day)
    panels.confirm(
        session,
        day_id,
        to_commit_pence=available_pence,
        for_ideas_pence=for_ideas_pence,
        actor_id=actor_id,
        at=at,
    )
    decided = panels.confirmed_decisions(session, day_id)
    found = known(session, [one.idea_id for one in decided])
    wanted = [
        ledger.Wanted(
            fund_id=one.fund_id,
            round_id=one.round_id,
            day_id=one.day_id,
            idea_id=one.idea_id,
            amount_pence=one.amount_pence,
            asked_pence=one.asked_pence,
            decision_digest=one.decision_digest,
            known=found.get(one.idea_id, ledger.NOTHING_KNOWN),
        )
        for one in decided
        if one.amount_pence > 0
    ]
    if not wanted:
        return []
    by = _by(session, f"confirm:{day_id}", day_id, actor_id, at)
    by = replace(by, effective_on=effective_on)
    made = ledger.make_awards(
        session, by, wanted, second_actor_id=reader.actor_id if reader else None
    )
    sealing.seal_waiting(session)
    head_letters.send_head(session, Why.DAY_CONFIRMED, at)
    return made


def ratify_day(session: Session, by: ledger.By, day_id: str) -> None:
    """Make what a day awarded payable, once everybody was told. Raises Refused.

    A second time for what was given from its reserve list since.
    """
    day = panels.load_day(session, day_id)
    check_counts(is_rehearsal=day.is_rehearsal)
    if day.state is not State.RATIFIED:
        panels.ratify(session, day_id, actor_id=by.actor_id, at=by.at)
    ledger.ratify_day(session, by, day_id)


def close_day(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Close a day of which no award waits to be ratified. Raises Refused."""
    lines = ledger.award_lines_of_day(session, day_id)
    reserved_pence = sum(line.state.totals.reserved_pence for line in lines)
    panels.close_day(session, day_id, reserved_pence=reserved_pence, actor_id=actor_id, at=at)


def is_told(session: Session, day_id: str) -> bool:
    """Whether everybody was told what a day decided: only then its awards are ratified."""
    return day_id in panels.told_days(session)


def reopen_day_money(session: Session, day_id: str, *, actor_id: str, at: datetime) -> list[str]:
    """Take back what a day reserved, so that it can be confirmed anew; returns the awards' ids.

    Refused once any of it was paid, and while a payment waits: then the day can't be reopened.
    The caller records the reopening itself, in the same transaction.
    """
    check_counts(is_rehearsal=panels.load_day(session, day_id).is_rehearsal)
    by = _by(session, f"reopen:{day_id}", day_id, actor_id, at)
    return ledger.release_day(session, by, day_id)


def _by(session: Session, key: str, day_id: str, actor_id: str, at: datetime) -> ledger.By:
    """One posting, for today where the fund is; each time that a day is decided has its own key."""
    made = len(ledger.award_lines_of_day(session, day_id))
    return ledger.By(actor_id, at, f"{key}:{made}", zones=zones(session))


def at_risk_pence(session: Session, fund_id: str) -> int:
    """What a fund promised and has lost the money for; while there is any, nothing is awarded."""
    return ledger.at_risk_pence(session, fund_id)


def awards_that_differ(session: Session, day_id: str) -> list[str]:
    """The ideas of a confirmed day whose award is not what the rows of the day give now.

    An award's digest stands in the ledger's sealed chain, out of the panels' reach.
    """
    decided = panels.confirmed_decisions(session, day_id)
    wanted = {
        (one.idea_id, one.amount_pence, one.decision_digest)
        for one in decided
        if one.amount_pence > 0
    }
    for idea_id, one in panels.reserve_awards(panels.load_day(session, day_id)).items():
        wanted.add((idea_id, one.step.amount_pence, one.digest))
    made = {
        (line.award.idea_id, line.award.amount_pence, line.award.decision_digest)
        for line in ledger.award_lines_of_day(session, day_id)
        if line.state.status is not AwardStatus.TAKEN_BACK
    }
    return sorted({f"award of {idea_id}" for idea_id, _, _ in wanted ^ made})


def sources(session: Session, day_id: str) -> dict[str, list[tuple[str, int]]]:
    """Who bears what was awarded on a day: the funder's name and pence, by idea id."""
    return ledger.award_sources(session, day_id)


def day_names(session: Session, day_ids: Collection[str]) -> dict[str, str]:
    """What panel days are called, by id, for the ledger's pages."""
    return {day.day_id: day.name for day in panels.list_days(session) if day.day_id in day_ids}


def fund_names(session: Session) -> dict[str, str]:
    """The names of all funds by id, for the ledger's pages."""
    return {fund.fund_id: fund.name for fund in funds.funds(session)}


def zones(session: Session) -> dict[str, ZoneInfo]:
    """The time zones of all funds by id: what is written down counts for a day there."""
    return {fund.fund_id: ZoneInfo(fund.zone) for fund in funds.funds(session)}


def titles(session: Session, idea_ids: Iterable[str]) -> dict[str, str]:
    """The titles of ideas by id, for the ledger's pages. An erased idea has none."""
    return ideas.titles(session, idea_ids)


def owner_of(session: Session, idea_id: str) -> str:
    """The person behind an idea. Raises Missing."""
    return ideas.find_sent(session, idea_id).owner_id


def person_of(session: Session, email: str) -> str:
    """The person with this address; "" where there is none."""
    return people.find_by_email(session, email) or ""


def today(session: Session, fund_id: str, at: datetime) -> date:
    """The day that it is where a fund is; in UTC for a fund that is not known."""
    return at.astimezone(zones(session).get(fund_id, ZoneInfo("UTC"))).date()


def fund_of_idea(session: Session, idea_id: str) -> str:
    """The fund that an idea was sent to. Raises Missing."""
    return ideas.find_sent(session, idea_id).fund_id


def areas(session: Session, fund_id: str) -> list[tuple[str, str]]:
    """The areas of a fund by name: id and name, the archived ones too."""
    return [(area.area_id, area.name) for area in funds.areas(session, [fund_id])]


def first_names(session: Session, person_ids: Iterable[str]) -> dict[str, str]:
    """First names by person id, for the ledger's pages."""
    return people.first_names(session, person_ids)


def ideas_of_fund(session: Session, fund_id: str) -> list[tuple[str, str]]:
    """The ideas of a fund that a panel has before it: id and title. A pledge may be for one."""
    return ideas.shortlisted(session, fund_id)


def ideas_named(session: Session, fund_id: str, words: str) -> dict[str, str]:
    """The ideas of a fund whose title holds these words: titles by id."""
    return ideas_search.named(session, fund_id, words)
