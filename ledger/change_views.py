"""Interest, fees, corrections, money set aside; all but interest wait for a second person."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from ledger import statements, store
from ledger.blueprint import ENTRY_READERS, WRITERS, Writing, bp, fund_name, pot_choices, take
from ledger.forms import PressForm, choices
from ledger.forms_agreements import ChangeForm, InterestForm, SetAsideForm
from ledger.rules.records import ChangeKind, Reason
from ledger.words import ENTRY_NAMES
from makeithappen import awarding
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading


@bp.route("/funds/<fund_id>/interest/new", methods=["GET", "POST"])
@allow(*WRITERS)
def record_interest(fund_id: str) -> Any:
    """Record what the bank paid on a pot's money."""
    form, name = InterestForm(), fund_name(fund_id)
    pots = statements.fund_pots(reading(), fund_id).pots
    form.pot.choices = choices(_("Choose a pot"), pot_choices(pots))
    back = url_for("ledger.fund", fund_id=fund_id)

    def show() -> str:
        page = {"heading": _("Interest"), "press": _("Record it"), "caption": name, "back": back}
        lede = _("It belongs to the pot whose money earned it.")
        return render_template("ledger/record_form.html", form=form, lede=lede, **page)

    def act(writing: Writing) -> str:
        what = {"pot_id": form.pot.data or "", "amount_pence": form.amount.amount_pence}
        store.record_interest(writing.session, writing.by(form.received_on.data), **what)
        return back

    return take(form, f"interest:{fund_id}", act, show, _("Recorded."))


@bp.route("/funds/<fund_id>/changes/new", methods=["GET", "POST"])
@allow(*WRITERS)
def prepare_change(fund_id: str) -> Any:
    """Propose a fee or a correction, for somebody else to approve."""
    form, name = _change_form(fund_id), fund_name(fund_id)

    def show() -> str:
        page = {"heading": _("Fee or correction"), "press": _("Send it to an approver")}
        lede = _("What was written down stays. A correction puts the difference beside it.")
        back = {"caption": name, "back": url_for("ledger.fund", fund_id=fund_id)}
        return render_template("ledger/record_form.html", form=form, lede=lede, **page, **back)

    def act(writing: Writing) -> str:
        change_id = store.prepare_change(
            writing.session,
            writing.by(),
            kind=ChangeKind(form.kind.data),
            pot_id=form.pot.data or "",
            amount_pence=form.amount.amount_pence,
            reason=Reason(form.reason.data),
            words=form.words.data or "",
            corrects_id=form.corrects.data or None,
        )
        return url_for("ledger.change", change_id=change_id)

    return take(form, f"change:{fund_id}", act, show, _("An approver sees it now."))


def _change_form(fund_id: str) -> ChangeForm:
    form = ChangeForm()
    pots = statements.fund_pots(reading(), fund_id).pots
    form.pot.choices = choices(_("Choose a pot"), pot_choices(pots))
    lines = [
        (line.entry.id, f"{line.entry.stamp.effective_on} {ENTRY_NAMES[line.entry.kind]}")
        for line in store.correctable(reading(), fund_id)
    ]
    form.corrects.choices = choices(_("None: it is a fee"), lines)
    return form


@bp.route("/funds/<fund_id>/set-aside/new", methods=["GET", "POST"])
@allow(*WRITERS)
def prepare_set_aside(fund_id: str) -> Any:
    """Propose to set money of a pot aside, or free again, for somebody else to approve."""
    form, name = SetAsideForm(), fund_name(fund_id)
    pots = statements.fund_pots(reading(), fund_id).pots
    form.pot.choices = choices(_("Choose a pot"), pot_choices(pots))

    def show() -> str:
        page = {"heading": _("Money set aside"), "press": _("Send it to an approver")}
        lede = _("Money that is set aside stays in its pot. No award can use it until it is free.")
        back = {"caption": name, "back": url_for("ledger.fund", fund_id=fund_id)}
        return render_template("ledger/record_form.html", form=form, lede=lede, **page, **back)

    def act(writing: Writing) -> str:
        what = {"pot_id": form.pot.data or "", "amount_pence": form.amount.amount_pence}
        what |= {"reason": Reason.SET_ASIDE, "words": form.words.data or ""}
        kind = ChangeKind(form.kind.data)
        change_id = store.prepare_change(writing.session, writing.by(), kind=kind, **what)
        return url_for("ledger.change", change_id=change_id)

    return take(form, f"set-aside:{fund_id}", act, show, _("An approver sees it now."))


@bp.get("/changes")
@allow(*ENTRY_READERS)
def changes_waiting() -> Any:
    """The changes that wait, the oldest first."""
    found = store.changes_waiting(reading())
    people = {line.change.prepared_by for line in found}
    names = awarding.first_names(reading(), people) if people else {}
    return render_template("ledger/changes_waiting.html", found=found, first_names=names)


@bp.get("/changes/<change_id>")
@allow(*ENTRY_READERS)
def change(change_id: str) -> Any:
    """One change, to be read back before somebody decides."""
    return _change_page(change_id, PressForm())


def _change_page(change_id: str, form: PressForm) -> str:
    found = store.find_change(reading(), change_id)
    names = awarding.first_names(reading(), [found.change.prepared_by])
    is_own = found.change.prepared_by == actor().person_id
    page = {"line": found, "form": form, "is_own": is_own, "first_names": names}
    return render_template("ledger/change.html", **page)


@bp.post("/changes/<change_id>/approve")
@allow(Role.APPROVER)
def approve_change(change_id: str) -> Any:
    """Let a change count, as another person than who proposed it."""
    form = PressForm()

    def act(writing: Writing) -> str:
        store.approve_change(writing.session, writing.by(), change_id)
        return url_for("ledger.changes_waiting")

    def show() -> str:
        return _change_page(change_id, form)

    return take(form, f"approve:{change_id}", act, show, _("Approved and recorded."))


@bp.post("/changes/<change_id>/refuse")
@allow(Role.APPROVER, *WRITERS)
def refuse_change(change_id: str) -> Any:
    """Close a proposal; whoever made it may do so too."""
    form = PressForm()

    def act(writing: Writing) -> str:
        store.refuse_change(writing.session, writing.by(), change_id)
        return url_for("ledger.changes_waiting")

    def show() -> str:
        return _change_page(change_id, form)

    return take(form, f"refuse:{change_id}", act, show, _("Refused. Nothing has changed."))
