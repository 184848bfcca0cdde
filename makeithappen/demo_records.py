"""What the demo has on record about its awards: agreements, instalments, support, a trial; and a
pot with a rule. No money moves here, so the day's sums stay what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from ledger import store as ledger
from ledger.rules.entry import Award
from ledger.rules.records import (
    End,
    Owns,
    RecipientKind,
    Splits,
    SupportKind,
    SupportStage,
    Term,
    Unit,
)
from ledger.words_agreements import agreement_text
from makeithappen import awarding
from makeithappen.core.money import format_pence
from makeithappen.demo_books import Books
from makeithappen.demo_data import DAY_HELD_ON, FUND_NAME, MARK

AGREED_ON = DAY_HELD_ON + timedelta(10)


def open_ruled_pot(books: Books, fund_id: str, areas: Mapping[str, str]) -> None:
    """The council keeps a pot for one part of the place; nothing is in it yet."""
    council = next(one for one in ledger.funders(books.session) if one.name == "The council")
    ledger.open_pot(
        books.session,
        books.by("Tomasz", DAY_HELD_ON),
        fund_id=fund_id,
        funder_id=council.funder_id,
        name="The council, for Harbour",
        restriction=f"For ideas in Harbour. {MARK}",
        rule=ledger.Restriction(areas=frozenset({areas["Harbour"]})),
    )


def agree(books: Books, award: Award, title: str) -> None:
    """The fund holder offers an agreement, and whoever sent the idea says yes to it."""
    session, owner_id = books.session, awarding.owner_of(books.session, award.idea_id)
    settled = {"recipient": RecipientKind.GROUP, "owns": Owns.GROUP, "splits": Splits.GIVE_BACK}
    terms = [Term.RECEIPTS, Term.TELL_US]
    amount = format_pence(award.amount_pence)
    named = {"fund": FUND_NAME, "idea": title, "amount": amount}
    text = agreement_text("", **named, **settled, terms=terms)
    offered = ledger.Offered(first_id=owner_id, second_id=None, terms=terms, text=text, **settled)
    offering = books.by("Tomasz", AGREED_ON)
    agreement_id = ledger.offer_agreement(session, offering, award.id, offered)
    books.posted += 1
    said_yes = ledger.By(owner_id, books.at, f"demo:{books.posted}", AGREED_ON)
    ledger.accept_agreement(session, said_yes, agreement_id)


def put_on_record(books: Books, awards: Mapping[str, Award]) -> None:
    """Before the money goes out: instalments of two awards, support for one, a trial of another."""
    session, first = books.session, DAY_HELD_ON + timedelta(21)
    club, room = awards["Saturday breakfast club"].id, awards["A quiet room for big feelings"].id
    halves = [ledger.Part(340_000, first), ledger.Part(340_000, first + timedelta(60))]
    ledger.plan_instalments(session, books.by("Tomasz", AGREED_ON), club, halves)
    parts = [ledger.Part(400_000, first), ledger.Part(400_000, milestone="The room is painted")]
    ledger.plan_instalments(session, books.by("Tomasz", AGREED_ON), room, parts)
    stage = SupportStage.RECEIVED
    for kind, unit, quantity, words in (
        (SupportKind.IN_KIND, Unit.MEALS, 40_000, "Bread and fruit from the shops"),
        (SupportKind.HOURS, Unit.HOURS, 31_250, "Parents who cook and set the tables"),
    ):
        own = {"kind": kind, "unit": unit, "quantity": quantity, "words": words, "stage": stage}
        ledger.record_support(session, books.by("Morag", AGREED_ON), club, **own)
    cook = awards["Cook, eat, talk"].id
    asked = {"question": "Do people come back a third time?", "ends_on": date(2022, 12, 31)}
    ledger.start_trial(session, books.by("Tomasz", AGREED_ON), cook, **asked)
    learnt = "Most do, if somebody asks them. Evenings are too late for the little ones."
    ended = books.by("Tomasz", date(2023, 1, 14))
    ledger.finish_trial(session, ended, cook, end=End.ADAPT, learnt=learnt)
