"""The demo's rehearsal: scoring is open, and anybody can take one of its seats with a code.

Only a demo knows its codes: they stand here, and on a page that no real site has.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from panels import store as panels
from panels.rehearsal_content import invented
from panels.rules.day import Move
from panels.store import rehearsing, seats

NAME = "Try a seat"
SEATS = (
    ("Ash", "TRYS-EAT2"),
    ("Bo", "TRYS-EAT3"),
    ("Cleo", "TRYS-EAT4"),
    ("Dee", "TRYS-EAT5"),
    ("Eli", "TRYS-EAT6"),
)


def open_rehearsal(session: Session, day_id: str, *, chair: str, at: datetime) -> None:
    """Rehearse a day with invented people, as far as scoring, and give each seat its code."""
    by = {"actor_id": chair, "at": at}
    made = rehearsing.begin_rehearsal(session, day_id, invented(NAME, with_people=True), **by)
    panels.open_day(session, made, **by)
    for move in (Move.ASK_CONFLICTS, Move.SCORE_ALL):
        panels.move_day(session, made, move, **by)
    ids = {one.first_name: one.member_id for one in panels.load_day(session, made).members}
    codes = {ids[first_name]: code for first_name, code in SEATS}
    seats.put_codes(session, made, codes, **by)
