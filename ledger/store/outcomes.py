"""What became of all awards of a fund, in one statement: a panel's page has few to spare."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, case, func, select
from sqlalchemy.orm import Session, aliased

from ledger import models
from ledger.rules.accounts import AccountKind
from ledger.rules.became import Became, became
from ledger.rules.entry import EntryKind
from ledger.rules.status import Movement, award_state
from ledger.store.entries import PLACE, placed


@dataclass(frozen=True, slots=True)
class AwardOutcome:
    """An award and what became of it. Amounts in pence; `awarded` is less what was cancelled."""

    idea_id: str
    became: Became
    awarded_pence: int
    paid_pence: int
    returned_pence: int


def outcomes(session: Session, fund_id: str) -> list[AwardOutcome]:
    """The awards of a fund in the order in which they were made. One statement."""
    award, account, original = models.Award, models.Account, aliased(models.Entry)
    kind = func.coalesce(original.kind, models.Entry.kind)
    what = (award.id, award.idea_id, PLACE, account.kind, kind)
    moving = (
        select(*what, func.sum(models.Posting.amount_pence), _deliveries())
        .join(account, account.award_id == award.id)
        .join(models.Posting, models.Posting.account_id == account.id)
        .join(models.Entry, models.Entry.id == models.Posting.entry_id)
        .outerjoin(original, original.id == models.Entry.reverses_id)
        .where(award.fund_id == fund_id)
        .group_by(*what)
        .order_by(PLACE)
    )
    found = session.execute(placed(moving, award.entry_id))
    moved: dict[str, list[Movement]] = {}
    ideas: dict[str, tuple[str, int]] = {}
    for award_id, idea_id, _place, where, how, pence, deliveries in found:
        leg = (EntryKind(how), AccountKind(where), int(pence))
        moved.setdefault(award_id, []).append(Movement(fund_id, "", "", award_id, *leg))
        ideas[award_id] = (idea_id, int(deliveries))
    return [_outcome(award_id, *ideas[award_id], own) for award_id, own in moved.items()]


def _outcome(
    award_id: str, idea_id: str, deliveries: int, movements: list[Movement]
) -> AwardOutcome:
    state = award_state(award_id, movements, deliveries=deliveries)
    return AwardOutcome(
        idea_id=idea_id,
        became=became(state),
        awarded_pence=state.totals.awarded_pence - state.totals.cancelled_pence,
        paid_pence=state.totals.paid_pence,
        returned_pence=state.totals.returned_pence,
    )


def _deliveries() -> ScalarSelect[int]:
    """Deliveries of the award less those that were taken back."""
    entry, original = aliased(models.Entry), aliased(models.Entry)
    delivery = EntryKind.DELIVERY.value
    counted = func.sum(case((entry.kind == delivery, 1), else_=-1))
    return (
        select(func.coalesce(counted, 0))
        .select_from(entry)
        .outerjoin(original, original.id == entry.reverses_id)
        .where(
            entry.award_id == models.Award.id,
            (entry.kind == delivery) | (original.kind == delivery),
        )
        .scalar_subquery()
    )
