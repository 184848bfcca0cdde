"""Children's words in the database, and each yes to showing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlalchemy.orm import Session

from makeithappen.child_bands import Band, Consent, Telling
from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.ideas import attachments_store, store
from makeithappen.ideas.attachments_models import Attachment
from makeithappen.ideas.attachments_store import New
from makeithappen.ideas.child_models import ChildYes, IdeaChild
from makeithappen.ideas.models import Idea
from makeithappen.ideas.rules.attachments import Kind
from makeithappen.ideas.rules.child import (
    Child,
    Who,
    Yes,
    check_age,
    check_answer,
    check_draft,
    check_drawing,
    free_place,
    lettered,
    shown,
)
from makeithappen.ideas.rules.idea import State
from makeithappen.ideas.rules.safeguarding import CHILDREN, WHOLE
from makeithappen.ideas.safeguarding_models import Flag

_FLAGGED = (
    exists()
    .where(Flag.idea_id == Idea.id, Flag.is_hidden == 1, Flag.part.in_([WHOLE, CHILDREN]))
    .correlate(Idea)
)
_DRAWINGS = (
    select(func.count())
    .where(Attachment.child_id == IdeaChild.id)
    .correlate(IdeaChild)
    .scalar_subquery()
)
# Made once: it is asked with each score sheet.
_CHILDREN = (
    select(Idea.state, _FLAGGED.label("flagged"), _DRAWINGS, IdeaChild, ChildYes)
    .join(IdeaChild, IdeaChild.idea_id == Idea.id)
    .outerjoin(ChildYes, ChildYes.child_id == IdeaChild.id)
    .where(Idea.id == bindparam("idea_id"))
    .order_by(IdeaChild.place, ChildYes.number)
)


def of_idea(session: Session, idea_id: str) -> list[Child]:
    """The children of an idea, by letter, with each yes and no. One statement."""
    return _with_state(session, idea_id)[1]


def written_down(session: Session, idea_id: str) -> list[Child]:
    """The same in the order in which they were written down, as on a paper. One statement."""
    return sorted(of_idea(session, idea_id), key=lambda child: child.place)


def for_panel(session: Session, idea_id: str) -> list[Child]:
    """What a panel may see of an idea's children now. One statement."""
    state, children = _with_state(session, idea_id)
    return shown(children, state)


def seen(session: Session, idea_id: str) -> list[Child]:
    """What others than its family see of an idea's children, wherever the idea is."""
    return [child for child in of_idea(session, idea_id) if child.seen]


def find(session: Session, idea_id: str, child_id: str) -> Child:
    """One child of an idea. Raises Missing."""
    mine = [child for child in of_idea(session, idea_id) if child.child_id == child_id]
    if not mine:
        raise Missing(child_id)
    return mine[0]


def add(
    session: Session,
    *,
    idea_id: str,
    owner_id: str,
    age: int,
    bands: Sequence[Band],
    at: datetime,
) -> str:
    """Let one more child say something in a draft; returns the child's id. Raises Refused."""
    check_draft(store.find_own(session, idea_id, owner_id, lock=True).state)
    band = check_age(bands, age)
    place = free_place({child.place for child in of_idea(session, idea_id)})
    child_id = new_id("child")
    asked = {"telling": str(band.telling), "consent": str(band.consent)}
    facts = {"idea_id": idea_id, "place": place, "age": age}
    session.add(IdeaChild(id=child_id, **facts, words="", version=1, **asked))
    session.flush()
    record(session, at=at, actor_id=owner_id, what="child_added", subject_id=idea_id)
    return child_id


def write(session: Session, *, idea_id: str, owner_id: str, child_id: str, words: str) -> None:
    """Keep a child's words in a draft. Other words than before need another yes."""
    check_draft(store.find_own(session, idea_id, owner_id, lock=True).state)
    row = _row(session, idea_id, child_id)
    if row.words != words:
        row.words, row.version = words, row.version + 1
        session.flush()


def may_draw(child: Child, state: State, kind: Kind = Kind.PICTURE) -> None:
    """Refuse a drawing or recording that can't be added now."""
    check_draft(state)
    check_drawing(child, kind)


def add_drawing(
    session: Session,
    *,
    idea_id: str,
    owner_id: str,
    child_id: str,
    new: New,
    at: datetime,
) -> None:
    """Keep what a child drew or said in a draft. With it, it takes another yes."""
    state = store.find_own(session, idea_id, owner_id, lock=True).state
    may_draw(find(session, idea_id, child_id), state, new.clean.kind)
    theirs = replace(new, child_id=child_id)
    attachments_store.add(session, idea_id, theirs, actor_id=owner_id, at=at)
    _row(session, idea_id, child_id).version += 1
    session.flush()


def remove_drawing(
    session: Session,
    *,
    idea_id: str,
    owner_id: str,
    child_id: str,
    attachment_id: str,
    at: datetime,
) -> None:
    """Take one away for good, at any time. What is left takes another yes."""
    store.find_own(session, idea_id, owner_id, lock=True)
    row = _row(session, idea_id, child_id)
    mine = {one.attachment_id for one in attachments_store.of_child(session, child_id)}
    if attachment_id in mine:
        attachments_store.remove(session, attachment_id, actor_id=owner_id, at=at)
        row.version += 1
        session.flush()


def answer(
    session: Session,
    *,
    idea_id: str,
    owner_id: str,
    child_id: str,
    who: Who,
    yes: bool,
    at: datetime,
) -> Child:
    """Keep a yes or a no, from the child or from the grown-up; returns the child as it is then."""
    state = store.find_own(session, idea_id, owner_id, lock=True).state
    child = find(session, idea_id, child_id)
    check_answer(child, who, yes=yes, state=state)
    version = child.version
    said = ChildYes(child_id=child_id, version=version, who=str(who), yes=int(yes), at=at)
    said.actor_id = owner_id
    session.add(said)
    session.flush()
    return replace(child, yeses=(*child.yeses, Yes(who, yes, version, at)))


def remove(session: Session, *, idea_id: str, owner_id: str, child_id: str, at: datetime) -> None:
    """Take a child's age and words away for good, at any time."""
    store.find_own(session, idea_id, owner_id, lock=True)
    row = _row(session, idea_id, child_id)
    attachments_store.forget_child(session, child_id)
    session.delete(row)
    session.flush()
    record(session, at=at, actor_id=owner_id, what="child_removed", subject_id=idea_id)


def change_age(
    session: Session,
    *,
    idea_id: str,
    owner_id: str,
    child_id: str,
    age: int,
    bands: Sequence[Band],
) -> None:
    """Put a child's age right in a draft. The panel sees it, so it takes another yes."""
    check_draft(store.find_own(session, idea_id, owner_id, lock=True).state)
    band, row = check_age(bands, age), _row(session, idea_id, child_id)
    if row.age != age:
        row.age, row.version = age, row.version + 1
        row.telling, row.consent = str(band.telling), str(band.consent)
        session.flush()


def keep_letters(session: Session, idea_id: str) -> None:
    """Keep the letters that others know these children by, whatever is said from here on."""
    session.execute(select(Idea.id).where(Idea.id == idea_id).with_for_update())
    for child in of_idea(session, idea_id):
        if child.open and child.kept is None:
            _row(session, idea_id, child.child_id).kept_letter = child.number
    session.flush()


def forget_letters(session: Session, idea_id: str) -> None:
    """Another panel reads the idea: its letters begin anew."""
    theirs = update(IdeaChild).where(IdeaChild.idea_id == idea_id)
    session.execute(theirs.values(kept_letter=None))


def hide(session: Session, idea_id: str, at: datetime) -> None:
    """Hide what the children of an idea say from its panel for good."""
    theirs = update(IdeaChild).where(IdeaChild.idea_id == idea_id, IdeaChild.hidden_at.is_(None))
    session.execute(theirs.values(hidden_at=at))


def forget(session: Session, owner_id: str) -> None:
    """Take all children's words of somebody's ideas away."""
    theirs = select(Idea.id).where(Idea.owner_id == owner_id).scalar_subquery()
    session.execute(delete(IdeaChild).where(IdeaChild.idea_id.in_(theirs)))


def _row(session: Session, idea_id: str, child_id: str) -> IdeaChild:
    row = session.get(IdeaChild, child_id, with_for_update=True)
    if row is None or row.idea_id != idea_id:
        raise Missing(child_id)
    return row


def _with_state(session: Session, idea_id: str) -> tuple[State, list[Child]]:
    state, children = State.DRAFT, dict[str, Child]()
    for now_in, flagged, drawings, row, said in session.execute(_CHILDREN, {"idea_id": idea_id}):
        state = State(now_in)
        child = children.get(row.id) or _as_child(row, drawings, flagged=flagged)
        if said is not None:
            one = Yes(Who(said.who), bool(said.yes), said.version, said.at)
            child = replace(child, yeses=(*child.yeses, one))
        children[row.id] = child
    return state, lettered(list(children.values()))


def _as_child(row: IdeaChild, drawings: int, *, flagged: bool) -> Child:
    return Child(
        child_id=row.id,
        place=row.place,
        age=row.age,
        words=row.words,
        version=row.version,
        telling=Telling(row.telling),
        consent=Consent(row.consent),
        drawings=drawings,
        hidden=row.hidden_at is not None,
        flagged=flagged,
        kept=row.kept_letter,
    )
