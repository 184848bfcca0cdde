"""The door through which a person leaves: every slice forgets them, in one transaction.

What stays is the ledger's line that somebody was erased, under a pseudonym that nothing leads to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ledger import store as ledger
from ledger.rules.erasing import COMMAND
from makeithappen import shortlisting
from makeithappen.core.db import db, now, reading
from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.outbox import forget_mail
from makeithappen.ideas import forgetting as ideas
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas import store as idea_store
from makeithappen.people import forgetting as people
from makeithappen.people import store as people_store
from makeithappen.people.rules.erasing import check_erase
from makeithappen.replies import store as replies
from makeithappen.reviews import forgetting as reviews
from panels import store as panels
from panels.rules.state import State


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who is to be erased, and what of them lies where."""

    person_id: str
    roles: frozenset[str]
    addresses: frozenset[str]
    idea_ids: frozenset[str]


def check(session: Session, person_id: str) -> None:
    """Refuse while others count on this person. Raises Missing for nobody."""
    who = _leaving(session, person_id)
    states = panels.states_of_ideas(session, who.idea_ids)
    check_erase(
        who.roles,
        on_panel=panels.sits_on_panel(session, person_id),
        before_panel=any(state.is_running for _idea, _day, state in states),
        owed_pence=ledger.owed_pence(session, person_id, who.idea_ids),
    )


def erase(
    session: Session,
    person_id: str,
    *,
    actor_id: str,
    at: datetime,
    intent_key: str,
    asked_by: str | None = None,
) -> None:
    """Erase somebody: by themselves, or by a second person after `asked_by` asked. Refused while
    others count on them."""
    check(session, person_id)
    by = ledger.By(actor_id, at, intent_key)
    _erase(session, by, _leaving(session, person_id), asked_by)


def erase_again(session: Session, person_id: str, *, at: datetime) -> bool:
    """Erase somebody who is on the list of erasures and came back with a restored backup.

    Whoever counts on them: it was decided before. False where they are gone already.
    """
    try:
        who = _leaving(session, person_id)
    except Missing:
        return False
    by = ledger.By(COMMAND, at, f"erase again:{person_id}:{at.isoformat()}")
    _erase(session, by, who, None)
    return True


def _erase(session: Session, by: ledger.By, who: Leaving, asked_by: str | None) -> None:
    person_id, ids = who.person_id, who.idea_ids
    ledger.erase_subject(session, by, person_id, idea_ids=ids, second_actor_id=asked_by)
    for idea_id, day_id, state in panels.states_of_ideas(session, ids):
        if state is State.SETUP:
            shortlisting.withdraw(
                session, idea_id=idea_id, day_id=day_id, actor_id=by.actor_id, at=by.at
            )
    panels.forget_ideas(session, ids)
    panels.forget_member(session, person_id)
    reviews.forget_words(session, person_id, idea_ids=ids, addresses=who.addresses)
    flags.forget_flags(session, ids)
    replies.forget_replies(session, ids)
    ideas.forget_ideas(session, person_id)
    forget_mail(session, who.addresses)
    people.forget_person(session, person_id, addresses=who.addresses)
    record(session, at=by.at, actor_id=by.actor_id, what="person_erased", subject_id=person_id)


def _leaving(session: Session, person_id: str) -> Leaving:
    found = people_store.find_person(session, person_id)
    mine = frozenset(idea.idea_id for idea in idea_store.own_ideas(session, person_id))
    addresses = ideas.addresses(session, person_id) | ({found.email} if found.email else set())
    addresses |= ledger.contacts_for(session, mine)
    return Leaving(person_id, frozenset(found.roles), frozenset(addresses), mine)


def erased(session: Session) -> list[tuple[str, datetime]]:
    """Who was erased and when: the list that is kept outside, for after a restore."""
    return ledger.erased_subjects(session)


def wipe_log() -> None:
    """On SQLite, empty the write-ahead log: deleted words may lie in it until it is used again.

    While somebody else reads, what they read stays in the log until the next time.
    """
    if db.engine.dialect.name == "sqlite":
        reading().rollback()
        with db.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            connection.rollback()
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def decide_change(
    session: Session, change_id: str, *, agree: bool, actor_id: str, intent_key: str
) -> None:
    """A second person decides a change to an account; agreeing to an erasure erases."""
    at = now(session)
    by = {"agree": agree, "actor_id": actor_id, "at": at}
    change = people_store.decide_change(session, change_id=change_id, **by)
    if agree and change.kind == "erase":
        who = {"actor_id": actor_id, "intent_key": intent_key, "asked_by": change.asked_by}
        erase(session, change.person_id, at=at, **who)
