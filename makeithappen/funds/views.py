"""All views of the funds: who answers for each, its rounds, and what it asks of families."""

from __future__ import annotations

from makeithappen.funds import views_children, views_fund, views_outcomes, views_start
from makeithappen.funds.views_base import bp

__all__ = ["bp", "views_children", "views_fund", "views_outcomes", "views_start"]
