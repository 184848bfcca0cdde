"""Carrying an idea on: one press, and its people look it over before anything is sent."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import once
from makeithappen.core.sentences import sentence
from makeithappen.ideas import carrying, store
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.views_base import bp
from makeithappen.ideas.views_own import sent_page


@bp.post("/ideas/<idea_id>/carry")
@allow(*Role)
def carry(idea_id: str) -> Any:
    """Carry an idea of one's own on to the next round, as a draft."""
    idea, form, who = _sent(idea_id), PressForm(), actor().person_id
    if not form.validate_on_submit():
        return sent_page(idea, form), 400

    def act() -> str:
        new_id = carrying.carry(session, idea_id=idea_id, owner_id=who, at=now(session))
        return url_for("ideas.check", idea_id=new_id)

    try:
        with transaction() as session:
            facts = {"key": form.intent.data, "body": form.body(), "act": act}
            place = once(session, actor_id=who, scope=f"ideas.carry:{idea_id}", **facts)
    except Refused as refused:
        form.add_error(sentence(refused))
        return sent_page(_sent(idea_id), form), 409
    return redirect(place)


def _sent(idea_id: str) -> Idea:
    """An idea of one's own that was sent in. Raises Missing."""
    idea = store.find_own(reading(), idea_id, actor().person_id)
    if idea.state is State.DRAFT:
        raise Missing(idea_id)
    return idea
