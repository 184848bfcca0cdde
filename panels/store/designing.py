"""Writing down what is chosen beforehand, until it is sealed when the day opens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from makeithappen.core.events import record
from panels import models
from panels.rules.day import check_setting_up
from panels.rules.design import Design, check_design
from panels.store.reading import load_day


def put_design(
    session: Session, day_id: str, design: Design, *, actor_id: str, at: datetime
) -> None:
    """Choose what the day's rules are. Refused once sealed, or where they could never be."""
    check_setting_up(load_day(session, day_id, lock="to_move").state)
    check_design(design)
    chosen = {
        "know_effect": str(design.effects.know),
        "close_effect": str(design.effects.close),
        "benefit_effect": str(design.effects.benefit),
        "tie_order": " ".join(design.ties),
        "reveal": str(design.reveal),
        "pot_pence": design.pot_pence,
    }
    session.execute(update(models.Day).where(models.Day.id == day_id).values(**chosen))
    record(session, at=at, actor_id=actor_id, what="day_designed", subject_id=day_id, facts=chosen)
