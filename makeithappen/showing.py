"""The door from the ideas to the panels: what else an idea's people said, for those who decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from makeithappen.funds import outcomes_store
from makeithappen.ideas import child_store, plan_store, safeguarding_store
from makeithappen.ideas.rules.child import Child
from makeithappen.ideas.rules.safeguarding import WHOLE
from makeithappen.ideas.rules.spending_plan import Plan
from makeithappen.ideas.words_plan import PLAN_WORDS


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """The lines of an idea, other help, what its outcomes are called, and the words for it all."""

    plan: Plan
    outcomes: list[str]
    words: dict[str, Any]


def plan_of(session: Session, idea_id: str) -> ShownPlan:
    """What the money would be spent on and what else helps. It stays as it was sent.

    Nothing of it while all of the idea is hidden.
    """
    hidden = safeguarding_store.hidden_of(session, [idea_id]).get(idea_id, ())
    plan = Plan() if WHOLE in hidden else plan_store.plan_of(session, idea_id)
    return ShownPlan(plan, outcomes_store.names(session, plan.outcome_ids), PLAN_WORDS)


def children(session: Session, idea_id: str) -> list[Child]:
    """What children say, as far as they and their grown-ups want it to be seen. One statement."""
    return child_store.for_panel(session, idea_id)


def take_down(session: Session, idea_id: str, at: datetime) -> None:
    """An idea's words are taken down: what its children say goes from the panel with them."""
    child_store.hide(session, idea_id, at)
