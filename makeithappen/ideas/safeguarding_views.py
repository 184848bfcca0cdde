"""Flagging words of an idea, and what the safeguarding lead does about a flag."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from makeithappen import inviting, safeguarding, showing
from makeithappen.core.access import Role, actor, allow, for_seats
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import IntentRefusal, once
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.limits import within_limit
from makeithappen.core.sentences import sentence
from makeithappen.ideas import attachments_store, child_store, plan_store, store
from makeithappen.ideas import safeguarding_store as flags_store
from makeithappen.ideas.rules.answers import answers_of
from makeithappen.ideas.rules.idea import Idea
from makeithappen.ideas.rules.safeguarding import (
    CHILDREN,
    WHOLE,
    Decision,
    Flag,
    Outcome,
    Step,
    hides,
    hours_left,
    is_line,
    lines_of,
    words_of,
)
from makeithappen.ideas.safeguarding_forms import DecideForm, PressForm, flag_form
from makeithappen.ideas.safeguarding_words import OUTCOMES, STEPS, part_name
from makeithappen.ideas.views_base import bp

PAGES_MAX = 1000
FLAGS_LIMIT = {"hits_max": 30, "window_seconds": 3600}


@bp.route("/ideas/<idea_id>/flag", methods=["GET", "POST"])
@allow(Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
@keeps_words
def flag_idea(idea_id: str) -> Any:
    """Flag words of an idea from the page on which it is answered."""
    idea = store.find_sent(reading(), idea_id)
    place = url_for("ideas.review", idea_id=idea_id)
    back = place if actor().may(Role.COORDINATOR) else url_for("ideas.flags")
    return _flag(idea, back, words_of(store.all_answers(reading(), idea)))


@bp.route("/days/<day_id>/ideas/<pitch_id>/flag", methods=["GET", "POST"])
@allow(*safeguarding.READERS, Role.PANEL_MEMBER)
@for_seats
def flag_on_day(day_id: str, pitch_id: str) -> Any:
    """Flag words of an idea from the pages of a day on which it is heard."""
    who = actor()
    idea, pitch = safeguarding.on_day(reading(), day_id, pitch_id, who)
    if who.may(Role.CHAIR, Role.COORDINATOR):
        back = url_for("panels.day", day_id=day_id)
    elif who.may(*safeguarding.READERS):
        back = url_for("panels.days")
    else:
        back = url_for("panels.my_day", day_id=day_id)
    return _flag(idea, back, words_of(answers_of(idea, {"drops": pitch.drops})))


def _flag(idea: Idea, back: str, words: Collection[str]) -> Any:
    form = flag_form({part: part_name(part) for part in _parts(idea, words)})
    if not form.validate_on_submit():
        invitation = inviting.find(reading(), idea.round_id, now(reading()))
        page = {"form": form, "back": back, "invitation": invitation}
        return render_template("ideas/flag.html", **page), 400 if form.is_submitted() else 200
    if not within_limit("flag", actor().person_id, **FLAGS_LIMIT):
        abort(HTTPStatus.TOO_MANY_REQUESTS)
    with transaction() as session:
        said = (form.part.data, form.why.data or "")
        who, at = actor().person_id, now(session)

        def act() -> str:
            safeguarding.raise_flag(session, idea, *said, actor_id=who, at=at)
            return back

        facts = {"key": form.intent.data, "body": form.body(), "act": act}
        place = once(session, actor_id=who, scope=f"ideas.flag:{idea.idea_id}", **facts)
    flash(_("Thank you. The panel does not see it now, and somebody looks at it."))
    return redirect(place)


def _parts(idea: Idea, words: Collection[str]) -> list[str]:
    """What can be flagged: the part alone that the link was about, where it was about one."""
    children = [CHILDREN] if child_store.seen(reading(), idea.idea_id) else []
    one = request.args.get("part")
    if one is None:
        return [WHOLE, *words, *children]
    if is_line(one):
        there = set(lines_of(plan_store.plan_of(reading(), idea.idea_id)))
    else:
        recorded = attachments_store.recorded_questions(reading(), idea.idea_id)
        there = (recorded - {CHILDREN}) | set(children)
    if one not in there:
        raise Missing(one)
    return [one]


@bp.get("/safety")
@allow(Role.SAFEGUARDING_LEAD)
def flags() -> Any:
    """What waits for a decision, the oldest first; with `done`, what has one."""
    done, number = bool(request.args.get("done")), request.args.get("page", "1")
    whole = number.isascii() and number.isdigit() and len(number) <= len(str(PAGES_MAX))
    page = max(int(number), 1) if whole else 1
    rows, more = (flags_store.looked_at if done else flags_store.waiting)(reading(), page=page)
    at = now(reading())
    return render_template(
        "ideas/flags.html",
        flags=rows,
        done=done,
        page=page,
        more=more,
        left={flag.flag_id: hours_left(flag, at) for flag in rows},
        outcomes=OUTCOMES,
        part_name=part_name,
    )


@bp.get("/safety/<flag_id>")
@allow(Role.SAFEGUARDING_LEAD)
def flag(flag_id: str) -> Any:
    """A flag without its words, and what happened to it. Who opened the words decides here."""
    return _flag_page(flags_store.find(reading(), flag_id), DecideForm())


@bp.post("/safety/<flag_id>/open")
@allow(Role.SAFEGUARDING_LEAD)
def open_flag(flag_id: str) -> Any:
    """Read the flagged words. Each time is written down."""
    if not PressForm().validate_on_submit():
        raise Refused(IntentRefusal.KEY_MISSING)
    with transaction() as session:
        who, at = actor().person_id, now(session)
        found = flags_store.open_words(session, flag_id, actor_id=who, at=at)
    idea = store.find_sent(reading(), found.idea_id)
    behind = {"idea": idea, "words": _words(idea, found.part), **_files(idea, found.part)}
    return _flag_page(found, DecideForm(formdata=None), **behind)


@bp.post("/safety/<flag_id>/decide/<int:seen>")
@allow(Role.SAFEGUARDING_LEAD)
def decide_flag(flag_id: str, seen: int) -> Any:
    """Decide about a flag; `seen` is the number of its steps that the page showed."""
    form = DecideForm()
    if not form.validate_on_submit():
        return _flag_page(flags_store.find(reading(), flag_id), form), 400
    try:
        with transaction() as session:
            who, at = actor().person_id, now(session)
            said = (form.reason.data or "", form.told.data or "", who, seen)
            decision = Decision(Outcome(form.outcome.data), *said)

            def act() -> str:
                safeguarding.decide(session, flag_id, decision, at=at)
                return url_for("ideas.flags")

            facts = {"key": form.intent.data, "body": form.body(), "act": act}
            place = once(session, actor_id=who, scope=f"ideas.decide:{flag_id}", **facts)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _flag_page(flags_store.find(reading(), flag_id), form), 409
    return redirect(place)


def _flag_page(found: Flag, form: DecideForm, **behind: Any) -> str:
    """A flag; with what is `behind` it only where it was written down that somebody looks."""
    steps = flags_store.history(reading(), found.flag_id)
    who, at = actor().person_id, now(reading())
    opened = any(step.what == Step.OPENED and step.actor_id == who for step in steps)
    return render_template(
        "ideas/flag_of.html",
        flag=found,
        form=form,
        press=PressForm(formdata=None),
        part=part_name(found.part),
        left=hours_left(found, at),
        steps=steps,
        names=safeguarding.names(reading(), {step.actor_id for step in steps}),
        step_names=STEPS,
        may_decide=opened and found.is_hidden,
        **{"idea": None, "words": None, **behind},
    )


def _files(idea: Idea, part: str) -> dict[str, Any]:
    """What was said without words in the flagged part, and the children whose drawings it has."""
    kept = attachments_store.of_idea(reading(), idea.idea_id)
    files = showing.shown([one for one in kept if hides({part}, one.question_id)])
    children = child_store.of_idea(reading(), idea.idea_id) if hides({part}, CHILDREN) else []
    return {"files": files, "children": children}


def _words(idea: Idea, part: str) -> list[tuple[Any, str]]:
    """What the flagged part says, and what it said before a panel where that was put otherwise."""
    answers = store.all_answers(reading(), idea)
    said = words_of(answers)
    shown = [(part_name(one), words) for one, words in said.items() if hides({part}, one)]
    known = {*answers.values(), idea.name, ""}
    held = safeguarding.words_before_panels(reading(), idea, part)
    before = _("As the panel would read it")
    shown += [(before, words) for words in held if words not in known]
    lines = lines_of(plan_store.plan_of(reading(), idea.idea_id))
    shown += [(part_name(one), words) for one, words in lines.items() if hides({part}, one)]
    if hides({part}, CHILDREN):
        children = child_store.of_idea(reading(), idea.idea_id)
        shown += [
            (part_name(CHILDREN), f"{one.letter}, {one.age}: {one.words}") for one in children
        ]
    return shown
