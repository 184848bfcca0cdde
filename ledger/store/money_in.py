"""Funders, their pots, what they pledge and what comes in."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.rules import posting
from ledger.rules.accounts import FunderKind, Pot
from ledger.rules.entry import Entry, Pledge
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
    session: Session, by: By, *, fund_id: str, funder_id: str, name: str, restriction: str
) -> str:
    """A pot for money of one funder under one restriction in words; gives the pot's id."""
    take_turn(session)
    pot = Pot(new_id("pot"), fund_id, funder_id)
    _add_words(session, pot, name, restriction)
    post(session, posting.open_pot(by.stamp(fund_id), pot))
    return pot.id


def _add_words(session: Session, pot: Pot, name: str, restriction: str) -> None:
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
    take_turn(session)
    pot = facts.find_pot(session, pot_id)
    return _posted(session, posting.record_receipt(by.stamp(pot.fund_id), pot, amount_pence))


def offer_pledge(session: Session, by: By, *, pot_id: str, amount_pence: int) -> str:
    """An offer towards a pot, by the pot's own funder; gives the pledge's id."""
    take_turn(session)
    pot = facts.find_pot(session, pot_id)
    return _offer(session, by, pot, amount_pence, opens_pot=False)


def offer_pledge_for_idea(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    by: By,
    *,
    fund_id: str,
    funder_id: str,
    idea_id: str,
    amount_pence: int,
    name: str,
    restriction: str,
) -> str:
    """An offer for one idea alone; it brings a pot of its own. Gives the pledge's id."""
    take_turn(session)
    pot = Pot(new_id("pot"), fund_id, funder_id, idea_id)
    _add_words(session, pot, name, restriction)
    return _offer(session, by, pot, amount_pence, opens_pot=True)


def _offer(session: Session, by: By, pot: Pot, amount_pence: int, *, opens_pot: bool) -> str:
    pledge = Pledge(
        id=new_id("pledge"),
        fund_id=pot.fund_id,
        pot_id=pot.id,
        funder_id=pot.funder_id,
        idea_id=pot.idea_id,
        amount_pence=amount_pence,
    )
    post(session, posting.offer_pledge(by.stamp(pot.fund_id), pledge, pot, opens_pot=opens_pot))
    return pledge.id


def confirm_pledge(session: Session, by: By, pledge_id: str) -> str:
    """The funder stands by the offer; gives the entry's id."""
    take_turn(session)
    pledge, stage = facts.find_pledge(session, pledge_id)
    return _posted(session, posting.confirm_pledge(by.stamp(pledge.fund_id), pledge, stage=stage))


def receive_pledge(session: Session, by: By, pledge_id: str) -> str:
    """The whole confirmed amount came in; gives the entry's id."""
    take_turn(session)
    pledge, stage = facts.find_pledge(session, pledge_id)
    pot = facts.find_pot(session, pledge.pot_id)
    balances = facts.balances(session, [pot])
    entry = posting.receive_pledge(by.stamp(pledge.fund_id), pledge, stage=stage, balances=balances)
    return _posted(session, entry)


def _posted(session: Session, entry: Entry) -> str:
    post(session, entry)
    return entry.id
