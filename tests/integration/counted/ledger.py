"""Statements of each page of the ledger, and what stands in its address."""

from __future__ import annotations

from ledger.rules.entry import EntryKind
from tests.integration.counted import ledger_records
from tests.integration.world import World

PAGES = {
    "ledger.funds": 4,
    "ledger.fund": 12,
    "ledger.add_funder": 2,
    "ledger.open_pot": 4,
    "ledger.ideas_known": 4,
    "ledger.idea_known": 4,
    "ledger.record_receipt": 5,
    "ledger.offer_pledge": 7,
    "ledger.pledge (offered)": 5,
    "ledger.pledge (confirmed)": 6,
    "ledger.pledge (received)": 6,
    "ledger.pledge (withdrawn)": 5,
    "ledger.pledge (lost)": 6,
    "ledger.award": 11,
    "ledger.prepare_payment": 10,
    "ledger.record_return": 9,
    "ledger.record_delivery": 9,
    "ledger.cancel": 9,
    "ledger.ratifications": 9,
    "ledger.ratification": 11,
    "ledger.cover": 11,
    "ledger.payments_waiting": 6,
    "ledger.payment (paid)": 9,
    "ledger.payment (refused)": 9,
    "ledger.payment (waiting)": 9,
    "ledger.entries": 3,
    "ledger.entries (fund)": 3,
    "ledger.entries (pot)": 3,
    "ledger.entry (pot_opened)": 6,
    "ledger.entry (receipt)": 6,
    "ledger.entry (pledge_offered)": 6,
    "ledger.entry (pledge_confirmed)": 6,
    "ledger.entry (pledge_received)": 6,
    "ledger.entry (pledge_condition_met)": 6,
    "ledger.entry (pledge_withdrawn)": 6,
    "ledger.entry (pledge_lost)": 6,
    "ledger.entry (ratification)": 7,
    "ledger.entry (cover)": 7,
    "ledger.entry (award)": 7,
    "ledger.entry (payment_prepared)": 7,
    "ledger.entry (payment)": 7,
    "ledger.entry (payment_refused)": 7,
    "ledger.entry (return)": 7,
    "ledger.entry (cancellation)": 7,
    "ledger.entry (delivery)": 7,
    "ledger.entry (reversal)": 6,
    "ledger.reverse": 4,
    "ledger.verify": 3,
    "ledger.entry_proof": 7,
    "ledger.entry_proof_file": 6,
    "ledger.entry (spend)": 7,
    "ledger.award_paying": 9,
    "ledger.add_payee": 3,
    "ledger.change_payee": 4,
    "ledger.prepare_run": 8,
    "ledger.run": 9,
    "ledger.limits_": 5,
    "ledger.record_failure": 3,
    "ledger.check_voucher": 1,
    "ledger.spends": 10,
    "ledger.record_spend": 10,
    "ledger.spend_photo": 4,
    "ledger.funders": 3,
    "ledger.funder_address": 2,
    **ledger_records.PAGES,
}


def addresses(world: World, entries: dict[EntryKind, str]) -> dict[str, dict[str, str]]:
    """The same for the ledger; `entries` has one of each kind."""
    fund, award = {"fund_id": world.funds[0]}, {"award_id": world.awards[0]}
    return {
        "ledger.funds": {},
        "ledger.fund": fund,
        "ledger.add_funder": fund,
        "ledger.open_pot": fund,
        "ledger.ideas_known": fund,
        "ledger.idea_known": {"idea_id": world.sent[0]},
        "ledger.record_receipt": fund,
        "ledger.offer_pledge": fund,
        **{
            f"ledger.pledge ({stage})": {"pledge_id": pledge_id}
            for stage, pledge_id in world.pledges.items()
        },
        "ledger.award": award,
        "ledger.prepare_payment": award,
        "ledger.record_return": award,
        "ledger.record_delivery": award,
        "ledger.cancel": award,
        "ledger.ratifications": {},
        "ledger.ratification": {"day_id": world.empty_days[0]},
        "ledger.cover": {"award_id": world.at_risk},
        "ledger.payments_waiting": {},
        **{
            f"ledger.payment ({stage})": {"payment_id": payment_id}
            for stage, payment_id in world.payments.items()
        },
        "ledger.entries": {},
        "ledger.entries (fund)": {"fund": world.funds[0]},
        "ledger.entries (pot)": {"pot": world.pots[0]},
        **{
            f"ledger.entry ({kind})": {"entry_id": entries[kind]}
            for kind in EntryKind
            if kind is not EntryKind.KEY_CHANGED
        },
        "ledger.reverse": {"entry_id": entries[EntryKind.AWARD]},
        "ledger.verify": {},
        "ledger.entry_proof": {"entry_id": entries[EntryKind.AWARD]},
        "ledger.entry_proof_file": {"entry_id": entries[EntryKind.AWARD]},
        "ledger.award_paying": award,
        "ledger.add_payee": award,
        "ledger.change_payee": {"payee_id": world.payee},
        "ledger.prepare_run": fund,
        "ledger.run": {"run_id": world.run},
        "ledger.limits_": fund,
        "ledger.record_failure": {"payment_id": world.payments["paid"]},
        "ledger.check_voucher": {},
        "ledger.spends": award,
        "ledger.record_spend": award,
        "ledger.spend_photo": {"spend_id": world.spend},
        "ledger.funders": {},
        "ledger.funder_address": {"funder_id": world.funder},
        **ledger_records.addresses(world),
    }
