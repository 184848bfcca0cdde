"""All views of the replies: those of a day, those of a round, and the letters of a fund."""

from __future__ import annotations

from makeithappen.replies import views_day, views_letters, views_round
from makeithappen.replies.views_base import bp

__all__ = ["bp", "views_day", "views_letters", "views_round"]
