"""Signing in and out, and the accounts that an administrator looks after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from sqlalchemy.orm import Session

from makeithappen import erasing, keeping, navigation, welcome
from makeithappen.core.access import Role, actor, allow, allow_everyone
from makeithappen.core.addresses import safe_path
from makeithappen.core.db import now, reading, side_transaction, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.forms import HouseForm
from makeithappen.core.ids import new_token
from makeithappen.core.intents import IntentRefusal, once
from makeithappen.core.limits import within_limit
from makeithappen.core.sentences import sentence
from makeithappen.core.step_up import fresh_code
from makeithappen.people import kin, sign_ins, store
from makeithappen.people.forms import (
    AddressForm,
    CodeForm,
    DecisionForm,
    EmailForm,
    FactorForm,
    KinForm,
    PersonForm,
    PressForm,
    RoleForm,
)
from makeithappen.people.rules.changes import POWER
from makeithappen.people.words import ROLE_NAMES

bp = Blueprint("people", __name__)
bp.context_processor(lambda: {"role_names": ROLE_NAMES})
ADDRESS_LIMIT = {"hits_max": 5, "window_seconds": 900}
NETWORK_LIMIT = {"hits_max": 200, "window_seconds": 3600}


def _within_limits(email: str) -> bool:
    """Both limits are counted each time, so that neither hides the other."""
    network = within_limit("sign-in network", request.remote_addr or "", **NETWORK_LIMIT)
    return within_limit("sign-in address", email, **ADDRESS_LIMIT) and network


@bp.get("/sign-in")
@allow_everyone
def sign_in() -> Any:
    """Ask for an e-mail address."""
    g.private_page = True
    session["next"] = safe_path(request.args.get("next", ""))
    return render_template("people/sign_in.html", form=EmailForm())


@bp.post("/sign-in")
@allow_everyone
def send_code() -> Any:
    """Send a code to the address. The page that follows is the same for every address."""
    form = EmailForm()
    g.private_page = True
    if not form.validate_on_submit():
        return render_template("people/sign_in.html", form=form), 400
    if not _within_limits(form.email.data):
        return render_template("errors/too_many.html"), 429
    browser = session.setdefault("browser", new_token())
    address = current_app.extensions["settings"].public_url
    place = url_for("people.link", token="SECRET")  # noqa: S106  (a place for one)
    link = address + place.replace("SECRET", "{token}")
    with transaction() as db_session:
        session["code_request"] = sign_ins.ask_for_code(
            db_session,
            email=form.email.data,
            browser=browser,
            link_address=link,
            at=now(db_session),
        )
    return redirect(url_for("people.code"))


@bp.get("/sign-in/code")
@allow_everyone
def code() -> Any:
    """Ask for the code."""
    g.private_page = True
    return render_template("people/code.html", form=CodeForm())


@bp.post("/sign-in/code")
@allow_everyone
def use_code() -> Any:
    """Sign in with a typed code."""
    form = CodeForm()
    g.private_page = True
    if not form.validate_on_submit():
        return render_template("people/code.html", form=form), 400
    request_id = session.get("code_request", "")
    with side_transaction() as side:
        sign_ins.count_try(side, request_id)
    try:
        with transaction() as db_session:
            token, person_id = sign_ins.sign_in_by_code(
                db_session,
                request_id=request_id,
                code=form.code.data,
                browser=session.get("browser", ""),
                at=now(db_session),
            )
            welcome.adopt_ideas(db_session, person_id)
    except Refused as refused:
        form.code.errors = [sentence(refused)]
        return render_template("people/code.html", form=form), 400
    return _enter(token)


@bp.get("/sign-in/link/<token>")
@allow_everyone
def link(token: str) -> Any:
    """Show a button. Mail scanners open links, so opening one changes nothing."""
    g.private_page = True
    return render_template("people/link.html", form=PressForm(), token=token)


@bp.post("/sign-in/link/<token>")
@allow_everyone
def use_link(token: str) -> Any:
    """Sign in with the link, in the browser that asked for it."""
    g.private_page = True
    form = PressForm()
    if not form.validate_on_submit():
        return render_template("people/link.html", form=form, token=token), 400
    with transaction() as db_session:
        browser, at = session.get("browser", ""), now(db_session)
        sign_in_token, person_id = sign_ins.sign_in_by_link(
            db_session, token=token, browser=browser, at=at
        )
        welcome.adopt_ideas(db_session, person_id)
    return _enter(sign_in_token)


def _enter(token: str) -> Any:
    """Start a new cookie session with this token, and go where the person wanted to go."""
    where = session.get("next") or ""
    welcome.begin_session(token)
    return redirect(keeping.way_back() or where or url_for("people.first_page"))


@bp.post("/sign-out")
@allow(*Role)
def sign_out() -> Any:
    """End this sign-in here and in the database."""
    token = current_user.id
    with transaction() as db_session:
        sign_ins.end_sign_in(db_session, token)
    logout_user()
    session.clear()
    response = redirect(url_for("public.home"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/me")
@allow(*Role)
def first_page() -> Any:
    """Go to the first page of one's role."""
    return redirect(navigation.first_page(actor()))


@bp.get("/people")
@allow(Role.ADMINISTRATOR, Role.APPROVER)
def people() -> Any:
    """The people, and the changes that wait for a second person."""
    waiting = store.waiting_changes(reading())
    my_id = actor().person_id
    rows = store.people_with_address(reading(), after=request.args.get("after", ""))
    more = rows[-1].email if len(rows) == store.PER_PAGE else None
    return render_template("people/people.html", rows=rows, waiting=waiting, more=more, my_id=my_id)


@bp.route("/people/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def add() -> Any:
    """Add somebody with an address."""
    form = PersonForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("people/add.html", form=form), status

    def act(db_session: Session) -> str:
        who = {"first_name": form.first_name.data, "email": form.email.data}
        facts = {"actor_id": actor().person_id, "at": now(db_session)}
        person_id = store.add_person(db_session, **who, **facts)
        return url_for("people.person", person_id=person_id)

    try:
        return redirect(once_for(form, "people.add", act))
    except Refused as refused:
        form.email.errors = [sentence(refused)]
        return render_template("people/add.html", form=form), 409


def once_for(form: HouseForm, scope: str, act: Callable[[Session], str]) -> str:
    """Act on a form once; gives the place that it leads to."""
    with transaction() as db_session:
        return once(
            db_session,
            actor_id=actor().person_id,
            scope=scope,
            key=form.intent.data,
            body=form.body(),
            act=lambda: act(db_session),
        )


@bp.get("/people/<person_id>")
@allow(Role.ADMINISTRATOR)
def person(person_id: str) -> Any:
    """One person: roles, address, sign-ins."""
    return _person_page(person_id)


def _person_page(person_id: str, **filled: HouseForm) -> str:
    """The page of a person, with a form that was filled in in place of an empty one."""
    forms = {
        "address_form": AddressForm,
        "role_form": RoleForm,
        "kin_form": KinForm,
        "end_form": PressForm,
        "factor_form": FactorForm,
    }
    found = store.find_person(reading(), person_id)
    kin_ids = kin.kin_of(reading(), [person_id])[person_id]
    names = sorted(store.first_names(reading(), kin_ids).items(), key=lambda pair: pair[1])
    shown = {name: filled.get(name) or form(formdata=None) for name, form in forms.items()}
    return render_template("people/person.html", person=found, kin=names, **shown)


@bp.post("/people/<person_id>/address")
@allow(Role.ADMINISTRATOR)
def change_address(person_id: str) -> Any:
    """Change somebody's address, or ask a second person where the person has power over money."""
    form = AddressForm()
    if not form.validate_on_submit():
        return _person_page(person_id, address_form=form), 400
    try:
        return _change(form, person_id, kind="address", value=form.email.data)
    except Refused as refused:
        form.email.errors = [sentence(refused)]
        return _person_page(person_id, address_form=form), 409


def _gives_power() -> bool:
    return request.form.get("kind") == "give_role" and request.form.get("role") in POWER


@bp.post("/people/<person_id>/role")
@allow(Role.ADMINISTRATOR)
@fresh_code(_gives_power)
def change_role(person_id: str) -> Any:
    """Give or take a role; giving power over money needs a second person."""
    form = RoleForm()
    if not form.validate_on_submit():
        return _person_page(person_id, role_form=form), 400
    try:
        return _change(form, person_id, kind=form.kind.data, value=form.role.data)
    except Refused as refused:
        if not form.mark(refused):
            form.role.errors = [sentence(refused)]
        return _person_page(person_id, role_form=form), 409


def _change(form: HouseForm, person_id: str, *, kind: str, value: str) -> Any:
    done = True

    def act(db_session: Session) -> str:
        nonlocal done
        facts = {"kind": kind, "value": value, "actor_id": actor().person_id}
        done = store.ask_change(db_session, person_id=person_id, at=now(db_session), **facts)
        return url_for("people.person", person_id=person_id)

    place = once_for(form, f"people.change:{person_id}", act)
    flash(_("Changed.") if done else _("A second person must agree. It is on the list of people."))
    return redirect(place)


@bp.post("/people/<person_id>/kin")
@allow(Role.ADMINISTRATOR)
def add_kin(person_id: str) -> Any:
    """Note somebody of the same household or family."""
    form = KinForm()
    if not form.validate_on_submit():
        return _person_page(person_id, kin_form=form), 400

    def act(db_session: Session) -> str:
        facts = {"actor_id": actor().person_id, "at": now(db_session)}
        kin.add_kin(db_session, person_id=person_id, email=form.email.data or "", **facts)
        return url_for("people.person", person_id=person_id)

    try:
        return redirect(once_for(form, f"people.kin:{person_id}", act))
    except Refused as refused:
        form.email.errors = [sentence(refused)]
        return _person_page(person_id, kin_form=form), 409


@bp.post("/people/<person_id>/kin/<kin_id>/end")
@allow(Role.ADMINISTRATOR)
def end_kin(person_id: str, kin_id: str) -> Any:
    """Note that two people are no longer of one household or family."""
    form = PressForm()
    if not form.validate_on_submit():
        raise Refused(IntentRefusal.KEY_MISSING)

    def act(db_session: Session) -> str:
        facts = {"actor_id": actor().person_id, "at": now(db_session)}
        kin.end_kin(db_session, person_id=person_id, kin_id=kin_id, **facts)
        return url_for("people.person", person_id=person_id)

    return redirect(once_for(form, f"people.end_kin:{person_id}:{kin_id}", act))


@bp.post("/people/<person_id>/end-sign-ins")
@allow(Role.ADMINISTRATOR)
def end_sign_ins(person_id: str) -> Any:
    """End all of somebody's sign-ins, for a lost phone."""
    with transaction() as db_session:
        sign_ins.end_all_sign_ins(db_session, person_id)
    flash(_("All sign-ins of this person have ended."))
    return redirect(url_for("people.person", person_id=person_id))


@bp.post("/people/<person_id>/factor")
@allow(Role.ADMINISTRATOR)
@fresh_code()
def reset_factor(person_id: str) -> Any:
    """Take a lost second factor away; of somebody with power over money two people do it."""
    form = FactorForm()
    if not form.validate_on_submit():
        return _person_page(person_id, factor_form=form), 400
    try:
        return _change(form, person_id, kind="reset_factor", value="")
    except Refused as refused:
        form.mark(refused)
        return _person_page(person_id, factor_form=form), 409


@bp.route("/people/changes/<change_id>", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR, Role.APPROVER)
@fresh_code(lambda: request.form.get("decision") == "agree")
def decide(change_id: str) -> Any:
    """A second person agrees to a change, or doesn't."""
    form = DecisionForm()
    if not form.validate_on_submit():
        return _decide_page(change_id, form), 400 if form.is_submitted() else 200
    try:
        with transaction() as db_session:
            erasing.decide_change(
                db_session,
                change_id,
                agree=form.decision.data == "agree",
                actor_id=actor().person_id,
                intent_key=form.intent.data or "",
            )
    except Refused as refused:
        if not form.mark(refused):
            raise
        return _decide_page(change_id, form), 409
    erasing.wipe_log()
    flash(_("Your decision is kept."))
    return redirect(url_for("people.people"))


def _decide_page(change_id: str, form: DecisionForm) -> str:
    found = store.find_change(reading(), change_id)
    return render_template("people/decide.html", form=form, change=found)
