"""A day as it runs: where it is, who still has to score (never how), the count afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import inviting
from makeithappen.core.access import Role, actor, allow, for_seats
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing
from makeithappen.core.sentences import sentence
from panels import store, words_design
from panels.boards import hidden_from
from panels.forms import ExtraTimeForm, MoveForm, PitchForm, PresenceForm, PressForm
from panels.rules.conflicts import Degree
from panels.rules.day import Member, Presence, State, possible_moves
from panels.rules.design import check_revealed
from panels.rules.live import Audience
from panels.rules.scoring import Place, check_result_open, decimal_text, ranking
from panels.rules.settings import opening_problems, sealed
from panels.views_base import OFFICERS, RUNNING, act_once, bp, my_seat, way_back
from panels.views_live import live_page
from panels.words import DEGREE_NAMES, MOVE_NAMES, OUTCOME_NAMES, STATE_NAMES

WORDS = {
    "state_names": STATE_NAMES,
    "degree_names": DEGREE_NAMES,
    "design_words": words_design,
    "outcome_names": OUTCOME_NAMES,
    "move_names": MOVE_NAMES,
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A member on the chair's page: here or not, and how many ideas they still have to score."""

    member: Member
    seated: bool
    present: bool
    to_score: int


@bp.get("")
@allow(*OFFICERS)
def days() -> ResponseReturnValue:
    """The days, the newest first: all to whoever runs them, those with results to the others.

    Observers also find those that are running.
    """
    runs, watches = actor().may(*RUNNING), actor().may(Role.AUDITOR)
    rounds = inviting.opened_rounds(reading()) if runs else []
    lines = [
        one
        for one in store.list_days(reading(), rehearsals=runs)
        if runs or one.state.is_confirmed or (watches and one.state.is_running)
    ]
    return render_template("panels/days.html", days=lines, rounds=rounds, runs=runs, **WORDS)


@bp.get("/<day_id>")
@allow(Role.COORDINATOR, Role.CHAIR)
def day(day_id: str) -> ResponseReturnValue:
    """One day: what is still to set up, or how it goes."""
    found = store.load_day(reading(), day_id)
    return _setting_up_page(found) if found.state is State.SETUP else _running_page(found)


def _setting_up_page(found: store.Day) -> str:
    problems = opening_problems(
        found.settings, panel_size=found.panel_size, pitches=len(found.pitches)
    )
    return render_template(
        "panels/setting_up.html",
        day=found,
        sentences=[sentence(problem) for problem in problems],
        press=PressForm(),
        **WORDS,
    )


def _running_page(found: store.Day) -> str:
    how = store.progress(reading(), found)
    return render_template(
        "panels/day.html",
        day=found,
        settings=sealed(found.settings),
        seats=_seats(found, how),
        progress=how,
        near=_near(found, how),
        waiting=_waiting(found, how),
        live=live_page(found, Audience.CHAIR),
        decisions=store.latest_decisions(reading(), found),
        may_chair=actor().may(Role.CHAIR),
        moves=[one for one in possible_moves(found.standing) if one in MOVE_NAMES],
        forms={
            "press": PressForm(),
            "move": MoveForm(),
            "pitch": PitchForm(),
            "time": ExtraTimeForm(),
            "presence": PresenceForm(),
        },
        decimal=decimal_text,
        **WORDS,
    )


def _seats(found: store.Day, how: dict[str, store.Progress]) -> list[Seat]:
    """Each member with the number of ideas whose sheet is still to come."""
    return [
        Seat(
            member=member,
            seated=member.member_id in found.standing.seated,
            present=member.member_id in found.standing.present,
            to_score=sum(one.waits_for(member.member_id) for one in how.values()),
        )
        for member in found.members
    ]


def _waiting(found: store.Day, how: dict[str, store.Progress]) -> list[tuple[str, list[str]]]:
    """Whose sheet is still to come while scores are given: the idea's title and first names."""
    where = found.standing
    if not where.state.is_hearing:
        return []
    present = [member for member in found.members if member.member_id in where.present]
    names = {
        pitch.title: [
            one.first_name for one in present if how[pitch.pitch_id].waits_for(one.member_id)
        ]
        for pitch in found.pitches
        if pitch.pitch_id in where.heard
    }
    return [(title, waiting) for title, waiting in names.items() if waiting]


def _near(found: store.Day, how: dict[str, store.Progress]) -> dict[str, list[tuple[str, Degree]]]:
    """Who said that they are near an idea, by pitch id: first name and degree."""
    return {
        pitch_id: [
            (member.first_name, degree)
            for member in found.members
            for degree in [one.degrees.get(member.member_id, Degree.NONE)]
            if degree is not Degree.NONE
        ]
        for pitch_id, one in how.items()
    }


@bp.post("/<day_id>/members/<member_id>")
@allow(Role.CHAIR)
def note_presence(day_id: str, member_id: str) -> ResponseReturnValue:
    """Say that a member came in or left."""
    form = PresenceForm()
    if not form.validate_on_submit() or form.presence.data not in set(Presence):
        raise Missing(member_id)
    presence = Presence(form.presence.data)

    def act(session: Session, at: datetime) -> None:
        who = actor().person_id
        store.note_presence(session, day_id, member_id, presence, actor_id=who, at=at)

    place = url_for("panels.day", day_id=day_id, _anchor="members")
    return act_once(form, f"presence:{member_id}", act, place)


@bp.get("/<day_id>/tally")
@allow(Role.CHAIR, Role.COORDINATOR, Role.PANEL_MEMBER)
@for_seats
def tally(day_id: str) -> ResponseReturnValue:
    """The count of each idea, once scoring has closed."""
    found = store.load_day(reading(), day_id)
    if not actor().may(Role.CHAIR, Role.COORDINATOR):
        my_seat(found)
        check_result_open(found.state)
        check_revealed(found.state, found.settings.design.reveal)
    hidden = hidden_from(reading(), found, actor().person_id)
    counts = store.counts(reading(), found)
    pitches, places = _in_places(
        [one for one in found.pitches if one.pitch_id not in hidden], counts
    )
    return render_template(
        "panels/tally.html",
        day=found,
        back=way_back(found),
        settings=sealed(found.settings),
        pitches=pitches,
        counts=counts,
        places=places,
        hidden=hidden,
        decimal=decimal_text,
        design_words=words_design,
    )


def _in_places(
    pitches: list[store.Pitch], counts: dict[str, store.Count]
) -> tuple[list[store.Pitch], dict[str, Place]]:
    """These pitches from the first place down, those without a place last, and their places.

    Ranked among themselves: whoever stepped back from an idea can't tell its place from a gap.
    """
    ranked = ranking(counts[one.pitch_id].tally for one in pitches)
    places = {one: place for place in ranked for one in place.pitch_ids}
    last = len(places) + 1
    ordered = sorted(
        pitches,
        key=lambda one: places[one.pitch_id].place if one.pitch_id in places else last,
    )
    return ordered, places
