"""Paper sheets: taken in before scoring closes, entered by two people, counted when they agree."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing, Refused
from makeithappen.core.ids import new_id
from panels import models
from panels.models_sheets import Paper, PaperEntry
from panels.rules.conflicts import Degree
from panels.rules.day import Member
from panels.rules.paper import (
    Entry,
    PaperState,
    Said,
    agreed,
    check_entering,
    check_papers_settled,
    check_taking_in,
    nearer,
    paper_counts,
    paper_state,
)
from panels.rules.refusal import Refusal
from panels.rules.scoring import check_values
from panels.rules.sheets import SheetState
from panels.store.receipts import code_of, give_receipt
from panels.store.records import Day
from panels.store.scoring import append_sheet, declare, degree_of, member_writing
from panels.store.sharing_out import check_given


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A paper that was taken in, with what was entered so far in its order."""

    paper_id: str
    pitch_id: str
    member_id: str | None
    number: int
    taken_at: datetime
    entries: tuple[Entry, ...]

    @property
    def state(self) -> PaperState:
        """How far it is."""
        return paper_state(self.entries)


def take_in(
    session: Session,
    day_id: str,
    member_id: str,
    pitch_ids: Sequence[str],
    *,
    actor_id: str,
    at: datetime,
) -> int:
    """Note which papers of a member are in the chair's hands; returns how many are new.

    This is what a paper's time is. What was not taken in when scoring closed is not entered.
    """
    if not pitch_ids:
        return 0
    person_id = _person_of(session, day_id, member_id)
    day, member = member_writing(session, day_id, pitch_ids[0], person_id)
    newest = _newest(session, day, member_id)
    taken = 0
    for pitch_id in pitch_ids:
        before = newest.get(pitch_id)
        if before is None or before.state is PaperState.SETTLED:
            _take_in(session, day, pitch_id, member, before, actor_id=actor_id, at=at)
            taken += 1
    return taken


def enter_paper(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    day_id: str,
    pitch_id: str,
    member_id: str,
    *,
    said: Said | None,
    reason: str,
    actor_id: str,
    at: datetime,
) -> PaperState:
    """Append one person's reading of a paper; counts it when another person has read the same.

    A paper that was not noted as taken in is, as long as scoring is open. The member's row is
    locked, so that two people who enter at once come one after the other.
    """
    person_id = _person_of(session, day_id, member_id)
    day, member = member_writing(session, day_id, pitch_id, person_id)
    check_given(session, day, pitch_id, member_id)
    paper = _newest(session, day, member_id).get(pitch_id)
    if paper is None:
        paper = _take_in(session, day, pitch_id, member, None, actor_id=actor_id, at=at)
    entry = Entry(actor_id, said, reason)
    check_entering(day.standing, paper.entries, entry, member_is=person_id)
    if said is not None:
        check_values(day.settings.criteria, said.values)
    row = {"paper_id": paper.paper_id, "number": len(paper.entries) + 1, "said": _text(said)}
    by = {"reason": reason, "entered_by": actor_id, "entered_at": at}
    session.execute(insert(PaperEntry).values(**row, **by))
    entries = (*paper.entries, entry)
    both = agreed(entries)
    if both is not None and both.said is not None:
        _count(session, day, paper, member, both.said, at)
    return paper_state(entries)


def list_papers(session: Session, day: Day) -> list[PaperRecord]:
    """All papers of a day, in the order of their ideas, members and numbers. Two statements."""
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    papers = session.execute(
        select(*Paper.__table__.columns)
        .where(Paper.pitch_id.in_(pitch_ids))
        .order_by(Paper.member_id, Paper.number, Paper.id)
    ).all()
    entries: dict[str, list[Entry]] = {paper.id: [] for paper in papers}
    rows = session.execute(
        select(*PaperEntry.__table__.columns)
        .join(Paper, Paper.id == PaperEntry.paper_id)
        .where(Paper.pitch_id.in_(pitch_ids))
        .order_by(PaperEntry.number)
    )
    for row in rows:
        entries[row.paper_id].append(Entry(row.entered_by, _read(row.said), row.reason))
    found = [
        PaperRecord(
            row.id, row.pitch_id, row.member_id, row.number, row.taken_at, tuple(entries[row.id])
        )
        for row in papers
    ]
    return sorted(found, key=lambda one: pitch_ids.index(one.pitch_id))


def check_papers(session: Session, day: Day) -> None:
    """Refuse while what a paper of the day says is open."""
    check_papers_settled([paper.state for paper in list_papers(session, day)])


def paper_code(secret: str, pitch_id: str, member_id: str, number: int) -> str:
    """The number that is printed on a paper: its receipt code."""
    return code_of(secret, _numbered(pitch_id, member_id, number))


def next_numbers(papers: Sequence[PaperRecord]) -> dict[tuple[str, str | None], int]:
    """The number of the paper that is next to be filled in, where it is not 1."""
    return {
        (one.pitch_id, one.member_id): one.number + (one.state is PaperState.SETTLED)
        for one in papers
    }


def _person_of(session: Session, day_id: str, member_id: str) -> str:
    """The person that a member of the day is. Raises Missing."""
    table = models.Member
    mine = (table.id == member_id) & (table.day_id == day_id)
    found = session.execute(select(table.person_id).where(mine)).scalar_one_or_none()
    if found is None:
        raise Missing(member_id)
    return found


def _take_in(
    session: Session,
    day: Day,
    pitch_id: str,
    member: Member,
    before: PaperRecord | None,
    *,
    actor_id: str,
    at: datetime,
) -> PaperRecord:
    check_taking_in(day.standing, pitch_id, member.member_id)
    number = 1 if before is None else before.number + 1
    paper = PaperRecord(new_id("paper"), pitch_id, member.member_id, number, at, ())
    row = {"id": paper.paper_id, "pitch_id": pitch_id, "member_id": member.member_id}
    by = {"taken_by": actor_id, "taken_at": at}
    session.execute(insert(Paper).values(**row, number=number, **by))
    return paper


def _newest(session: Session, day: Day, member_id: str) -> dict[str, PaperRecord]:
    """A member's newest paper for each idea, by pitch id."""
    papers = list_papers(session, day)
    return {one.pitch_id: one for one in papers if one.member_id == member_id}


def _count(
    session: Session, day: Day, paper: PaperRecord, member: Member, said: Said, at: datetime
) -> None:
    """Let a settled paper become a sheet, unless its member stepped back or sent a later one."""
    known = degree_of(session, day, paper.pitch_id, member.person_id)
    degree = nearer(known, said.degree)
    if degree is None:
        raise Refused(Refusal.CONFLICT_NOT_DECLARED)
    if degree is not known:
        who = {"person_id": member.person_id, "degree": degree, "at": at}
        declare(session, day.day_id, paper.pitch_id, **who)
    sheet = models.Sheet
    newest = session.execute(
        select(func.max(sheet.received_at))
        .join(models.Voter, models.Voter.id == sheet.voter_id)
        .where(sheet.pitch_id == paper.pitch_id, models.Voter.member_id == member.member_id)
    ).scalar_one()
    number = _numbered(paper.pitch_id, member.member_id, paper.number)
    state = paper_counts(degree, day.settings.design.effects, paper.taken_at, newest)
    if state is not SheetState.COUNTED:
        give_receipt(session, day.day_id, paper.pitch_id, number, state=state)
        return
    said_as = {"values": said.values, "comment": said.comment, "at": paper.taken_at}
    sheet_id, _revision = append_sheet(session, paper.pitch_id, member, **said_as)
    for code in (number, sheet_id):
        give_receipt(session, day.day_id, paper.pitch_id, code, sheet_id=sheet_id)


def _numbered(pitch_id: str, member_id: str, number: int) -> str:
    return f"paper\n{pitch_id}\n{member_id}\n{number}"


def _text(said: Said | None) -> str:
    body = said and {"degree": said.degree, "values": dict(said.values), "comment": said.comment}
    return json.dumps(body, sort_keys=True, ensure_ascii=False)


def _read(text: str) -> Said | None:
    body = json.loads(text)
    if body is None:
        return None
    degree = Degree(body["degree"]) if body["degree"] else None
    return Said(degree, body["values"], body["comment"])
