"""Ideas that become one, and one that becomes two, in the database. Each yes locks the proposal's
row: one of them makes it so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, union_all, update
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.ideas import authors, becoming, models, store
from makeithappen.ideas import helping_store as helping
from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.behind import behind
from makeithappen.ideas.follow_up_models import FollowUp
from makeithappen.ideas.merging_models import Merge, MergeAnswer, MergeIdea, SplitIdea
from makeithappen.ideas.plan_store import copy_plan
from makeithappen.ideas.rules.answers import Answers
from makeithappen.ideas.rules.idea import REPLACED, Idea, State
from makeithappen.ideas.rules.merging import (
    Standing,
    check_open,
    check_propose,
    check_waiting,
    joined,
    standing_of,
)
from makeithappen.ideas.rules.parting import check_split, check_still_waiting, parted


@dataclass(frozen=True, slots=True)
class Proposal:
    """Ideas that may become one, the first of them at the top; or one that may become two, which
    have `names` then. `made` are the ideas that they became."""

    merge_id: str
    why: str
    idea_ids: tuple[str, ...]
    names: tuple[str, ...]
    ended: bool
    made: tuple[str, ...]

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.made:
            return Standing.AGREED
        return Standing.ENDED if self.ended else Standing.OPEN


@dataclass(frozen=True, slots=True)
class Link:
    """That an idea became, or became part of, another one."""

    old_id: str
    new_id: str
    merge_id: str


def find(session: Session, merge_id: str, *, lock: bool = False) -> Proposal:
    """A proposal. Raises Missing."""
    row = session.get(Merge, merge_id, with_for_update=lock or None, populate_existing=True)
    if row is None:
        raise Missing(merge_id)
    ids = select(MergeIdea.idea_id).where(MergeIdea.merge_id == merge_id)
    idea_ids = tuple(session.scalars(ids.order_by(MergeIdea.place)))
    two = _two(session, merge_id)
    made = [row.new_idea_id, *(one.new_idea_id for one in two)]
    names, ended = tuple(one.name for one in two), row.ended_at is not None
    return Proposal(row.id, row.why, idea_ids, names, ended, tuple(one for one in made if one))


def _two(session: Session, merge_id: str) -> Sequence[SplitIdea]:
    mine = select(SplitIdea).where(SplitIdea.merge_id == merge_id).order_by(SplitIdea.place)
    return session.scalars(mine).all()


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


def links(session: Session, idea_ids: Iterable[str]) -> list[Link]:
    """What these ideas became, and what they were made of. One statement."""
    here, old = set(idea_ids), MergeIdea
    ways = [
        select(old.idea_id, made.new_idea_id, old.merge_id, place.label("number"))
        .join(made, of_it)
        .where(made.new_idea_id.is_not(None))
        .where(or_(old.idea_id.in_(here), made.new_idea_id.in_(here)))
        for made, of_it, place in (
            (Merge, Merge.id == old.merge_id, old.place),
            (SplitIdea, SplitIdea.merge_id == old.merge_id, SplitIdea.place),
        )
    ]
    found = session.execute(union_all(*ways).order_by("merge_id", "number"))
    return [Link(one.idea_id, one.new_idea_id, one.merge_id) for one in found]


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
    return _asked(session, idea_ids, why, actor_id, at)


def propose_split(
    session: Session, idea_id: str, names: Sequence[str], why: str, *, actor_id: str, at: datetime
) -> str:
    """Ask the authors of an idea whether it becomes two; returns the proposal's id."""
    [idea] = _locked(session, [idea_id])
    asked = bool(open_ones(session, [idea_id]))
    of_several = bool(session.scalar(select(exists().where(Merge.new_idea_id == idea_id))))
    check_split(idea, of_several=of_several, asked=asked, names=names, why=why)
    merge_id = _asked(session, [idea_id], why, actor_id, at)
    session.add_all(
        SplitIdea(merge_id=merge_id, place=place, name=name) for place, name in enumerate(names)
    )
    session.flush()
    return merge_id


def _asked(session: Session, idea_ids: Sequence[str], why: str, actor_id: str, at: datetime) -> str:
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
    _close(session, proposal, [], actor_id, at)


def answer(
    session: Session, merge_id: str, *, yes: bool, person_id: str, at: datetime
) -> list[str]:
    """Say yes or no as an author; returns the ids of the new ideas where this was the last yes."""
    proposal = find(session, merge_id, lock=True)
    ideas = _locked(session, proposal.idea_ids)
    persons = behind(session, proposal.idea_ids)
    everybody = {one for here in persons.values() for one in here}
    if person_id not in everybody:
        raise Missing(merge_id)
    check_open(proposal.standing)
    if proposal.names:
        check_still_waiting(ideas[0])
    else:
        check_waiting(ideas)
    row = session.get(MergeAnswer, (merge_id, person_id))
    if row is None:
        row = MergeAnswer(merge_id=merge_id, person_id=person_id)
        session.add(row)
    row.yes, row.at = int(yes), at
    session.flush()
    standing = standing_of(everybody, said(session, merge_id))
    if standing is Standing.OPEN:
        return []
    made = _made(session, proposal, ideas, at) if standing is Standing.AGREED else []
    _close(session, proposal, made, person_id, at)
    return made


def _made(session: Session, proposal: Proposal, ideas: Sequence[Idea], at: datetime) -> list[str]:
    said = [store.all_answers(session, idea) for idea in ideas]
    if proposal.names:
        made = [_begun(session, ideas, parted(said[0], name), at) for name in proposal.names]
    else:
        made = [_begun(session, ideas, joined(said), at)]
        for idea in ideas:
            copy_plan(session, idea, store.find_own(session, made[0], ideas[0].owner_id))
    for new in made:
        whose = {"idea_id": new, "owner_id": ideas[0].owner_id, "at": at}
        store.send(session, **whose, takes_ideas=True, asks_where=False, asks_contact=False)
    old = models.Idea.id.in_(proposal.idea_ids)
    state = State.SPLIT if proposal.names else State.MERGED
    session.execute(update(models.Idea).where(old).values(state=state))
    asked = FollowUp.open_for.in_(proposal.idea_ids)
    session.execute(update(FollowUp).where(asked).values(open_for=None, taken_back_at=at))
    session.expire_all()
    return made


def _begun(session: Session, ideas: Sequence[Idea], answers: Answers, at: datetime) -> str:
    """A draft with these answers, by all who wrote these ideas."""
    first, ids = ideas[0], [idea.idea_id for idea in ideas]
    whose = {"round_id": first.round_id, "fund_id": first.fund_id, "owner_id": first.owner_id}
    new = store.begin(session, **whose, answers=answers, at=at)
    helping.copy_helped(session, first.idea_id, new)
    others = authors.of_ideas(session, ids).values()
    names = {one.person_id: one.first_name for some in others for one in some}
    everybody = set[str]().union(*behind(session, ids).values())
    for person_id in sorted(everybody - {first.owner_id}):
        who = {"person_id": person_id, "first_name": names.get(person_id, "")}
        session.add(CoAuthor(id=new_id("author"), idea_id=new, made_at=at, **who))
    return new


def _close(
    session: Session, proposal: Proposal, made: Sequence[str], actor_id: str, at: datetime
) -> None:
    row, two = session.get_one(Merge, proposal.merge_id), _two(session, proposal.merge_id)
    row.ended_at = at
    for one, idea_id in zip(two or [row], made, strict=False):
        one.new_idea_id = idea_id
    session.flush()
    mine = MergeIdea.merge_id == proposal.merge_id
    session.execute(update(MergeIdea).where(mine).values(open_for=None))
    what = ("idea_split" if proposal.names else "idea_merged") if made else "merge_ended"
    for idea_id in proposal.idea_ids:
        facts = {"into": " ".join(made)}
        record(session, at=at, actor_id=actor_id, what=what, subject_id=idea_id, facts=facts)


def _locked(session: Session, idea_ids: Sequence[str]) -> list[Idea]:
    """These ideas, all of which were sent in, as they stand; the rows are locked in one order."""
    found = {one: store.find_sent(session, one, lock=True) for one in sorted(set(idea_ids))}
    return [found[one] for one in dict.fromkeys(idea_ids)]


def take_back_with(session: Session, idea_id: str, *, owner_id: str, at: datetime) -> None:
    """An idea was taken back by who began it: the others' ideas that it was made of wait for an
    answer again; their own are taken back too, once nothing that was made of them is left."""
    give_back(session, models.Idea.id == idea_id, owner_id)
    made_of = {link.old_id for link in links(session, [idea_id]) if link.new_id == idea_id}
    mine = models.Idea.id.in_(made_of) & (models.Idea.owner_id == owner_id)
    mine &= models.Idea.state.in_(REPLACED)
    for old_id in session.scalars(
        select(models.Idea.id).where(mine).order_by(models.Idea.id).with_for_update()
    ).all():
        became = [link.new_id for link in links(session, [old_id]) if link.old_id == old_id]
        left = models.Idea.id.in_(became) & (models.Idea.state != State.WITHDRAWN)
        if session.scalar(select(exists().where(left))):
            continue
        session.execute(
            update(models.Idea).where(models.Idea.id == old_id).values(state=State.WITHDRAWN)
        )
        record(session, at=at, actor_id=owner_id, what="idea_withdrawn", subject_id=old_id)
        take_back_with(session, old_id, owner_id=owner_id, at=at)
    session.expire_all()


def give_back(session: Session, ideas: ColumnElement[bool], owner_id: str) -> None:
    """These ideas went with who began them: the others' ideas that they were made of wait for an
    answer again, as they were, unless something else that was made of them is left."""
    merged = models.Idea.state == State.MERGED
    merged &= models.Idea.owner_id != owner_id
    merged &= models.Idea.id.in_(becoming.made_of(ideas))
    back = merged & models.Idea.id.not_in(becoming.living_on(merged))
    session.execute(
        update(models.Idea)
        .where(back)
        .values(state=State.SENT)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
