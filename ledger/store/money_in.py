"""Funders, their pots, and what comes in that nobody had pledged."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.rules import posting
from ledger.rules.accounts import FunderKind, Pot
from ledger.rules.restriction import UNRESTRICTED, Restriction
from ledger.sealing import take_turn
from ledger.store import facts
from ledger.store.writing import By, post
from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id


def add_funder(session: Session, by: By, *, name: str, kind: FunderKind) -> str:
    """Somebody who gives; gives the funder's id."""
    funder_id = new_id("funder")
    session.add(models.Funder(id=funder_id, name=name, kind=kind.value))
    session.flush()
    record(
        session,
        at=by.at,
        actor_id=by.actor_id,
        what="ledger.funder_added",
        subject_id=funder_id,
        facts={"kind": kind.value},
    )
    return funder_id


def open_pot(
    session: Session,
    by: By,
    *,
    fund_id: str,
    funder_id: str,
    name: str,
    restriction: str,
    rule: Restriction = UNRESTRICTED,
) -> str:
    """A pot for money of one funder under one restriction, in words and as a rule; its id."""
    take_turn(session, fund_id)
    pot = Pot(new_id("pot"), fund_id, funder_id, restriction=rule)
    add_pot_words(session, pot, name, restriction)
    post(session, posting.open_pot(by.stamp(fund_id), pot))
    return pot.id


def add_pot_words(session: Session, pot: Pot, name: str, restriction: str) -> None:
    """What a new pot is called and for; raises Missing where its funder does not exist."""
    if session.get(models.Funder, pot.funder_id) is None:
        raise Missing(pot.funder_id)
    last = select(func.coalesce(func.max(models.Pot.position), 0)).where(
        models.Pot.fund_id == pot.fund_id
    )
    session.add(
        models.Pot(
            id=pot.id,
            fund_id=pot.fund_id,
            funder_id=pot.funder_id,
            name=name,
            restriction=restriction,
            idea_id=pot.idea_id,
            position=session.execute(last).scalar_one() + 1,
        )
    )
    session.flush()


def receive(session: Session, by: By, *, pot_id: str, amount_pence: int) -> str:
    """Money at the bank that was not pledged before; gives the entry's id."""
    pot = facts.find_pot(session, pot_id)
    take_turn(session, pot.fund_id)
    entry = posting.record_receipt(by.stamp(pot.fund_id), pot, amount_pence)
    post(session, entry)
    return entry.id
