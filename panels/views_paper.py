"""Paper: sheets to print, which were taken in, two people entering each, and what came late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.forms import CANT_SAY, score_name
from panels.forms_sheets import PaperForm, TakenInForm, paper_form
from panels.rules.day import Member
from panels.rules.paper import PaperState
from panels.rules.receipts import spoken_code
from panels.views_base import bp, find_pitch, place_once
from panels.words import DEGREE_NAMES
from panels.words_sheets import PAPER_STATE_NAMES


@bp.get("/<day_id>/sheets")
@allow(Role.CHAIR, Role.COORDINATOR)
def sheets(day_id: str) -> ResponseReturnValue:
    """Paper, sheets that were begun and not sent, and how many came late: never how or whose."""
    found = store.load_day(reading(), day_id)
    papers = store.list_papers(reading(), found)
    return render_template(
        "panels/sheets.html",
        day=found,
        papers={(one.pitch_id, one.member_id): one for one in papers},
        settled=sum(one.state is PaperState.SETTLED for one in papers),
        taken=len(papers),
        late=store.late_counts(reading(), found),
        begun=store.drafts_begun(reading(), found),
        seated=[one for one in found.members if one.member_id in found.standing.seated],
        state_names=PAPER_STATE_NAMES,
    )


@bp.get("/<day_id>/paper/<member_id>")
@allow(Role.CHAIR, Role.COORDINATOR)
def print_paper(day_id: str, member_id: str) -> ResponseReturnValue:
    """A member's sheets to print, one idea on each page."""
    found = store.load_day(reading(), day_id)
    member = _member(found, member_id)
    numbers = store.next_numbers(store.list_papers(reading(), found))
    secret = store.find_secret(reading(), day_id)
    codes = {
        pitch.pitch_id: spoken_code(
            store.paper_code(secret, pitch.pitch_id, member_id, numbers.get(place, 1))
        )
        for pitch in found.pitches
        for place in [(pitch.pitch_id, member_id)]
        if secret
    }
    given = store.ideas_given(reading(), member_id)
    return render_template(
        "panels/print_paper.html",
        day=found,
        pitches=[one for one in found.pitches if given is None or one.pitch_id in given],
        member=member,
        codes=codes,
        degree_names=DEGREE_NAMES,
    )


@bp.route("/<day_id>/paper/<member_id>/taken-in", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.COORDINATOR)
def take_in(day_id: str, member_id: str) -> ResponseReturnValue:
    """Note which papers of a member are in hand before scoring closes."""
    found = store.load_day(reading(), day_id)
    member = _member(found, member_id)
    heard = [one for one in found.pitches if one.pitch_id in found.standing.heard]
    form = TakenInForm().offer([(one.pitch_id, one.title) for one in heard])
    place = url_for("panels.sheets", day_id=day_id)
    if not form.validate_on_submit():
        facts = {"day": found, "member": member, "form": form}
        return render_template("panels/take_in.html", **facts), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> str:
        by = {"actor_id": actor().person_id, "at": at}
        store.take_in(session, day_id, member_id, form.pitches.data or [], **by)
        return place

    return redirect(place_once(form, f"taken_in:{day_id}", act, about=member_id))


@bp.route("/<day_id>/paper/<member_id>/<pitch_id>", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.COORDINATOR)
def enter_paper(day_id: str, member_id: str, pitch_id: str) -> ResponseReturnValue:
    """Enter what a paper says, without seeing what somebody else entered before."""
    found = store.load_day(reading(), day_id)
    member, pitch = _member(found, member_id), find_pitch(found, pitch_id)
    form = paper_form(found.settings.criteria)
    if not form.validate_on_submit():
        return _paper_page(found, pitch, member, form), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> str:
        said, reason = form.said(found.settings.criteria), form.reason.data or ""
        by = {"said": said, "reason": reason, "actor_id": actor().person_id, "at": at}
        state = store.enter_paper(session, day_id, pitch_id, member_id, **by)
        return _after_entering(day_id, member_id, pitch_id, state)

    try:
        place = place_once(form, f"paper:{pitch_id}", act, about=member_id)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _paper_page(found, pitch, member, form), 409
    flash(_("What you read is kept."))
    return redirect(place)


def _after_entering(day_id: str, member_id: str, pitch_id: str, state: PaperState) -> str:
    """Where two people read it differently, stay with the paper; else back to the list."""
    if state is PaperState.DIFFERS:
        return url_for("panels.enter_paper", day_id=day_id, member_id=member_id, pitch_id=pitch_id)
    return url_for("panels.sheets", day_id=day_id)


def _paper_page(found: store.Day, pitch: store.Pitch, member: Member, form: PaperForm) -> str:
    paper = _newest(found, pitch, member)
    return render_template(
        "panels/enter_paper.html",
        day=found,
        pitch=pitch,
        member=member,
        form=form,
        state=paper.state if paper else PaperState.TAKEN_IN,
        readings=_readings(paper) if paper else [],
        waits_for_another=_is_mine_alone(paper),
        state_names=PAPER_STATE_NAMES,
        degree_names=DEGREE_NAMES,
        cant_say=CANT_SAY,
        score_name=score_name,
    )


def _newest(found: store.Day, pitch: store.Pitch, member: Member) -> store.PaperRecord | None:
    place = (pitch.pitch_id, member.member_id)
    papers = store.list_papers(reading(), found)
    return next((one for one in reversed(papers) if (one.pitch_id, one.member_id) == place), None)


def _is_mine_alone(paper: store.PaperRecord | None) -> bool:
    """Whether the one person who entered it is the one at this browser."""
    if paper is None or paper.state is not PaperState.ENTERED_ONCE:
        return False
    return paper.entries[0].entered_by == actor().person_id


def _readings(paper: store.PaperRecord) -> list[Any]:
    """What people read that differs, each once, in an order that does not tell who read what."""
    if paper.state is not PaperState.DIFFERS:
        return []
    found = {repr(one.said and one.said.marks): one.said for one in paper.entries}
    return [found[text] for text in sorted(found)]


def _member(found: store.Day, member_id: str) -> Member:
    """A member of the day. Raises Missing."""
    for member in found.members:
        if member.member_id == member_id:
            return member
    raise Missing(member_id)
