"""Ideas on paper in the database: typed, compared by a second person, and sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from makeithappen import assisting
from makeithappen.child_bands import Band
from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.ideas import child_store, helping_models, models, plan_store, store
from makeithappen.ideas.helping_store import note_channel
from makeithappen.ideas.rules.helping import Channel
from makeithappen.ideas.rules.idea import Idea, short_name
from makeithappen.ideas.rules.paper import (
    Paper,
    PaperIdea,
    Second,
    as_typed,
    check_mend,
    check_second,
    differences,
    figures,
    presses,
)

MOST = 200
"""So many papers of a round are listed."""


def type_in(
    session: Session,
    *,
    round_id: str,
    fund_id: str,
    paper: Paper,
    bands: Sequence[Band],
    actor_id: str,
    at: datetime,
) -> str:
    """Keep what stands on a paper, for somebody who becomes a guest; returns the idea's id."""
    owner_id = assisting.somebody(session, at)
    ids = {"round_id": round_id, "fund_id": fund_id, "owner_id": owner_id}
    idea_id = store.begin(session, **ids, answers=paper.answers, at=at)
    note_channel(session, idea_id, Channel.PAPER)
    session.add(
        helping_models.PaperIdea(idea_id=idea_id, typed_by=actor_id, typed_at=at, differs="")
    )
    whose = {"idea_id": idea_id, "owner_id": owner_id}
    _put_rows(session, whose, paper, bands, at)
    record(session, at=at, actor_id=actor_id, what="paper_typed", subject_id=idea_id)
    return idea_id


def papers(session: Session, round_id: str) -> list[PaperIdea]:
    """The papers of a round that are not sent yet, the one typed first at the top."""
    row, idea = helping_models.PaperIdea, models.Idea
    found = session.execute(
        select(row, idea)
        .join(idea, idea.id == row.idea_id)
        .where(idea.round_id == round_id, row.checked_at.is_(None))
        .order_by(row.typed_at, row.idea_id)
        .limit(MOST)
    )
    return [_as_paper(one, its_idea) for one, its_idea in found]


def find(session: Session, idea_id: str, *, lock: bool = False) -> tuple[PaperIdea, Idea]:
    """An idea that came on paper, and how it stands. Raises Missing for all others."""
    row = session.get(helping_models.PaperIdea, idea_id, with_for_update=lock or None)
    idea = session.get(models.Idea, idea_id) if row else None
    if row is None or idea is None:
        raise Missing(idea_id)
    return _as_paper(row, idea), store.find_own(session, idea_id, idea.owner_id)


def mend(
    session: Session,
    *,
    idea_id: str,
    paper: Paper,
    bands: Sequence[Band],
    actor_id: str,
    at: datetime,
) -> None:
    """Type a paper again where two people differed; then it waits for a check once more."""
    found, idea = find(session, idea_id, lock=True)
    check_mend(found)
    whose = {"idea_id": idea_id, "owner_id": idea.owner_id}
    store.change_answers(session, **whose, answers=paper.answers)
    _put_rows(session, whose, paper, bands, at)
    row = session.get_one(helping_models.PaperIdea, idea_id)
    row.typed_by, row.typed_at, row.differs = actor_id, at, ""
    session.flush()
    record(session, at=at, actor_id=actor_id, what="paper_typed", subject_id=idea_id)


def check(
    session: Session,
    *,
    idea_id: str,
    second: Second,
    asks_where: bool,
    actor_id: str,
    at: datetime,
) -> frozenset[str]:
    """Compare what a second person read; sends the idea where nothing differs, gives what does.

    What was typed while the round was open is in time.
    """
    paper, idea = find(session, idea_id, lock=True)
    check_second(paper, actor_id, second.typed)
    typed = figures(
        plan_store.plan_of(session, idea_id), child_store.written_down(session, idea_id)
    )
    found = differences({**store.all_answers(session, idea), **typed}, second.read, second.wrong)
    row = session.get_one(helping_models.PaperIdea, idea_id)
    row.differs = " ".join(sorted(found))
    if not found:
        row.checked_by, row.checked_at = actor_id, at
        asks = {"takes_ideas": True, "asks_where": asks_where}
        store.send(session, idea_id=idea_id, owner_id=idea.owner_id, **asks, at=at)
    session.flush()
    facts = {"differs": len(found)}
    record(session, at=at, actor_id=actor_id, what="paper_checked", subject_id=idea_id, facts=facts)
    return found


def _put_rows(
    session: Session, whose: dict[str, str], paper: Paper, bands: Sequence[Band], at: datetime
) -> None:
    """Keep a paper's rows where the pages for them keep theirs. Children who are as they were
    stay as they are, with what was agreed with them."""
    plan_store.put_plan(session, **whose, plan=paper.plan)
    before = child_store.written_down(session, whose["idea_id"])
    if paper.children is None or paper.children == as_typed(before):
        return
    for child in before:
        child_store.remove(session, **whose, child_id=child.child_id, at=at)
    for one in paper.children:
        child_id = child_store.add(session, **whose, age=one.age, bands=bands, at=at)
        mine = {**whose, "child_id": child_id}
        child_store.write(session, **mine, words=one.words)
        child = child_store.find(session, whose["idea_id"], child_id)
        for who, yes in presses(child, one.ticks):
            child_store.answer(session, **mine, who=who, yes=yes, at=at)


def _as_paper(row: helping_models.PaperIdea, idea: models.Idea) -> PaperIdea:
    return PaperIdea(
        idea_id=row.idea_id,
        name=idea.title or short_name(idea.what),
        typed_by=row.typed_by,
        typed_at=row.typed_at,
        differs=frozenset(row.differs.split()),
        checked_by=row.checked_by,
        checked_at=row.checked_at,
    )
