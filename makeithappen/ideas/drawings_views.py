"""A child's drawing, or their own voice: files that are seen only with each yes."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from makeithappen import inviting, showing
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.files import waiting
from makeithappen.core.intents import once
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.limits import within_limit
from makeithappen.core.refusing import note
from makeithappen.core.sentences import sentence
from makeithappen.ideas import child_store, store
from makeithappen.ideas.attachments_store import New
from makeithappen.ideas.attachments_views import FILE_LIMIT
from makeithappen.ideas.child_forms import DrawingForm
from makeithappen.ideas.child_views import drawn, place_of
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.rules.child import DRAWINGS_MAX, Child
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.safeguarding import CHILDREN
from makeithappen.ideas.taking_in import body_bytes_max, limits, take_in
from makeithappen.ideas.views_base import bp
from makeithappen.safety import may_record, takes_bytes


@bp.route("/ideas/<idea_id>/children/<child_id>/drawings", methods=["GET", "POST"])
@allow(*Role)
@takes_bytes(body_bytes_max)
@keeps_words
def drawings(idea_id: str, child_id: str) -> Any:
    """What a child drew or said, and in a draft the form to add one more."""
    idea = store.find_own(reading(), idea_id, actor().person_id)
    found = child_store.find(reading(), idea_id, child_id)
    form = DrawingForm()
    if idea.state is not State.DRAFT and not form.is_submitted():
        return redirect(url_for("ideas.child_yes", idea_id=idea_id, child_id=child_id))
    if not form.validate_on_submit():
        return _page(idea, found, form), 400 if form.is_submitted() else 200
    if not within_limit("file", actor().person_id, **FILE_LIMIT):
        abort(429)
    try:
        child_store.may_draw(found, idea.state)
        place = _add(idea, found, form)
    except Refused as refused:
        note(refused.code)
        form.file.errors = [sentence(refused)]
        return _page(idea, found, form), 409
    flash(_("It is kept. The place where it was made was taken out of it."))
    return redirect(place)


def _add(idea: Idea, found: Child, form: DrawingForm) -> str:
    body = form.body()  # before the file is cleaned where it lies
    clean, file = take_in(form.file.data)
    place = place_of("ideas.drawings", idea.idea_id, found.child_id)
    with waiting(file) as kept, transaction() as session:
        who = actor().person_id

        def act() -> str:
            whose = {"idea_id": idea.idea_id, "owner_id": who, "child_id": found.child_id}
            new = New(CHILDREN, clean, kept.taken(session), form.description.data or "")
            child_store.add_drawing(session, **whose, new=new, at=now(session))
            return place

        scope = f"ideas.drawings:{found.child_id}"
        return once(session, actor_id=who, scope=scope, key=form.intent.data, body=body, act=act)


def _page(idea: Idea, found: Child, form: DrawingForm) -> Response:
    page = render_template(
        "ideas/drawings.html",
        invitation=inviting.find(reading(), idea.round_id, now(reading())),
        idea=idea,
        child=found,
        form=form,
        press=PressForm(formdata=None),
        files=drawn(found),
        room=found.drawings < DRAWINGS_MAX,
        limits=limits(),
        most_bytes=body_bytes_max(),
        back=place_of("ideas.child", idea.idea_id, found.child_id),
        forward=place_of("ideas.child_yes", idea.idea_id, found.child_id),
    )
    return may_record(make_response(page))


@bp.post("/ideas/<idea_id>/children/<child_id>/drawings/<attachment_id>/remove")
@allow(*Role)
def remove_drawing(idea_id: str, child_id: str, attachment_id: str) -> Any:
    """Take a drawing or recording away for good, at any time."""
    store.find_own(reading(), idea_id, actor().person_id)
    child_store.find(reading(), idea_id, child_id)
    if PressForm().validate_on_submit():
        with transaction() as session:
            whose = {"idea_id": idea_id, "owner_id": actor().person_id, "child_id": child_id}
            which = {"attachment_id": attachment_id, "at": now(session)}
            showing.keep_letters(session, idea_id)
            child_store.remove_drawing(session, **whose, **which)
        flash(_("It is gone."))
    return redirect(place_of("ideas.drawings", idea_id, child_id))
