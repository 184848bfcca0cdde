"""What the demo's fund says before the form and after it, and the letters of its first day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from makeithappen import demo_data, replying, telling
from makeithappen.funds import start_store
from makeithappen.funds.rules.start import Fit, Start
from makeithappen.replies.rules.letter import Outcome
from makeithappen.replies.rules.reply import Parts

START = Start(
    who="This money is for families in the three valleys, and for groups of neighbours.",
    what="It pays for things and time that make life better for children here.",
    what_not="It does not pay for debts, or for what the council has to pay.",
    fits=(
        Fit(
            "Do you live in the three valleys, or does your idea happen there?",
            "This fund is for the three valleys alone. The Family Line knows funds elsewhere: "
            "01632 960 010.",
        ),
        Fit(
            "Is your idea good for children?",
            "This fund is for children. Neighbours Together has money for other ideas: "
            "01632 960 011.",
        ),
        Fit(
            "Can your idea wait for some weeks?",
            "We need some weeks to answer. If you need food, heat or a safe place now, call the "
            "Help Desk today: 01632 960 012.",
        ),
    ),
    signposts=(
        "The Family Line, for any question about children: 01632 960 010",
        "Neighbours Together, other small funds: 01632 960 011",
        "The Help Desk, for food, heat or a safe place now: 01632 960 012",
    ),
    talk_contact="Morag, 01632 960 001",
)
"""All of it is invented, the numbers too."""


def put_start(session: Session, fund_id: str, *, actor_id: str, at: datetime) -> None:
    """Say who the demo's fund is for."""
    start_store.put_start(session, fund_id=fund_id, start=START, actor_id=actor_id, at=at)


def answer_all(
    session: Session, round_id: str, idea_ids: dict[str, str], day_id: str, by: dict[str, Any]
) -> None:
    """Answer each idea of the round, look at each letter, and send all of them at once."""
    pitched = {award.title for award in demo_data.AWARDS}
    for made in demo_data.IDEAS:
        chosen = made.title in pitched
        replying.answer(
            session,
            idea_ids[made.title],
            outcome=Outcome.SHORTLISTED if chosen else Outcome.NOT_THIS_TIME,
            day_id=day_id if chosen else None,
            parts=Parts(strengths=made.reply) if chosen else _not_this_time(made),
            **by,
        )
    for reply in replying.of_round(session, round_id).replies:
        replying.look_in_round(session, reply.idea_id, reply.digest, **by)
    telling.tell_round(session, round_id, **by)


def _not_this_time(made: demo_data.DemoIdea) -> Parts:
    return Parts(
        strengths="It comes from families themselves, and it could start soon.",
        criterion=demo_data.CRITERIA[0].name,
        reason=f"Other ideas reach more children this time. {made.reply}",
        would_help="Say who would run it with you, and what one month of it costs.",
        elsewhere="\n".join(START.signposts),
    )


def look_at_all(session: Session, day_id: str, by: dict[str, Any]) -> None:
    """Write what is good about each idea of the day, and look at each letter."""
    strengths = {made.title: made.reply for made in demo_data.IDEAS}
    for reply in replying.find_day(session, day_id).replies:
        parts = replace(reply.parts, strengths=strengths[reply.title])
        replying.write_on_day(session, day_id, reply.idea_id, parts, **by)
        seen = replying.find_day(session, day_id).find(reply.idea_id).digest
        replying.look_on_day(session, day_id, reply.idea_id, seen, **by)
