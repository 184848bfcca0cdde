"""What an idea's money would be spent on, for those who decide about it."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from makeithappen import showing
from makeithappen.core.access import Role, actor, allow, for_seats
from makeithappen.core.db import reading
from panels import store
from panels.store import pitches
from panels.views_base import RUNNING, bp, find_pitch, my_seat


@bp.get("/<day_id>/ideas/<pitch_id>/plan")
@allow(Role.PANEL_MEMBER, *RUNNING)
@for_seats
def plan(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """The lines of an idea, other help, and what would get better. Gone once it is taken down."""
    found = store.load_day(reading(), day_id)
    back = url_for("panels.day", day_id=day_id)
    if not actor().may(*RUNNING):
        my_seat(found)
        back = url_for("panels.sheet", day_id=day_id, pitch_id=pitch_id, all=1)
    pitch = find_pitch(found, pitch_id)
    gone = pitches.is_taken_down(reading(), day_id, pitch_id)
    shown = None if gone else showing.plan_of(reading(), pitch.idea_id)
    return render_template("panels/plan.html", day=found, pitch=pitch, shown=shown, back=back)
