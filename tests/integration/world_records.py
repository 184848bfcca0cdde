"""What the ledger of the world of `world.py` has on record about awards and the bank account."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger import store as ledger
from ledger.rules.changes import CORRECTIONS, SETTING_ASIDE
from ledger.rules.records import (
    ChangeKind,
    End,
    Owns,
    Reason,
    RecipientKind,
    Splits,
    SupportKind,
    SupportStage,
    Unit,
)
from panels.rules.day import State

if TYPE_CHECKING:
    from tests.integration.world import World


def agree(world: World, award_id: str) -> None:
    """Somebody else offers an agreement, and the viewer accepts it."""
    settled = {"owns": Owns.GROUP, "splits": Splits.GIVE_BACK, "terms": ["receipts"]}
    kind, text = RecipientKind.GROUP, "We agree about this."
    offered = ledger.Offered(kind, world.people[0], None, text=text, **settled)
    agreement_id = ledger.offer_agreement(world.session, world.by(1), award_id, offered)
    ledger.accept_agreement(world.session, world.by(), agreement_id)
    world.agreement = agreement_id


def on_record(world: World) -> None:
    """Instalments, support and a trial of the first award; changes that wait; each kind once."""
    session, first = world.session, world.awards[0]
    _award, file = ledger.award_file(session, first)
    parts = [ledger.Part(file.promised_pence - 1, date(2020, 1, 1)), ledger.Part(1, milestone="X")]
    ledger.plan_instalments(session, world.by(), first, parts)
    for award_id in world.awards[1 : world.rows]:
        _award, file = ledger.award_file(session, award_id)
        whole = [ledger.Part(file.promised_pence, date(2020, 1, 1))]
        ledger.plan_instalments(session, world.by(), award_id, whole)
    award, file = ledger.award_file(session, first)
    world.own_idea = award.idea_id
    world.milestone = file.instalments[1].id
    ledger.reach_milestone(session, world.by(1), first, world.milestone)
    for _number in range(world.rows):
        for kind, unit, stage in (
            (SupportKind.IN_KIND, Unit.MEALS, SupportStage.OFFERED),
            (SupportKind.LEVERAGE, Unit.PENCE, SupportStage.PENDING),
        ):
            own = {"kind": kind, "unit": unit, "stage": stage, "quantity": 100, "words": "Soup"}
            ledger.record_support(session, world.by(), first, **own)
    ledger.start_trial(session, world.by(), first, question="Well?", ends_on=date(2199, 1, 1))
    ledger.finish_trial(session, world.by(), first, end=End.ADOPT, learnt="Yes.")
    pot = {"pot_id": world.pots[0], "amount_pence": 10}
    interest = ledger.record_interest(session, world.by(), **(pot | {"amount_pence": 20}))
    for kind in ChangeKind:
        corrects = interest if kind in CORRECTIONS else None
        reason = Reason.SET_ASIDE if kind in SETTING_ASIDE else Reason.BANK_ERROR
        asked = {"kind": kind, "reason": reason, "words": "So", "corrects_id": corrects}
        change_id = ledger.prepare_change(session, world.by(), **asked, **pot)
        ledger.approve_change(session, world.by(1), change_id)
    fee = {"kind": ChangeKind.FEE, "reason": Reason.BANK_FEE, "words": "So", **pot}
    refused = ledger.prepare_change(session, world.by(), **fee)
    ledger.refuse_change(session, world.by(), refused)
    for number in range(world.rows):
        world.change = ledger.prepare_change(session, world.by(number), **fee)
    for idea_id in world.ideas[State.SETUP]:
        words = {"purposes": ["food"], "audiences": ["parents"]}
        ledger.write_down(session, world.by(), idea_id, **words)


def more_money(world: World) -> None:
    """The first award is made larger while nothing of the fund is at risk."""
    ledger.reverse(
        world.session, world.by(), ledger.amend_award(world.session, world.by(), world.awards[0], 1)
    )
