"""The door from the panels back to the ideas: everybody hears what was decided, at the same time.

Each idea's people find their letter on their own page, and by mail where they gave an address.
Only from then on may anything be public.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import reaching, replying, shortlisting
from makeithappen.core.catalogs import for_others
from makeithappen.core.events import record
from makeithappen.core.outbox import queue_mail
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Idea, State, email_of
from makeithappen.replies.rules.letter import Outcome
from makeithappen.replies.rules.reply import Reply
from panels import store as panels


def tell_day(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Note that the day was told, and tell each idea's people in the same transaction.

    Refused unless a person looked at each letter. The ideas of a rehearsal have no people: nobody
    hears anything.
    """
    panels.tell(session, day_id, actor_id=actor_id, at=at)
    day = panels.load_day(session, day_id)
    for reply in replying.ready_to_tell(session, day, at=at):
        tell_idea(session, reply, actor_id=actor_id, at=at)


@for_others()
def tell_idea(session: Session, reply: Reply, *, actor_id: str, at: datetime) -> None:
    """Tell one idea's people what the panel decided, on their page and by mail."""
    idea = ideas.tell(
        session,
        idea_id=reply.idea_id,
        outcome=State(reply.outcome),
        awarded_pence=reply.amount_pence,
        reason=reply.letter,
        actor_id=actor_id,
        at=at,
    )
    subject = _("What the panel decided about your idea: %(name)s", name=idea.name)
    reaching.mail_authors(session, idea, subject=subject, body=_letter(reply), at=at)


@for_others()
def tell_round(session: Session, round_id: str, *, actor_id: str, at: datetime) -> None:
    """Send all answers of a round at once, and put the chosen ideas before their panels.

    Refused unless each idea that waits has an answer and a person looked at each letter.
    """
    for reply in replying.take_from_round(session, round_id, at=at):
        idea = _answer(session, reply, actor_id=actor_id, at=at)
        subject = _("What becomes of your idea: %(name)s", name=idea.name)
        reaching.mail_authors(session, idea, subject=subject, body=_letter(reply), at=at)
    record(session, at=at, actor_id=actor_id, what="round_told", subject_id=round_id)


def _answer(session: Session, reply: Reply, *, actor_id: str, at: datetime) -> Idea:
    said = {"idea_id": reply.idea_id, "reason": reply.letter, "actor_id": actor_id, "at": at}
    if reply.outcome is Outcome.NOT_THIS_TIME:
        ideas.turn_down(session, **said)
        return ideas.find_sent(session, reply.idea_id)
    day_id = reply.day_id or ""
    idea = ideas.shortlist(session, day_id=day_id, day_name=reply.day_name, **said)
    shortlisting.shortlist(session, shortlisting.for_panel(session, idea), day_id=day_id, at=at)
    return idea


@for_others()
def untell_day(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """A day that was told decides again: its people hear that what they heard does not hold."""
    replying.untell(session, day_id)
    for pitch in _waiting(panels.load_day(session, day_id)):
        idea = ideas.untell(session, idea_id=pitch.idea_id, actor_id=actor_id, at=at)
        subject = _("The panel decides again about your idea: %(name)s", name=idea.name)
        reaching.mail_authors(session, idea, subject=subject, body=_second_letter(), at=at)


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


def _letter(reply: Reply) -> str:
    return reply.letter + _(
        "\n\nSign in to see your idea. If you think that we got it wrong, you can ask there for a "
        "review.\n"
    )
