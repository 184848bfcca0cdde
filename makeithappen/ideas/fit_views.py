"""Two or three questions before the form: a "no" says where else to go. No answer is kept."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from makeithappen import inviting
from makeithappen.core.access import allow_everyone
from makeithappen.core.db import now, reading
from makeithappen.core.forms import HouseForm, RadioField, SelectChoice
from makeithappen.ideas.beginning import ANOTHER
from makeithappen.ideas.views_base import bp

YES, NO = "yes", "no"
FIELD = "q{}"


def _form(questions: tuple[str, ...]) -> HouseForm:
    """A form that writes nothing, so it needs neither token nor intent."""
    choices = [SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("No"))]
    must = [InputRequired(_l("Answer yes or no"))]
    fields = {
        FIELD.format(number): RadioField(asks, choices=choices, validators=must)
        for number, asks in enumerate(questions, start=1)
    }
    form = type("FitForm", (HouseForm,), fields)(formdata=request.args, meta={"csrf": False})
    del form.intent
    return form


@bp.get("/rounds/<round_id>/idea/fit")
@allow_everyone
def fit(round_id: str) -> Any:
    """Is this fund for you? A no leads to where else to go, a yes to the first question."""
    g.private_page = True
    invitation = inviting.find(reading(), round_id, now(reading()))
    pages = "all" if request.args.get("pages") == "all" else "first"
    onward = {"pages": pages, ANOTHER: request.args.get(ANOTHER)}
    page = {"invitation": invitation, **onward}
    fits = invitation.fit_questions
    form = _form(tuple(one.asks for one in fits))
    if not fits:
        return redirect(url_for("ideas.first", round_id=round_id, **onward))
    if "sent" not in request.args:
        return render_template("ideas/fit.html", form=form, **page)
    if not form.validate():
        return render_template("ideas/fit.html", form=form, **page), 400
    answers = [form[FIELD.format(number)].data for number in range(1, len(fits) + 1)]
    if NO in answers:
        return render_template("ideas/not_for_you.html", fit=fits[answers.index(NO)], **page)
    return redirect(url_for("ideas.first", round_id=round_id, **onward))
