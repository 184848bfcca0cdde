"""What stands round the boards of a day in the world of `world.py`: a vote on a tie, a reserve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from panels import models
from panels.models_boards import TieBallot
from panels.rules.day import Note, State
from panels.store.running import append

if TYPE_CHECKING:
    from tests.integration.world import World


def boards_around(world: World) -> None:
    """A day on which the room votes on all of its ideas; everybody but the viewer has voted."""
    day = world.one_more_day(State.ALLOCATION)
    world.tie_day["day_id"] = day.day_id
    facts = {"pitch_ids": " ".join(pitch.pitch_id for pitch in day.pitches)}
    append(world.session, day, Note.TIE_VOTE, facts=facts, **world.who)
    others = {one.member_id for one in day.members if one.person_id != world.people[0]}
    voters = world.session.execute(
        select(models.Voter.id).where(models.Voter.member_id.in_(others & day.standing.seated))
    )
    choice = {"day_id": day.day_id, "pitch_id": day.pitches[0].pitch_id}
    world.session.execute(
        insert(TieBallot), [{"voter_id": one, **choice} for one in voters.scalars()]
    )
    told = world.days[State.TOLD]
    facts = {"pitch_id": told.pitches[0].pitch_id, "amount_pence": "1"}
    second = {**world.who, "actor_id": world.people[1]}
    append(world.session, told, Note.RESERVE_ASKED, facts=facts, **second)
