"""The coordinator's side: one idea as it was sent in, and what else its people said."""

from __future__ import annotations

from typing import Any

from flask import render_template

from makeithappen import inviting, showing
from makeithappen.core.access import Role, allow
from makeithappen.core.db import now, reading
from makeithappen.ideas import (
    child_store,
    follow_ups,
    masking,
    merging,
    plan_store,
    store,
    taking_part,
)
from makeithappen.ideas import safeguarding_store as flags_store
from makeithappen.ideas.carrying import carried_on
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.rules.idea import REPLACED, State
from makeithappen.ideas.rules.safeguarding import WHOLE, hidden_parts
from makeithappen.ideas.rules.taking_part import wanted
from makeithappen.ideas.safeguarding_words import part_name, without_title
from makeithappen.ideas.steps import questions_of
from makeithappen.ideas.views_base import bp
from makeithappen.ideas.words import STATES
from makeithappen.ideas.words_plan import PLAN_WORDS

NEVER_CARRIED = REPLACED | {State.SENT}
"""The states of ideas that nobody can have carried on to another round."""


@bp.get("/ideas/<idea_id>/review")
@allow(Role.COORDINATOR)
def review(idea_id: str) -> Any:
    """One idea as it was sent in; it is answered on a page of its own."""
    idea = store.find_sent(reading(), idea_id)
    invitation = inviting.find(reading(), idea.round_id, now(reading()))
    flags = flags_store.flags_of(reading(), [idea.idea_id]).get(idea.idea_id, [])
    hidden, said = hidden_parts(flags), store.all_answers(reading(), idea)
    return render_template(
        "ideas/review.html",
        idea=masking.mask(idea, hidden),
        flags=flags,
        part_name=part_name,
        invitation=invitation,
        states=STATES,
        untitled="" if idea.ask.title else without_title(idea_id),
        questions=questions_of(invitation),
        wanted=wanted(said) and taking_part.is_going(reading(), idea),
        said=masking.mask_answers(said, hidden),
        files=showing.said(reading(), idea.idea_id),
        press=PressForm(),
        asked=follow_ups.of_idea(reading(), idea.idea_id),
        links=merging.links(reading(), [idea.idea_id]),
        carried_on=[] if idea.state in NEVER_CARRIED else carried_on(reading(), idea.idea_id),
    )


@bp.get("/ideas/<idea_id>/more")
@allow(Role.COORDINATOR)
def more(idea_id: str) -> Any:
    """What an idea's people said on pages of their own: the money, other help, children."""
    idea = store.find_sent(reading(), idea_id)
    hidden = hidden_parts(flags_store.flags_of(reading(), [idea_id]).get(idea_id, []))
    away = WHOLE in hidden or idea.state is State.WITHDRAWN
    children = [] if away else child_store.seen(reading(), idea_id)
    return render_template(
        "ideas/more.html",
        idea=masking.mask(idea, hidden),
        invitation=inviting.find(reading(), idea.round_id, now(reading())),
        plan=None if away else masking.mask_plan(plan_store.plan_of(reading(), idea_id), hidden),
        children=children,
        files=showing.said(reading(), idea_id, children),
        plan_words=PLAN_WORDS,
    )
