"""All views of the panel, gathered under one blueprint."""

from __future__ import annotations

from panels import (
    views_care,
    views_deciding,
    views_moving,
    views_results,
    views_running,
    views_scoring,
    views_setting_up,
)
from panels.views_base import bp

__all__ = [
    "bp",
    "views_care",
    "views_deciding",
    "views_moving",
    "views_results",
    "views_running",
    "views_scoring",
    "views_setting_up",
]
