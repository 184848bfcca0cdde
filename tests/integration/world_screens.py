"""What stands on the screens of the running day in the world of `world.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from panels import store as panels
from panels.rules.day import State

if TYPE_CHECKING:
    from tests.integration.world import World


def screens_around(world: World) -> None:
    """A screen in the hall, and remarks about each idea, as many as there are ideas."""
    day = world.days[State.SCORING]
    for pitch in day.pitches:
        for number in range(world.rows):
            said = (day.day_id, pitch.pitch_id, f"Remark {number}")
            panels.add_remark(world.session, *said, **world.who)
    panels.make_room_link(world.session, day.day_id, **world.who)
    world.room_code = panels.room_code(world.session, day.day_id, world.at) or ""
