"""The results of a day, once it is confirmed: who got what, from whom, and how close it was."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from makeithappen import awarding, heads
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from panels import results_words, store
from panels.results import Audience
from panels.results import results as results_of
from panels.rules.scoring import check_result_open
from panels.views_base import OFFICERS, RUNNING, bp, my_seat, way_back
from panels.words import OUTCOME_NAMES


@bp.get("/<day_id>/results")
@allow(*OFFICERS, Role.PANEL_MEMBER)
def results(day_id: str) -> ResponseReturnValue:
    """The results with their pictures, and the same figures in tables."""
    found = store.load_day(reading(), day_id)
    who = actor()
    if not who.may(*OFFICERS):
        my_seat(found)
        check_result_open(found.state)
    inside = who.may(*RUNNING) or found.member_of(who.person_id) is not None
    audience = Audience.PANEL if inside else Audience.OFFICERS
    sources = awarding.sources(reading(), day_id)
    head = heads.head_of_day(reading(), found)
    return render_template(
        "panels/results.html",
        day=found,
        head=head,
        back=way_back(found),
        results=results_of(reading(), found, sources, audience=audience),
        words=results_words,
        outcome_names=OUTCOME_NAMES,
    )
