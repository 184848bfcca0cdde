"""What the money buys, whom it reaches and what else helps, for some ideas of the demo. All of it
is invented."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from makeithappen import demo_children
from makeithappen.funds import outcomes_store
from makeithappen.ideas import plan_store
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Ask, Words
from makeithappen.ideas.rules.spending_plan import Help, HelpKind, HelpStage, Line, Plan, Unit

FED, OUTDOORS, TOGETHER = (
    "Children eat well",
    "Children play outdoors",
    "Families meet and help each other",
)
SURE, HOPED = HelpStage.SECURED, HelpStage.PENDING
PLANS = {  # an outcome stands here by its name: ids are made with the demo
    "Saturday breakfast club": Plan(
        (
            Line("Food for one Saturday", 40, 95_00),
            Line("The hall, one morning", 40, 45_00),
            Line("Pans, cups and a big kettle", 1, 1_200_00),
        ),
        (
            Help(HelpKind.LEVERAGE, Unit.PENCE, 400_00, SURE, "The harbour fair"),
            Help(HelpKind.IN_KIND, Unit.MEALS, 400_00, HOPED, "Bread from the bakery"),
            Help(HelpKind.HOURS, Unit.HOURS, 240_00, SURE, "Parents who cook in turns"),
        ),
        (FED, TOGETHER),
    ),
    "Bikes we fix together": Plan(
        (
            Line("Tools for one stand", 6, 250_00),
            Line("Tyres, chains and brakes for a bike", 100, 12_50),
            Line("The shed, one day", 20, 50_00),
        ),
        (Help(HelpKind.IN_KIND, Unit.ITEMS, 60_00, SURE, "Old bikes from neighbours"),),
        (OUTDOORS,),
    ),
    "Pond club": Plan(
        (
            Line("Wellies", 20, 15_00),
            Line("Nets", 20, 7_50),
            Line("Somebody who knows ponds, one afternoon", 30, 25_00),
        ),
        (Help(HelpKind.HOURS, Unit.HOURS, 60_00, HOPED, "Two grandparents"),),
        (OUTDOORS,),
    ),
}


REACH = {
    "Saturday breakfast club": ("40", "The big kettle and new pans. We would use what we have."),
    "Bikes we fix together": ("35", "Two of the six stands."),
    "A quiet room for big feelings": ("30", ""),
    "Dads and little ones outdoors": ("24", "One of the two mornings."),
    "A bench where the bus stops": ("80", "The roof."),
    "Pond club": ("20", "One of the two afternoons."),
}
"""How many people an idea reaches, and what it leaves out with the smallest amount. Few say all."""

TAKING_PART = {
    "A bench where the bus stops": {"take_part": "travel access"},
    "Pond club": {"take_part": "bsl language", "take_part_language": "Polish"},
}
"""What would help the people of some ideas to take part."""


def add_outcomes(session: Session, fund_id: str, **by: Any) -> None:
    """What the fund of the demo wants to get better."""
    typed = "\n".join((FED, OUTDOORS, TOGETHER))
    outcomes_store.add_outcomes(session, fund_id=fund_id, typed=typed, **by)


def add_sent(
    session: Session,
    *,
    round_id: str,
    fund_id: str,
    owner_id: str,
    words: Words,
    ask: Ask,
    at: datetime,
) -> str:
    """Begin an idea, say what is known of its plan, and send it; returns its id."""
    amounts = {"ask": ask.ask_pence, "smallest": ask.smallest_pence}
    answers = {**asdict(words), **amounts, "area": ask.area_id, "title": ask.title}
    answers |= dict(zip(("how_many", "drops"), REACH.get(ask.title or "", ("", "")), strict=True))
    answers |= TAKING_PART.get(ask.title or "", {})
    ids = {"round_id": round_id, "fund_id": fund_id, "owner_id": owner_id}
    idea_id = ideas.begin(session, **ids, answers=answers, at=at)
    whose = {"idea_id": idea_id, "owner_id": owner_id}
    plan = PLANS.get(ask.title or "", Plan())
    for line in plan.lines:
        plan_store.add_line(session, **whose, line=line)
    for help_ in plan.helps:
        plan_store.add_help(session, **whose, help_=help_)
    named = {one.name: one.outcome_id for one in outcomes_store.outcomes(session, fund_id)}
    served = [named[name] for name in plan.outcome_ids]
    plan_store.put_outcomes(session, **whose, outcome_ids=served)
    demo_children.say(session, idea_id, owner_id, ask.title or "", at)
    asks = {"takes_ideas": True, "asks_where": False}
    ideas.send(session, idea_id=idea_id, owner_id=owner_id, **asks, at=at)
    return idea_id
