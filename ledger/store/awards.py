"""Awards and what becomes of them: ratified or taken back, paid, returned, cancelled, delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from ledger.rules import posting
from ledger.rules.enough import after, tied_accounts
from ledger.rules.entry import Award, Entry, EntryKind, PayeeMark, Payment, check_amount
from ledger.rules.payable import check_payable
from ledger.rules.payee import check_invoice
from ledger.rules.refusal import Refusal
from ledger.rules.restriction import NOTHING_KNOWN, Known
from ledger.rules.stack import stack
from ledger.rules.status import AwardStatus
from ledger.sealing import take_turn
from ledger.store import facts, payees
from ledger.store.agreements import check_may_be_prepared
from ledger.store.lines import AwardLine
from ledger.store.reading import award_lines_of_day, decided_by, find_award_line
from ledger.store.restrictions import ruled_pots
from ledger.store.writing import By, post
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """An award as a panel day decided it; the digest ties it to that decision.

    `known` is what the restrictions of pots are held to; the day is that of the entry.
    """

    fund_id: str
    round_id: str
    day_id: str
    idea_id: str
    amount_pence: int
    asked_pence: int
    decision_digest: str
    known: Known = NOTHING_KNOWN


def make_award(session: Session, by: By, wanted: Wanted) -> str:
    """Commits money to one idea; gives the award's id."""
    return make_awards(session, by, [wanted])[0]


def make_awards(
    session: Session, by: By, wanted: Sequence[Wanted], *, second_actor_id: str | None = None
) -> list[str]:
    """Reserves all awards of a decision in this order, or none of them; gives their ids.

    Each is paid from pots that are meant for its idea first, then from the others in their order.
    `second_actor_id` signed the decision too.
    """
    if not wanted:
        return []
    take_turn(session, *_funds(wanted))
    pots = {fund_id: ruled_pots(session, fund_id) for fund_id in _funds(wanted)}
    balances = facts.balances(session, [pot for own in pots.values() for pot in own])
    funded = facts.awarded_ideas(session, [one.day_id for one in wanted])
    for fund_id in pots:
        check_no_shortfall(session, fund_id)
    entries: list[Entry] = []
    for number, one in enumerate(wanted, 1):
        award, stamp = _award(one), by.stamp(one.fund_id, number)
        known = replace(one.known, on=stamp.effective_on)
        check_amount(award.amount_pence)
        entry = posting.make_award(
            stamp,
            award,
            stack(award.idea_id, award.amount_pence, pots[award.fund_id], balances, known),
            awarded=(award.day_id, award.idea_id) in funded,
            balances=balances,
            second_actor_id=second_actor_id,
            known=known,
        )
        balances = after(entry, balances)
        funded.add((award.day_id, award.idea_id))
        entries.append(entry)
    post(session, *entries)
    return [entry.awards[0].id for entry in entries]


def check_no_shortfall(session: Session, fund_id: str) -> None:
    """Refuses new promises of a fund while others of it have no money behind them."""
    posting.check_no_shortfall(facts.at_risk_pence(session, fund_id))


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


def ratify_day(session: Session, by: By, day_id: str) -> list[str]:
    """Make all reserved awards of a day payable, as somebody who did not decide them.

    Gives the awards' ids. Raises Missing where the day has no awards.
    """
    lines = _day_in_turn(session, day_id)
    if not lines:
        raise Missing(day_id)
    waiting = [line for line in lines if line.state.totals.reserved_pence]
    if not waiting:
        raise Refused(Refusal.NOTHING_RESERVED, day_id=day_id)
    decided = decided_by(session, [line.entry_id for line in waiting])
    balances = facts.balances_of_awards(session, [line.award.id for line in waiting])
    entries = [
        posting.ratify(
            by.stamp(line.award.fund_id, number),
            line.award,
            facts.pots_of_award(session, line.award.id),
            decided_by=decided[line.entry_id],
            balances=balances,
        )
        for number, line in enumerate(waiting, 1)
    ]
    post(session, *entries)
    return [line.award.id for line in waiting]


def _day_in_turn(session: Session, day_id: str) -> list[AwardLine]:
    """The awards of a day, now that the turn of its fund was taken."""
    funds = facts.funds_of_day(session, day_id)
    if funds:
        take_turn(session, *funds)
    return award_lines_of_day(session, day_id)


_TAKEN_BACK = {
    *(EntryKind.AWARD, EntryKind.AMENDMENT, EntryKind.RATIFICATION),
    *(EntryKind.COVER, EntryKind.DELIVERY),
}


def release_day(session: Session, by: By, day_id: str) -> list[str]:
    """Take all awards of a day back, so that it can be decided anew; gives the awards' ids.

    Each step is undone by a reversal, the newest first. Refused once any of it was paid, and
    while a payment waits. What was cancelled before stays so.
    """
    lines = _day_in_turn(session, day_id)
    paid_pence = sum(line.state.totals.paid_pence for line in lines)
    if paid_pence:
        raise Refused(Refusal.ALREADY_PAID, amount_pence=paid_pence)
    waiting_pence = sum(facts.waiting_pence(session, line.award.id) for line in lines)
    if waiting_pence:
        raise Refused(Refusal.PAYMENT_WAITING, amount_pence=waiting_pence)
    open_ids = [line.award.id for line in lines if line.state.totals.unpaid_pence]
    balances = facts.balances_of_awards(session, open_ids)
    entries: list[Entry] = []
    for original in facts.standing_entries(session, open_ids):
        if original.kind in _TAKEN_BACK:
            stamp = by.stamp(original.fund_id, len(entries) + 1)
            entry = posting.reverse(stamp, original, reversed_before=False, balances=balances)
            balances = after(entry, balances)
            entries.append(entry)
    if entries:
        post(session, *entries)
    return open_ids


def prepare_payment(
    session: Session,
    by: By,
    *,
    award_id: str,
    amount_pence: int,
    payee_id: str,
    invoice: str = "",
) -> str:
    """Propose an instalment to a payee; somebody else has to approve it. Gives the payment's id."""
    award = _award_in_turn(session, award_id)
    payee = payees.find_payee(session, payee_id)
    if payee.award_id != award_id:
        raise Missing(payee_id)
    pots = facts.pots_of_award(session, award_id)
    balances = facts.balances(session, pots, award_id)
    check_invoice(payee.method, invoice)
    check_payable(payees.readiness(payee, by.at))
    payment = Payment(new_id("payment"), award_id, amount_pence, payee.method, by.actor_id)
    entry = posting.prepare_payment(
        by.stamp(award.fund_id),
        payment,
        award,
        pots,
        waiting_pence=facts.waiting_pence(session, award_id),
        balances=balances,
        payee=PayeeMark(
            payment.id, payee.digest, payees.keep_invoice(session, payment.id, invoice)
        ),
    )
    check_may_be_prepared(session, by, award_id, amount_pence)
    post(session, entry)
    return payment.id


def refuse_payment(session: Session, by: By, payment_id: str) -> str:
    """Close a prepared instalment without paying it; gives the entry's id."""
    payment, settled, award = _payment_in_turn(session, payment_id)
    return _posted(
        session, posting.refuse_payment(by.stamp(award.fund_id), payment, award, settled=settled)
    )


def record_return(session: Session, by: By, *, award_id: str, amount_pence: int) -> str:
    """Money came back from the recipient; gives the entry's id."""
    award = _award_in_turn(session, award_id)
    pots = facts.pots_of_award(session, award_id)
    balances = facts.balances(session, pots, award_id)
    return _posted(
        session, posting.record_return(by.stamp(award.fund_id), award, amount_pence, pots, balances)
    )


def cancel(session: Session, by: By, award_id: str) -> str:
    """Free what was promised and not paid; gives the entry's id."""
    award = _award_in_turn(session, award_id)
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
    _award_in_turn(session, award_id)
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
    original = facts.find_entry(session, entry_id)
    take_turn(session, original.fund_id)
    entry = posting.reverse(
        by.stamp(original.fund_id),
        original,
        reversed_before=facts.is_reversed(session, entry_id),
        balances=facts.balances_of(session, _needed(original)),
    )
    return _posted(session, entry)


def _award_in_turn(session: Session, award_id: str) -> Award:
    """An award, now that the turn of its fund was taken. Raises Missing."""
    award = facts.find_award(session, award_id)
    take_turn(session, award.fund_id)
    return award


def _payment_in_turn(session: Session, payment_id: str) -> tuple[Payment, bool, Award]:
    """A payment, whether it is settled, and its award: now that the fund's turn was taken."""
    award = _award_in_turn(session, facts.award_of_payment(session, payment_id))
    payment, settled = facts.find_payment(session, payment_id)
    return payment, settled, award


def _needed(original: Entry) -> set[str]:
    """The accounts that decide whether an entry can be undone."""
    return {leg.account_id for leg in original.legs} | tied_accounts(original.legs)


def _posted(session: Session, entry: Entry) -> str:
    post(session, entry)
    return entry.id
