"""What is on record about an award beside its money, and the forms that put it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from ledger import store
from ledger.blueprint import READERS, WRITERS, Writing, bp, take, title_of
from ledger.forms import PressForm
from ledger.forms_agreements import (
    MoreForm,
    PlanForm,
    SupportForm,
    TrialEndForm,
    TrialForm,
    day_of,
)
from ledger.record_lines import award_record_page
from ledger.rules.records import End, SupportKind, SupportStage, Unit
from makeithappen import awarding
from makeithappen.core.access import Role, allow
from makeithappen.core.db import now, reading
from makeithappen.core.forms import HouseForm

KEEPERS = (*WRITERS, Role.COORDINATOR)
"""Who may put on record what moves no money."""
Act = Callable[[Writing], object]


@bp.get("/awards/<award_id>/record")
@allow(*READERS, Role.COORDINATOR)
def award_record(award_id: str) -> Any:
    """The agreement of an award, its instalments, what it gets besides money, and its trial."""
    session = reading()
    award, file = store.award_file(session, award_id)
    today = awarding.today(session, award.fund_id, now(session))
    page = award_record_page(file, store.words_of(session, file.digests), today)
    pledges = [
        line
        for line in store.pledge_lines(session, award.fund_id)
        if line.pledge.idea_id == award.idea_id
    ]
    title = title_of(award.idea_id)
    shown = {"award": award, "page": page, "pledges": pledges, "title": title}
    return render_template("ledger/award_record.html", **shown)


def _written(
    award_id: str, form: HouseForm, act: Act, *, heading: str, lede: str, press: str, said: str
) -> Any:
    """A page that is one form about an award; acts once, then goes to what is on record."""
    award, _file = store.award_file(reading(), award_id)
    back = url_for("ledger.award_record", award_id=award_id)

    def show() -> str:
        page = {"heading": heading, "lede": lede, "press": press, "back": back}
        caption = title_of(award.idea_id)
        return render_template("ledger/record_form.html", form=form, caption=caption, **page)

    def acted(writing: Writing) -> str:
        act(writing)
        return back

    return take(form, f"{request.endpoint}:{award_id}", acted, show, said)


@bp.route("/awards/<award_id>/instalments", methods=["GET", "POST"])
@allow(*WRITERS)
def plan_instalments(award_id: str) -> Any:
    """Lay down when an award is paid."""
    form = PlanForm()
    words = {
        "heading": _("Pay in instalments"),
        "lede": _("Parts that add up to the award, each by a day or by what must be reached."),
        "press": _("Save the plan"),
        "said": _("Saved. No more than what is due can be paid."),
    }

    def act(writing: Writing) -> object:
        return store.plan_instalments(writing.session, writing.by(), award_id, form.parts)

    return _written(award_id, form, act, **words)


@bp.route("/awards/<award_id>/milestones/<instalment_id>", methods=["GET", "POST"])
@allow(*KEEPERS)
def reach_milestone(award_id: str, instalment_id: str) -> Any:
    """Ask, then say that a milestone is reached."""
    words = {
        "heading": _("Is it reached?"),
        "lede": _("The part that waits for it can be paid then. Look first, or ask there."),
        "press": _("It is reached"),
        "said": _("Written down."),
    }

    def act(writing: Writing) -> object:
        return store.reach_milestone(writing.session, writing.by(), award_id, instalment_id)

    return _written(award_id, PressForm(), act, **words)


@bp.route("/awards/<award_id>/support", methods=["GET", "POST"])
@allow(*KEEPERS)
def record_support(award_id: str) -> Any:
    """Write down what somebody gives besides the fund's money."""
    form = SupportForm()
    words = {
        "heading": _("What else the idea gets"),
        "lede": _("Things, hours, or money that never passes through the fund."),
        "press": _("Write it down"),
        "said": _("Written down."),
    }

    def act(writing: Writing) -> object:
        kind, unit = (form.what.data or ":").split(":")
        what = {"kind": SupportKind(kind), "unit": Unit(unit), "quantity": form.quantity}
        rest = {"stage": SupportStage(form.stage.data), "words": form.words.data or ""}
        return store.record_support(writing.session, writing.by(), award_id, **what, **rest)

    return _written(award_id, form, act, **words)


@bp.route("/awards/<award_id>/trial", methods=["GET", "POST"])
@allow(*KEEPERS)
def start_trial(award_id: str) -> Any:
    """Make a short trial of an award."""
    form = TrialForm()
    words = {
        "heading": _("Make it a short trial"),
        "lede": _("It has one question and a last day. Then it goes on, changes, or stops."),
        "press": _("Start the trial"),
        "said": _("The trial is on record."),
    }

    def act(writing: Writing) -> object:
        asked = {"question": form.question.data or "", "ends_on": day_of(form.ends_on.data)}
        return store.start_trial(writing.session, writing.by(), award_id, **asked)

    return _written(award_id, form, act, **words)


@bp.route("/awards/<award_id>/trial/end", methods=["GET", "POST"])
@allow(*KEEPERS)
def finish_trial(award_id: str) -> Any:
    """Say what follows from a trial."""
    form = TrialEndForm()
    words = {
        "heading": _("The trial has ended"),
        "lede": _("What was learnt counts more than whether it went well."),
        "press": _("Save"),
        "said": _("Written down."),
    }

    def act(writing: Writing) -> object:
        found = {"end": End(form.end.data), "learnt": form.learnt.data or ""}
        return store.finish_trial(writing.session, writing.by(), award_id, **found)

    return _written(award_id, form, act, **words)


@bp.route("/awards/<award_id>/more", methods=["GET", "POST"])
@allow(*WRITERS)
def amend_award(award_id: str) -> Any:
    """Make an award larger, for another person to ratify."""
    form = MoreForm()
    words = {
        "heading": _("Make the award larger"),
        "lede": _("Only from free money that fits this idea. Somebody else ratifies it."),
        "press": _("Reserve it"),
        "said": _("Reserved. Somebody else must ratify it now."),
    }

    def act(writing: Writing) -> object:
        amount_pence = form.amount.amount_pence
        return store.amend_award(writing.session, writing.by(), award_id, amount_pence)

    return _written(award_id, form, act, **words)


@bp.route("/awards/<award_id>/ratify", methods=["GET", "POST"])
@allow(*WRITERS, Role.APPROVER)
def ratify_award(award_id: str) -> Any:
    """Ask, then ratify what was added to an award."""
    words = {
        "heading": _("Ratify what was added"),
        "lede": _("You did not decide it. Look at the award and its reasons first."),
        "press": _("Ratify"),
        "said": _("Ratified. It can be paid now."),
    }

    def act(writing: Writing) -> object:
        return store.ratify_award(writing.session, writing.by(), award_id)

    return _written(award_id, PressForm(), act, **words)
