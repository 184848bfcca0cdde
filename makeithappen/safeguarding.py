"""The door between flagged words of ideas, the panels' days and the people who look after safety.

What is flagged leaves every page of a day at once, whoever flagged it and wherever. Nothing else
happens by itself: the idea is neither turned down nor held up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting
from makeithappen.core.access import Actor, Role
from makeithappen.core.catalogs import for_others
from makeithappen.core.errors import Missing
from makeithappen.core.outbox import queue_mail
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Idea, State, email_of
from makeithappen.ideas.rules.safeguarding import Decision, Flag, hides, hides_name
from makeithappen.ideas.safeguarding_words import NAME_HIDDEN, NAME_TAKEN_BACK, WORDS_TAKEN_BACK
from makeithappen.people import store as people
from panels import store as panels
from panels.store.holding import held_of_idea
from panels.store.pitches import PitchText, hold_words

READERS = (Role.CHAIR, Role.COORDINATOR, Role.FUND_HOLDER, Role.APPROVER, Role.AUDITOR)
"""Who reads words of ideas on each day. A panel member does on their own days."""
KEEPER = "safeguarding"
"""Who hides the words of an idea that comes before a panel when they were flagged already."""


def on_day(session: Session, day_id: str, pitch_id: str, who: Actor) -> tuple[Idea, panels.Pitch]:
    """A pitch and the idea behind it, for somebody who reads that day. Raises Missing for all
    others, and on a rehearsal: its ideas are invented."""
    day = panels.load_day(session, day_id)
    pitch = day.pitch(pitch_id)
    reads = who.may(*READERS) or day.member_of(who.person_id) is not None
    if pitch is None or not reads:
        raise Missing(pitch_id)
    return ideas.find_sent(session, pitch.idea_id), pitch


@for_others()
def raise_flag(
    session: Session, idea: Idea, part: str, why: str, *, actor_id: str, at: datetime
) -> None:
    """Flag a part of an idea: the panel doesn't see it any more, and the lead is told by mail.

    Where it is hidden already nothing else happens.
    """
    flag_id = flags.raise_flag(session, idea.idea_id, part, why, actor_id=actor_id, at=at)
    if flag_id is None:
        return
    _hold(session, idea, actor_id=actor_id, at=at)
    place = f"{current_app.extensions['settings'].public_url}/safety/{flag_id}"
    words = _(
        "Hello,\n\nSomebody flagged words of an idea. The panel does not see them now. Please look "
        "at them within 24 hours:\n%(place)s\n",
        place=place,
    )
    for to in _leads(session, idea, at):
        queue_mail(session, to=to, subject=_("A flag waits for you"), body=words, at=at)


def flag_again(session: Session, idea_id: str, at: datetime) -> None:
    """An idea was sent in that was carried on: what is hidden of the earlier one is hidden here."""
    idea = ideas.find_sent(session, idea_id)
    if idea.carried_from is None:
        return
    flag_like(session, idea_id, [idea.carried_from], at)


@for_others()
def flag_like(session: Session, idea_id: str, earlier: Collection[str], at: datetime) -> None:
    """What is hidden of earlier ideas is hidden of the idea that has their words now."""
    idea = ideas.find_sent(session, idea_id)
    why = _("These words come from an earlier idea, where this part is hidden.")
    for one in sorted(earlier):
        for flag in flags.flags_of(session, [one]).get(one, []):
            raise_flag(session, idea, flag.part, why, actor_id=flag.flagged_by, at=at)


def decide(session: Session, flag_id: str, decision: Decision, *, at: datetime) -> Flag:
    """Write down what was decided about a flag; what can be shown is shown at once."""
    flag = flags.decide(session, flag_id, decision, at=at)
    if not flag.is_hidden:
        idea = ideas.find_sent(session, flag.idea_id)
        _hold(session, idea, actor_id=decision.actor_id, at=at)
    return flag


def hold_hidden(session: Session, idea_id: str, at: datetime, *, actor_id: str = KEEPER) -> None:
    """An idea has come before a panel, or was taken back: what is hidden is hidden there too."""
    if idea_id in flags.hidden_of(session, [idea_id]):
        _hold(session, ideas.find_sent(session, idea_id), actor_id=actor_id, at=at)


def words_before_panels(session: Session, idea: Idea, part: str) -> list[str]:
    """What panels would see of a hidden part of an idea, where it was put in other words."""
    parts = _parts_before_panel(idea, {part})
    return [words for held, words in held_of_idea(session, idea.idea_id) if held in parts]


def names(session: Session, person_ids: Iterable[str]) -> Mapping[str, str]:
    """What these people are called."""
    return people.first_names(session, person_ids)


def _leads(session: Session, idea: Idea, at: datetime) -> list[str]:
    """The addresses of whoever looks after safety: who holds the role, and who the fund names."""
    contact = inviting.find(session, idea.round_id, at).safeguarding_contact
    holders = people.people_with_role(session, [Role.SAFEGUARDING_LEAD])
    return sorted({email_of(contact) or "", *(one.email.lower() for one in holders)} - {""})


def _hold(session: Session, idea: Idea, *, actor_id: str, at: datetime) -> None:
    """Bring what the panels see of an idea in line with what is hidden of it."""
    hidden = flags.hidden_of(session, [idea.idea_id]).get(idea.idea_id, frozenset())
    with for_others():  # the pitch is read by a whole panel
        instead = _instead(session, idea, at)
    parts = _parts_before_panel(idea, hidden)
    hold_words(session, idea.idea_id, parts, instead, actor_id=actor_id, at=at)


def _instead(session: Session, idea: Idea, at: datetime) -> PitchText:
    if idea.state is State.WITHDRAWN:
        return PitchText(str(NAME_TAKEN_BACK), str(WORDS_TAKEN_BACK), "–")
    lead = inviting.find(session, idea.round_id, at).safeguarding_lead
    says = _("These words are being looked at by %(lead)s.", lead=lead)
    return PitchText(str(NAME_HIDDEN), says, says, drops=says)


def _parts_before_panel(idea: Idea, hidden: Collection[str]) -> frozenset[str]:
    held = {
        "title": hides_name(hidden, has_title=idea.ask.title is not None),
        "words": hides(hidden, "what"),
        **{part: hides(hidden, part) for part in ("who_for", "how_many", "drops")},
    }
    return frozenset(part for part, is_held in held.items() if is_held)
