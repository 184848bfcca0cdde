"""Writing an idea together: a code for another author, their own yes, and leaving."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.core.access import Role, actor, allow, allow_everyone
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import once
from makeithappen.core.sentences import sentence
from makeithappen.ideas import authors, store
from makeithappen.ideas.authors_forms import JoinAuthorsForm
from makeithappen.ideas.entering import enter_idea, within_limits
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.rules.authors import JOINABLE
from makeithappen.ideas.views_base import bp


@bp.route("/ideas/<idea_id>/authors", methods=["GET", "POST"])
@allow(*Role)
def idea_authors(idea_id: str) -> Any:
    """Who writes an idea together; who began it makes codes for others."""
    form, who = PressForm(), actor().person_id
    if not form.validate_on_submit():
        return _authors_page(idea_id, form), 400 if form.is_submitted() else 200
    store.find_own(reading(), idea_id, who)

    def act() -> str:
        authors.invite(session, idea_id=idea_id, owner_id=who, at=now(session))
        return url_for("ideas.idea_authors", idea_id=idea_id)

    try:
        with transaction() as session:
            facts = {"key": form.intent.data, "body": form.body(), "act": act}
            place = once(session, actor_id=who, scope=f"ideas.authors:{idea_id}", **facts)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _authors_page(idea_id, form), 409
    return redirect(place)


def _authors_page(idea_id: str, form: PressForm) -> str:
    me = actor().person_id
    idea = authors.find(reading(), idea_id, me)
    began = idea.owner_id == me
    facts = {"idea": idea, "form": form, "me": me, "began": began, "host": request.host}
    facts["code"] = authors.code_of(reading(), idea_id, now(reading())) if began else ""
    others = authors.of_ideas(reading(), [idea_id]).get(idea_id, [])
    open_ = idea.state in JOINABLE
    return render_template("ideas/authors.html", **facts, others=others, joinable=open_)


@bp.post("/ideas/<idea_id>/authors/<author_id>/end")
@allow(*Role)
def end_author(idea_id: str, author_id: str) -> Any:
    """Leave an idea, or let another author of one's own go. Pressing twice does no harm."""
    me, form = actor().person_id, PressForm()
    if not form.validate_on_submit():
        raise Missing(author_id)
    with transaction() as session:
        ids = {"idea_id": idea_id, "author_id": author_id}
        idea = authors.end(session, **ids, person_id=me, at=now(session))
    if idea is None or idea.owner_id != me:
        flash(_("You do not write this idea any more."))
        return redirect(url_for("ideas.mine"))
    flash(_("They do not write this idea any more."))
    return redirect(url_for("ideas.idea_authors", idea_id=idea_id))


@bp.route("/write-together", methods=["GET", "POST"])
@allow_everyone
def join_authors() -> Any:
    """Become an author of an idea with the code that whoever began it gave: one's own yes."""
    g.private_page = True
    form = JoinAuthorsForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("ideas/authors_join.html", form=form), status
    if not within_limits():
        abort(429)

    def act(session: Session, person_id: str, at: datetime) -> str:
        said = {"typed": form.code.data, "first_name": (form.first_name.data or "").strip()}
        return authors.join(session, **said, person_id=person_id, at=at)

    try:
        idea_id = enter_idea(form, "ideas.join_authors", act, authors.new_author)
    except Refused as refused:
        form.code.errors = [sentence(refused)]
        return render_template("ideas/authors_join.html", form=form), 409
    flash(_("You write this idea too now."))
    return redirect(url_for("ideas.sent", idea_id=idea_id))
