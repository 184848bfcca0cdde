"""The door from the panels to the ledger and the ideas: a day is opened again, whole or not.

What a confirmed day reserved is taken back, and whoever was told hears that it does not hold.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from makeithappen import awarding, telling
from makeithappen.ideas.carrying import went_on
from panels import store as panels
from panels.rules.reserve import check_none_went_on


def reopen_day(
    session: Session, day_id: str, *, links: str = "", actor_id: str, at: datetime
) -> None:
    """The second person agrees to open scoring again. Refused once any of the money was paid.

    Once the day was confirmed it takes `links`, the list that its scrutineer has opened. A
    rehearsal has reserved nothing and told nobody. Refused where an idea went on to another day.
    """
    day = panels.load_day(session, day_id)
    before = day.state
    panels.reopen(session, day_id, links=links, actor_id=actor_id, at=at)
    check_none_went_on(went_on(session, day_id, [pitch.idea_id for pitch in day.pitches]))
    if day.is_rehearsal:
        return
    if before.is_confirmed:
        awarding.reopen_day_money(session, day_id, actor_id=actor_id, at=at)
    if before.is_told:
        telling.untell_day(session, day_id, actor_id=actor_id, at=at)
