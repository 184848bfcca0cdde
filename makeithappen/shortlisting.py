"""The door from the ideas to the panels: an idea becomes a pitch on a panel day, or leaves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from makeithappen import safeguarding
from makeithappen.core.errors import Refused
from makeithappen.ideas import child_store
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.answers import Answer
from makeithappen.ideas.rules.follow_up import FollowUpRefusal
from makeithappen.ideas.rules.idea import Idea, Refusal
from panels import store
from panels.rules.day import State
from panels.rules.pitches import check_changing
from panels.rules.reserve import check_going_on
from panels.store.holding import words_of
from panels.store.pitches import PitchText, amend_pitch, withdraw_pitch

PITCHED = {
    "what": "words",
    "who_for": "who_for",
    "title": "title",
    "ask": "asked_pence",
    "smallest": "smallest_pence",
    "how_many": "how_many",
    "drops": "drops",
}
"""What of a pitch the answer to each of these questions is: all that the panel is said to read."""


@dataclass(frozen=True, slots=True)
class ShortlistedIdea:
    """What the panel sees of an idea: no contact, no name of a person. Amounts in pence."""

    idea_id: str
    title: str
    what: str
    who_for: str
    ask_pence: int
    smallest_pence: int
    how_many: str = ""
    drops: str = ""


def for_panel(session: Session, idea: Idea) -> ShortlistedIdea:
    """An idea as a panel sees it."""
    ask_pence, smallest_pence = idea.ask.ask_pence, idea.ask.smallest_pence
    if ask_pence is None or smallest_pence is None:
        raise ValueError(f"{idea.idea_id} was sent without its amounts")
    said = ideas.all_answers(session, idea)
    return ShortlistedIdea(
        idea.idea_id,
        idea.name,
        idea.words.what,
        idea.words.who_for,
        ask_pence,
        smallest_pence,
        how_many=str(said.get("how_many") or ""),
        drops=str(said.get("drops") or ""),
    )


def open_days(session: Session, round_id: str) -> list[tuple[str, str]]:
    """The panel days of a round that can still take an idea: id and name, the newest first."""
    days = store.days_of_round(session, round_id)
    return [(day.day_id, day.name) for day in days if day.state is State.SETUP]


def shortlist(session: Session, idea: ShortlistedIdea, *, day_id: str, at: datetime) -> None:
    """Put an idea before the panel of a day. Refused once that day is open."""
    store.put_pitch(
        session,
        day_id,
        idea_id=idea.idea_id,
        title=idea.title,
        words=idea.what,
        who_for=idea.who_for,
        asked_pence=idea.ask_pence,
        smallest_pence=idea.smallest_pence,
        how_many=idea.how_many,
        drops=idea.drops,
        at=at,
    )
    child_store.forget_letters(session, idea.idea_id)
    safeguarding.hold_hidden(session, idea.idea_id, at)


def leave(session: Session, *, day_id: str, today: date) -> None:
    """An idea that was put off goes on to another day: refused while money may come to it here."""
    day = store.load_day(session, day_id, lock="to_move")
    check_going_on(day.state, day.standing.boards.reserve_until, today)


def amend(
    session: Session,
    *,
    idea_id: str,
    day_id: str,
    question_id: str,
    answer: Answer,
    actor_id: str,
    at: datetime,
) -> None:
    """Bring a new answer that it reads before the panel, as a new version. Refused once scored.

    Only what the answer is about changes: what a coordinator put right elsewhere stays.
    """
    if question_id not in PITCHED:
        return
    day = store.load_day(session, day_id, lock="to_move")
    pitch = next(one for one in day.pitches if one.idea_id == idea_id)
    try:
        check_changing(day.standing, pitch.pitch_id)
    except Refused as refused:
        raise Refused(FollowUpRefusal.PANEL_HAS_BEGUN) from refused
    now_said = replace(pitch, **{PITCHED[question_id]: answer})
    amend_pitch(
        session,
        day_id,
        pitch.pitch_id,
        PitchText(**words_of(now_said)),
        asked_pence=now_said.asked_pence,
        smallest_pence=now_said.smallest_pence,
        actor_id=actor_id,
        at=at,
    )
    safeguarding.hold_hidden(session, idea_id, at)


def withdraw(session: Session, *, idea_id: str, day_id: str, actor_id: str, at: datetime) -> None:
    """Take an idea back from its panel day, and its words from each day that it was on. Refused in
    its people's words once it is scored."""
    safeguarding.hold_hidden(session, idea_id, at, actor_id=actor_id)
    try:
        withdraw_pitch(session, day_id, idea_id, actor_id=actor_id, at=at)
    except Refused as refused:
        raise Refused(Refusal.WITH_THE_PANEL) from refused
