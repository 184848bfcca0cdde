"""The links at the top, by role, and the first page of each role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from makeithappen import language_views
from makeithappen.core.access import Actor, Role, actor
from makeithappen.core.forms import HouseForm

LINKS = (
    (Role.SAFEGUARDING_LEAD, _l("Flags"), "ideas.flags"),
    (Role.PANEL_MEMBER, _l("My panel days"), "panels.my_days"),
    (Role.CHAIR, _l("Panel days"), "panels.days"),
    (Role.COORDINATOR, _l("Ideas sent in"), "ideas.board"),
    (Role.COORDINATOR, _l("Panel days"), "panels.days"),
    (Role.COORDINATOR, _l("Reviews"), "reviews.waiting"),
    (Role.FUND_HOLDER, _l("Fund"), "ledger.funds"),
    (Role.FUND_HOLDER, _l("Decisions to ratify"), "ledger.ratifications"),
    (Role.FUND_HOLDER, _l("Payments"), "ledger.payments_waiting"),
    (Role.FUND_HOLDER, _l("Panel days"), "panels.days"),
    (Role.FUND_HOLDER, _l("Panel costs"), "panels.care_to_pay"),
    (Role.FUND_HOLDER, _l("Reviews"), "reviews.waiting"),
    (Role.APPROVER, _l("Payments to approve"), "ledger.payments_waiting"),
    (Role.APPROVER, _l("Panel days"), "panels.days"),
    (Role.APPROVER, _l("Reviews"), "reviews.waiting"),
    (Role.AUDITOR, _l("Fund"), "ledger.funds"),
    (Role.AUDITOR, _l("Entries"), "ledger.entries"),
    (Role.AUDITOR, _l("Panel days"), "panels.days"),
    (Role.COFUNDER, _l("Offer money"), "panels.pads"),
    (Role.ADMINISTRATOR, _l("People"), "people.people"),
    (Role.ADMINISTRATOR, _l("Funds and rounds"), "funds.funds"),
    (Role.ADMINISTRATOR, _l("Reviews"), "reviews.waiting"),
    (Role.APPLICANT, _l("My ideas"), "ideas.mine"),
    (Role.APPLICANT, _l("My agreements"), "ledger.own_agreements"),
)
"""In order: the first link of a person's roles is their first page."""

OPEN_LINKS = (
    (_l("Votes"), "votes.votes_open"),
    (_l("Ideas and awards"), "public.register"),
    (_l("How we prove it"), "public.proof"),
)


MOVES_MONEY = (Role.FUND_HOLDER, Role.APPROVER, Role.ADMINISTRATOR)
"""Who needs an app for codes."""


def links_for(who: Actor) -> list[tuple[Any, str]]:
    """Label and endpoint of each link for this person, no endpoint twice."""
    mine = [(label, endpoint) for role, label, endpoint in LINKS if role in who.roles]
    links: dict[str, Any] = {}
    for label, endpoint in [*mine, *OPEN_LINKS]:
        links.setdefault(endpoint, label)
    return [(label, endpoint) for endpoint, label in links.items()]


def first_page(who: Actor) -> str:
    """The address of the page that a person starts from."""
    return url_for(links_for(who)[0][1]) if who.signed_in else url_for("public.home")


def init_app(app: Flask, *, demo: bool, help_contact: str) -> None:
    """Give each template what the page around it needs."""

    app.jinja_env.globals["demo_codes_url"] = lambda: url_for("demo.codes") if demo else ""

    @app.context_processor
    def around() -> dict[str, object]:  # pyright: ignore[reportUnusedFunction]
        who = actor()
        named = who.signed_in and bool(who.first_name)
        return {
            "navigation": _navigation(who, app.view_functions),
            "signed_in_as": (who.first_name or _("a guest")) if who.signed_in else "",
            "sign_out_url": url_for("join.leave" if who.only_day else "people.sign_out"),
            "at_seat": bool(who.only_day),
            "sign_out_form": HouseForm(formdata=None) if who.signed_in else None,
            "sign_in_url": "" if named else url_for("people.sign_in", next=_here()),
            "comeback_url": url_for("comeback.enter", next=_here()),
            "demo_mode": demo,
            "demo_enter_url": url_for("demo.enter") if demo else "",
            "demo_outbox_url": url_for("demo.outbox") if demo else "",
            "codes_url": _codes_url(who),
            "help_contact": help_contact,
            "home_url": url_for("public.home"),
            "back_url": "",
            "fund_name": "",
            "footer_links": [],
            "languages": language_views.links(),
            "has_errors": False,
            "typed_before": bool(g.get("typed_before")),
        }


def _codes_url(who: Actor) -> str:
    """The page of one's app for codes, for whoever moves money or decides who does."""
    return url_for("factors.factor") if who.may(*MOVES_MONEY) else ""


def _navigation(who: Actor, known: Mapping[str, object]) -> list[tuple[Any, str, bool]]:
    if who.only_day:
        place = url_for("panels.my_day", day_id=who.only_day)
        return [(_("My panel day"), place, request.endpoint == "panels.my_day")]
    return [
        (label, url_for(endpoint), endpoint == request.endpoint)
        for label, endpoint in links_for(who)
        if endpoint in known
    ]


def _here() -> str | None:
    """The page to come back to after signing in: not the result of a form, nor signing in."""
    elsewhere = request.path != "/" and not request.path.startswith(url_for("people.sign_in"))
    return request.path if request.method == "GET" and elsewhere else None
