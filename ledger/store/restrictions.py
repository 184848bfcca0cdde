"""What pots may be used for, and what is known of ideas, as the rules know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.models_records import Code as CodeRow
from ledger.models_records import IdeaCode
from ledger.rules.accounts import AccountKind, Pot, account_id
from ledger.rules.records import Code, CodeKind
from ledger.rules.restriction import (
    NOTHING_KNOWN,
    Known,
    Restriction,
    known_of,
    restriction_of,
)
from ledger.rules.stack import money_for, stack
from ledger.store import facts
from ledger.store.writing import By
from makeithappen.core.events import record


def restrictions(session: Session, pot_ids: Iterable[str]) -> dict[str, Restriction]:
    """The rules of those of these pots that have one. One statement."""
    return {
        pot_id: restriction_of(codes) for pot_id, codes in _codes(session, set(pot_ids)).items()
    }


def _codes(session: Session, subject_ids: set[str]) -> dict[str, list[Code]]:
    found = session.execute(
        select(CodeRow.subject_id, CodeRow.kind, CodeRow.value)
        .where(CodeRow.subject_id.in_(subject_ids))
        .order_by(CodeRow.subject_id, CodeRow.kind, CodeRow.value)
    )
    codes: dict[str, list[Code]] = {}
    for subject_id, kind, value in found:
        codes.setdefault(subject_id, []).append(Code(subject_id, CodeKind(kind), value))
    return codes


def with_restrictions(session: Session, pots: Sequence[Pot]) -> list[Pot]:
    """The same pots with their rules. One statement."""
    found = restrictions(session, [pot.id for pot in pots])
    return [replace(pot, restriction=found.get(pot.id, pot.restriction)) for pot in pots]


def ruled_pots(session: Session, fund_id: str) -> list[Pot]:
    """The pots of a fund in their order, with their rules. Two statements."""
    return with_restrictions(session, facts.pots_of_fund(session, fund_id))


def known_of_award(session: Session, award_id: str) -> Known:
    """What an award was matched on when it was made. One statement."""
    return known_of(_codes(session, {award_id}).get(award_id, ()))


def money_for_ideas(
    session: Session, fund_id: str, idea_ids: Sequence[str], ask: Callable[[], Mapping[str, Known]]
) -> tuple[int, dict[str, int]]:
    """What a fund can promise these ideas together, and the part of it for one of them alone, by
    idea id. One statement; `ask` is called only where a pot has a restriction.
    """
    account = models.Account
    found = session.execute(
        select(
            account.id,
            account.pot_id,
            account.funder_id,
            account.idea_id,
            models.Balance.balance_pence,
            CodeRow.kind,
            CodeRow.value,
        )
        .join(models.Balance, models.Balance.account_id == account.id)
        .outerjoin(CodeRow, CodeRow.subject_id == account.pot_id)
        .where(account.fund_id == fund_id, account.kind == AccountKind.FREE.value)
    )
    pots: dict[str, Pot] = {}
    codes: dict[str, list[Code]] = {}
    balances: dict[str, int] = {}
    for free_id, pot_id, funder_id, idea_id, pence, kind, value in found:
        pots[pot_id] = Pot(pot_id, fund_id, funder_id, idea_id)
        balances[free_id] = pence
        if kind is not None:
            codes.setdefault(pot_id, []).append(Code(pot_id, CodeKind(kind), value))
    ruled = [
        replace(pot, restriction=restriction_of(codes.get(pot.id, ()))) for pot in pots.values()
    ]
    known = ask() if codes else {}
    ideas = {idea_id: known.get(idea_id, NOTHING_KNOWN) for idea_id in idea_ids}
    return money_for(ideas, ruled, balances)


def check_promises(
    session: Session, fund_id: str, wanted: Sequence[tuple[str, int]], known: Mapping[str, Known]
) -> None:
    """Refuses what could not be promised to these ideas (ids and pence) in this order."""
    pots = ruled_pots(session, fund_id)
    balances = facts.balances(session, pots)
    for idea_id, amount_pence in wanted:
        own = known.get(idea_id, NOTHING_KNOWN)
        for share in stack(idea_id, amount_pence, pots, balances, own):
            free = account_id(share.pot.id, AccountKind.FREE)
            balances[free] -= share.amount_pence


def known_of_ideas(session: Session, idea_ids: Iterable[str]) -> dict[str, Known]:
    """What was written down about these ideas; an idea of which nothing is known is left out."""
    wanted = set(idea_ids)
    found = session.execute(select(IdeaCode).where(IdeaCode.idea_id.in_(wanted))).scalars()
    codes: dict[str, list[Code]] = {}
    for row in found:
        codes.setdefault(row.idea_id, []).append(Code(row.idea_id, CodeKind(row.kind), row.value))
    return {idea_id: known_of(own) for idea_id, own in codes.items()}


def write_down(
    session: Session, by: By, idea_id: str, *, purposes: Iterable[str], audiences: Iterable[str]
) -> None:
    """What an idea is for, and for whom, as somebody read it; replaces what stood there."""
    session.execute(delete(IdeaCode).where(IdeaCode.idea_id == idea_id))
    pairs = [(CodeKind.PURPOSE, one) for one in sorted(set(purposes))]
    pairs += [(CodeKind.AUDIENCE, one) for one in sorted(set(audiences))]
    rows = [{"idea_id": idea_id, "kind": kind.value, "value": one} for kind, one in pairs]
    if rows:
        session.execute(insert(IdeaCode), rows)
    facts = {f"{kind}.{one}": 1 for kind, one in pairs}
    who = {"at": by.at, "actor_id": by.actor_id, "subject_id": idea_id}
    record(session, what="ledger.idea_written_down", facts=facts, **who)
