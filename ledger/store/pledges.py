"""What funders pledge: offered, its condition met, confirmed, received; or taken back, or lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.rules import pledging
from ledger.rules.accounts import FunderKind, Pot
from ledger.rules.conditions import Audience, Condition, ConditionKind, Mark
from ledger.rules.entry import Entry, Pledge
from ledger.rules.pledging import PledgeStage
from ledger.sealing import take_turn
from ledger.store import facts
from ledger.store.money_in import add_funder, add_pot_words
from ledger.store.pledge_lines import find_pledge_line
from ledger.store.restrictions import known_of_award, with_restrictions
from ledger.store.writing import By, post
from ledger.subject_keys import keyed_digest
from makeithappen.core.events import record
from makeithappen.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition as a funder says it: an area's id, an audience, or words of their own."""

    kind: ConditionKind
    area_id: str | None = None
    audience: Audience | None = None
    words: str = ""


def offer_pledge(
    session: Session, by: By, *, pot_id: str, amount_pence: int, asked: Asked | None = None
) -> str:
    """An offer towards a pot, by the pot's own funder; gives the pledge's id."""
    pot = facts.find_pot(session, pot_id)
    take_turn(session, pot.fund_id)
    return _offer(session, by, pot, amount_pence, asked, opens_pot=False)


def offer_pledge_for_idea(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    by: By,
    *,
    fund_id: str,
    funder_id: str,
    idea_id: str | None,
    amount_pence: int,
    name: str,
    restriction: str,
    asked: Asked | None = None,
) -> str:
    """An offer that brings a pot of its own, for one idea alone if named. Gives the pledge's id."""
    take_turn(session, fund_id)
    pot = Pot(new_id("pot"), fund_id, funder_id, idea_id)
    add_pot_words(session, pot, name, restriction)
    return _offer(session, by, pot, amount_pence, asked, opens_pot=True)


def offer_in_room(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    by: By,
    *,
    fund_id: str,
    funder_name: str,
    funder_kind: FunderKind,
    idea_id: str | None,
    amount_pence: int,
    name: str,
    restriction: str,
    asked: Asked | None = None,
) -> str:
    """An offer by somebody who may not be known as a funder yet; gives the pledge's id.

    It brings a pot of its own, called `name`, so that no condition touches other money.
    """
    take_turn(session, fund_id)
    same = func.lower(models.Funder.name) == funder_name.strip().lower()
    named = select(models.Funder.id).where(same).order_by(models.Funder.id)
    funder_id = session.scalars(named).first()
    if funder_id is None:
        take_turn(session, "funders")  # nobody else adds the same funder for another fund
        funder_id = session.scalars(named).first()
    if funder_id is None:
        funder_id = add_funder(session, by, name=funder_name.strip(), kind=funder_kind)
    return offer_pledge_for_idea(
        session,
        by,
        fund_id=fund_id,
        funder_id=funder_id,
        idea_id=idea_id,
        amount_pence=amount_pence,
        name=name,
        restriction=restriction,
        asked=asked,
    )


def _offer(
    session: Session,
    by: By,
    pot: Pot,
    amount_pence: int,
    asked: Asked | None,
    *,
    opens_pot: bool,
) -> str:
    pledge = Pledge(
        id=new_id("pledge"),
        fund_id=pot.fund_id,
        pot_id=pot.id,
        funder_id=pot.funder_id,
        idea_id=pot.idea_id,
        amount_pence=amount_pence,
    )
    condition = None if asked is None else _condition(session, by, pledge.id, asked)
    entry = pledging.offer_pledge(
        by.stamp(pot.fund_id), pledge, pot, opens_pot=opens_pot, condition=condition
    )
    post(session, entry)
    return pledge.id


def _condition(session: Session, by: By, pledge_id: str, asked: Asked) -> Condition:
    match asked.kind:
        case ConditionKind.AREA:
            return Condition(pledge_id, asked.kind, about=asked.area_id)
        case ConditionKind.AUDIENCE:
            return Condition(pledge_id, asked.kind, about=asked.audience)
        case ConditionKind.OTHER:
            digest = _keep_words(session, by, "condition", pledge_id, asked.words)
            return Condition(pledge_id, asked.kind, words_digest=digest)
        case ConditionKind.AT_LEAST_HALF:
            return Condition(pledge_id, asked.kind)


def _keep_words(session: Session, by: By, of: str, pledge_id: str, words: str) -> str | None:
    """Words beside the ledger, where they can be erased; gives the digest that stands in it.

    It is keyed with the key of who wrote them.
    """
    if not words.strip():
        return None
    digest = keyed_digest(session, by.actor_id, f"pledge words\n{of}\n{pledge_id}\n{words}")
    session.add(models.PledgeWords(words_digest=digest, pledge_id=pledge_id, words=words))
    session.flush()
    return digest


def erase_words(session: Session, by: By, pledge_id: str) -> None:
    """Erase what was written about a pledge; the ledger keeps the digests, and still holds."""
    session.execute(delete(models.PledgeWords).where(models.PledgeWords.pledge_id == pledge_id))
    who = {"at": by.at, "actor_id": by.actor_id, "subject_id": pledge_id}
    record(session, what="ledger.pledge_words_erased", facts={}, **who)


def mark_condition_met(session: Session, by: By, pledge_id: str, *, reason: str) -> str:
    """Somebody says that a condition is met, and why; gives the entry's id."""
    digest = _keep_words(session, by, "mark", pledge_id, reason)
    return _meet(session, by, Mark(pledge_id, words_digest=digest))


def compute_condition_met(
    session: Session, by: By, pledge_id: str, *, asked_pence: int, given_pence: int
) -> str:
    """Figures show that at least half of the ask is given, or it is refused; the entry's id."""
    return _meet(session, by, Mark(pledge_id, asked_pence, given_pence))


def _meet(session: Session, by: By, mark: Mark) -> str:
    pledge, stage = _in_turn(session, mark.pledge_id)
    condition, met = facts.condition_of(session, pledge.id)
    at = by.stamp(pledge.fund_id)
    entry = pledging.meet_condition(at, pledge, mark, condition=condition, met=met, stage=stage)
    return _posted(session, entry)


def confirm_pledge(session: Session, by: By, pledge_id: str) -> str:
    """The funder stands by the offer; gives the entry's id."""
    pledge, stage = _in_turn(session, pledge_id)
    condition, met = facts.condition_of(session, pledge_id)
    unmet = condition is not None and not met
    at = by.stamp(pledge.fund_id)
    return _posted(session, pledging.confirm_pledge(at, pledge, stage=stage, unmet=unmet))


def receive_pledge(session: Session, by: By, pledge_id: str) -> str:
    """The whole confirmed amount came in; gives the entry's id."""
    pledge, stage = _in_turn(session, pledge_id)
    pot = facts.find_pot(session, pledge.pot_id)
    balances = facts.balances(session, [pot])
    entry = pledging.receive_pledge(
        by.stamp(pledge.fund_id), pledge, stage=stage, balances=balances
    )
    return _posted(session, entry)


def withdraw_pledge(session: Session, by: By, pledge_id: str) -> str:
    """The funder takes back what is only an offer; gives the entry's id."""
    _in_turn(session, pledge_id)
    line = find_pledge_line(session, pledge_id)
    at = by.stamp(line.pledge.fund_id)
    return _posted(session, pledging.withdraw_pledge(at, line.pledge, stage=line.stage))


def lose_pledge(session: Session, by: By, pledge_id: str) -> str:
    """A confirmed pledge won't come in: awards that count on it are at risk; the entry's id."""
    _in_turn(session, pledge_id)
    line = find_pledge_line(session, pledge_id)
    pot = facts.find_pot(session, line.pledge.pot_id)
    award_ids = facts.awards_of_pot(session, pot.id)
    balances = facts.balances(session, [pot]) | facts.balances_of_awards(session, award_ids)
    entry = pledging.lose_pledge(
        by.stamp(pot.fund_id),
        line.pledge,
        pot,
        award_ids,
        stage=line.stage,
        balances=balances,
    )
    return _posted(session, entry)


def cover(session: Session, by: By, award_id: str, *, pot_id: str, amount_pence: int) -> str:
    """Free money of a pot stands in for what is at risk of an award; gives the entry's id."""
    award, source = facts.find_award(session, award_id), facts.find_pot(session, pot_id)
    take_turn(session, award.fund_id, source.fund_id)
    pots = facts.pots_of_award(session, award_id)
    balances = facts.balances(session, [*pots, source], award_id)
    (source,), stamp = with_restrictions(session, [source]), by.stamp(award.fund_id)
    known = replace(known_of_award(session, award_id), on=stamp.effective_on)
    entry = pledging.cover(stamp, award, amount_pence, source, pots, balances, known)
    return _posted(session, entry)


def at_risk_pence(session: Session, fund_id: str) -> int:
    """What of a fund's awards has no money behind it; while there is any, no award is made."""
    return facts.at_risk_pence(session, fund_id)


def _in_turn(session: Session, pledge_id: str) -> tuple[Pledge, PledgeStage]:
    """A pledge and how far it came, now that the turn of its fund was taken. Raises Missing."""
    take_turn(session, facts.fund_of_pledge(session, pledge_id))
    return facts.find_pledge(session, pledge_id)


def _posted(session: Session, entry: Entry) -> str:
    post(session, entry)
    return entry.id
