"""Lines, other help and outcomes of each idea of the world, as often as there are rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from makeithappen.core.ids import new_id
from makeithappen.funds import outcomes_store
from makeithappen.ideas.plan_models import IdeaHelp, IdeaLine, IdeaOutcome

if TYPE_CHECKING:
    from tests.integration.world import World

OUTCOMES_MAX = 20


def outcomes_around(world: World) -> None:
    """Outcomes of the first fund; before the ideas, as they are asked about them."""
    typed = "\n".join(f"Outcome {number}" for number in range(min(world.rows, OUTCOMES_MAX)))
    outcomes_store.add_outcomes(world.session, fund_id=world.funds[0], typed=typed, **world.who)
    found = outcomes_store.outcomes(world.session, world.funds[0])
    world.outcomes = [one.outcome_id for one in found]


def plans_around(world: World) -> None:
    """A plan of each idea, written in bulk: those that were sent take no more of it."""
    idea_ids = [*world.drafts, *world.sent, *(one for ids in world.ideas.values() for one in ids)]
    rows = [(idea_id, number) for idea_id in idea_ids for number in range(1, world.rows + 1)]
    said = {"words": "Wood", "quantity": 2}
    lines = [
        {"id": new_id("line"), "idea_id": idea_id, "number": number, "unit_pence": 5, **said}
        for idea_id, number in rows
    ]
    what = {"kind": "in_kind", "unit": "items", "stage": "secured", **said}
    helps = [
        {"id": new_id("help"), "idea_id": idea_id, "number": number, **what}
        for idea_id, number in rows
    ]
    served = [
        {"idea_id": idea_id, "outcome_id": outcome_id}
        for idea_id in idea_ids
        for outcome_id in world.outcomes
    ]
    for model, values in ((IdeaLine, lines), (IdeaHelp, helps), (IdeaOutcome, served)):
        world.session.execute(insert(model), values)
