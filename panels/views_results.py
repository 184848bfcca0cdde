"""The results of a day, once it is confirmed: who got what, from whom, and how close it was."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from makeithappen import awarding
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from panels import store
from panels.results import results as results_of
from panels.rules.scoring import decimal_text
from panels.views_base import bp, my_seat, way_back
from panels.words import OUTCOME_NAMES

OFFICERS = (Role.CHAIR, Role.COORDINATOR, Role.FUND_HOLDER, Role.APPROVER, Role.AUDITOR)


@bp.get("/<day_id>/results")
@allow(*OFFICERS, Role.PANEL_MEMBER)
def results(day_id: str) -> ResponseReturnValue:
    """The results with their pictures, and the same figures in tables."""
    found = store.load_day(reading(), day_id)
    if not actor().may(*OFFICERS):
        my_seat(found)
    sources = awarding.sources(reading(), day_id)
    return render_template(
        "panels/results.html",
        day=found,
        back=way_back(found),
        results=results_of(reading(), found, sources, person_id=actor().person_id),
        outcome_names=OUTCOME_NAMES,
        decimal=decimal_text,
    )
