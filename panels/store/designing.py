"""Writing down what is chosen beforehand, until it is sealed when the day opens."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from panels import models
from panels.models_voting import Vote
from panels.rules.day import check_setting_up
from panels.rules.design import Design, check_design
from panels.rules.vote import Use
from panels.rules.vote_criterion import DayVote
from panels.store.reading import load_day


def put_design(
    session: Session, day_id: str, design: Design, *, actor_id: str, at: datetime
) -> None:
    """Choose what the day's rules are. Refused once sealed, or where they could never be."""
    check_setting_up(load_day(session, day_id, lock="to_move").state)
    check_design(design)
    if design.vote and design.vote not in [vote for _, vote in votes_for(session, day_id)]:
        raise Missing(design.vote.vote_id)
    chosen = {
        "know_effect": str(design.effects.know),
        "close_effect": str(design.effects.close),
        "benefit_effect": str(design.effects.benefit),
        "tie_order": " ".join(design.ties),
        "reveal": str(design.reveal),
        "pot_pence": design.pot_pence,
        "vote_id": design.vote and design.vote.vote_id,
    }
    session.execute(update(models.Day).where(models.Day.id == day_id).values(**chosen))
    record(session, at=at, actor_id=actor_id, what="day_designed", subject_id=day_id, facts=chosen)


def votes_for(session: Session, day_id: str) -> list[tuple[str, DayVote]]:
    """The community votes that were made for this day, each with its name. One statement."""
    rows = session.execute(
        select(Vote)
        .where(Vote.day_id == day_id, Vote.use == str(Use.PANEL), Vote.weight.is_not(None))
        .order_by(Vote.name, Vote.id)
    ).scalars()
    return [
        (row.name, DayVote(row.id, row.weight or 0, least, row.settings_digest))
        for row in rows
        for least in [Fraction(row.turnout_numerator, row.turnout_denominator)]
    ]
