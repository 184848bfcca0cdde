"""Flags in the database. What was said with them is encrypted, apart from what happened."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, case, delete, insert, or_, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.core.keys import keys
from makeithappen.ideas import models
from makeithappen.ideas import safeguarding_models as tables
from makeithappen.ideas.behind import behind
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.safeguarding import (
    WHOLE,
    Decision,
    Flag,
    Outcome,
    Step,
    check_decision,
    check_opening,
)
from makeithappen.ideas.safeguarding_words import NAME_HIDDEN, NAME_TAKEN_BACK, without_title

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class StepRow:
    """One thing that happened to a flag, with what was said, unless it was erased."""

    number: int
    what: str
    actor_id: str
    at: datetime
    words: str = ""
    told: str = ""


def raise_flag(
    session: Session, idea_id: str, part: str, why: str, *, actor_id: str, at: datetime
) -> str | None:
    """Flag a part of an idea; returns the new flag's id. None where it is hidden already: then it
    is only noted who flagged it again, and why. The idea's row is locked, so two make one."""
    session.get(models.Idea, idea_id, with_for_update=True)
    flag = tables.Flag
    known = session.scalar(
        select(flag).where(flag.idea_id == idea_id, flag.part == part, flag.is_hidden == 1)
    )
    if known is not None:
        _append(session, known, Step.RAISED_AGAIN, {"words": why}, actor_id=actor_id, at=at)
        return None
    row = flag(
        id=new_id("flag"),
        idea_id=idea_id,
        part=part,
        flagged_by=actor_id,
        flagged_at=at,
        is_hidden=1,
        steps=0,
    )
    session.add(row)
    session.flush()
    _append(session, row, Step.RAISED, {"words": why}, actor_id=actor_id, at=at)
    return row.id


def open_words(session: Session, flag_id: str, *, actor_id: str, at: datetime) -> Flag:
    """Note that somebody reads the flagged words now. Refused for an idea of one's own."""
    row = _locked(session, flag_id)
    check_opening(authors=_authors(session, row.idea_id), actor_id=actor_id)
    _append(session, row, Step.OPENED, {}, actor_id=actor_id, at=at)
    return _as_flag(row)


def opened_since(session: Session, idea_id: str, actor_id: str, since: datetime) -> set[str]:
    """The flagged parts of an idea that somebody opened, on record, since then. One statement."""
    flag, step = tables.Flag, tables.FlagStep
    mine = (flag.idea_id == idea_id, step.what == Step.OPENED, step.actor_id == actor_id)
    found = select(flag.part).join(step, step.flag_id == flag.id).where(*mine, step.at > since)
    return set(session.scalars(found))


def decide(session: Session, flag_id: str, decision: Decision, *, at: datetime) -> Flag:
    """Write a decision down; returns the flag as it stands then."""
    row = _locked(session, flag_id)
    step = tables.FlagStep
    opened = select(step.actor_id).where(step.flag_id == flag_id, step.what == Step.OPENED)
    check_decision(
        _as_flag(row),
        decision,
        authors=_authors(session, row.idea_id),
        opened_by=set(session.scalars(opened)),
    )
    row.outcome = decision.outcome
    row.is_hidden = int(decision.outcome is not Outcome.CAN_BE_SHOWN)
    said = {"words": decision.reason, "told": decision.told}
    _append(session, row, decision.outcome, said, actor_id=decision.actor_id, at=at)
    return _as_flag(row)


def find(session: Session, flag_id: str) -> Flag:
    """A flag. Raises Missing."""
    row = session.get(tables.Flag, flag_id)
    if row is None:
        raise Missing(flag_id)
    return _as_flag(row)


def history(session: Session, flag_id: str) -> list[StepRow]:
    """All that happened to a flag, the first at the top, with what was said."""
    step, words = tables.FlagStep, tables.FlagWords
    same = (words.flag_id == step.flag_id) & (words.number == step.number)
    found = session.execute(
        select(step, words.sealed)
        .join(words, same, isouter=True)
        .where(step.flag_id == flag_id)
        .order_by(step.number)
    )
    return [
        StepRow(row.number, row.what, row.actor_id, row.at, **_unsealed(sealed))
        for row, sealed in found
    ]


def waiting(session: Session, *, page: int) -> tuple[list[Flag], bool]:
    """One page of the flags that nobody has decided, the oldest first; whether there are more."""
    flag = tables.Flag
    wanted = select(flag).where(flag.outcome.is_(None)).order_by(flag.flagged_at, flag.id)
    return _page(session, wanted, page)


def looked_at(session: Session, *, page: int) -> tuple[list[Flag], bool]:
    """One page of the flags with a decision, the newest first; whether there are more."""
    flag = tables.Flag
    wanted = select(flag).where(flag.outcome.is_not(None))
    return _page(session, wanted.order_by(flag.flagged_at.desc(), flag.id), page)


def flags_of(session: Session, idea_ids: Iterable[str]) -> dict[str, list[Flag]]:
    """The flags that hide something of these ideas, by idea. One statement."""
    flag = tables.Flag
    wanted = select(flag).where(flag.idea_id.in_(set(idea_ids)), flag.is_hidden == 1)
    found: dict[str, list[Flag]] = {}
    for row in session.scalars(wanted.order_by(flag.flagged_at, flag.id)):
        found.setdefault(row.idea_id, []).append(_as_flag(row))
    return found


def told_flags(session: Session, idea: Idea) -> list[Flag]:
    """The flags that an idea's own people hear of, as long as a panel may still see the idea."""
    if idea.state not in {State.SENT, State.SHORTLISTED}:
        return []
    found = flags_of(session, [idea.idea_id]).get(idea.idea_id, [])
    return [flag for flag in found if flag.is_told]


def hidden_of(session: Session, idea_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """What others must not see of these ideas: parts by idea, only where there are any.

    Of an idea that was taken back that is all of it. One statement.
    """
    idea, flag = models.Idea, tables.Flag
    hiding = (flag.idea_id == idea.id) & (flag.is_hidden == 1)
    part = case((idea.state == State.WITHDRAWN, WHOLE), else_=flag.part)
    wanted = select(idea.id, part).join(flag, hiding, isouter=True)
    found: dict[str, frozenset[str]] = {}
    for idea_id, hidden in session.execute(
        wanted.where(idea.id.in_(set(idea_ids)), part.is_not(None))
    ):
        found[idea_id] = found.get(idea_id, frozenset()) | {hidden}
    return found


def name_is_hidden() -> ColumnElement[bool]:
    """For a query over ideas: whether what an idea is called is hidden, or it was taken back."""
    flag, idea = tables.Flag, models.Idea
    named_by = case((idea.title.is_(None), "what"), else_="title")
    parts = or_(flag.part == WHOLE, flag.part == named_by)
    flagged = select(flag.id).where(flag.idea_id == idea.id, flag.is_hidden == 1, parts).exists()
    return or_(idea.state == State.WITHDRAWN, flagged)


def nameless(session: Session, idea_ids: Iterable[str]) -> set[str]:
    """Those of these ideas whose name is hidden."""
    mine = select(models.Idea.id).where(models.Idea.id.in_(set(idea_ids)))
    return set(session.scalars(mine.where(name_is_hidden())))


def named() -> Select[str, str, str | None, str, bool]:
    """A query over ideas for what they are called: `name_of` reads its rows."""
    idea = models.Idea
    is_hidden = name_is_hidden().label("is_hidden")
    return select(idea.id, idea.state, idea.title, idea.what, is_hidden)


def name_of(row: Row[str, str, str | None, str, bool]) -> str:
    """What an idea is called on the pages of the money, which everybody may read; "" once erased.

    Only a title was given for them. The first words are for the coordinator and the panel.
    """
    idea_id, state, title, what, is_hidden = row
    if state == State.WITHDRAWN:
        return str(NAME_TAKEN_BACK)
    if is_hidden:
        return str(NAME_HIDDEN)
    return title or (without_title(idea_id) if what else "")


def forget_flags(session: Session, idea_ids: Collection[str]) -> None:
    """Delete what was said about these ideas; that it was said, and decided, stays."""
    theirs = select(tables.Flag.id).where(tables.Flag.idea_id.in_(idea_ids))
    session.execute(delete(tables.FlagWords).where(tables.FlagWords.flag_id.in_(theirs)))


def _append(
    session: Session,
    row: tables.Flag,
    what: Step | Outcome,
    said: dict[str, str],
    *,
    actor_id: str,
    at: datetime,
) -> None:
    number = row.steps + 1
    step = {"flag_id": row.id, "number": number, "what": str(what), "actor_id": actor_id, "at": at}
    session.execute(insert(tables.FlagStep).values(**step))
    if any(said.values()):
        sealed = keys().cipher().encrypt(json.dumps(said).encode()).decode()
        words = {"flag_id": row.id, "number": number, "sealed": sealed}
        session.execute(insert(tables.FlagWords).values(**words))
    row.steps = number
    session.flush()
    facts = {"flag_id": row.id, "part": row.part}
    kind = f"flag_{what}"
    record(session, at=at, actor_id=actor_id, what=kind, subject_id=row.idea_id, facts=facts)


def _unsealed(sealed: str | None) -> dict[str, str]:
    return json.loads(keys().cipher().decrypt(sealed.encode())) if sealed else {}


def _locked(session: Session, flag_id: str) -> tables.Flag:
    row = session.get(tables.Flag, flag_id, with_for_update=True)
    if row is None:
        raise Missing(flag_id)
    return row


def _authors(session: Session, idea_id: str) -> set[str]:
    return behind(session, [idea_id])[idea_id]


def _page(session: Session, wanted: Select[tables.Flag], page: int) -> tuple[list[Flag], bool]:
    part = wanted.offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1)
    found = [_as_flag(row) for row in session.scalars(part)]
    return found[:PER_PAGE], len(found) > PER_PAGE


def _as_flag(row: tables.Flag) -> Flag:
    return Flag(
        flag_id=row.id,
        idea_id=row.idea_id,
        part=row.part,
        flagged_by=row.flagged_by,
        flagged_at=row.flagged_at,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        steps=row.steps,
    )
