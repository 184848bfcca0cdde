"""The door from ideas to people: the addresses at which all authors of an idea are reached."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from makeithappen.core.outbox import queue_mail
from makeithappen.ideas import authors
from makeithappen.ideas.rules.idea import Idea, email_of
from makeithappen.people import store as people


def addresses(session: Session, idea: Idea) -> list[str]:
    """What its people gave as contact, and the accounts of those who write it with them."""
    others = authors.of_ideas(session, [idea.idea_id]).get(idea.idea_id, [])
    theirs = people.addresses(session, [one.person_id for one in others if one.person_id])
    return sorted({email_of(idea.words.contact) or "", *theirs} - {""})


def mail_authors(session: Session, idea: Idea, *, subject: str, body: str, at: datetime) -> None:
    """Queue one mail to each of them. (Each alone: nobody learns the address of another.)"""
    for address in addresses(session, idea):
        queue_mail(session, to=address, subject=subject, body=body, at=at)
