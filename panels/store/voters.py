"""Which sheets are whose, and how that is taken away when a day is confirmed (docs/secrecy.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from makeithappen.core import envelopes, intents
from makeithappen.core.ids import new_id
from panels import models
from panels.rules.conflicts import Degree
from panels.rules.day import Member
from panels.rules.links import PURPOSE, Links, links_digest, links_text, read_links
from panels.store.records import Day

_voter = models.Voter.__table__.c
# Made once: making a statement takes longer than running it.
_VOTER_OF = select(_voter.id).where(_voter.member_id == bindparam("member_id"))
_LOCK_VOTER = _VOTER_OF.with_for_update()


@dataclass(frozen=True, slots=True)
class Voter:
    """A member as their sheets know them; `member_id` is None once the day is confirmed.

    `ideas` are the pitches that they score; None: all.
    """

    voter_id: str
    member_id: str | None
    is_seated: bool
    ideas: frozenset[str] | None = None

    def scores(self, pitch_id: str) -> bool:
        """Whether a sheet for this idea is wanted from them."""
        return self.is_seated and (self.ideas is None or pitch_id in self.ideas)

    @property
    def name(self) -> str:
        """Who it is, as far as it is known."""
        return self.member_id or self.voter_id


def make_voters(session: Session, day: Day) -> None:
    """Give each member an id by which only their sheets know them. At opening, in no order."""
    rows = [
        {"id": new_id("voter"), "day_id": day.day_id, "member_id": one.member_id, "is_seated": 0}
        for one in day.members
    ]
    session.execute(insert(models.Voter), sorted(rows, key=lambda row: str(row["id"])))


def lock_voter(session: Session, member_id: str) -> None:
    """Lock the voter that a member is, until the end of the transaction."""
    session.execute(_LOCK_VOTER, {"member_id": member_id})


def voter_id_of(session: Session, member: Member) -> str:
    """The voter that a member is; none once the day is confirmed."""
    mine = session.execute(_VOTER_OF, {"member_id": member.member_id})
    return mine.scalar_one_or_none() or ""


def voters_of(
    session: Session, day: Day, member: Member | None = None
) -> tuple[list[Voter], dict[tuple[str, str], Degree]]:
    """The day's voters in the order of their random ids, and what each declared last.

    Only the one that `member` is, where one is given. Declarations are by pitch and voter. One
    statement.
    """
    voter, said = models.Voter, models.Conflict
    newest = (
        select(said.pitch_id, said.voter_id, func.max(said.revision).label("revision"))
        .where(said.pitch_id.in_([pitch.pitch_id for pitch in day.pitches]))
        .group_by(said.pitch_id, said.voter_id)
        .subquery()
    )
    last = (
        (said.pitch_id == newest.c.pitch_id)
        & (said.voter_id == newest.c.voter_id)
        & (said.revision == newest.c.revision)
    )
    whose = () if member is None else (voter.member_id == member.member_id,)
    rows = session.execute(
        select(voter.id, voter.member_id, voter.is_seated, voter.ideas, said.pitch_id, said.degree)
        .join(newest, newest.c.voter_id == voter.id, isouter=True)
        .join(said, last, isouter=True)
        .where(voter.day_id == day.day_id, *whose)
        .order_by(voter.id)
    ).all()
    found = {
        row.id: Voter(row.id, row.member_id, _is_seated(row, day), ideas)
        for row in rows
        for ideas in [None if row.ideas is None else frozenset(row.ideas.split())]
    }
    degrees = {(row.pitch_id, row.id): Degree(row.degree) for row in rows if row.pitch_id}
    return list(found.values()), degrees


def _is_seated(row: Any, day: Day) -> bool:
    """As the day stands; once it is confirmed, as it was then."""
    return bool(row.is_seated) if row.member_id is None else row.member_id in day.standing.seated


def cut_links(session: Session, day: Day, *, at: datetime) -> tuple[dict[str, str], dict[str, str]]:
    """Take away all that joins a member to a sheet; returns the facts to
    seal about it, and the new ids of the sheets by the old ones.

    The list goes into an envelope for the scrutineer, where the day has one. Rows are written
    anew in a random order with one time for all, since order and time would tell as well.
    """
    table = models.Voter
    rows = session.execute(select(table).where(table.day_id == day.day_id)).scalars().all()
    links = {row.id: row.member_id for row in rows if row.member_id is not None}
    ideas = {row.id: row.ideas for row in rows}
    text = links_text(day.day_id, links)
    key = day.settings.scrutineer_key
    if key:
        sealed = envelopes.close(text, key, PURPOSE)
        kept = {"day_id": day.day_id, "version": day.standing.version, "ciphertext": sealed}
        session.execute(insert(models.SealedLinks).values(**kept))
    seated = {voter: member in day.standing.seated for voter, member in links.items()}
    fresh = _write_anew(session, day, seated, ideas, at)
    for pitch in day.pitches:
        intents.forget(session, f"panels.conflict:{pitch.pitch_id}")
    return ({"links_digest": links_digest(text)} if key else {}), fresh


def sealed_links(session: Session, day_id: str) -> str | None:
    """The newest envelope of a day for its scrutineer."""
    table = models.SealedLinks
    newest = select(table.ciphertext).where(table.day_id == day_id)
    return session.execute(newest.order_by(table.version.desc()).limit(1)).scalar_one_or_none()


def restore_links(session: Session, day: Day, text: str, digest: str | None) -> None:
    """Put back the list that the scrutineer has opened. Refused where it is another one."""
    links: Links = read_links(text, digest)
    for voter_id, member_id in links.items():
        session.execute(
            update(models.Voter)
            .where(models.Voter.id == voter_id, models.Voter.day_id == day.day_id)
            .values(member_id=member_id)
        )


def _write_anew(
    session: Session,
    day: Day,
    seated: Mapping[str, bool],
    ideas: Mapping[str, str | None],
    at: datetime,
) -> dict[str, str]:
    """Take the day's voters, conflicts, sheets and scores out, and put them in without a member.

    Returns the new ids of the sheets by the old ones.
    """
    voters, sheet, score = models.Voter, models.Sheet, models.SheetScore
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    sheets = _rows(session, sheet, sheet.pitch_id.in_(pitch_ids))
    sheet_ids = [row["id"] for row in sheets]
    scores = _rows(session, score, score.sheet_id.in_(sheet_ids))
    conflicts = _rows(session, models.Conflict, models.Conflict.pitch_id.in_(pitch_ids))
    session.execute(delete(score).where(score.sheet_id.in_(sheet_ids)))
    session.execute(delete(sheet).where(sheet.id.in_(sheet_ids)))
    session.execute(delete(models.Conflict).where(models.Conflict.pitch_id.in_(pitch_ids)))
    session.execute(delete(voters).where(voters.day_id == day.day_id))
    _put(
        session,
        voters,
        [
            {
                "id": one,
                "day_id": day.day_id,
                "member_id": None,
                "is_seated": int(is_seated),
                "ideas": ideas[one],
            }
            for one, is_seated in seated.items()
        ],
    )
    fresh = {row["id"]: new_id("sheet") for row in sheets}
    _put(session, sheet, [{**row, "id": fresh[row["id"]], "received_at": at} for row in sheets])
    _put(session, score, [{**row, "sheet_id": fresh[row["sheet_id"]]} for row in scores])
    renamed = [{**row, "id": new_id("conflict"), "declared_at": at} for row in conflicts]
    _put(session, models.Conflict, renamed)
    return fresh


def _rows(session: Session, table: Any, which: Any) -> list[dict[str, Any]]:
    rows = session.execute(select(*table.__table__.columns).where(which)).mappings()
    return [dict(row) for row in rows]


def _put(session: Session, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows in the order of their random ids."""
    if rows:
        key = "id" if "id" in rows[0] else "sheet_id"
        session.execute(insert(table), sorted(rows, key=lambda row: str(row[key])))
