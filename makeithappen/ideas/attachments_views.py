"""Say it, film it or draw it: files that answer a question, and who may open them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import (
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from makeithappen import inviting, showing
from makeithappen.core.access import Role, actor, allow, for_seats
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.file_responses import file_response
from makeithappen.core.files import waiting
from makeithappen.core.intents import once
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.limits import within_limit
from makeithappen.core.refusing import note
from makeithappen.core.sentences import sentence
from makeithappen.core.signed_addresses import SECONDS, check_signature
from makeithappen.ideas import attachments_store, authors, child_store, masking, store
from makeithappen.ideas import helping_store as helping
from makeithappen.ideas import safeguarding_store as flags_store
from makeithappen.ideas.attachments_forms import FileForm, TranscriptForm
from makeithappen.ideas.attachments_store import Attachment, New
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.questions import QUESTIONS, Question
from makeithappen.ideas.rules.attachments import check_add, may_open
from makeithappen.ideas.rules.idea import Idea
from makeithappen.ideas.rules.safeguarding import hides
from makeithappen.ideas.taking_in import body_bytes_max, limits, take_in
from makeithappen.ideas.views_base import bp
from makeithappen.safety import may_record, takes_bytes

FILE_LIMIT = {"hits_max": 60, "window_seconds": 3600}
"""For one person: far more than anybody has to say."""


@bp.route("/ideas/<idea_id>/files/<question_id>", methods=["GET", "POST"])
@allow(*Role)
@takes_bytes(body_bytes_max)
@keeps_words
def files(idea_id: str, question_id: str) -> Any:
    """What was added to a question, and the form to add a recording or picture."""
    idea = helping.find_to_write(reading(), idea_id, actor().person_id, now(reading()))
    question = _question(question_id)
    form = FileForm()
    if not form.validate_on_submit():
        return _files_page(idea, question, form), 400 if form.is_submitted() else 200
    if not within_limit("file", actor().person_id, **FILE_LIMIT):
        abort(429)
    try:
        check_add(idea.state, len(attachments_store.of_idea(reading(), idea_id)))
        place = _add(idea, question, form)
    except Refused as refused:
        note(refused.code)
        form.file.errors = [sentence(refused)]
        return _files_page(idea, question, form), 409
    flash(_("It is kept. The place where it was made was taken out of it."))
    return redirect(place)


def _question(question_id: str) -> Question:
    question = QUESTIONS.get(question_id)
    if question is None or not question.recordable:
        raise Missing(question_id)
    return question


def _place(idea_id: str, question_id: str) -> str:
    """The address of a question's files; it keeps that somebody came from the long page."""
    back = request.args.get("back")
    return url_for("ideas.files", idea_id=idea_id, question_id=question_id, back=back)


def _add(idea: Idea, question: Question, form: FileForm) -> str:
    body = form.body()  # before the file is cleaned where it lies
    clean, file = take_in(form.file.data)
    place = _place(idea.idea_id, question.question_id)
    with waiting(file) as kept, transaction() as session:
        who = {"actor_id": actor().person_id}

        def act() -> str:
            words = form.description.data or ""
            new = New(question.question_id, clean, kept.taken(session), words)
            attachments_store.add(session, idea.idea_id, new, **who, at=now(session))
            helping.has_changed(session, idea.idea_id)
            return place

        scope = f"ideas.files:{idea.idea_id}"
        return once(session, **who, scope=scope, key=form.intent.data, body=body, act=act)


def _files_page(idea: Idea, question: Question, form: FileForm) -> Response:
    mine = attachments_store.of_idea(reading(), idea.idea_id)
    here = [one for one in mine if one.question_id == question.question_id]
    page = render_template(
        "ideas/files.html",
        invitation=inviting.find(reading(), idea.round_id, now(reading())),
        idea=idea,
        question=question,
        form=form,
        press=PressForm(formdata=None),
        files=showing.shown(here),
        limits=limits(),
        most_bytes=body_bytes_max(),
    )
    return may_record(make_response(page))


@bp.post("/ideas/<idea_id>/files/<attachment_id>/remove")
@allow(*Role)
def remove_file(idea_id: str, attachment_id: str) -> Any:
    """Take a recording or picture away for good. Its authors may do that at any time."""
    form = PressForm()
    found, _owner_id, _state = attachments_store.find(reading(), attachment_id)
    if (found.idea_id, found.child_id) != (idea_id, None):
        raise Missing(attachment_id)
    authors.find(reading(), idea_id, actor().person_id)
    place = _place(idea_id, found.question_id)
    if form.validate_on_submit():
        with transaction() as session:
            who = {"actor_id": actor().person_id, "at": now(session)}
            attachments_store.remove(session, attachment_id, **who)
            helping.has_changed(session, idea_id)
        flash(_("It is gone."))
    return redirect(place)


@bp.get("/files/<attachment_id>/<signature>")
@allow(*Role)
@for_seats
def open_file(attachment_id: str, signature: str) -> Response:
    """The file itself, or a part of it, for whoever may see it."""
    me = actor()
    check_signature(signature, attachment_id, me.person_id)
    found, owner_id, state = attachments_store.find(reading(), attachment_id)
    is_own = owner_id == me.person_id or (found.child_id is None and _helps(found.idea_id))
    who = {"is_own": is_own, "is_coordinator": me.may(Role.COORDINATOR)}
    is_on_panel = showing.decides(reading(), found.idea_id, me.person_id)
    may = may_open(state, **who, is_on_panel=is_on_panel) and (is_own or _is_seen(found))
    if not may and not _looks_into(found):
        raise Missing(attachment_id)
    return file_response(found.file_id, found.media_type, found.file_name)


def _is_seen(found: Attachment) -> bool:
    """Whether others may see it: what is a child's own, only with each yes."""
    return found.child_id is None or any(
        child.child_id == found.child_id for child in child_store.seen(reading(), found.idea_id)
    )


def _looks_into(found: Attachment) -> bool:
    """Whether somebody opened a flag on it, on record, as long ago at most as an address lasts."""
    if not actor().may(Role.SAFEGUARDING_LEAD):
        return False
    since = now(reading()) - timedelta(seconds=SECONDS)
    opened = flags_store.opened_since(reading(), found.idea_id, actor().person_id, since)
    return hides(opened, found.question_id)


def _helps(idea_id: str) -> bool:
    """Whether somebody writes in this draft for its person."""
    try:
        helping.find_to_write(reading(), idea_id, actor().person_id, now(reading()))
    except Missing:
        return False
    return True


@bp.route("/ideas/<idea_id>/files/<attachment_id>/transcript", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
@keeps_words
def transcript(idea_id: str, attachment_id: str) -> Any:
    """Write down what is said in a recording, for those who can't hear it."""
    idea = store.find_sent(reading(), idea_id)
    found, _owner_id, state = attachments_store.find(reading(), attachment_id)
    may = may_open(state, is_own=False, is_coordinator=True, is_on_panel=False)
    if found.idea_id != idea_id or not (may and _is_seen(found)):
        raise Missing(attachment_id)
    form = TranscriptForm(data={"words": found.transcript})
    if not form.validate_on_submit():
        [named] = masking.shown(reading(), [idea])
        page = {"idea": named, "form": form, "files": showing.shown([found])}
        status = 400 if form.is_submitted() else 200
        return render_template("ideas/transcript.html", **page), status
    with transaction() as session:
        who = {"actor_id": actor().person_id, "at": now(session)}
        attachments_store.transcribe(session, attachment_id, form.words.data or "", **who)
    flash(_("Kept. Those who decide can read it."))
    return redirect(url_for("ideas.review", idea_id=idea_id))
