"""The ledger of the world of `world.py`: what came in, and what became of the awards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import sealing
from ledger import store as ledger
from ledger.rules.accounts import FunderKind
from ledger.rules.conditions import ConditionKind
from ledger.rules.entry import PaymentMethod
from ledger.rules.payee import Details
from ledger.store import funder_addresses, payees
from panels.rules.day import State
from tests.integration.world_records import agree, more_money, on_record

if TYPE_CHECKING:
    from tests.integration.world import World

IN_POTS_PENCE = 600_000
"""What lies in the fund's pots together."""


def money_in(world: World) -> None:
    """A pot of each funder in the first fund, and one in each other fund; receipts; pledges."""
    session = world.session
    given = [
        ledger.add_funder(session, world.by(), name=f"Funder {number}", kind=FunderKind.TRUST)
        for number in range(world.rows)
    ]
    for funder_id in given:
        address = f"{funder_id}@example.org"
        funder_addresses.put_address(session, world.by(), funder_id, address)
    world.funder = given[0]
    pots = [(world.funds[0], funder_id) for funder_id in given]
    pots += [(fund_id, given[0]) for fund_id in world.funds[1:]]
    for fund_id, funder_id in pots:
        ids = {"fund_id": fund_id, "funder_id": funder_id}
        pot_id = ledger.open_pot(session, world.by(), name="Pot", restriction="Any", **ids)
        pence = IN_POTS_PENCE // world.rows
        ledger.receive(session, world.by(), pot_id=pot_id, amount_pence=pence)
        ledger.reverse(
            session, world.by(), ledger.receive(session, world.by(), pot_id=pot_id, amount_pence=1)
        )
        world.pots.append(pot_id)
    for number, idea_id in enumerate(world.ideas[State.CONFIRMED]):
        offer = {"pot_id": world.pots[number], "amount_pence": 5}
        for stage in ("offered", "withdrawn"):
            world.pledges[stage] = ledger.offer_pledge(session, world.by(), **offer)
        ledger.withdraw_pledge(session, world.by(), world.pledges["withdrawn"])
        for stage in ("confirmed", "received"):
            world.pledges[stage] = _pledge(world, given[number], idea_id)
        ledger.receive_pledge(session, world.by(), world.pledges["received"])
        world.pledges["lost"] = _pledge(world, given[number], world.ideas[State.TOLD][number])
        world.may_be_lost.append(world.pledges["lost"])


def _pledge(world: World, funder_id: str, idea_id: str) -> str:
    """A pledge for one idea alone, confirmed."""
    ids = {"fund_id": world.funds[0], "funder_id": funder_id, "idea_id": idea_id}
    words = {"name": "For one idea", "restriction": "Only this idea."}
    asked = ledger.Asked(ConditionKind.OTHER, words="Only with a ramp")
    pledge_id = ledger.offer_pledge_for_idea(
        world.session, world.by(), amount_pence=5, asked=asked, **ids, **words
    )
    ledger.mark_condition_met(world.session, world.by(), pledge_id, reason="It has one.")
    ledger.confirm_pledge(world.session, world.by(), pledge_id)
    return pledge_id


def money_out(world: World) -> None:
    """Payments and returns of the first award; one day's awards are delivered, another's freed.

    Awards of the empty days wait to be ratified. Pledges for what was delivered are lost.
    """
    session, first = world.session, world.awards[0]
    for state in (State.TOLD, State.CONFIRMED):
        ledger.ratify_day(session, world.by(2), world.days[state].day_id)
    _reserve(world)
    for award_id in world.awards[: world.rows]:
        agree(world, award_id)
    more_money(world)
    on_record(world)
    for _number in range(world.rows):
        world.payments["paid"] = _prepared(world, first)
        ledger.approve_payment(session, world.by(1), world.payments["paid"])
        ledger.record_return(session, world.by(), award_id=first, amount_pence=1)
        world.payments["refused"] = _prepared(world, first)
        ledger.refuse_payment(session, world.by(), world.payments["refused"])
    told, confirmed = world.awards[: world.rows], world.awards[world.rows :]
    for number, award_id in enumerate(told):
        world.payments["waiting"] = _prepared(world, award_id, number)
        ledger.record_delivery(session, world.by(), award_id)
    for award_id in confirmed:
        ledger.cancel(session, world.by(), award_id)
    for pledge_id, award_id in zip(world.may_be_lost, told, strict=True):
        ledger.lose_pledge(session, world.by(), pledge_id)
        source = {"pot_id": world.pots[world.rows - 1], "amount_pence": 1}
        ledger.cover(session, world.by(), award_id, **source)
    world.at_risk = told[-1]
    sealing.seal_waiting(session)


def _reserve(world: World) -> None:
    """Each empty day has an award, the first of them one for each idea that is set up."""
    ideas, (first, *others) = world.ideas[State.SETUP], world.empty_days
    own = {"fund_id": world.funds[0], "round_id": world.rounds[0], "decision_digest": "d" * 64}
    pairs = [(first, idea_id) for idea_id in ideas] + [(day_id, ideas[0]) for day_id in others]
    for day_id, idea_id in pairs:
        what = {"day_id": day_id, "idea_id": idea_id, "amount_pence": 10, "asked_pence": 10}
        ledger.make_award(world.session, world.by(), ledger.Wanted(**own, **what))


def _prepared(world: World, award_id: str, person: int = 0) -> str:
    known = payees.payees_of_award(world.session, award_id)
    typed = Details("Leanne Example", "12-34-56", "12345678")
    how = {"method": PaymentMethod.BANK_TRANSFER, "typed": typed, "award_id": award_id}
    payee_id = known[0].payee_id if known else ledger.put_payee(world.session, world.by(), **how)
    what = {"award_id": award_id, "amount_pence": 100, "payee_id": payee_id}
    return ledger.prepare_payment(world.session, world.by(person), **what)
