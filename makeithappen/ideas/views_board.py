"""The coordinators' board: all ideas of a round, what waits for whom, and who looks after which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from makeithappen import coordinating, inviting
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.intents import once
from makeithappen.core.sentences import sentence
from makeithappen.ideas import assigning, masking, store, taking_part
from makeithappen.ideas import safeguarding_store as flags_store
from makeithappen.ideas.board_file import board_table
from makeithappen.ideas.board_forms import TickedForm, ticked_form
from makeithappen.ideas.board_words import WAITS
from makeithappen.ideas.plan_store import plans
from makeithappen.ideas.rules.board import BoardRefusal, wait_of
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.safeguarding import hidden_parts, waits
from makeithappen.ideas.views_base import bp
from makeithappen.ideas.words import STATES

PAGES_MAX = 10_000
MINE = "me"


@bp.get("/ideas/board")
@allow(Role.COORDINATOR)
def board() -> Any:
    """What was sent in, the newest first; `state`, `round` and `for` narrow it down."""
    return _board_page(ticked_form(coordinating.coordinators(reading()), formdata=None))


@bp.post("/ideas/board")
@allow(Role.COORDINATOR)
def assign() -> Any:
    """Give the ticked ideas to a coordinator."""
    form = ticked_form(coordinating.coordinators(reading()))
    if not form.validate_on_submit():
        return _board_page(form), 400
    try:
        with transaction() as session:
            who, known = actor().person_id, coordinating.coordinators(session)
            given = {"coordinators": known, "actor_id": who, "at": now(session)}

            def act() -> str:
                assigning.assign(session, form.ticked(), form.person.data or "", **given)
                return _here()

            facts = {"key": form.intent.data, "body": form.body(), "act": act}
            place = once(session, actor_id=who, scope="ideas.assign", **facts)
    except Refused as refused:
        return _refused(form, refused)
    flash(_("Done. They see it on their board."))
    return redirect(place)


@bp.get("/ideas/board.<any(csv, xlsx):kind>")
@allow(Role.COORDINATOR)
def board_file(kind: str) -> Response:
    """The same ideas, all of them, for a spreadsheet; how their people are reached is not in it."""
    wanted = _narrowed(inviting.opened_rounds(reading()))
    return _file(store.all_sent(reading(), **wanted), kind)


@bp.post("/ideas/board.<any(csv, xlsx):kind>")
@allow(Role.COORDINATOR)
def ticked_file(kind: str) -> Any:
    """The ticked ideas for a spreadsheet."""
    form = ticked_form(coordinating.coordinators(reading()))
    if not form.validate_on_submit():
        return _board_page(form), 400
    if not form.ticked():
        return _refused(form, Refused(BoardRefusal.NOTHING_TICKED))
    return _file([store.find_sent(reading(), one) for one in form.ticked()], kind)


def _board_page(form: TickedForm) -> str:
    rounds = inviting.opened_rounds(reading())
    number = request.args.get("page", "1")
    whole = number.isascii() and number.isdigit() and len(number) <= len(str(PAGES_MAX))
    page = max(int(number), 1) if whole else 1
    sent, more = store.sent_ideas(reading(), **_narrowed(rounds), page=page)
    ids, at = [idea.idea_id for idea in sent], now(reading())
    turns, flags = assigning.turns(reading(), ids), flags_store.flags_of(reading(), ids)
    return render_template(
        "ideas/board.html",
        form=form,
        ideas=[masking.mask(one, hidden_parts(flags.get(one.idea_id, ()))) for one in sent],
        flagged={idea_id for idea_id, raised in flags.items() if waits(raised)},
        opens_flags=actor().may(Role.SAFEGUARDING_LEAD),
        invitations=inviting.find_many(reading(), {idea.round_id for idea in sent}, at),
        rounds=rounds,
        states={state: STATES[state] for state in store.SHOWN},
        args=_args(rounds),
        waits={idea.idea_id: wait_of(idea, turns[idea.idea_id].asked_at, at) for idea in sent},
        wait_names=WAITS,
        turns=turns,
        to_arrange=taking_part.waiting(reading()),
        names=form.names,
        page=page,
        more=more,
    )


def _args(rounds: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What narrows the board down; what there is not narrows nothing."""
    state, round_id = request.args.get("state", ""), request.args.get("round", "")
    whose = request.args.get("for", "")
    return {
        "state": state if state in store.SHOWN else None,
        "round": round_id if round_id in dict(rounds) else None,
        "for": whose if whose in {MINE, assigning.NOBODY} else None,
    }


def _narrowed(rounds: Sequence[tuple[str, str]]) -> dict[str, Any]:
    args = _args(rounds)
    state, whose = args["state"], args["for"]
    return {
        "state": State(state) if state else None,
        "round_id": args["round"],
        "assigned_to": actor().person_id if whose == MINE else whose,
    }


def _here() -> str:
    """The board as it was narrowed down."""
    return url_for("ideas.board", **_args(inviting.opened_rounds(reading())))


def _refused(form: TickedForm, refused: Refused) -> Any:
    form.add_error(sentence(refused))
    return _board_page(form), 409


def _file(sent: Sequence[Idea], kind: str) -> Response:
    ideas = masking.shown(reading(), sent)
    rounds = {idea.round_id for idea in ideas}
    invitations = inviting.find_many(reading(), rounds, now(reading()))
    written = plans(reading(), {idea.idea_id for idea in ideas})
    made, mimetype = board_table(ideas, invitations, written, kind)
    headers = {"Content-Disposition": f'attachment; filename="ideas.{kind}"'}
    return Response(made, content_type=mimetype, headers=headers)
