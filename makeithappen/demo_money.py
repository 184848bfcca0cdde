"""The demo's money: who gave it, and what became of the awards."""

from __future__ import annotations

from datetime import date, timedelta

from ledger import store as ledger
from ledger.rules.accounts import FunderKind
from ledger.rules.entry import PaymentMethod
from ledger.rules.payee import Details
from ledger.store import funder_addresses
from makeithappen import awarding, demo_records
from makeithappen.demo_books import Books
from makeithappen.demo_data import AWARDS, DAY_HELD_ON, MARK

OTHERS_PENCE = 2_000_000
RECEIVED_ON = date(2022, 4, 1)


def raise_money(books: Books, fund_id: str, ideas: dict[str, str]) -> None:
    """The others' money lies at the bank; the council pledges on the day, idea by idea."""
    session = books.session
    others = ledger.add_funder(
        session,
        books.by("Tomasz", RECEIVED_ON),
        name="Other givers together",
        kind=FunderKind.COMMUNITY,
    )
    pot_id = ledger.open_pot(
        session,
        books.by("Tomasz", RECEIVED_ON),
        fund_id=fund_id,
        funder_id=others,
        name="The pot of the day",
        restriction=f"For ideas that the panel of parents chooses. {MARK}",
    )
    received = books.by("Tomasz", RECEIVED_ON)
    ledger.receive(session, received, pot_id=pot_id, amount_pence=OTHERS_PENCE)
    council = ledger.add_funder(
        session, books.by("Tomasz", DAY_HELD_ON), name="The council", kind=FunderKind.COUNCIL
    )
    for award in AWARDS:
        pledge_id = ledger.offer_pledge_for_idea(
            session,
            books.by("Tomasz", DAY_HELD_ON),
            fund_id=fund_id,
            funder_id=council,
            idea_id=ideas[award.title],
            amount_pence=award.council_pence,
            name=f"The council, for {award.title}",
            restriction=f"Only for this idea. {MARK}",
        )
        ledger.confirm_pledge(session, books.by("Tomasz", DAY_HELD_ON), pledge_id)
        came_in = books.by("Tomasz", DAY_HELD_ON + timedelta(14))
        ledger.receive_pledge(session, came_in, pledge_id)


def spend(books: Books, fund_id: str) -> None:
    """Ratify the awards, pay them in instalments by two persons, take back what was left.

    The chair decided, so the fund holder may ratify.
    """
    session = books.session
    lines = ledger.award_lines(session, fund_id=fund_id)
    for day_id in {line.award.day_id for line in lines}:
        by = books.by("Tomasz", DAY_HELD_ON + timedelta(2))
        awarding.ratify_day(session, by, day_id)
    made_of = {made.title: line.award for line, made in zip(lines, AWARDS, strict=True)}
    for title, award in made_of.items():
        demo_records.agree(books, award, title)
    demo_records.put_on_record(books, made_of)
    council = next(one for one in ledger.funders(session) if one.name == "The council")
    noted = books.by("Tomasz", DAY_HELD_ON)
    funder_addresses.put_address(session, noted, council.funder_id, "council@demo.example")
    for line, made in zip(lines, AWARDS, strict=True):
        award_id, on = line.award.id, DAY_HELD_ON + timedelta(21)
        account = Details(f"The people of: {made.title}", "00-00-00", "12345678")
        how = {"method": PaymentMethod.BANK_TRANSFER, "typed": account}
        payee_id = ledger.put_payee(session, books.by("Tomasz", on), award_id=award_id, **how)
        for amount_pence in made.paid_pence:
            payment_id = ledger.prepare_payment(
                session,
                books.by("Tomasz", on),
                award_id=award_id,
                amount_pence=amount_pence,
                payee_id=payee_id,
            )
            ledger.approve_payment(session, books.by("Grace", on), payment_id)
            on += timedelta(60)
        if made.returned_pence:
            returned = books.by("Tomasz", on)
            ledger.record_return(
                session, returned, award_id=award_id, amount_pence=made.returned_pence
            )
        if made.delivered:
            ledger.record_delivery(session, books.by("Tomasz", on), award_id)
