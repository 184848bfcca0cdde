"""Statements of each page about records, and what stands in its address."""

from __future__ import annotations

from ledger.rules.entry import EntryKind
from ledger.words_records import ENTRY_NAMES
from tests.integration.world import World

OF_POTS = {
    *(EntryKind.INTEREST, EntryKind.CHANGE_PREPARED, EntryKind.CHANGE_REFUSED),
    *(EntryKind.FEE, EntryKind.CORRECTION_UP, EntryKind.CORRECTION_DOWN),
    *(EntryKind.SET_ASIDE, EntryKind.SET_FREE),
}
PAGES = {
    "ledger.own_agreements": 4,
    "ledger.agreement": 6,
    "ledger.offer_agreement": 3,
    "ledger.agreement_template": 3,
    "ledger.award_record": 8,
    "ledger.instalments": 7,
    "ledger.own_award": 7,
    "ledger.plan_instalments": 3,
    "ledger.reach_milestone": 3,
    "ledger.record_support": 3,
    "ledger.start_trial": 3,
    "ledger.finish_trial": 3,
    "ledger.amend_award": 3,
    "ledger.ratify_award": 3,
    "ledger.record_interest": 5,
    "ledger.prepare_change": 7,
    "ledger.prepare_set_aside": 5,
    "ledger.changes_waiting": 4,
    "ledger.change": 4,
    **{f"ledger.entry ({kind})": 6 if kind in OF_POTS else 7 for kind in ENTRY_NAMES},
}


def addresses(world: World) -> dict[str, dict[str, str]]:
    """What stands in the address of each of them."""
    fund, award = {"fund_id": world.funds[0]}, {"award_id": world.awards[0]}
    of_award = ("award_record", "offer_agreement", "plan_instalments", "record_support")
    of_award += ("start_trial", "finish_trial", "amend_award", "ratify_award")
    return {
        **{f"ledger.{page}": award for page in of_award},
        "ledger.own_agreements": {},
        "ledger.instalments": fund,
        "ledger.own_award": {"idea_id": world.own_idea},
        "ledger.agreement": {"agreement_id": world.agreement},
        "ledger.agreement_template": fund,
        "ledger.reach_milestone": {**award, "instalment_id": world.milestone},
        "ledger.record_interest": fund,
        "ledger.prepare_change": fund,
        "ledger.prepare_set_aside": fund,
        "ledger.changes_waiting": {},
        "ledger.change": {"change_id": world.change},
    }
