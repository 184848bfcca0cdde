"""All views of community votes, gathered under one blueprint."""

from __future__ import annotations

from panels import views_voting_public, views_voting_running, views_voting_setting_up
from panels.views_voting_base import bp

__all__ = ["bp", "views_voting_public", "views_voting_running", "views_voting_setting_up"]
