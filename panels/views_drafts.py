"""Before a sheet is sent: one question a page, and what was typed so far."""

from __future__ import annotations

from datetime import datetime

from flask import jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from makeithappen import showing
from makeithappen.core.access import Role, actor, allow, for_seats
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.forms import CANT_SAY, answers, score_name, sheet_form
from panels.forms_sheets import step_form
from panels.rules.live import Audience
from panels.rules.scoring import check_is_given, check_may_score
from panels.views_base import bp, find_pitch, my_seat, pressed
from panels.views_live import live_page

WAY = "one_by_one"
TYPED_LENGTH_MAX = 500


def one_by_one() -> bool:
    """Whether this browser's member went one question after another the last time."""
    return bool(session.get(WAY)) and "all" not in request.args


def note_all_at_once() -> None:
    """Remember that the member filled a whole sheet in on one page, where they chose to."""
    if "all" in request.args:
        session.pop(WAY, None)


def step_place(found: store.Day, pitch: store.Pitch, step: int = 1) -> str:
    """Where one question of a sheet is; after the last one, where it is looked over and sent."""
    day_id, pitch_id = found.day_id, pitch.pitch_id
    if step > len(found.settings.criteria) + 1:
        return url_for("panels.check_sheet", day_id=day_id, pitch_id=pitch_id)
    return url_for("panels.sheet_step", day_id=day_id, pitch_id=pitch_id, step=step)


def why_not(found: store.Day, pitch: store.Pitch, part: store.MyPart) -> str:
    """Why the sheet can't be filled in now, as a sentence; nothing where it can."""
    try:
        who = (my_seat(found).member_id, part.degree, found.settings.design.effects)
        check_may_score(found.standing, pitch.pitch_id, *who)
        check_is_given(None if part.is_mine else frozenset(), pitch.pitch_id)
    except Refused as refused:
        return sentence(refused)
    return ""


@bp.route("/<day_id>/ideas/<pitch_id>/sheet/<int:step>", methods=["GET", "POST"])
@allow(Role.PANEL_MEMBER)
@for_seats
def sheet_step(day_id: str, pitch_id: str, step: int) -> ResponseReturnValue:
    """One question of a sheet; the answer is kept as a draft."""
    found, pitch, typed = _begun(day_id, pitch_id)
    steps = len(found.settings.criteria) + 1
    if not 1 <= step <= steps:
        raise Missing(pitch_id)
    form, name = step_form(found.settings.criteria, step, typed)
    if not form.validate_on_submit():
        facts = {"form": form, "name": name, "day": found, "pitch": pitch}
        place = {"step": step, "steps": steps}
        back = step_place(found, pitch, step - 1) if step > 1 else ""
        facts |= {"live": live_page(found, Audience.MEMBER), "back": back, "cant_say": CANT_SAY}
        children, files = showing.heard(reading(), pitch.idea_id) if step == 1 else ([], [])
        facts |= {"children": children, "files": files}
        page = render_template("panels/sheet_step.html", **facts, **place)
        return page, 400 if form.is_submitted() else 200
    _save(day_id, pitch_id, {name: form[name].data or ""})
    session[WAY] = True
    return redirect(step_place(found, pitch, step + 1))


@bp.get("/<day_id>/ideas/<pitch_id>/sheet/check")
@allow(Role.PANEL_MEMBER)
@for_seats
def check_sheet(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Look all answers over, then send the sheet."""
    found, pitch, typed = _begun(day_id, pitch_id)
    criteria = found.settings.criteria
    form = sheet_form(criteria, values=None, comment="", typed=typed)
    shown = [(one, step_place(found, pitch, at)) for at, one in enumerate(criteria, 1)]
    return render_template(
        "panels/check_sheet.html",
        day=found,
        pitch=pitch,
        form=form,
        questions=shown,
        comment_place=step_place(found, pitch, len(criteria) + 1),
        score_name=score_name,
    )


@bp.post("/<day_id>/ideas/<pitch_id>/draft")
@allow(Role.PANEL_MEMBER)
@for_seats
def save_draft(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Keep what was typed so far. For the page's script; nothing is sent to the panel."""
    criteria = store.load_day(reading(), day_id).settings.criteria
    names = [*map(score_name, criteria), "comment"]
    typed = {name: request.form[name] for name in names if name in request.form}
    if any(len(text) > TYPED_LENGTH_MAX for text in typed.values()):
        return jsonify(saved=False), 400
    try:
        _save(day_id, pitch_id, typed)
    except Refused as refused:
        return jsonify(saved=False, sentence=sentence(refused)), 409
    return jsonify(saved=True)


@bp.post("/<day_id>/ideas/<pitch_id>/draft/drop")
@allow(Role.PANEL_MEMBER)
@for_seats
def drop_draft(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Throw away what was typed and not sent."""
    member = my_seat(store.load_day(reading(), day_id))
    pressed()
    with transaction() as writing:
        store.drop_draft(writing, pitch_id, member.member_id)
    return redirect(url_for("panels.my_day", day_id=day_id))


def _begun(day_id: str, pitch_id: str) -> tuple[store.Day, store.Pitch, dict[str, str]]:
    """An idea that one may score now, with one's answers so far by the name of their field."""
    found = store.load_day(reading(), day_id)
    member, pitch = my_seat(found), find_pitch(found, pitch_id)
    part = store.my_parts(reading(), found, member)[pitch_id]
    who = (member.member_id, part.degree, found.settings.design.effects)
    check_may_score(found.standing, pitch_id, *who)
    check_is_given(None if part.is_mine else frozenset(), pitch_id)
    known = answers(found.settings.criteria, part.values, part.comment)
    return found, pitch, {**known, **store.find_draft(reading(), pitch_id, member.member_id)}


def _save(day_id: str, pitch_id: str, typed: dict[str, str]) -> None:
    with transaction() as writing:
        at: datetime = now(writing)
        who = {"person_id": actor().person_id, "at": at}
        store.save_draft(writing, day_id, pitch_id, answers=typed, **who)
