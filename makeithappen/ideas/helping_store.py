"""Helpers in the database: who may write in whose draft, and what of it a helper typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from makeithappen import assisting
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.ideas import authors, models, store
from makeithappen.ideas.attachments_models import Attachment
from makeithappen.ideas.helping_models import HelpedAnswer, Helper
from makeithappen.ideas.merging_models import Merge, SplitIdea
from makeithappen.ideas.rules.answers import Answers
from makeithappen.ideas.rules.attachments import Kind
from makeithappen.ideas.rules.helping import (
    CODE_LENGTH,
    HELP_LASTS,
    INVITATION_LASTS,
    Channel,
    Help,
    Refusal,
    Whose,
    changed,
    check_invite,
    check_join,
    check_their_yes,
    may_write,
    told_by,
    typed_by_co_author,
    typed_by_helper,
)
from makeithappen.ideas.rules.idea import Idea, State


def find_to_write(
    session: Session, idea_id: str, person_id: str, at: datetime, *, lock: bool = False
) -> Idea:
    """An idea that one is an author of, or a draft that one helps with now. Raises Missing for all
    others."""
    row = session.get(models.Idea, idea_id, with_for_update=lock or None)
    if row is None or row.owner_id == person_id:
        return store.find_own(session, idea_id, person_id)
    idea = store.find_own(session, idea_id, row.owner_id)
    if may_write(idea, person_id, current(session, idea_id, at), at):
        return idea
    return authors.find(session, idea_id, person_id)


def current(session: Session, idea_id: str, at: datetime) -> Help | None:
    """The help with an idea that has not ended, or the code that waits; there is one at most."""
    row = session.execute(
        select(Helper)
        .where(Helper.idea_id == idea_id, Helper.ended_at.is_(None), Helper.ends_at > at)
        .order_by(Helper.made_at.desc(), Helper.id)
        .limit(1)
    ).scalar_one_or_none()
    return _as_help(row) if row else None


def helped_by(session: Session, person_id: str, at: datetime) -> list[Idea]:
    """The drafts that somebody helps with now, the one begun last first."""
    mine = select(Helper.idea_id).where(
        Helper.helper_id == person_id, Helper.ended_at.is_(None), Helper.ends_at > at
    )
    return store.drafts_among(session, mine)


def begin_for_somebody(
    session: Session, *, round_id: str, fund_id: str, helper_id: str, at: datetime
) -> str:
    """A draft for somebody who becomes a guest with a code, and whom this person helps."""
    owner_id = assisting.somebody(session, at)
    ids = {"round_id": round_id, "fund_id": fund_id, "owner_id": owner_id}
    idea_id = store.begin(session, **ids, answers={}, at=at)
    times = {"made_at": at, "began_at": at, "ends_at": at + HELP_LASTS}
    session.add(Helper(id=new_id("help"), idea_id=idea_id, helper_id=helper_id, **times))
    note_channel(session, idea_id, Channel.HELPER)
    record(session, at=at, actor_id=helper_id, what="idea_help_began", subject_id=idea_id)
    return idea_id


def new_helper(session: Session, idea_id: str, at: datetime) -> str:
    """Who began to help with an idea some minutes ago at most. Raises Missing."""
    help_ = current(session, idea_id, at)
    if help_ is None or help_.began_at is None or at - help_.began_at > store.NEW_FOR:
        raise Missing(idea_id)
    return help_.helper_id or ""


def invite(session: Session, *, idea_id: str, owner_id: str, at: datetime) -> None:
    """Make a code for a helper of one's own draft; a code that waited is worth nothing then."""
    idea = store.find_own(session, idea_id, owner_id, lock=True)
    help_ = current(session, idea_id, at)
    check_invite(idea, help_, at)
    if help_ is not None:
        _end(session, help_.help_id, at)
    code = assisting.new_code(CODE_LENGTH)
    kept = {"code_digest": assisting.code_digest(code), "code_sealed": assisting.seal(code)}
    times = {"made_at": at, "ends_at": at + INVITATION_LASTS}
    session.add(Helper(id=new_id("help"), idea_id=idea_id, **kept, **times))
    session.flush()
    record(session, at=at, actor_id=owner_id, what="idea_helper_invited", subject_id=idea_id)


def code_of(session: Session, help_: Help) -> str:
    """The code that waits for a helper, as it is read out; "" once somebody used it."""
    sealed = session.get_one(Helper, help_.help_id).code_sealed
    return assisting.spoken(sealed) if sealed else ""


def join(session: Session, *, typed: str, person_id: str, at: datetime) -> str:
    """Begin to help, with the code that the idea's person gave; returns the id of the idea."""
    digest = assisting.code_digest(typed)
    row = session.execute(
        select(Helper).where(Helper.code_digest == digest).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise Refused(Refusal.CODE_UNKNOWN)
    check_join(_idea(session, row.idea_id), _as_help(row), person_id, at)
    row.helper_id, row.code_digest, row.code_sealed = person_id, None, None
    row.began_at, row.given_at, row.ends_at = at, at, at + HELP_LASTS
    note_channel(session, row.idea_id, Channel.HELPER)
    record(session, at=at, actor_id=person_id, what="idea_help_began", subject_id=row.idea_id)
    return row.idea_id


def end(session: Session, *, idea_id: str, person_id: str, at: datetime) -> Idea:
    """End the help with an idea: its own person may, and the helper. Ended before is fine."""
    idea = find_to_write(session, idea_id, person_id, at, lock=True)
    help_ = current(session, idea_id, at)
    if help_ is not None:
        _end(session, help_.help_id, at)
        record(session, at=at, actor_id=person_id, what="idea_help_ended", subject_id=idea_id)
    return idea


def helping(session: Session, idea_id: str, person_id: str, at: datetime) -> Help:
    """The help that this person gives with an idea now. Raises Missing; for its own person too."""
    help_ = current(session, idea_id, at)
    if help_ is None or help_.helper_id != person_id:
        raise Missing(idea_id)
    return help_


def helped(session: Session, idea_id: str, person_id: str, at: datetime) -> tuple[Idea, Help]:
    """The draft that one helps with now, and how. Raises Missing, for its own person too."""
    help_ = helping(session, idea_id, person_id, at)
    row = session.get_one(models.Idea, idea_id)
    idea = store.find_own(session, idea_id, row.owner_id)
    if not may_write(idea, person_id, help_, at):
        raise Missing(idea_id)
    return idea, help_


def sent_for(session: Session, idea_id: str, person_id: str, at: datetime) -> str:
    """The round of an idea that was sent while this person helped with it. Raises Missing."""
    helping(session, idea_id, person_id, at)
    idea = session.get_one(models.Idea, idea_id)
    if idea.state == State.DRAFT:
        raise Missing(idea_id)
    return idea.round_id


def note_given(session: Session, *, idea_id: str, helper_id: str, at: datetime) -> None:
    """The idea's person has their code: the helper's phone shows it no more."""
    help_ = helping(session, idea_id, helper_id, at)
    session.execute(update(Helper).where(Helper.id == help_.help_id).values(given_at=at))


def note_read(session: Session, *, idea_id: str, helper_id: str, at: datetime) -> None:
    """The helper has read all answers to the idea's person."""
    find_to_write(session, idea_id, helper_id, at, lock=True)
    help_ = helping(session, idea_id, helper_id, at)
    session.execute(update(Helper).where(Helper.id == help_.help_id).values(read_at=at))
    record(session, at=at, actor_id=helper_id, what="idea_read_back", subject_id=idea_id)


def check_yes(session: Session, *, idea_id: str, helper_id: str, typed: str, at: datetime) -> Idea:
    """Refuse unless it was read and this is the code of the idea's person; returns the idea."""
    idea = find_to_write(session, idea_id, helper_id, at, lock=True)
    help_ = helping(session, idea_id, helper_id, at)
    check_their_yes(help_, is_their_code=assisting.is_code_of(session, idea.owner_id, typed))
    return idea


def save(
    session: Session,
    *,
    idea_id: str,
    person_id: str,
    answers: Answers,
    whose: dict[str, Whose],
    at: datetime,
) -> None:
    """Change answers of a draft, and keep which of them a helper typed, and whose words they are.

    Saying the same twice does no harm. What is changed has to be read to its person again.
    """
    idea = find_to_write(session, idea_id, person_id, at, lock=True)
    before = store.all_answers(session, idea)
    store.change_answers(session, idea_id=idea_id, owner_id=idea.owner_id, answers=answers)
    kept, gone = set[str](), changed(before, answers)
    if gone:
        has_changed(session, idea_id)
    if authors.is_co_author(session, idea_id, person_id):
        kept, gone = typed_by_co_author(gone)
    elif person_id != idea.owner_id:
        kept, gone = typed_by_helper(before, answers, helped_answers(session, idea_id))
    keep_typed(session, idea_id, kept, gone, whose)


def keep_typed(
    session: Session,
    idea_id: str,
    kept: Collection[str],
    gone: Collection[str],
    whose: Mapping[str, Whose],
) -> None:
    """Keep which answers another than the idea's own person typed last, and which no longer."""
    typed = HelpedAnswer.idea_id == idea_id
    here = HelpedAnswer.question_id.in_({*kept, *gone})
    session.execute(delete(HelpedAnswer).where(typed, here))
    rows = ({"question_id": one, "whose": whose.get(one)} for one in sorted(kept))
    session.add_all(HelpedAnswer(idea_id=idea_id, **row) for row in rows)
    session.flush()


def has_changed(session: Session, idea_id: str) -> None:
    """What an idea says has changed: a draft has to be read to its person again, and may come by
    another channel now."""
    mine = (Helper.idea_id == idea_id, Helper.ended_at.is_(None))
    session.execute(update(Helper).where(*mine).values(read_at=None))
    idea = session.get_one(models.Idea, idea_id)
    if idea.state == State.DRAFT:
        said = (Attachment.idea_id == idea_id, Attachment.question_id == "what")
        kinds = {Kind(one) for one in session.scalars(select(Attachment.kind).where(*said))}
        note_channel(session, idea_id, told_by(Channel(idea.channel), idea.what, kinds))


def helped_answers(session: Session, idea_id: str) -> dict[str, Whose | None]:
    """The answers that a helper typed last, and whose words they are; None where it is no words."""
    typed = select(HelpedAnswer.question_id, HelpedAnswer.whose)
    found = session.execute(typed.where(HelpedAnswer.idea_id == idea_id))
    return {row.question_id: Whose(row.whose) if row.whose else None for row in found}


def copy_helped(session: Session, from_id: str, to_id: str) -> None:
    """Keep who typed what where an idea goes on as another one: an address above all."""
    rows = helped_answers(session, from_id).items()
    session.add_all(HelpedAnswer(idea_id=to_id, question_id=key, whose=one) for key, one in rows)
    session.flush()


def note_channel(session: Session, idea_id: str, channel: Channel) -> None:
    """Keep how an idea came."""
    session.get_one(models.Idea, idea_id).channel = channel
    session.flush()


def channels(session: Session) -> dict[tuple[str, Channel], tuple[int, int]]:
    """How many ideas were begun, and how many were sent in, by round and channel. What stands in
    the place of other ideas is not counted: they are."""
    idea = models.Idea
    counted = select(idea.round_id, idea.channel, func.count(), func.count(idea.sent_at))
    for made in (Merge.new_idea_id, SplitIdea.new_idea_id):
        counted = counted.where(~exists().where(made == idea.id))
    found = session.execute(counted.group_by(idea.round_id, idea.channel))
    return {(round_id, Channel(channel)): (begun, sent) for round_id, channel, begun, sent in found}


def _idea(session: Session, idea_id: str) -> Idea:
    owner_id = session.get_one(models.Idea, idea_id, with_for_update=True).owner_id
    return store.find_own(session, idea_id, owner_id)


def _end(session: Session, help_id: str, at: datetime) -> None:
    gone = {"ended_at": at, "code_digest": None, "code_sealed": None}
    session.execute(update(Helper).where(Helper.id == help_id).values(**gone))


def _as_help(row: Helper) -> Help:
    return Help(
        help_id=row.id,
        idea_id=row.idea_id,
        helper_id=row.helper_id,
        began_at=row.began_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        given_at=row.given_at,
        read_at=row.read_at,
    )
