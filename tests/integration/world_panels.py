"""What a panel says about ideas and decides about them, written in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from makeithappen.core.ids import new_id
from panels import models
from panels import store as panels
from panels.rules.conflicts import Degree
from panels.rules.decisions import Outcome

if TYPE_CHECKING:
    from tests.integration.world import World


def say(world: World, day: panels.Day, *, silent: tuple[str, ...]) -> None:
    """Each member scores each idea again and again; nobody of them is close to any."""
    conflicts, sheets, scores = [], [], []
    links = world.session.execute(select(models.Voter.member_id, models.Voter.id))
    voters = {row.member_id: row.id for row in links}
    seated = [member for member in day.members if not member.is_reserve]
    for pitch in day.pitches:
        for member in seated:
            whose = {"pitch_id": pitch.pitch_id, "voter_id": voters[member.member_id]}
            said = {"degree": str(Degree.KNOW), "declared_at": world.at}
            conflicts.append(
                {"id": new_id("conflict"), "revision": 1, "is_kin": 0, **whose, **said}
            )
            if member.person_id in silent:
                continue
            for revision in range(1, 1 + (world.rows if pitch is day.pitches[0] else 1)):
                sheet_id = new_id("sheet")
                if member.person_id == world.people[0]:
                    world.own_sheets[day.day_id] = sheet_id
                said = {"comment": "Fine.", "received_at": world.at}
                sheets.append({"id": sheet_id, "revision": revision, **whose, **said})
                scores += [
                    {"sheet_id": sheet_id, "criterion_id": one.criterion_id, "value": 2}
                    for one in day.settings.criteria
                ]
    for model, rows in (
        (models.Conflict, conflicts),
        (models.Sheet, sheets),
        (models.SheetScore, scores),
    ):
        world.session.execute(insert(model), rows)


def decide(world: World, day: panels.Day) -> None:
    """Each idea in full, decided again and again."""
    decisions = [
        {
            "id": new_id("decision"),
            "pitch_id": pitch.pitch_id,
            "revision": revision,
            "outcome": str(Outcome.FULL),
            "amount_pence": pitch.asked_pence,
            "reason": "It helps.",
            "decided_by": world.people[0],
            "decided_at": world.at,
        }
        for pitch in day.pitches
        for revision in range(1, world.rows + 1)
    ]
    world.session.execute(insert(models.Decision), decisions)
