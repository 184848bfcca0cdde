"""The live state of a day: a small answer for each screen, and "not changed" nearly always."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from makeithappen import awarding
from makeithappen.core.access import Role, actor, allow, for_seats, polled
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing
from panels import store
from panels.rules.day import Note, State
from panels.rules.live import Audience, Pot, Timer, snapshot, timer
from panels.views_base import bp
from panels.words import STATE_NAMES


@dataclass(frozen=True, slots=True)
class Live:
    """What a page needs to keep itself up to date: where to ask, and what it shows now."""

    url: str
    tag: str
    pot: Pot | None
    timer: Timer | None
    left_seconds: int


@bp.get("/<day_id>/live/room")
@allow(Role.CHAIR, Role.COORDINATOR, Role.AUDITOR)
@polled
def live_room(day_id: str) -> ResponseReturnValue:
    """For the screen of the room, and for observers."""
    return answer(day_id, Audience.ROOM)


@bp.get("/<day_id>/live/chair")
@allow(Role.CHAIR, Role.COORDINATOR)
@polled
def live_chair(day_id: str) -> ResponseReturnValue:
    """For the chair's console."""
    return answer(day_id, Audience.CHAIR)


@bp.get("/<day_id>/live/member")
@allow(Role.PANEL_MEMBER)
@for_seats
@polled
def live_member(day_id: str) -> ResponseReturnValue:
    """For the phones of the day's members."""
    return answer(day_id, Audience.MEMBER)


def answer(day_id: str, audience: Audience) -> ResponseReturnValue:
    """The snapshot as JSON with its tag; empty, with status 304, where the asker has it."""
    now = _ticks(day_id, audience)
    body, _pot = _told(audience, now, store.day_now(reading(), day_id, now))
    response = Response(body, mimetype="application/json")
    response.set_etag(_tag(body))
    return response.make_conditional(request)


def live_page(found: store.Day, audience: Audience, url: str = "") -> Live:
    """What a page about a day needs to stay up to date; it asks at `url`, or as its audience."""
    # A member is told nothing but what is in the day itself.
    is_member = audience is Audience.MEMBER
    now = store.ticks_of(found) if is_member else _ticks(found.day_id, audience)
    body, pot = _told(audience, now, found)
    time = timer(found.standing)
    return Live(
        url=url or url_for(f"panels.live_{audience}", day_id=found.day_id),
        tag=f'"{_tag(body)}"',
        pot=pot,
        timer=time,
        left_seconds=time.left_at(datetime.now(UTC)) if time else 0,
    )


def _ticks(day_id: str, audience: Audience) -> store.Ticks:
    counting = audience is not Audience.MEMBER
    now = store.ticks(reading(), day_id, actor().person_id, counting=counting)
    if audience is Audience.MEMBER and not now.is_member:
        raise Missing(day_id)
    return now


def _told(audience: Audience, now: store.Ticks, day: store.Day) -> tuple[bytes, Pot | None]:
    where = day.standing
    pot = None
    if audience is not Audience.MEMBER and where.state is State.ALLOCATION:
        to_commit_pence = awarding.to_commit_pence(reading(), day.fund_id)
        pot = Pot(to_commit_pence, now.decided_pence)
    titles = {pitch.pitch_id: pitch.title for pitch in day.pitches}
    facts = {"event": now.event, "titles": titles, "counted": now.counted, "pot": pot}
    told = {"says": _says(where.shown), **snapshot(audience, where, **facts)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), pot


def _says(shown: State | Note) -> str:
    return str(STATE_NAMES[shown])


def _tag(body: bytes) -> str:
    return sha256(body).hexdigest()[:20]
