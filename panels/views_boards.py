"""The boards of a day between scoring and confirming: talking over, sharing out."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from makeithappen import awarding
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from panels import store, words_boards
from panels.boards import deliberation
from panels.rules.scoring import decimal_text
from panels.views_base import bp, my_seat, own_page


@bp.get("/<day_id>/board")
@allow(Role.CHAIR, Role.PANEL_MEMBER)
def board(day_id: str) -> ResponseReturnValue:
    """What to talk about: how far the sheets lie apart, what was written, what the rule gives."""
    found = store.load_day(reading(), day_id)
    if not actor().may(Role.CHAIR):
        my_seat(found)
    return render_template(
        "panels/board.html",
        day=found,
        back=own_page(found),
        board=deliberation(reading(), found, actor().person_id, money_of(found)),
        words=words_boards,
        decimal=decimal_text,
    )


def money_of(found: store.Day) -> store.DayMoney:
    """What the day could give by now."""
    return store.money_of(found, *awarding.money(reading(), found.fund_id))
