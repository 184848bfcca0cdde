"""Awards and what becomes of them: payments, returns, cancellations, delivery, reversals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger.rules import posting
from ledger.rules.accounts import AccountKind, account_id
from ledger.rules.entry import Award, Entry, Payment, PaymentMethod, check_amount
from ledger.rules.stack import stack
from ledger.rules.status import AwardStatus
from ledger.sealing import take_turn
from ledger.store import facts
from ledger.store.reading import find_award_line
from ledger.store.writing import By, post
from makeithappen.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """An award as a panel day decided it; the digest ties it to that decision."""

    fund_id: str
    round_id: str
    day_id: str
    idea_id: str
    amount_pence: int
    asked_pence: int
    decision_digest: str


def make_award(session: Session, by: By, wanted: Wanted) -> str:
    """Commits money to one idea; gives the award's id."""
    return make_awards(session, by, [wanted])[0]


def make_awards(session: Session, by: By, wanted: Sequence[Wanted]) -> list[str]:
    """All awards of a decision in this order, or none of them; gives their ids.

    Each is paid from pots that are meant for its idea first, then from the others in their order.
    """
    take_turn(session)
    pots = {fund_id: facts.pots_of_fund(session, fund_id) for fund_id in _funds(wanted)}
    balances = facts.balances(session, [pot for own in pots.values() for pot in own])
    funded = facts.awarded_ideas(session, [one.day_id for one in wanted])
    entries: list[Entry] = []
    for number, one in enumerate(wanted, 1):
        award = _award(one)
        check_amount(award.amount_pence)
        entry = posting.make_award(
            by.stamp(one.fund_id, number),
            award,
            stack(award.idea_id, award.amount_pence, pots[award.fund_id], balances),
            awarded=(award.day_id, award.idea_id) in funded,
            balances=balances,
        )
        balances = posting.after(entry, balances)
        funded.add((award.day_id, award.idea_id))
        entries.append(entry)
    if entries:
        post(session, *entries)
    return [entry.awards[0].id for entry in entries]


def _funds(wanted: Sequence[Wanted]) -> list[str]:
    return list(dict.fromkeys(one.fund_id for one in wanted))


def _award(wanted: Wanted) -> Award:
    return Award(
        id=new_id("award"),
        fund_id=wanted.fund_id,
        round_id=wanted.round_id,
        day_id=wanted.day_id,
        idea_id=wanted.idea_id,
        amount_pence=wanted.amount_pence,
        asked_pence=wanted.asked_pence,
        decision_digest=wanted.decision_digest,
    )


def prepare_payment(
    session: Session, by: By, *, award_id: str, amount_pence: int, method: PaymentMethod
) -> str:
    """Propose an instalment; somebody else has to approve it. Gives the payment's id."""
    take_turn(session)
    award = facts.find_award(session, award_id)
    pots = facts.pots_of_award(session, award_id)
    balances = facts.balances(session, pots, award_id)
    payment = Payment(new_id("payment"), award_id, amount_pence, method, by.actor_id)
    entry = posting.prepare_payment(
        by.stamp(award.fund_id),
        payment,
        award,
        committed_pence=sum(
            balances[account_id(pot.id, AccountKind.COMMITTED, award_id)] for pot in pots
        ),
        waiting_pence=facts.waiting_pence(session, award_id),
    )
    post(session, entry)
    return payment.id


def approve_payment(session: Session, by: By, payment_id: str) -> str:
    """Pay a prepared instalment, as another person than who prepared it; gives the entry's id."""
    take_turn(session)
    payment, settled = facts.find_payment(session, payment_id)
    award = facts.find_award(session, payment.award_id)
    pots = facts.pots_of_award(session, award.id)
    balances = facts.balances(session, pots, award.id)
    entry = posting.approve_payment(
        by.stamp(award.fund_id), payment, award, pots, settled=settled, balances=balances
    )
    return _posted(session, entry)


def refuse_payment(session: Session, by: By, payment_id: str) -> str:
    """Close a prepared instalment without paying it; gives the entry's id."""
    take_turn(session)
    payment, settled = facts.find_payment(session, payment_id)
    award = facts.find_award(session, payment.award_id)
    return _posted(
        session, posting.refuse_payment(by.stamp(award.fund_id), payment, award, settled=settled)
    )


def record_return(session: Session, by: By, *, award_id: str, amount_pence: int) -> str:
    """Money came back from the recipient; gives the entry's id."""
    take_turn(session)
    award = facts.find_award(session, award_id)
    pots = facts.pots_of_award(session, award_id)
    balances = facts.balances(session, pots, award_id)
    return _posted(
        session, posting.record_return(by.stamp(award.fund_id), award, amount_pence, pots, balances)
    )


def cancel(session: Session, by: By, award_id: str) -> str:
    """Free what was promised and not paid; gives the entry's id."""
    take_turn(session)
    award = facts.find_award(session, award_id)
    pots = facts.pots_of_award(session, award_id)
    entry = posting.cancel(
        by.stamp(award.fund_id),
        award,
        pots,
        waiting_pence=facts.waiting_pence(session, award_id),
        balances=facts.balances(session, pots, award_id),
    )
    return _posted(session, entry)


def record_delivery(session: Session, by: By, award_id: str) -> str:
    """The idea was carried out; gives the entry's id."""
    take_turn(session)
    line = find_award_line(session, award_id)
    entry = posting.record_delivery(
        by.stamp(line.award.fund_id),
        line.award,
        cancelled=line.state.status is AwardStatus.CANCELLED,
        delivered=line.state.delivered,
    )
    return _posted(session, entry)


def reverse(session: Session, by: By, entry_id: str) -> str:
    """Undo one earlier entry, wholly and once; gives the new entry's id."""
    take_turn(session)
    original = facts.find_entry(session, entry_id)
    entry = posting.reverse(
        by.stamp(original.fund_id),
        original,
        reversed_before=facts.is_reversed(session, entry_id),
        balances=facts.balances_of(session, [leg.account_id for leg in original.legs]),
    )
    return _posted(session, entry)


def _posted(session: Session, entry: Entry) -> str:
    post(session, entry)
    return entry.id
