"""The door between the panels and the ledger for who offers money, in the room or to the fund.

A co-funder offers; the chair or the fund holder says that a condition is met and confirms. Half of
an ask is worked out from what the panel has written down, never believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ledger import store as ledger
from ledger.forms import asked_of, condition_choices
from ledger.rules.accounts import FunderKind
from ledger.rules.conditions import Audience, Condition, ConditionKind, own_money_pence
from ledger.rules.pledging import PledgeStage
from ledger.words import AUDIENCE_NAMES, CONDITION_NAMES, FUNDER_KIND_NAMES, STAGE_NAMES
from makeithappen.core.catalogs import for_others
from makeithappen.funds import store as funds
from makeithappen.ideas import store as ideas
from panels import store as panels

__all__ = [
    "FUNDER_KIND_NAMES",
    "STAGE_NAMES",
    "FunderKind",
    "Offer",
    "about",
    "areas",
    "asked_of",
    "condition_choices",
    "condition_words",
    "confirm",
    "decided",
    "meet",
    "offer",
    "offers",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class Offer:
    """What one funder offers, as a room may see it; `words` only where they were not erased.

    `offered_by` is the person who wrote it down.
    """

    pledge_id: str
    funder_name: str
    idea_id: str | None
    amount_pence: int
    stage: PledgeStage
    condition: Condition | None
    is_met: bool
    words: str | None
    offered_by: str

    @property
    def is_open(self) -> bool:
        """Whether it is only an offer so far."""
        return self.stage is PledgeStage.OFFERED

    @property
    def is_unmet(self) -> bool:
        """Whether it waits for what its funder asks for."""
        return self.is_open and self.condition is not None and not self.is_met

    @property
    def asks_half(self) -> bool:
        """Whether the panel's figures settle it."""
        return self.condition is not None and self.condition.kind is ConditionKind.AT_LEAST_HALF


@for_others()
def offer(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    *,
    fund_id: str,
    funder_name: str,
    funder_kind: FunderKind,
    amount_pence: int,
    idea_id: str | None,
    asked: ledger.Asked | None,
    actor_id: str,
    at: datetime,
    intent_key: str,
) -> str:
    """Somebody in the room offers money, for one idea or for any; gives the pledge's id."""
    by = _by(session, fund_id, actor_id, at, intent_key)
    return ledger.offer_in_room(
        session,
        by,
        fund_id=fund_id,
        funder_name=funder_name,
        funder_kind=funder_kind,
        idea_id=idea_id,
        amount_pence=amount_pence,
        name=_("For one idea") if idea_id else _("Offered in the room"),
        restriction=_("Only this idea.") if idea_id else _("For ideas that the panel chooses."),
        asked=asked,
    )


def offers(session: Session, fund_id: str) -> list[Offer]:
    """The offers to a fund and how far each has come, the oldest first. Two statements."""
    return [
        Offer(
            pledge_id=line.pledge.id,
            funder_name=line.funder_name,
            idea_id=line.pledge.idea_id,
            amount_pence=line.pledge.amount_pence,
            stage=line.stage,
            condition=line.condition,
            is_met=line.is_met,
            words=line.words,
            offered_by=line.offered_by,
        )
        for line in ledger.pledge_lines(session, fund_id)
    ]


def meet(
    session: Session, pledge_id: str, *, reason: str, actor_id: str, at: datetime, intent_key: str
) -> None:
    """Mark a condition as met: by the panel's figures where they settle it, else for a reason."""
    line = ledger.find_pledge_line(session, pledge_id)
    pledge, condition = line.pledge, line.condition
    by = _by(session, pledge.fund_id, actor_id, at, intent_key)
    if condition is None or condition.kind is not ConditionKind.AT_LEAST_HALF:
        ledger.mark_condition_met(session, by, pledge_id, reason=reason)
        return
    asked_pence, award_pence = decided(session, pledge.idea_id or "")
    meant_pence = ledger.available_for_ideas_pence(session, pledge.fund_id)
    earmarked_pence = meant_pence.get(pledge.idea_id or "", 0) + pledge.amount_pence
    given_pence = own_money_pence(award_pence, earmarked_pence)
    figures = {"asked_pence": asked_pence, "given_pence": given_pence}
    ledger.compute_condition_met(session, by, pledge_id, **figures)


def decided(session: Session, idea_id: str) -> tuple[int, int]:
    """What an idea asks for, and what its newest panel has written down for it so far, in pence."""
    idea = ideas.find_sent(session, idea_id)
    for line in panels.days_of_round(session, idea.round_id):
        day = panels.load_day(session, line.day_id)
        for pitch in day.pitches:
            if pitch.idea_id == idea_id:
                decision = panels.latest_decisions(session, day).get(pitch.pitch_id)
                return pitch.asked_pence, 0 if decision is None else decision.amount_pence
    return 0, 0


def confirm(
    session: Session, pledge_id: str, *, actor_id: str, at: datetime, intent_key: str
) -> None:
    """The funder stands by an offer; refused while its condition is not met."""
    fund_id = ledger.find_pledge_line(session, pledge_id).pledge.fund_id
    by = _by(session, fund_id, actor_id, at, intent_key)
    ledger.confirm_pledge(session, by, pledge_id)


def withdraw(
    session: Session, pledge_id: str, *, actor_id: str, at: datetime, intent_key: str
) -> None:
    """The funder takes back what is only an offer."""
    fund_id = ledger.find_pledge_line(session, pledge_id).pledge.fund_id
    by = _by(session, fund_id, actor_id, at, intent_key)
    ledger.withdraw_pledge(session, by, pledge_id)


def areas(session: Session, fund_id: str) -> list[tuple[str, str]]:
    """The areas that an offer may be meant for: id and name."""
    found = funds.areas(session, [fund_id])
    return [(area.area_id, area.name) for area in found if not area.archived]


def condition_words(offer: Offer, area_names: Mapping[str, str]) -> str:
    """What a funder asks for, for a page that may not know the names of areas."""
    condition = offer.condition
    if condition is None:
        return ""
    area = area_names.get(condition.about or "") if condition.kind is ConditionKind.AREA else None
    if area is not None:
        return _("Only for %(area)s", area=area)
    if condition.kind is ConditionKind.AUDIENCE:
        return str(AUDIENCE_NAMES[Audience(condition.about)])
    if condition.kind is ConditionKind.OTHER:
        return offer.words or _("The words were erased.")
    return str(CONDITION_NAMES[condition.kind])


def about(session: Session, condition: Condition | None) -> str:
    """The name of the area that a condition is about; nothing for any other condition."""
    if condition is None or condition.kind is not ConditionKind.AREA or condition.about is None:
        return ""
    return funds.find_area(session, condition.about).name


def _by(session: Session, fund_id: str, actor_id: str, at: datetime, intent_key: str) -> ledger.By:
    """One posting, for today where the fund is."""
    zone = ZoneInfo(funds.find_fund(session, fund_id).zone)
    return ledger.By(actor_id, at, intent_key, zones={fund_id: zone})
