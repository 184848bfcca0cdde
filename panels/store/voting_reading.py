"""Reading community votes: a handful of statements, however many options and cards they have."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing, Refused
from panels import models
from panels import models_voting as tables
from panels.rules.allocation.choose import RuleName
from panels.rules.vote import AreaCards, Ballot, Option, Use, VoteSettings, VoteState, read_ballot
from panels.rules.vote_count import AreaCount, CardUse, VoteCount, agreed, approvals_of
from panels.rules.vote_refusal import VoteRefusal
from panels.store.reading import Lock
from panels.store.voting_records import Paper, Vote, VoteLine

VOTES_SHOWN = 100


def load_vote(session: Session, vote_id: str, *, lock: Lock | None = None) -> Vote:
    """A vote with its settings. Raises Missing. Locked as a day is."""
    query = select(*tables.Vote.__table__.columns).where(tables.Vote.id == vote_id)
    if lock is not None:
        query = query.with_for_update(read=lock == "to_read")
    row = session.execute(query).first()
    if row is None:
        raise Missing(vote_id)
    return Vote(
        vote_id=row.id,
        fund_id=row.fund_id,
        round_id=row.round_id,
        name=row.name,
        words=row.words,
        zone=row.zone,
        state=_state(row),
        settings=_settings(session, row),
        settings_digest=row.settings_digest,
        sealed_key=row.sealed_key,
        close_reason=row.close_reason,
    )


def list_votes(session: Session, *states: VoteState) -> list[VoteLine]:
    """The newest votes first; only those in one of the states, where any are named."""
    table = tables.Vote
    rows = session.execute(
        select(
            table.id,
            table.name,
            table.zone,
            table.closes_at,
            table.opened_at,
            table.closed_at,
            table.published_at,
        ).order_by(table.created_at.desc(), table.id)
    ).all()
    lines = [
        VoteLine(row.id, row.name, _state(row), row.closes_at.astimezone(ZoneInfo(row.zone)))
        for row in rows
    ]
    return [line for line in lines if not states or line.state in states][:VOTES_SHOWN]


def days_for_votes(session: Session, round_id: str) -> list[tuple[str, str]]:
    """The panel days of a round, without rehearsals: id and name, the newest first."""
    table = models.Day
    rows = session.execute(
        select(table.id, table.name)
        .where(table.round_id == round_id, table.is_rehearsal == 0)
        .order_by(table.held_on.desc(), table.id)
    )
    return [(row.id, row.name) for row in rows]


def _state(row: Any) -> VoteState:
    if row.published_at is not None:
        return VoteState.PUBLISHED
    if row.closed_at is not None:
        return VoteState.CLOSED
    return VoteState.SETUP if row.opened_at is None else VoteState.OPEN


def _settings(session: Session, row: Any) -> VoteSettings:
    options = options_of(session, row.id)
    if not options and row.day_id is not None:
        options = pitches_of(session, row.day_id)
    return VoteSettings(
        use=Use(row.use),
        day_id=row.day_id,
        choices_max=row.choices_max,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        turnout_least=Fraction(row.turnout_numerator, row.turnout_denominator),
        weight=row.weight,
        pot_pence=row.pot_pence,
        rule=None if row.rule is None else RuleName(row.rule),
        options=options,
        areas=_areas(session, row.id),
        lots=tuple(row.lots.split()),
    )


def options_of(session: Session, vote_id: str) -> tuple[Option, ...]:
    """The options as they are written down; an idea's words come from its day."""
    table, pitch = tables.VoteOption, models.Pitch
    rows = session.execute(
        select(
            *table.__table__.columns,
            pitch.title.label("pitch_title"),
            pitch.words.label("pitch_words"),
        )
        .join(pitch, pitch.id == table.pitch_id, isouter=True)
        .where(table.vote_id == vote_id)
        .order_by(table.place)
    )
    return tuple(
        Option(
            option_id=row.id,
            place=row.place,
            title=row.pitch_title or row.title,
            words=row.pitch_words or row.words,
            price_pence=row.price_pence,
            pitch_id=row.pitch_id,
        )
        for row in rows
    )


def pitches_of(session: Session, day_id: str) -> tuple[Option, ...]:
    """The ideas of a day as options, as long as nothing is printed: their ids are the pitches'."""
    table = models.Pitch
    rows = session.execute(
        select(table.id, table.title, table.words, table.asked_pence)
        .where(table.day_id == day_id)
        .order_by(table.position, table.id)
    )
    return tuple(
        Option(row.id, place, row.title, row.words, row.asked_pence, row.id)
        for place, row in enumerate(rows, 1)
    )


def _areas(session: Session, vote_id: str) -> tuple[AreaCards, ...]:
    table = tables.VoteArea
    rows = session.execute(
        select(table.area_id, table.name, table.cards)
        .where(table.vote_id == vote_id)
        .order_by(table.name, table.area_id)
    )
    return tuple(AreaCards(row.area_id, row.name, row.cards) for row in rows)


def card_uses(session: Session, vote_id: str) -> list[CardUse]:
    """What came in for each card that was used. For the count; shown to nobody."""
    card = tables.VoteCard
    phones = _newest_ballots(session, vote_id)
    papers = _readings(session, vote_id)
    rows = session.execute(select(card.id, card.area_id).where(card.vote_id == vote_id))
    return [
        CardUse(
            row.area_id,
            phones.get(row.id),
            {person: ballot for person, (_, ballot) in papers.get(row.id, {}).items()},
        )
        for row in rows
        if row.id in phones or row.id in papers
    ]


def _newest_ballots(session: Session, vote_id: str) -> dict[str, Ballot]:
    ballot, card = tables.VoteBallot, tables.VoteCard
    rows = session.execute(
        select(ballot.card_id, ballot.choices)
        .join(card, card.id == ballot.card_id)
        .where(card.vote_id == vote_id)
        .order_by(ballot.revision)
    )
    return {row.card_id: read_ballot(row.choices) for row in rows}


def _readings(session: Session, vote_id: str) -> dict[str, dict[str, tuple[int, Ballot]]]:
    """Number and choices of each person's newest reading, by card and person."""
    paper, card = tables.VotePaper, tables.VoteCard
    rows = session.execute(
        select(paper.card_id, paper.person_id, paper.number, paper.choices)
        .join(card, card.id == paper.card_id)
        .where(card.vote_id == vote_id)
        .order_by(paper.revision)
    )
    found: dict[str, dict[str, tuple[int, Ballot]]] = {}
    for row in rows:
        one = (row.number, read_ballot(row.choices))
        found.setdefault(row.card_id, {})[row.person_id] = one
    return found


def unsettled_papers(session: Session, vote_id: str) -> tuple[list[Paper], int]:
    """The papers that two persons or more read differently, and how many wait for a second one."""
    differing: list[Paper] = []
    waiting = 0
    for readings in _readings(session, vote_id).values():
        if agreed({person: ballot for person, (_, ballot) in readings.items()}) is not None:
            continue
        if len(readings) == 1:
            waiting += 1
            continue
        number = min(number for number, _ in readings.values())
        said = tuple((person, ballot) for person, (_, ballot) in sorted(readings.items()))
        differing.append(Paper(number, said))
    return sorted(differing, key=lambda paper: (paper.number, paper.readings)), waiting


def load_count(session: Session, vote: Vote) -> VoteCount:
    """The count of a vote that was closed. Refused before."""
    if vote.state not in (VoteState.CLOSED, VoteState.PUBLISHED):
        raise Refused(VoteRefusal.NO_RESULT_YET)
    table = tables.VoteBox
    rows = session.execute(
        select(table.choices, table.ballots).where(table.vote_id == vote.vote_id)
    )
    box = tuple(sorted((read_ballot(row.choices), row.ballots) for row in rows))
    known = session.execute(
        select(tables.Vote.ballots, tables.Vote.set_aside).where(tables.Vote.id == vote.vote_id)
    ).one()
    areas = _area_counts(session, vote) if box and len(vote.settings.areas) > 1 else ()
    return VoteCount(known.ballots, box, approvals_of(vote.settings, box), areas, known.set_aside)


def _area_counts(session: Session, vote: Vote) -> tuple[AreaCount, ...]:
    table = tables.VoteAreaCount
    rows = session.execute(
        select(table.area_id, table.place, table.count).where(table.vote_id == vote.vote_id)
    )
    shown = {(area_id, place): count for area_id, place, count in rows}
    return tuple(
        AreaCount(
            area,
            shown.get((area.area_id, 0)),
            tuple(shown.get((area.area_id, one.place)) for one in vote.settings.options),
        )
        for area in vote.settings.areas
    )


def cards_used_by_phone(session: Session, vote_id: str) -> int:
    """How many cards were used by phone so far."""
    ballot, card = tables.VoteBallot, tables.VoteCard
    used = (
        select(func.count(ballot.card_id.distinct()))
        .join(card, card.id == ballot.card_id)
        .where(card.vote_id == vote_id)
    )
    return session.execute(used).scalar_one()
