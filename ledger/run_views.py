"""Payment runs: put together, read back, let go by somebody else, and the bank's file."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from ledger.blueprint import ENTRY_READERS, WRITERS, Writing, bp, fund_name, take, titles
from ledger.forms import ApproveForm, PressForm
from ledger.forms_paying import ApproveRunForm, RunForm
from ledger.rules.runs import RunLine
from ledger.store import after_paying, limits, payees, runs
from ledger.words_paying import RUN_NAMES
from makeithappen import awarding, paying
from makeithappen.core import db
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.errors import Refused
from makeithappen.core.forms import HouseForm, SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from makeithappen.core.money import format_pence
from makeithappen.core.step_up import fresh_code


@bp.route("/funds/<fund_id>/runs/new", methods=["GET", "POST"])
@allow(*WRITERS)
def prepare_run(fund_id: str) -> Any:
    """Put payments of one fund together, for somebody else to approve."""
    form = RunForm()
    lines = runs.waiting_lines_of_fund(db.reading(), fund_id)
    form.payments.choices = _choices(lines)
    if not form.is_submitted():
        form.payments.data = [line.payment_id for line in lines]
    name = fund_name(fund_id)

    def show() -> str:
        holds = limits.limits_of(db.reading(), fund_id)
        page = {"fund_id": fund_id, "name": name, "lines": lines, "limits": holds}
        return render_template("ledger/prepare_run.html", form=form, **page)

    def act(writing: Writing) -> str:
        chosen = form.payments.data or []
        run_id = runs.prepare_run(writing.session, writing.by(), fund_id, chosen)
        return url_for("ledger.run", run_id=run_id)

    return take(form, f"run:{fund_id}", act, show, _("An approver sees it now."))


def _choices(lines: list[RunLine]) -> list[Any]:
    """Payments for a list of boxes: how much, to whom, for which idea."""
    shown = _shown(lines)
    return [
        SelectChoice(
            line.payment_id,
            f"{format_pence(line.amount_pence)}: {name}",
            render_kw={"hint": title},
        )
        for line, (name, _tail, title) in zip(lines, shown, strict=True)
    ]


def _shown(lines: list[RunLine]) -> list[tuple[str, str, str]]:
    """Per line: who is paid, the last digits of the account, the idea."""
    session = db.reading()
    found = payees.payees_of(session, {line.payee_digest for line in lines})
    awards = runs.ideas_of_awards(session, {line.award_id for line in lines})
    named = titles(awards.values())
    shown: list[tuple[str, str, str]] = []
    for line in lines:
        payee = found.get(line.payee_digest)
        title = named.get(awards[line.award_id]) or _("An idea without a title")
        name = payee.name if payee and payee.name else _("No name any more")
        shown.append((name, payee.tail if payee else "", title))
    return shown


@bp.get("/runs/<run_id>")
@allow(*ENTRY_READERS)
def run(run_id: str) -> Any:
    """One run, to be read back before somebody decides; afterwards what became of it."""
    return _page(run_id, ApproveRunForm(formdata=None))


def _page(run_id: str, form: HouseForm) -> str:
    session = db.reading()
    found = runs.find_run(session, run_id)
    lines = runs.lines_of_run(session, run_id)
    people = {found.prepared_by, found.decided_by or found.prepared_by}
    notes = after_paying.file_notes(session, run_id)
    hands = {found.prepared_by, *(line.prepared_by for line in lines)}
    return render_template(
        "ledger/run.html",
        run=found,
        form=form,
        lines=list(zip(lines, _shown(lines), strict=True)),
        name=fund_name(found.fund_id),
        state_names=RUN_NAMES,
        first_names=awarding.first_names(session, people | {note.by for note in notes}),
        notes=notes,
        is_own=actor().person_id in hands,
    )


@bp.post("/runs/<run_id>/approve")
@allow(Role.APPROVER)
@fresh_code()
def approve_run(run_id: str) -> Any:
    """Let all payments of a run go."""
    form = ApproveRunForm()

    def act(writing: Writing) -> str:
        paying.approve_run(writing.session, writing.by(), run_id, form.seen.data or "")
        return url_for("ledger.run", run_id=run_id)

    said = _("Approved, and recorded as paid. Take the bank's file now.")
    return take(form, f"run_approve:{run_id}", act, lambda: _page(run_id, form), said)


@bp.post("/runs/<run_id>/withdraw")
@allow(Role.APPROVER, *WRITERS)
def withdraw_run(run_id: str) -> Any:
    """Take a run apart; its payments wait by themselves again."""
    form = PressForm()

    def act(writing: Writing) -> str:
        runs.withdraw_run(writing.session, writing.by(), run_id)
        return url_for("ledger.payments_waiting")

    def show() -> str:
        return _page(run_id, ApproveRunForm(formdata=None))

    said = _("Taken apart. Nothing was paid.")
    return take(form, f"run_withdraw:{run_id}", act, show, said)


@bp.post("/runs/<run_id>/file")
@allow(Role.APPROVER, *WRITERS)
@fresh_code()
def run_file(run_id: str) -> Any:
    """The bank's file, once."""
    form = ApproveRunForm()
    if not form.validate_on_submit():
        return _page(run_id, form), 400
    try:
        with db.transaction() as session:
            by = Writing(session, db.now(session), form.intent.data or "").by()
            text = after_paying.take_file(session, by, run_id)
    except Refused as refused:
        form.refuse(refused)
        return _page(run_id, form), 409
    name = f'attachment; filename="{run_id}.csv"'
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": name})


@bp.post("/runs/<run_id>/file/again")
@allow(Role.APPROVER)
@fresh_code()
def allow_file(run_id: str) -> Any:
    """Let the bank's file be taken once more, where it was lost."""
    form = ApproveForm()

    def act(writing: Writing) -> str:
        after_paying.allow_file(writing.session, writing.by(), run_id)
        return url_for("ledger.run", run_id=run_id)

    said = _("It can be taken once more.")
    return take(form, f"run_file:{run_id}", act, lambda: _page(run_id, form), said)
