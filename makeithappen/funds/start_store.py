"""Writing what a fund says before the form and after it."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.funds import models
from makeithappen.funds.rules.start import Start, check_start


def put_start(session: Session, *, fund_id: str, start: Start, actor_id: str, at: datetime) -> None:
    """Say who a fund is for, what to ask first, and where else to go. Raises Refused, Missing."""
    check_start(start)
    fund = session.get(models.Fund, fund_id, with_for_update=True)
    if fund is None:
        raise Missing(fund_id)
    fund.start_who, fund.start_what, fund.start_not = start.who, start.what, start.what_not
    fund.fits = json.dumps([[fit.asks, fit.says_no] for fit in start.fits], ensure_ascii=False)
    fund.signposts = "\n".join(start.signposts)
    fund.talk_contact, fund.talk_days = start.talk_contact, start.talk_days
    session.flush()
    record(session, at=at, actor_id=actor_id, what="fund_start_changed", subject_id=fund_id)
