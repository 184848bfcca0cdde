"""The ledger's pages to read: funds, entries, and how to check them. Writing is next door."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from ledger import (
    agreement_views,
    award_record_views,
    award_views,
    books_views,
    calendar_views,
    change_views,
    close_views,
    fund_views,
    funder_views,
    pay_care_views,
    payee_views,
    payment_views,
    pledge_views,
    proof_views,
    ratify_views,
    record_views,
    run_views,
    sealing,
    search_views,
    spend_views,
    statements,
    store,
)
from ledger.blueprint import (
    ENTRY_READERS,
    READERS,
    WRITERS,
    Writing,
    bp,
    fund_name,
    take,
    titles,
)
from ledger.forms import PressForm
from ledger.rules.entry import EntryKind
from ledger.statement_lines import EntryPage
from makeithappen import awarding
from makeithappen.core.access import actor, allow
from makeithappen.core.db import reading

__all__ = [
    "agreement_views",
    "award_record_views",
    "award_views",
    "books_views",
    "bp",
    "calendar_views",
    "change_views",
    "close_views",
    "fund_views",
    "funder_views",
    "pay_care_views",
    "payee_views",
    "payment_views",
    "pledge_views",
    "proof_views",
    "ratify_views",
    "record_views",
    "run_views",
    "search_views",
    "spend_views",
]

POSITION_DIGITS_MAX = 9


@bp.get("")
@allow(*READERS)
def funds() -> Any:
    """The funds that have pots with their sums, then those that have none yet."""
    names = awarding.fund_names(reading())
    found = [(one, names[one.fund_id]) for one in statements.funds(reading())]
    with_pots = {one.fund_id for one, _name in found}
    rest = [(fund_id, name) for fund_id, name in names.items() if fund_id not in with_pots]
    return render_template("ledger/funds.html", funds=found, without_pots=rest)


@bp.get("/funds/<fund_id>")
@allow(*READERS)
def fund(fund_id: str) -> Any:
    """A fund's statement: its pots, awards and pledges."""
    name = fund_name(fund_id)
    statement = statements.fund(reading(), fund_id)
    lines = (*statement.pots, *statement.awards, *statement.pledges)
    rules = store.restrictions(reading(), [pot.pot_id for pot in statement.pots])
    return render_template(
        "ledger/fund.html",
        statement=statement,
        name=name,
        titles=titles(line.idea_id for line in lines),
        rules=rules,
        areas=dict(awarding.areas(reading(), fund_id)) if rules else {},
    )


@bp.get("/entries")
@allow(*ENTRY_READERS)
def entries() -> Any:
    """The newest entries first, a page of them; `fund` or `pot` narrows them down."""
    fund_id, pot_id = request.args.get("fund"), request.args.get("pot")
    before = _position(request.args.get("before", ""))
    page = statements.entries(reading(), before=before, fund_id=fund_id, pot_id=pot_id)

    def place(position: int | None = None) -> str:
        return url_for("ledger.entries", fund=fund_id, pot=pot_id, before=position)

    return render_template(
        "ledger/entries.html",
        lines=page.lines,
        older_url=place(page.older) if page.older else None,
        newest_url=place() if before is not None else None,
        narrowed=bool(fund_id or pot_id),
    )


def _position(typed: str) -> int | None:
    whole = typed.isascii() and typed.isdigit() and len(typed) <= POSITION_DIGITS_MAX
    return int(typed) if whole else None


@bp.get("/entries/<entry_id>")
@allow(*ENTRY_READERS)
def entry(entry_id: str) -> Any:
    """All of an entry: who, when, what it moved, and how it is sealed."""
    found = statements.entry(reading(), entry_id)
    people = {found.actor_id, found.second_actor_id or found.actor_id}
    position = found.line.position
    return render_template(
        "ledger/entry.html",
        entry=found,
        titles=titles([found.idea_id]),
        first_names=awarding.first_names(reading(), people),
        head=None if position is None else store.head_covering(reading(), position),
        may_reverse=actor().may(*WRITERS) and _reversible(found),
    )


def _reversible(entry: EntryPage) -> bool:
    """Whether it is worth offering; the rule decides when somebody presses."""
    does_something = bool(entry.legs) or entry.line.kind is EntryKind.DELIVERY
    undone = entry.line.reversed_by_id is not None
    return does_something and not undone and entry.reverses_id is None


@bp.route("/entries/<entry_id>/reverse", methods=["GET", "POST"])
@allow(*WRITERS)
def reverse(entry_id: str) -> Any:
    """Ask, then undo an entry by another one."""
    form = PressForm()

    def show() -> str:
        found = statements.entry(reading(), entry_id)
        return render_template("ledger/reverse.html", form=form, entry=found)

    def act(writing: Writing) -> str:
        own = store.reverse(writing.session, writing.by(), entry_id)
        return url_for("ledger.entry", entry_id=own)

    return take(form, f"reverse:{entry_id}", act, show, _("Reversed. Both entries stay."))


@bp.get("/verify")
@allow(*READERS)
def verify() -> Any:
    """The newest head, what waits for the next one, and how anybody can check everything."""
    lag = sealing.lag(reading())
    return render_template("ledger/verify.html", head=store.newest_head(reading()), lag=lag)
