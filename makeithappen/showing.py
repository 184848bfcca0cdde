"""The door from the ideas to the panels: what else an idea's people said, for those who decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from makeithappen.core.access import actor
from makeithappen.core.signed_addresses import signature_for
from makeithappen.funds import outcomes_store
from makeithappen.ideas import (
    attachments_store,
    child_store,
    masking,
    plan_store,
    safeguarding_store,
)
from makeithappen.ideas.attachments_store import Attachment
from makeithappen.ideas.attachments_words import KINDS
from makeithappen.ideas.rules.child import Child
from makeithappen.ideas.rules.spending_plan import Plan
from makeithappen.ideas.safeguarding_words import part_name
from makeithappen.ideas.words_plan import PLAN_WORDS
from panels import store as panels


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """The lines of an idea, other help, what its outcomes are called, and the words for it all."""

    plan: Plan
    outcomes: list[str]
    words: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A recording or picture on a page: `about` is what it answers."""

    file: Attachment
    name: Any
    about: Any
    place: str


def plan_of(session: Session, idea_id: str) -> ShownPlan:
    """What the money would be spent on and what else helps, without what is hidden.

    All else stays as it was sent.
    """
    hidden = safeguarding_store.hidden_of(session, [idea_id]).get(idea_id, ())
    plan = masking.mask_plan(plan_store.plan_of(session, idea_id), hidden)
    return ShownPlan(plan, outcomes_store.names(session, plan.outcome_ids), PLAN_WORDS)


def take_down(session: Session, idea_id: str, at: datetime) -> None:
    """An idea's words are taken down: what its children say goes from the panel with them."""
    child_store.hide(session, idea_id, at)


def shown(files: Sequence[Attachment]) -> list[Shown]:
    """These files with addresses that work for whoever makes the request, for an hour."""
    return [
        Shown(file, KINDS[file.kind], part_name(file.question_id), _place(file)) for file in files
    ]


def _place(file: Attachment) -> str:
    signature = signature_for(file.attachment_id, actor().person_id)
    return url_for("ideas.open_file", attachment_id=file.attachment_id, signature=signature)


def said(session: Session, idea_id: str, children: Iterable[Child] = ()) -> list[Shown]:
    """What was said without words, as others see it: not what is hidden. One statement.

    With what these children drew or said: they have to be those whom others see now.
    """
    theirs = [child.child_id for child in children]
    return shown(attachments_store.for_others(session, idea_id, theirs))


def keep_letters(session: Session, idea_id: str) -> None:
    """A child is about to say something else: whom a panel reads now keeps the letter it knows."""
    days = panels.states_of_ideas(session, [idea_id])
    if any(state.is_running for _idea_id, _day_id, state in days):
        child_store.keep_letters(session, idea_id)


def heard(session: Session, idea_id: str) -> tuple[list[Child], list[Shown]]:
    """What a panel hears besides the words: children, as far as they and their grown-ups want to
    be seen, and what was said, filmed or drawn. Two statements."""
    children = child_store.for_panel(session, idea_id)
    return children, said(session, idea_id, children)


def decides(session: Session, idea_id: str, person_id: str) -> bool:
    """Whether somebody is on the panel of a day that hears this idea. One statement."""
    return panels.hears(session, idea_id, person_id)
