"""What the ledger's views share: the blueprint, names for pages, and acting on a form once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ledger import store, words, words_agreements, words_records
from ledger.record_lines import quantity_words
from ledger.rules.refusal import Refusal
from ledger.rules.spending import SpendRefusal
from ledger.statement_lines import PotShown
from makeithappen import awarding
from makeithappen.core.access import Role, actor
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.forms import HouseForm
from makeithappen.core.intents import once
from makeithappen.core.sentences import sentence
from makeithappen.core.step_up import FreshCodeForm

bp = Blueprint("ledger", __name__, url_prefix="/ledger")

WRITERS = (Role.FUND_HOLDER,)
ENTRY_READERS = (Role.FUND_HOLDER, Role.APPROVER, Role.AUDITOR)
READERS = (*ENTRY_READERS, Role.ADMINISTRATOR)

_AMOUNT_CODES = {
    Refusal.AMOUNT_MUST_BE_POSITIVE,
    Refusal.AMOUNT_TOO_LARGE,
    Refusal.AT_RISK,
    Refusal.EXCEEDS_AT_RISK,
    Refusal.EXCEEDS_AVAILABLE,
    Refusal.EXCEEDS_COMMITTED,
    Refusal.EXCEEDS_HELD,
    Refusal.EXCEEDS_PAID,
    Refusal.EXCEEDS_RECEIVABLE,
}

_CONDITION_CODES = {Refusal.CONDITION_NEEDS_IDEA, Refusal.CONDITION_INCOMPLETE}


@bp.context_processor
def names() -> dict[str, object]:
    """The names of codes, and what this person may do, for each of the ledger's pages."""
    return {
        "entry_names": words.ENTRY_NAMES,
        "account_names": words.ACCOUNT_NAMES,
        "status_names": words.STATUS_NAMES,
        "stage_names": words.STAGE_NAMES,
        "method_names": words.METHOD_NAMES,
        "payment_names": words.PAYMENT_NAMES,
        "condition_names": words.CONDITION_NAMES,
        "audience_names": words.AUDIENCE_NAMES,
        "purpose_names": words_records.PURPOSE_NAMES,
        "for_whom_names": words_records.FOR_WHOM_NAMES,
        "in_words": words_records.in_words,
        **words_agreements.NAMES,
        "quantity_words": quantity_words,
        "may_write": actor().may(*WRITERS),
        "may_see_entries": actor().may(*ENTRY_READERS),
        "may_approve": actor().may(Role.APPROVER),
    }


@dataclass(frozen=True, slots=True)
class Writing:
    """The transaction that a form is acted on in, its time, and the form's intent key."""

    session: Session
    at: datetime
    key: str

    def by(self, on: date | None = None) -> store.By:
        """One posting by the person at this browser, for a day; else for today at the fund."""
        zones = awarding.zones(self.session)
        return store.By(actor().person_id, self.at, self.key, on, zones)


Act = Callable[[Writing], str]


def take(form: HouseForm, scope: str, act: Act, show: Callable[[], str], said: str) -> Any:
    """Show a form; or act on it once and go where `act` says; or show it with what was typed.

    `show` renders the page anew, `said` is what the next page begins with. A form that is not
    well answers 400, a refusal 409.
    """
    if not form.validate_on_submit():
        return show(), 400 if form.is_submitted() else 200
    try:
        place = _once(form, scope, act)
    except Refused as refused:
        _mark(form, refused)
        return show(), 409
    flash(said, "success")
    return redirect(place)


def _once(form: HouseForm, scope: str, act: Act) -> str:
    key = form.intent.data or ""
    with transaction() as session:
        return once(
            session,
            actor_id=actor().person_id,
            scope=f"ledger.{scope}",
            key=key,
            body=form.body(),
            act=lambda: act(Writing(session, now(session), key)),
        )


def _mark(form: HouseForm, refused: Refused) -> None:
    """Put the refusal's sentence at the field that it is about, or above all fields."""
    said: Any = form
    if isinstance(form, FreshCodeForm) and form.mark(refused):
        return
    if refused.code in _AMOUNT_CODES and "amount" in form:
        said.amount.errors = [sentence(refused)]
    elif refused.code is Refusal.WRONG_POT and "towards" in form:
        said.towards.errors = [sentence(refused)]
    elif isinstance(refused.code, SpendRefusal) and "photo" in form:
        said.photo.errors = [sentence(refused)]
    elif refused.code in _CONDITION_CODES and "asks" in form:
        said.asks.errors = [sentence(refused)]
    else:
        form.add_error(sentence(refused))


def fund_name(fund_id: str) -> str:
    """What a fund is called. Raises Missing where there is no such fund."""
    found = awarding.fund_names(reading())
    if fund_id not in found:
        raise Missing(fund_id)
    return found[fund_id]


def pot_choices(pots: Iterable[PotShown]) -> list[tuple[str, str]]:
    """Pots for a list: ids, and names with whose money it is and what idea it is for."""
    listed = list(pots)
    ideas = titles(pot.idea_id for pot in listed)
    return [(pot.pot_id, _pot_label(pot, ideas)) for pot in listed]


def _pot_label(pot: PotShown, ideas: dict[str, str]) -> str:
    label = f"{pot.name} ({pot.funder_name})"
    title = ideas.get(pot.idea_id or "")
    return f"{label}: {title}" if title else label


def titles(idea_ids: Iterable[str | None]) -> dict[str, str]:
    """The titles of these ideas by id; no statement where there is none to ask for."""
    wanted = {idea_id for idea_id in idea_ids if idea_id}
    return awarding.titles(reading(), wanted) if wanted else {}


def title_of(idea_id: str) -> str:
    """The title of one idea; a few words where it was erased."""
    return titles([idea_id]).get(idea_id) or _("An idea without a title")
