"""The door from the panels back to the ideas: everybody hears what was decided, at the same time.

Each idea's people find the decision with its reason on their own page, and by mail where they gave
an address. Only from then on may anything be public.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.core.catalogs import for_others
from makeithappen.core.money import format_pence
from makeithappen.core.outbox import queue_mail
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Idea, State, email_of
from panels import store as panels
from panels.rules.decisions import Outcome

STATES = {
    Outcome.FULL: State.FUNDED,
    Outcome.PART: State.FUNDED,
    Outcome.DEFER: State.DEFERRED,
    Outcome.NOT_NOW: State.NOT_NOW,
}


def tell_day(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Note that the day was told, and tell each idea's people in the same transaction.

    The ideas of a rehearsal have no people: nobody hears anything.
    """
    panels.tell(session, day_id, actor_id=actor_id, at=at)
    day = panels.load_day(session, day_id)
    if day.is_rehearsal:
        return
    decisions = panels.latest_decisions(session, day)
    for pitch in _waiting(day):
        decision = decisions[pitch.pitch_id]
        tell_idea(
            session,
            pitch.idea_id,
            outcome=decision.outcome,
            amount_pence=decision.amount_pence,
            reason=decision.reason,
            actor_id=actor_id,
            at=at,
        )


@for_others()
def tell_idea(
    session: Session,
    idea_id: str,
    *,
    outcome: Outcome,
    amount_pence: int,
    reason: str,
    actor_id: str,
    at: datetime,
) -> None:
    """Tell one idea's people what became of it, on their page and by mail."""
    idea, email = ideas.tell(
        session,
        idea_id=idea_id,
        outcome=STATES[outcome],
        awarded_pence=amount_pence,
        reason=reason,
        actor_id=actor_id,
        at=at,
    )
    if email:
        queue_mail(session, to=email, subject=_subject(idea), body=_letter(idea), at=at)


@for_others()
def untell_day(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """A day that was told decides again: its people hear that what they heard does not hold."""
    for pitch in _waiting(panels.load_day(session, day_id)):
        idea, email = ideas.untell(session, idea_id=pitch.idea_id, actor_id=actor_id, at=at)
        if email:
            subject = _("The panel decides again about your idea: %(name)s", name=idea.name)
            queue_mail(session, to=email, subject=subject, body=_second_letter(), at=at)


@for_others()
def tell_of_agreement(session: Session, idea_id: str, *, second: str, at: datetime) -> None:
    """Tell an idea's people, and a second one who has to say yes, that an agreement is there."""
    idea = ideas.find_sent(session, idea_id)
    subject = _("Please read the agreement about your idea: %(name)s", name=idea.name)
    for email in sorted({email_of(idea.words.contact) or "", second.strip().lower()} - {""}):
        queue_mail(session, to=email, subject=subject, body=_agreement_letter(), at=at)


def _agreement_letter() -> str:
    return _(
        "Hello,\n\nThe fund wrote down what it gives and what you agree on. Sign in, open “My "
        "agreements” and read it whole. If it is right, say yes there. Nothing can be paid before "
        "that.\n\nIf something is wrong, tell us before you say yes.\n"
    )


def _waiting(day: panels.Day) -> list[panels.Pitch]:
    """The ideas whose people wait to hear: all but those that were taken back."""
    return [one for one in day.pitches if one.pitch_id not in day.standing.withdrawn]


def _second_letter() -> str:
    return _(
        "Hello,\n\nThe panel opened its scoring again. What we wrote to you before does not hold "
        "any more. We write to you again as soon as the panel has decided.\n\nWe are sorry for the "
        "wait.\n"
    )


def _subject(idea: Idea) -> str:
    return _("What the panel decided about your idea: %(name)s", name=idea.name)


def _letter(idea: Idea) -> str:
    if idea.state is State.FUNDED:
        amount = format_pence(idea.awarded_pence or 0)
        answer = _("The panel said yes: %(amount)s for your idea.", amount=amount)
    elif idea.state is State.DEFERRED:
        answer = _("The panel put your idea off to another day.")
    else:
        answer = _("The panel does not fund your idea now.")
    return _(
        "Hello,\n\n%(answer)s\n\nWhy:\n%(reason)s\n\n"
        "Sign in to see your idea. If you think that we got it wrong, you can ask there for a "
        "review.\n",
        answer=answer,
        reason=idea.reason,
    )
