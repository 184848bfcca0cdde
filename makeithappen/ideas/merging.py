"""Ideas that become one, in the database. The proposal's row is locked by each yes: one merges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.ideas import authors, models, store
from makeithappen.ideas import helping_store as helping
from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.behind import behind
from makeithappen.ideas.follow_up_models import FollowUp
from makeithappen.ideas.merging_models import Merge, MergeAnswer, MergeIdea
from makeithappen.ideas.plan_store import copy_plan
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.merging import (
    Standing,
    check_open,
    check_propose,
    check_waiting,
    joined,
    standing_of,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Ideas that may become one, the first of them at the top."""

    merge_id: str
    why: str
    idea_ids: tuple[str, ...]
    ended: bool
    new_idea_id: str | None

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.new_idea_id is not None:
            return Standing.AGREED
        return Standing.ENDED if self.ended else Standing.OPEN


def find(session: Session, merge_id: str, *, lock: bool = False) -> Proposal:
    """A proposal. Raises Missing."""
    row = session.get(Merge, merge_id, with_for_update=lock or None, populate_existing=True)
    if row is None:
        raise Missing(merge_id)
    ids = select(MergeIdea.idea_id).where(MergeIdea.merge_id == merge_id)
    idea_ids = tuple(session.scalars(ids.order_by(MergeIdea.place)))
    return Proposal(row.id, row.why, idea_ids, row.ended_at is not None, row.new_idea_id)


def ideas_of(session: Session, proposal: Proposal) -> list[Idea]:
    """The ideas of a proposal, the first at the top. One statement."""
    found = store.listed(session, models.Idea.id.in_(proposal.idea_ids))
    return sorted(found, key=lambda idea: proposal.idea_ids.index(idea.idea_id))


def open_ones(session: Session, idea_ids: Iterable[str]) -> dict[str, str]:
    """The open proposals about these ideas: proposal ids by idea. One statement."""
    row = MergeIdea
    found = session.execute(
        select(row.open_for, row.merge_id).where(row.open_for.in_(set(idea_ids)))
    )
    return {idea_id: merge_id for idea_id, merge_id in found if idea_id}


def became(session: Session, idea_ids: Iterable[str]) -> dict[str, str]:
    """What these ideas became: the new idea's id, by idea. One statement."""
    both = MergeIdea.merge_id == Merge.id
    wanted = select(MergeIdea.idea_id, Merge.new_idea_id).join(Merge, both)
    here = MergeIdea.idea_id.in_(set(idea_ids)) & Merge.new_idea_id.is_not(None)
    return {idea_id: new for idea_id, new in session.execute(wanted.where(here)) if new}


def said(session: Session, merge_id: str) -> dict[str, bool]:
    """What authors said to a proposal so far, by person."""
    mine = select(MergeAnswer.person_id, MergeAnswer.yes).where(MergeAnswer.merge_id == merge_id)
    return {person_id: bool(yes) for person_id, yes in session.execute(mine)}


def propose(
    session: Session, idea_ids: Sequence[str], why: str, *, actor_id: str, at: datetime
) -> str:
    """Ask the authors of these ideas whether they become one; returns the proposal's id."""
    ideas = _locked(session, idea_ids)
    asked = bool(open_ones(session, idea_ids))
    check_propose(ideas, asked=asked, why=why)
    merge_id = new_id("merge")
    session.add(Merge(id=merge_id, why=why, made_by=actor_id, made_at=at))
    session.flush()
    session.add_all(
        MergeIdea(merge_id=merge_id, idea_id=one, place=place, open_for=one)
        for place, one in enumerate(idea_ids)
    )
    session.flush()
    for idea_id in idea_ids:
        record(session, at=at, actor_id=actor_id, what="merge_asked", subject_id=idea_id)
    return merge_id


def take_back(session: Session, merge_id: str, *, actor_id: str, at: datetime) -> None:
    """Stop asking. Refused where it is over."""
    proposal = find(session, merge_id, lock=True)
    check_open(proposal.standing)
    _close(session, proposal, None, actor_id, at)


def answer(
    session: Session, merge_id: str, *, yes: bool, person_id: str, at: datetime
) -> str | None:
    """Say yes or no as an author; returns the id of the new idea where this was the last yes."""
    proposal = find(session, merge_id, lock=True)
    ideas = _locked(session, proposal.idea_ids)
    persons = behind(session, proposal.idea_ids)
    everybody = {one for here in persons.values() for one in here}
    if person_id not in everybody:
        raise Missing(merge_id)
    check_open(proposal.standing)
    check_waiting(ideas)
    row = session.get(MergeAnswer, (merge_id, person_id))
    if row is None:
        row = MergeAnswer(merge_id=merge_id, person_id=person_id)
        session.add(row)
    row.yes, row.at = int(yes), at
    session.flush()
    standing = standing_of(everybody, said(session, merge_id))
    if standing is Standing.OPEN:
        return None
    made = _made(session, ideas, everybody, at) if standing is Standing.AGREED else None
    _close(session, proposal, made, person_id, at)
    return made


def _made(session: Session, ideas: Sequence[Idea], everybody: set[str], at: datetime) -> str:
    first = ideas[0]
    ids = {"round_id": first.round_id, "fund_id": first.fund_id, "owner_id": first.owner_id}
    words = joined([store.all_answers(session, idea) for idea in ideas])
    new = store.begin(session, **ids, answers=words, at=at)
    for idea in ideas:
        copy_plan(session, idea, store.find_own(session, new, first.owner_id))
    helping.copy_helped(session, first.idea_id, new)
    others = authors.of_ideas(session, [idea.idea_id for idea in ideas]).values()
    names = {one.person_id: one.first_name for some in others for one in some}
    for person_id in sorted(everybody - {first.owner_id}):
        who = {"person_id": person_id, "first_name": names.get(person_id, "")}
        session.add(CoAuthor(id=new_id("author"), idea_id=new, made_at=at, **who))
    whose = {"idea_id": new, "owner_id": first.owner_id, "at": at}
    store.send(session, **whose, takes_ideas=True, asks_where=False)
    old = models.Idea.id.in_([idea.idea_id for idea in ideas])
    session.execute(update(models.Idea).where(old).values(state=State.MERGED))
    asked = FollowUp.open_for.in_([idea.idea_id for idea in ideas])
    session.execute(update(FollowUp).where(asked).values(open_for=None, taken_back_at=at))
    session.expire_all()
    return new


def _close(
    session: Session, proposal: Proposal, new_id_: str | None, actor_id: str, at: datetime
) -> None:
    ended = {"ended_at": at, "new_idea_id": new_id_}
    session.execute(update(Merge).where(Merge.id == proposal.merge_id).values(**ended))
    mine = MergeIdea.merge_id == proposal.merge_id
    session.execute(update(MergeIdea).where(mine).values(open_for=None))
    what = "merge_ended" if new_id_ is None else "idea_merged"
    for idea_id in proposal.idea_ids:
        facts = {"into": new_id_ or ""}
        record(session, at=at, actor_id=actor_id, what=what, subject_id=idea_id, facts=facts)


def _locked(session: Session, idea_ids: Sequence[str]) -> list[Idea]:
    """These ideas, all of which were sent in, as they stand; the rows are locked in one order."""
    found = {one: store.find_sent(session, one, lock=True) for one in sorted(set(idea_ids))}
    return [found[one] for one in dict.fromkeys(idea_ids)]


def give_back(session: Session, ideas: Any, owner_id: str) -> None:
    """Ideas that others' ideas became (a select of ids) leave with who began them: the others'
    wait for an answer again, as they were."""
    old = select(MergeIdea.idea_id).join(Merge, MergeIdea.merge_id == Merge.id)
    theirs = models.Idea.id.in_(old.where(Merge.new_idea_id.in_(ideas)))
    merged = theirs & (models.Idea.state == State.MERGED) & (models.Idea.owner_id != owner_id)
    session.execute(update(models.Idea).where(merged).values(state=State.SENT))
    session.expire_all()
