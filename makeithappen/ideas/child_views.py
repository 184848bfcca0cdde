"""A child says something with an idea: an age, their words, and each yes to showing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting, showing
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.forms import HouseForm
from makeithappen.core.intents import once
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.sentences import sentence
from makeithappen.ideas import attachments_store, child_store, store
from makeithappen.ideas.child_forms import AgeForm, WordsForm, YesForm, words_form
from makeithappen.ideas.child_words import REPLIES
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.rules.child import CHILDREN_MAX, Child
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.steps import CHILDREN, PAGES, back_url, next_url, way
from makeithappen.ideas.views_base import bp

INSTEAD = "instead"
"""The button that leads to a drawing or a recording; what was typed is kept."""


def _own(idea_id: str) -> tuple[Idea, inviting.Invitation]:
    idea = store.find_own(reading(), idea_id, actor().person_id)
    return idea, inviting.find(reading(), idea.round_id, now(reading()))


def _whose(idea_id: str) -> dict[str, str]:
    return {"idea_id": idea_id, "owner_id": actor().person_id}


def place_of(endpoint: str, idea_id: str, child_id: str | None = None) -> str:
    """The address of one of these pages; it keeps that somebody came from the answers."""
    back = request.args.get("back")
    return url_for(endpoint, idea_id=idea_id, child_id=child_id, back=back)


def drawn(found: Child) -> list[showing.Shown]:
    """What a child drew or said, for its own people."""
    return showing.shown(attachments_store.of_child(reading(), found.child_id))


def _write(form: HouseForm, scope: str, act: Callable[[Session], str]) -> str:
    with transaction() as session:
        who = actor().person_id
        facts = {"key": form.intent.data, "body": form.body(), "act": lambda: act(session)}
        return once(session, actor_id=who, scope=scope, **facts)


@bp.route("/ideas/<idea_id>/children", methods=["GET", "POST"])
@allow(*Role)
@keeps_words
def children(idea_id: str) -> Any:
    """Which children say something; in a draft another one can. Afterwards, the reply to them."""
    idea, invitation = _own(idea_id)
    form = AgeForm()
    if not form.validate_on_submit():
        return _children_page(idea, invitation, form), 400 if form.is_submitted() else 200

    def act(session: Session) -> str:
        asked = {"age": form.age.data, "bands": invitation.child_bands, "at": now(session)}
        child_id = child_store.add(session, **_whose(idea_id), **asked)
        return place_of("ideas.child", idea_id, child_id)

    try:
        return redirect(_write(form, f"ideas.children:{idea_id}", act))
    except Refused as refused:
        form.age.errors = [sentence(refused)]
        return _children_page(idea, invitation, form), 409


def _children_page(idea: Idea, invitation: inviting.Invitation, form: AgeForm) -> str:
    found = child_store.of_idea(reading(), idea.idea_id)
    draft, steps = idea.state is State.DRAFT, way(invitation)
    return render_template(
        "ideas/children.html",
        about=PAGES[CHILDREN].about,
        place=steps.index(CHILDREN) + 1 if CHILDREN in steps else None,
        places=len(steps),
        idea=idea,
        invitation=invitation,
        form=form,
        children=found,
        room=draft and bool(invitation.child_bands) and len(found) < CHILDREN_MAX,
        replies=REPLIES,
        back=back_url(idea, invitation, CHILDREN) if draft else None,
        forward=next_url(idea, invitation, CHILDREN) if draft else None,
    )


@bp.route("/ideas/<idea_id>/children/<child_id>", methods=["GET", "POST"])
@allow(*Role)
@keeps_words
def child(idea_id: str, child_id: str) -> Any:
    """The child's own page: what happens with their words, and the words."""
    idea, invitation = _own(idea_id)
    found = child_store.find(reading(), idea_id, child_id)
    if idea.state is not State.DRAFT and request.method == "GET":
        return redirect(place_of("ideas.child_yes", idea_id, child_id))
    instead = INSTEAD in request.form
    form = words_form(found, instead=instead)
    if not form.validate_on_submit():
        return _child_page(idea, invitation, found, form), 400 if form.is_submitted() else 200
    try:
        with transaction() as session:
            said = {"child_id": child_id, "words": form.words.data or ""}
            child_store.write(session, **_whose(idea_id), **said)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _child_page(idea, invitation, found, form), 409
    return redirect(place_of("ideas.drawings" if instead else "ideas.child_yes", idea_id, child_id))


def _child_page(
    idea: Idea,
    invitation: inviting.Invitation,
    found: Child,
    form: WordsForm,
    age_form: AgeForm | None = None,
) -> str:
    ids = (idea.idea_id, found.child_id)
    return render_template(
        "ideas/child.html",
        idea=idea,
        invitation=invitation,
        child=found,
        form=form,
        age_form=age_form or AgeForm(formdata=None, data={"age": found.age}),
        press=PressForm(formdata=None),
        back=place_of("ideas.children", idea.idea_id),
        change_age=place_of("ideas.child_age", *ids),
        remove=place_of("ideas.remove_child", *ids),
    )


@bp.post("/ideas/<idea_id>/children/<child_id>/age")
@allow(*Role)
def child_age(idea_id: str, child_id: str) -> Any:
    """Put an age right that was written by mistake. Saving the same twice does no harm."""
    idea, invitation = _own(idea_id)
    found = child_store.find(reading(), idea_id, child_id)
    form, words = AgeForm(), words_form(found, formdata=None)
    if not form.validate_on_submit():
        return _child_page(idea, invitation, found, words, form), 400
    try:
        with transaction() as session:
            put = {"age": form.age.data, "bands": invitation.child_bands}
            child_store.change_age(session, **_whose(idea_id), child_id=child_id, **put)
    except Refused as refused:
        form.age.errors = [sentence(refused)]
        return _child_page(idea, invitation, found, words, form), 409
    return redirect(place_of("ideas.child", idea_id, child_id))


@bp.route("/ideas/<idea_id>/children/<child_id>/yes", methods=["GET", "POST"])
@allow(*Role)
def child_yes(idea_id: str, child_id: str) -> Any:
    """The child says yes or no, and so does the grown-up, each by themselves and at any time."""
    idea, invitation = _own(idea_id)
    found = child_store.find(reading(), idea_id, child_id)
    form = YesForm()
    if not form.validate_on_submit() or (said := form.said()) is None:
        if form.is_submitted():
            form.add_error(_("Press one of the buttons."))
        return _yes_page(idea, invitation, found, form), 400 if form.is_submitted() else 200
    who, yes = said

    def act(session: Session) -> str:
        showing.keep_letters(session, idea_id)
        answered = {"child_id": child_id, "who": who, "yes": yes, "at": now(session)}
        child_store.answer(session, **_whose(idea_id), **answered)
        return place_of("ideas.child_yes", idea_id, child_id)

    try:
        return redirect(_write(form, f"ideas.child_yes:{child_id}", act))
    except Refused as refused:
        form.add_error(sentence(refused))
        return _yes_page(idea, invitation, found, form), 409


def _yes_page(idea: Idea, invitation: inviting.Invitation, found: Child, form: YesForm) -> str:
    return render_template(
        "ideas/child_yes.html",
        idea=idea,
        invitation=invitation,
        child=found,
        form=form,
        forms={who: YesForm(formdata=None) for who in found.asked},
        files=drawn(found),
        press=PressForm(formdata=None),
        back=place_of("ideas.children", idea.idea_id),
        change=place_of("ideas.child", idea.idea_id, found.child_id),
        remove=place_of("ideas.remove_child", idea.idea_id, found.child_id),
    )


@bp.post("/ideas/<idea_id>/children/<child_id>/remove")
@allow(*Role)
def remove_child(idea_id: str, child_id: str) -> Any:
    """Take a child's age and words away for good, at any time."""
    idea, invitation = _own(idea_id)
    found = child_store.find(reading(), idea_id, child_id)
    form = PressForm()
    if not form.validate_on_submit():
        return _yes_page(idea, invitation, found, YesForm(formdata=None)), 400

    def act(session: Session) -> str:
        showing.keep_letters(session, idea_id)
        child_store.remove(session, **_whose(idea_id), child_id=child_id, at=now(session))
        return place_of("ideas.children", idea_id)

    place = _write(form, f"ideas.remove_child:{child_id}", act)
    flash(_("The child's age and words are gone."))
    return redirect(place)
