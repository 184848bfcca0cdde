"""Coming back to one's idea with a code or a link, and seeing, changing or sending that code."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask_babel import gettext as _

from makeithappen import keeping, welcome
from makeithappen.core.access import Role, actor, allow, allow_everyone
from makeithappen.core.addresses import safe_path
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import once
from makeithappen.core.limits import within_limit
from makeithappen.core.sentences import sentence
from makeithappen.people import comeback
from makeithappen.people.forms import ComebackForm, EmailForm, PressForm
from makeithappen.people.rules.comeback import LINK_SPAN, spoken_comeback

bp = Blueprint("comeback", __name__, url_prefix="/come-back")
NETWORK_LIMIT = {"hits_max": 200, "window_seconds": 3600}
"""For one network: a hall full of families is behind one address."""
WHOLE_LIMIT = {"hits_max": 2000, "window_seconds": 3600}
"""For all networks together, so that nobody guesses from many of them."""
MAIL_LIMIT = {"hits_max": 5, "window_seconds": 900}
"""For one address, and for one guest, so that nobody's letter box is flooded from here."""


def _within_limits() -> bool:
    network = within_limit("comeback network", request.remote_addr or "", **NETWORK_LIMIT)
    return within_limit("comeback", "", **WHOLE_LIMIT) and network


@bp.get("")
@allow_everyone
def enter() -> Any:
    """Ask for the code."""
    g.private_page = True
    cookie["next"] = safe_path(request.args.get("next", ""))
    return render_template("people/come_back.html", form=ComebackForm())


@bp.post("")
@allow_everyone
def use() -> Any:
    """Sign in with the code, and see one's ideas."""
    g.private_page = True
    form = ComebackForm()
    if not form.validate_on_submit():
        return render_template("people/come_back.html", form=form), 400
    if not _within_limits():
        abort(429)
    try:
        with transaction() as session:
            token = comeback.come_back(session, form.code.data, now(session))
    except Refused as refused:
        form.code.errors = [sentence(refused)]
        return render_template("people/come_back.html", form=form), 400
    return _enter(token)


def _enter(token: str) -> Any:
    """Start a new cookie session, and go to where words of theirs are kept, else to the page of
    theirs that they wanted, or wrote on."""
    wanted = cookie.get("next", "")
    welcome.begin_session(token)
    place = keeping.way_to_words() or keeping.own_page(wanted) or keeping.way_back()
    return redirect(place or url_for("ideas.mine"))


def _own_code() -> str:
    code = comeback.code_of(reading(), actor().person_id)
    if not code:
        raise Missing("comeback")
    return spoken_comeback(code)


def _code_page(form: PressForm | None = None, mail: EmailForm | None = None) -> str:
    """One's own code, and ways to send it to oneself. Missing for who has an account."""
    code, address = _own_code(), welcome.known_address(reading(), actor().person_id)
    form, wrong = form or PressForm(formdata=None), mail or form
    return render_template(
        "people/comeback_code.html",
        code=code,
        form=form,
        mail=mail or EmailForm(formdata=None, data={"email": address}),
        has_errors=bool(wrong and wrong.errors),
        days=LINK_SPAN.days,
        enter_url=current_app.extensions["settings"].public_url + url_for("comeback.enter"),
    )


@bp.get("/mine")
@allow(*Role)
def mine() -> Any:
    """One's own code, to write down, to print or to send to oneself."""
    g.private_page = True
    return _code_page()


@bp.post("/mine")
@allow(*Role)
def change() -> Any:
    """Another code in the place of this one."""
    _own_code()
    form = PressForm()
    if not form.validate_on_submit():
        return _code_page(form=form), 400
    with transaction() as session:
        token = comeback.change_code(session, actor().person_id, now(session))
    welcome.begin_session(token)
    flash(_("You have a new code. The one before no longer works."))
    return redirect(url_for("comeback.mine"))


@bp.post("/mine/link")
@allow(*Role)
def send_link() -> Any:
    """Mail a link to an address. What is said afterwards is the same for every address."""
    _own_code()
    form = EmailForm()
    if not form.validate_on_submit():
        return _code_page(mail=form), 400
    if not _may_mail(form.email.data):
        return render_template("errors/too_many.html"), 429
    place = url_for("comeback.link", token="SECRET")  # noqa: S106  (a place for one)
    address = current_app.extensions["settings"].public_url + place

    def act() -> str:
        to = {"email": form.email.data, "link_address": address.replace("SECRET", "{token}")}
        comeback.mail_link(session, actor().person_id, **to, at=now(session))
        return url_for("comeback.mine")

    with transaction() as session:
        facts = {"key": form.intent.data, "body": form.body(), "act": act}
        done = once(session, actor_id=actor().person_id, scope="comeback.send_link", **facts)
    flash(_("The link is on its way. Look into your mail in some minutes."))
    return redirect(done)


def _may_mail(email: str) -> bool:
    """All three are counted each time, so that none hides another."""
    within = [
        within_limit("comeback mail", email, **MAIL_LIMIT),
        within_limit("comeback mail by", actor().person_id, **MAIL_LIMIT),
        within_limit("comeback mail network", request.remote_addr or "", **NETWORK_LIMIT),
    ]
    return all(within)


@bp.get("/link/<token>")
@allow_everyone
def link(token: str) -> Any:
    """Show a button. Mail scanners open links, so opening one changes nothing."""
    g.private_page = True
    return render_template("people/comeback_link.html", form=PressForm(), token=token)


@bp.post("/link/<token>")
@allow_everyone
def use_link(token: str) -> Any:
    """Come back with the link, on any phone, as often as one likes until it ends."""
    g.private_page = True
    form = PressForm()
    if not form.validate_on_submit():
        return render_template("people/comeback_link.html", form=form, token=token), 400
    if not _within_limits():
        abort(429)
    try:
        with transaction() as session:
            sign_in = comeback.come_back_by_link(session, token, now(session))
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("people/comeback_link.html", form=form, token=token), 400
    return _enter(sign_in)
