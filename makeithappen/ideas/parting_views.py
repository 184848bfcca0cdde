"""One idea becomes two: the coordinator asks here; its authors answer in `merging_views`."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.core.access import Role, actor, allow
from makeithappen.core.catalogs import for_others
from makeithappen.core.db import now, reading
from makeithappen.core.errors import Refused
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.sentences import sentence
from makeithappen.ideas import masking, merging, store
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.merging_views import act, address_of_mine, tell
from makeithappen.ideas.parting_forms import SplitForm
from makeithappen.ideas.views_base import bp


@bp.route("/ideas/<idea_id>/split", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
@keeps_words
def split(idea_id: str) -> Any:
    """Ask the people of an idea whether it becomes two."""
    [idea] = masking.shown(reading(), [store.find_sent(reading(), idea_id)])
    form = SplitForm()
    page: dict[str, Any] = {"idea": idea, "form": form, "press": PressForm(formdata=None)}
    page["asked"] = merging.open_ones(reading(), [idea_id]).get(idea_id)
    if not form.validate_on_submit():
        return render_template("ideas/split.html", **page), 400 if form.is_submitted() else 200
    try:
        place = act(form, f"ideas.split:{idea_id}", lambda session: _ask(session, idea_id, form))
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("ideas/split.html", **page), 409
    flash(_("Asked. Once all of them say yes, two ideas stand in its place."))
    return redirect(place)


@for_others()
def _ask(session: Session, idea_id: str, form: SplitForm) -> str:
    at, names = now(session), [form.first.data or "", form.second.data or ""]
    why = form.why.data or ""
    merging.propose_split(session, idea_id, names, why, actor_id=actor().person_id, at=at)
    body = _(
        "Hello,\n\nYour idea could be two ideas. Shall it become two? You find the question under "
        "“My ideas”:\n%(address)s\n\nIf one of its people says no, nothing changes.\n",
        address=address_of_mine(),
    )
    tell(session, [idea_id], _("A question about your idea"), body, at)
    return url_for("ideas.review", idea_id=idea_id)
