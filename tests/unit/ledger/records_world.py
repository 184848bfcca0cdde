"""What the ledger in memory puts on record: an agreement that two accepted, and all the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ledger.rules import (
    agreement,
    amending,
    changes,
    instalments,
    posting,
    supports,
    trials,
)
from ledger.rules.accounts import Pot
from ledger.rules.award_file import AwardFile, fold
from ledger.rules.entry import Award, Entry
from ledger.rules.records import (
    Agreement,
    Change,
    ChangeKind,
    End,
    Instalment,
    Owns,
    Reason,
    RecipientKind,
    Splits,
    Support,
    SupportKind,
    SupportStage,
    Trial,
    Unit,
)
from ledger.rules.restriction import Known
from ledger.rules.stack import Share

if TYPE_CHECKING:
    from tests.unit.ledger.ledger_world import World

Post = Callable[[Entry], Entry]
POT = Pot("pot-council", "fund-1", "funder-council")
DIGEST = "f" * 64
KNOWN = Known("area-1", frozenset({"food", "play"}))
OFFERED = Agreement(
    id="agreement-1",
    award_id="award-1",
    number=1,
    recipient=RecipientKind.TWO_PEOPLE,
    first_id="person-dee",
    second_id="person-eve",
    owns=Owns.GROUP,
    splits=Splits.GIVE_BACK,
    text_digest=DIGEST,
)
PARTS = (
    Instalment("part-1", "award-1", 1, 1, 30_000, "2026-05-14", None),
    Instalment("part-2", "award-1", 1, 2, 20_000, None, DIGEST),
)
IN_KIND = Support(
    *("support-1", "award-1", SupportKind.IN_KIND, Unit.MEALS, 4_000),
    *(SupportStage.OFFERED, DIGEST, None),
)
TRIAL = Trial("trial-1", "award-1", DIGEST, "2026-06-30")
FEE = Change(
    *("change-1", ChangeKind.FEE, POT.id, 500, Reason.BANK_FEE, None, DIGEST, "person-ann"),
)


def file_of(world: World, award: Award) -> AwardFile:
    undone = {entry.reverses_id for entry in world.entries}
    return fold(award.id, [(entry, entry.id in undone) for entry in world.entries])


def agree(world: World, award: Award, post: Post) -> None:
    """Ann offers, Dee and Eve accept; two instalments, one of them by a milestone."""
    post(agreement.offer(world.stamp(), award, OFFERED, ["receipts", "tell_us"]))
    for person in ("person-dee", "person-eve"):
        file, named = file_of(world, award), {"agreement_id": OFFERED.id, "text_digest": DIGEST}
        post(agreement.accept(world.stamp(person), award, file, **named))
    post(instalments.plan(world.stamp(), award, file_of(world, award), PARTS))
    post(instalments.reach(world.stamp(), award, file_of(world, award), "part-2"))


def put_on_record(world: World, award: Award, post: Post) -> None:
    """Support and a trial of an award; interest, a fee, and a correction of the interest."""
    post(supports.record_support(world.stamp(), award, file_of(world, award), IN_KIND))
    post(trials.start(world.stamp(), award, file_of(world, award), TRIAL))
    post(trials.finish(world.stamp(), award, file_of(world, award), End.ADAPT, DIGEST))
    interest = post(changes.record_interest(world.stamp(), POT, 500))
    _change(world, post, FEE)
    up = replace(FEE, id="change-2", kind=ChangeKind.CORRECTION_UP, amount_pence=5)
    up = replace(up, reason=Reason.WRONG_AMOUNT, corrects_id=interest.id)
    _change(world, post, up, interest)
    _change(world, post, replace(up, id="change-3", kind=ChangeKind.CORRECTION_DOWN), interest)
    aside = replace(FEE, id="change-5", kind=ChangeKind.SET_ASIDE, amount_pence=300)
    aside = replace(aside, reason=Reason.SET_ASIDE)
    _change(world, post, aside)
    free = replace(aside, id="change-6", kind=ChangeKind.SET_FREE, amount_pence=100)
    _change(world, post, free)
    other = replace(FEE, id="change-4")
    post(changes.prepare_change(world.stamp(), other, POT, corrected=None, reversed_before=False))
    post(changes.refuse_change(world.stamp("person-bo"), other, POT, settled=False))
    shares, file = [Share(POT, 100)], file_of(world, award)
    more = post(amending.amend(world.stamp(), award, file, shares, world.balances, KNOWN))
    post(posting.reverse(world.stamp(), more, reversed_before=False, balances=world.balances))


def _change(world: World, post: Post, change: Change, corrected: Entry | None = None) -> None:
    """Ann proposes, Bo approves."""
    before = {"corrected": corrected, "reversed_before": False}
    post(changes.prepare_change(world.stamp(), change, POT, **before))
    standing = {"settled": False, "balances": world.balances}
    post(changes.approve_change(world.stamp("person-bo"), change, POT, **standing))


def agreed_at_once(world: World, award: Award) -> None:
    """Ann offers, and one person accepts."""
    one = replace(OFFERED, recipient=RecipientKind.INDIVIDUAL, second_id=None)
    one = replace(one, id=f"agreement-of-{award.id}", award_id=award.id)
    world.post(agreement.offer(world.stamp(), award, one, ()))
    file, named = file_of(world, award), {"agreement_id": one.id, "text_digest": DIGEST}
    world.post(agreement.accept(world.stamp("person-dee"), award, file, **named))
