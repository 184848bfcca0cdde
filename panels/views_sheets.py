"""A sheet that was sent: its receipt, all of a member's receipts, and changing it once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen.core.access import Role, actor, allow, for_seats
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.forms import CANT_SAY, score_name, sheet_form
from panels.forms_sheets import RevisionForm
from panels.rules.criteria import Criterion
from panels.rules.receipts import spoken_code
from panels.views_base import bp, find_pitch, my_seat, place_once
from panels.words_sheets import SHEET_STATE_NAMES, SHEET_STATE_SENTENCES

WORDS: dict[str, Any] = {
    "sheet_state_names": SHEET_STATE_NAMES,
    "sheet_state_sentences": SHEET_STATE_SENTENCES,
    "spoken": spoken_code,
}


def scales(found: store.Day) -> Sequence[Criterion]:
    """The questions of a day's sheets."""
    return found.settings.criteria


def receipt_place(day_id: str, sent: store.Sent) -> str:
    """Where the receipt of a sheet is."""
    return url_for("panels.receipt", day_id=day_id, sent_id=sent.sent_id)


def answer_sent(found: store.Day, place: str) -> ResponseReturnValue:
    """Go to the receipt of a sheet that counts; show the one of a late sheet as not counted."""
    sent_id = place.rsplit("/", 1)[-1]
    late = store.is_late(sent_id)
    if not (late or wants_json()):
        return redirect(place)
    own, status = _own_sheet(found, sent_id), 409 if late else 200
    if wants_json():
        said = str(SHEET_STATE_SENTENCES[own.state])
        return jsonify(state=own.state, sentence=said, place=place), status
    return _receipt_page(found, own), status


def wants_json() -> bool:
    """Whether a script asks, which sends a sheet that waited for the signal."""
    return request.accept_mimetypes.best == "application/json"


def refused_json(refused: Refused) -> ResponseReturnValue:
    """A refusal for a script."""
    return jsonify(state="refused", sentence=sentence(refused)), 409


@bp.get("/<day_id>/mine/receipts")
@allow(Role.PANEL_MEMBER)
@for_seats
def receipts(day_id: str) -> ResponseReturnValue:
    """What became of each sheet that one sent, with its code while the day runs."""
    found = store.load_day(reading(), day_id)
    sheets = store.my_sheets(reading(), found, my_seat(found))
    return render_template("panels/receipts.html", day=found, sheets=sheets, **WORDS)


@bp.get("/<day_id>/mine/receipts/<sent_id>")
@allow(Role.PANEL_MEMBER)
@for_seats
def receipt(day_id: str, sent_id: str) -> ResponseReturnValue:
    """The receipt of one sheet of one's own."""
    found = store.load_day(reading(), day_id)
    return _receipt_page(found, _own_sheet(found, sent_id))


def _receipt_page(found: store.Day, own: store.OwnSheet) -> str:
    pitch = find_pitch(found, own.pitch_id)
    return render_template("panels/receipt.html", day=found, own=own, pitch=pitch, **WORDS)


def _own_sheet(found: store.Day, sent_id: str) -> store.OwnSheet:
    """A sheet of one's own. Raises Missing."""
    for own in store.my_sheets(reading(), found, my_seat(found)):
        if own.sent_id == sent_id:
            return own
    raise Missing(sent_id)


@bp.route("/<day_id>/ideas/<pitch_id>/revise", methods=["GET", "POST"])
@allow(Role.PANEL_MEMBER)
@for_seats
def revise(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Change one's sheet once, with a reason, while the panel talks it over."""
    found = store.load_day(reading(), day_id)
    member, pitch = my_seat(found), find_pitch(found, pitch_id)
    part = store.my_parts(reading(), found, member)[pitch_id]
    known = {"values": part.values, "comment": part.comment}
    form = sheet_form(scales(found), **known, base=RevisionForm)
    if not form.validate_on_submit():
        store.check_revising(reading(), found, pitch_id, member)
        return _revise_page(found, pitch, form), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> str:
        who, values = actor().person_id, form.values(scales(found))
        words = {"comment": form.comment.data or "", "reason": form.reason.data or ""}
        said = {"person_id": who, "values": values, **words, "at": at}
        return receipt_place(day_id, store.revise_sheet(session, day_id, pitch_id, **said))

    return redirect(place_once(form, f"sheet:{pitch_id}", act, about="revise"))


def _revise_page(found: store.Day, pitch: store.Pitch, form: RevisionForm) -> str:
    return render_template(
        "panels/revise.html",
        day=found,
        pitch=pitch,
        form=form,
        cant_say=CANT_SAY,
        score_name=score_name,
    )
