"""All views of the panel, gathered under one blueprint."""

from __future__ import annotations

from panels import (
    views_boards,
    views_care,
    views_deciding,
    views_design,
    views_drafts,
    views_live,
    views_moving,
    views_offline,
    views_pads,
    views_paper,
    views_pitches,
    views_plan,
    views_rehearsal,
    views_remarks,
    views_reserve,
    views_results,
    views_running,
    views_scoring,
    views_screens,
    views_seats,
    views_setting_up,
    views_sheets,
)
from panels.views_base import bp
from panels.views_screens import hall

__all__ = [
    "bp",
    "hall",
    "views_boards",
    "views_care",
    "views_deciding",
    "views_design",
    "views_drafts",
    "views_live",
    "views_moving",
    "views_offline",
    "views_pads",
    "views_paper",
    "views_pitches",
    "views_plan",
    "views_rehearsal",
    "views_remarks",
    "views_reserve",
    "views_results",
    "views_running",
    "views_scoring",
    "views_screens",
    "views_seats",
    "views_setting_up",
    "views_sheets",
]
