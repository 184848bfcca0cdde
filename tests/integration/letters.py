"""Somebody writes and looks at the letters of a day, so that it can be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from makeithappen import replying
from makeithappen.funds import start_store
from makeithappen.funds import store as funds
from makeithappen.funds.rules.start import Start
from makeithappen.replies import store
from makeithappen.replies.rules.reply import Parts
from panels import store as panels

PARTS = Parts("We like it.", "Together", "", "Ask the school.", "The library: 01234 567892")


def look_at_letters(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Write what is missing in each letter of a day, and look at it."""
    by: dict[str, Any] = {"actor_id": actor_id, "at": at}
    fund = funds.find_fund(session, panels.load_day(session, day_id).fund_id)
    if not fund.start.talk_contact:
        start = Start(talk_contact="Cy, 01234 567891")
        start_store.put_start(session, fund_id=fund.fund_id, start=start, **by)
    for reply in replying.find_day(session, day_id).replies:
        store.write(session, store.Kept(reply.idea_id, day_id, PARTS), **by)
    for reply in replying.find_day(session, day_id).replies:
        ids = {"idea_id": reply.idea_id, "place_id": day_id}
        store.look(session, **ids, digest=reply.digest, **by)
