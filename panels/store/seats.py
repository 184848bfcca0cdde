"""Seats: who may join a day from which phone. Codes and tokens are kept as keyed digests only."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from makeithappen.core.access import NOBODY, Actor, Role
from makeithappen.core.db import side_transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_token
from makeithappen.core.keys import keys
from panels import models
from panels.models_seats import SeatCode, SeatPhone
from panels.rules.day import Member
from panels.rules.seats import (
    CODE_LENGTH,
    CODE_SPAN,
    IDLE_SPAN,
    WHOLE_SPAN,
    SeatRefusal,
    check_giving_codes,
    code_holds,
    still_joined,
    tidy_seat_code,
)
from panels.rules.vote_cards import CODE_LETTERS
from panels.store.reading import load_day
from panels.store.records import Day

TOKEN_MARK = "seat."  # noqa: S105 (tells a seat's token from a person's)
SEEN_EVERY = timedelta(minutes=1)


_SEAT_COLUMNS = (
    SeatCode.day_id,
    SeatCode.member_id,
    models.Member.person_id,
    models.Member.first_name,
)
_PHONE = (
    select(SeatPhone.last_seen_at, SeatPhone.ends_at, *_SEAT_COLUMNS)
    .join(SeatCode, SeatCode.code_digest == SeatPhone.code_digest)
    .join(models.Member, models.Member.id == SeatCode.member_id)
    .where(SeatPhone.token_digest == bindparam("digest"))
)
"""Made once, since each request of a phone asks it."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat that a code opens."""

    day_id: str
    day_name: str
    is_rehearsal: bool
    member_id: str
    person_id: str
    first_name: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat on the coordinator's page: has it a code, and how many phones are at it?"""

    member: Member
    has_code: bool
    phones: int


def list_seats(session: Session, day: Day, at: datetime) -> list[SeatLine]:
    """Each seat of a day, with what is known of its code and its phones."""
    here = (
        (SeatPhone.code_digest == SeatCode.code_digest)
        & (SeatPhone.ends_at > at)
        & (SeatPhone.last_seen_at > at - IDLE_SPAN)
    )
    rows = session.execute(
        select(SeatCode.member_id, func.count(SeatPhone.token_digest).label("phones"))
        .join(SeatPhone, here, isouter=True)
        .where(SeatCode.day_id == day.day_id, SeatCode.made_at > at - CODE_SPAN)
        .group_by(SeatCode.member_id)
    )
    phones = {row.member_id: row.phones for row in rows}
    return [
        SeatLine(one, one.member_id in phones, phones.get(one.member_id, 0)) for one in day.members
    ]


def give_codes(
    session: Session, day_id: str, member_ids: Collection[str], *, actor_id: str, at: datetime
) -> dict[str, str]:
    """Give these seats a fresh code each, by member id; codes are kept nowhere."""
    codes = {one: _fresh_code() for one in member_ids}
    put_codes(session, day_id, codes, actor_id=actor_id, at=at)
    return codes


def put_codes(
    session: Session, day_id: str, codes: Mapping[str, str], *, actor_id: str, at: datetime
) -> None:
    """Let these codes open these seats, by member id. An old code dies, and its phones with it."""
    day = load_day(session, day_id, lock="to_move")
    if not set(codes) <= {one.member_id for one in day.members}:
        raise Missing(day_id)
    gone = SeatCode.member_id.in_(codes) | (SeatCode.made_at <= at - CODE_SPAN)
    session.execute(delete(SeatCode).where(gone))
    held = session.execute(select(func.count()).select_from(SeatCode)).scalar_one()
    check_giving_codes(day.state, held=held, more=len(codes))
    for member_id, code in codes.items():
        row = {"code_digest": _code_digest(code), "day_id": day_id, "member_id": member_id}
        session.execute(insert(SeatCode).values(**row, made_at=at))
        facts = {"member_id": member_id}
        who = {"actor_id": actor_id, "subject_id": day_id}
        record(session, at=at, what="seat_code_given", facts=facts, **who)


def find_seat(session: Session, code: str, at: datetime, *, lock: bool = False) -> Seat:
    """The seat that a code opens. Refused where there is none. Reads only."""
    day = models.Day
    query = (
        select(SeatCode.made_at, day.name.label("day_name"), day.is_rehearsal, *_SEAT_COLUMNS)
        .join(day, day.id == SeatCode.day_id)
        .join(models.Member, models.Member.id == SeatCode.member_id)
        .where(SeatCode.code_digest == _code_digest(code))
    )
    query = query.with_for_update(read=True, of=SeatCode) if lock else query
    row = session.execute(query).first()
    if row is None or not code_holds(row.made_at, at):
        raise Refused(SeatRefusal.SEAT_CODE_UNKNOWN)
    about = (row.day_id, row.day_name, bool(row.is_rehearsal))
    return Seat(*about, row.member_id, row.person_id, row.first_name)


def join(session: Session, code: str, *, at: datetime) -> tuple[str, Seat]:
    """Let a phone in at the seat of a code; returns the phone's token and the seat."""
    seat = find_seat(session, code, at, lock=True)
    token = TOKEN_MARK + new_token()
    row = {"token_digest": _token_digest(token), "code_digest": _code_digest(code)}
    spans = {"last_seen_at": at, "ends_at": at + WHOLE_SPAN}
    session.execute(insert(SeatPhone).values(**row, **spans))
    facts = {"member_id": seat.member_id}
    who = {"actor_id": seat.person_id, "subject_id": seat.day_id}
    record(session, at=at, what="seat_joined", facts=facts, **who)
    return token, seat


def leave(session: Session, token: str) -> None:
    """Take a phone off its seat: from the next request on its cookie is worth nothing."""
    session.execute(delete(SeatPhone).where(SeatPhone.token_digest == _token_digest(token)))


def load_seat(session: Session, token: str, at: datetime, *, is_sign_of_life: bool = True) -> Actor:
    """Who holds this phone: the member of its seat, for that day only. Notes that it was seen.

    A page that asks by itself is no sign of life.
    """
    digest = _token_digest(token)
    row = session.execute(_PHONE, {"digest": digest}).first()
    if row is None:
        return NOBODY
    if not still_joined(last_seen_at=row.last_seen_at, ends_at=row.ends_at, now=at):
        return NOBODY
    if is_sign_of_life and at - row.last_seen_at >= SEEN_EVERY:
        with side_transaction() as side:
            seen = update(SeatPhone).where(SeatPhone.token_digest == digest)
            side.execute(seen.values(last_seen_at=at))
    roles = frozenset({Role.PANEL_MEMBER})
    return Actor(row.person_id, row.first_name, roles, signed_in=True, only_day=row.day_id)


def end_seats(session: Session, day_id: str) -> None:
    """End the codes of a day, and with them its phones."""
    session.execute(delete(SeatCode).where(SeatCode.day_id == day_id))


def _fresh_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))


def _code_digest(code: str) -> str:
    return keys().keyed_digest(f"seat code\n{tidy_seat_code(code)}")


def _token_digest(token: str) -> str:
    return keys().keyed_digest(f"seat\n{token}")
