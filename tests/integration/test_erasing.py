"""Somebody goes for good: no word of theirs is left anywhere, and the ledger still holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, select, text, true, update

from ledger import models_erasing, store, subject_keys, verifying
from ledger.rules.conditions import ConditionKind
from ledger.rules.problems import Problem
from ledger.rules.verify_order import KEY_MISSING
from makeithappen import erasing
from makeithappen.core.access import Role
from makeithappen.core.db import Base, db, now, reading, transaction
from makeithappen.core.keys import keys
from makeithappen.core.outbox import Mail, queue_mail
from makeithappen.ideas import store as ideas
from makeithappen.people import sign_ins
from makeithappen.people import store as people
from tests.integration.ideas.given import open_round, send_ideas
from tests.integration.ledger.given import Books, two_pots
from tests.integration.ledger.tampering import tampering
from tests.integration.world import build
from tests.support.visitor import Visitor

CANARY = "canaryzwq"
PAPER = json.dumps({"degree": None, "values": {}, "comment": CANARY})
WORDS_OF_PEOPLE: dict[str, tuple[str, ...]] = {
    "answer_versions": ("words_before", "words_after"),
    "answers": ("words",),
    "follow_ups": ("words",),
    "co_authors": ("first_name",),
    "attachments": ("description", "transcript"),
    "account_changes": ("value",),
    "decisions": ("reason", "departure"),
    "invoice_words": ("words",),
    "held_words": ("words",),
    "idea_help": ("words",),
    "idea_lines": ("words",),
    "idea_children": ("words",),
    "ideas": ("what", "who_for", "contact", "contact_email", "title", "reason_words"),
    "late_sheets": ("comment",),
    "members": ("first_name",),
    "paper_entries": ("said", "reason"),
    "people": ("first_name", "email"),
    "pitches": ("title", "words", "who_for", "how_many", "drops"),
    "pledge_words": ("words",),
    "record_words": ("words",),
    "remarks": ("words",),
    "replies": ("strengths", "criterion", "reason", "would_help", "elsewhere"),
    "review_words": ("contact", "about", "words", "reply"),
    "sheet_reasons": ("reason",),
    "sheets": ("comment",),
    "sign_in_codes": ("email",),
    "spend_words": ("what", "supplier"),
    "split_ideas": ("name",),
}
WHILE_A_DAY_RUNS = {"sheet_drafts": {"answers"}, "late_sheets": {"scores"}}
"""Nobody of a running day is erased; a day's confirmation wipes these, or takes the name off."""
WORDS_OF_THE_FUND: dict[str, set[str]] = {
    "agreement_templates": {"words"},
    "areas": {"name"},
    "criteria": {"name", "question", "value_words", "written_by"},
    "criterion_versions": {"said", "written_by"},
    "days": {"name"},
    "funders": {"name"},
    "funds": {
        *("name", "purpose", "money_held_by", "money_authorised_by", "safeguarding_lead"),
        *("safeguarding_contact", "review_contact", "start_who", "start_what", "start_not"),
        *("fits", "signposts", "talk_contact"),
    },
    "ideas": {"day_name"},
    "merges": {"why"},
    "outcomes": {"name"},
    "pots": {"name", "restriction"},
    "reply_templates": {"words"},
    "restores": {"name", "reason"},
    "rounds": {"name", "criteria_words"},
    "scale_points": {"words"},
    "vote_areas": {"name"},
    "vote_options": {"title", "words"},
    "votes": {"name", "words", "close_reason"},
}
ENCRYPTED = {
    "co_authors.code_sealed",
    "comeback_codes.sealed",
    "flag_words.sealed",  # and deleted: test_safeguarding
    "idea_helpers.code_sealed",
    "kept_texts.sealed",  # and deleted with the idea, or after a day: test_keeping
    "funder_addresses.sealed",  # of the fund
    "outbox.sealed",
    "payees.sealed",  # and what is shown of it, its tail: test_erasing_awards
    "second_factors.sealed",
    "second_factors.pending",
    "sealed_links.ciphertext",
    "subject_keys.wrapped",
    "votes.sealed_key",
}
CODES = re.compile(
    r".*(_id|_by|_key|_at|_digest|_hash|_effect|_order|_link|_head)|id|kind|state|what|role|zone|"
    r"outcome|method|side|currency|degree|reveal|use|rule|lots|facts|scope|key|place|salt|about|"
    r"asks|ideas|choices|open_for|digest|signature|root|peaks|body|link|about|secret|audience|keys|month|"
    r"subject_id|recorded_month|account_kind|closes_on|value|tail|photo|recipient|owns|splits|end|"
    r"part|due_on|replaces|media_type|why|by|spent_on|unit|stage|ends_on|child_bands|"
    r"telling|consent|who|whose|channel|differs|carried_from"
)


def test_every_column_is_known_to_hold_words_of_people_or_none() -> None:
    """A new column of text must be looked at: does erasing somebody reach it?"""
    unknown = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
        and column.name not in WORDS_OF_PEOPLE.get(table.name, ())
        and column.name not in WORDS_OF_THE_FUND.get(table.name, set())
        and column.name not in WHILE_A_DAY_RUNS.get(table.name, set())
        and f"{table.name}.{column.name}" not in ENCRYPTED
        and not CODES.fullmatch(column.name)
        and f"{table.name}.{column.name}" != "changes.reason"  # one of `Reason`
    ]
    assert unknown == []


NOT_IN_THE_WORLD = {
    *("late_sheets", "paper_entries", "sheet_reasons", "pledge_words", "invoice_words")
}


def plant(session: Any, person_ids: list[str]) -> None:
    """The canary in every column that holds words of people; and in mail and codes for them."""
    for name, columns in WORDS_OF_PEOPLE.items():
        table = Base.metadata.tables[name]
        said: dict[str, Any] = {
            column: PAPER if column == "said" else CANARY
            for column in columns
            if (name, column) != ("people", "email")
        }
        real = table.c.idea_id.not_like("rehearsal-%") if name == "pitches" else true()
        if name == "record_words":  # why a fund's own books were changed stays with the fund
            real = table.c.subject_id.not_like("change-%")
        theirs = table.c.id.in_(person_ids) if name == "people" else real
        session.execute(update(table).where(theirs).values(said))
    for number, person_id in enumerate(person_ids):
        email = f"{CANARY}{number}@example.org"
        session.get_one(people.Person, person_id).email = email
        session.flush()
        sign_ins.ask_for_code(session, email=email, browser="", link_address="", at=now(session))
        queue_mail(session, to=email, subject=CANARY, body=CANARY, at=now(session))


def found_in(session: Any) -> list[str]:
    """Each column of each table that still holds the canary, mail that waits included."""
    found = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
        and any(CANARY in str(value) for value in session.scalars(select(column)))
    ]
    letters = [mail.sealed for mail in session.scalars(select(Mail)) if mail.sealed]
    opened = [keys().cipher().decrypt(sealed.encode()).decode() for sealed in letters]
    return found + [letter for letter in opened if CANARY in letter]


def test_no_word_of_anybody_is_left_in_any_table_or_file(app: Flask) -> None:
    world, _viewer = build(app, 1)
    everybody = [*world.people, *world.guests]
    with app.app_context():
        with transaction() as session:
            plant(session, everybody)
        planted = set(found_in(reading()))
        with transaction() as session:
            at = now(session)
            gone = [erasing.erase_again(session, one, at=at) for one in everybody]
            again = [erasing.erase_again(session, one, at=at) for one in everybody]
        assert (set(gone), set(again)) == ({True}, {False})
        assert found_in(reading()) == []
        erasing.wipe_log()
        own = keys()
        report = verifying.verify(
            db.engine, {own.key_id(): own.public_key()}, wrapper=own.wrapper()
        )
        assert report.problems == ()
        assert bytes_with_canary(db.engine.url.database or "") == []
    assert planted >= {
        f"{table}.{column}"
        for table, columns in WORDS_OF_PEOPLE.items()
        for column in columns
        if table not in NOT_IN_THE_WORLD
    }


def bytes_with_canary(database: str) -> list[str]:
    """On SQLite the bytes are gone from the file and its log; on PostgreSQL VACUUM does that."""
    if db.engine.dialect.name != "sqlite":
        return []
    files = [Path(database + end) for end in ("", "-wal", "-journal")]
    return [str(one) for one in files if one.exists() and CANARY.encode() in one.read_bytes()]


Enter = Callable[..., Visitor]


@pytest.fixture
def books(app: Flask) -> Books:
    return two_pots(app)


def asked(books: Books, actor: Visitor) -> str:
    """A pledge with a condition in this person's own words."""
    condition = store.Asked(ConditionKind.OTHER, words="only with a ramp")
    with books.app.app_context(), transaction() as session:
        by = store.By(actor.person_id, now(session), "asked")
        what = {"pot_id": books.pots["trust"], "amount_pence": 5, "asked": condition}
        return store.offer_pledge(session, by, **what)


def count(books: Books, table: str) -> int:
    return books.read(lambda s: s.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def checked(books: Books) -> tuple[Problem, ...]:
    with books.app.app_context():
        own = keys()
        return verifying.verify(
            db.engine, {own.key_id(): own.public_key()}, wrapper=own.wrapper()
        ).problems


def test_somebody_erases_themselves(app: Flask, enter: Enter, books: Books) -> None:
    lea = enter(Role.APPLICANT, Role.COFUNDER, first_name="Lea", email="lea@example.org")
    idea_id = send_ideas(app, open_round(app), lea.person_id)[0]
    asked(books, lea)
    assert (count(books, "subject_keys"), count(books, "pledge_words")) == (1, 1)
    page = lea.send("/me/erase")
    assert (page.status, "Tick this, or leave the page" in page.text) == (400, True)
    page = lea.send("/me/erase", sure="y")
    assert "You are erased. Nothing here leads to you any more." in page.text
    assert lea.open("/me/erase").status == 404
    assert (count(books, "subject_keys"), count(books, "pledge_words")) == (0, 0)
    with app.app_context():
        left = ideas.find_own(reading(), idea_id, lea.person_id)
        assert (left.state, left.name, left.words.contact) == ("withdrawn", "", "")
        [(subject_id, _at)] = erasing.erased(reading())
    assert subject_id == lea.person_id
    assert checked(books) == ()


def test_an_administrator_needs_a_second_person(app: Flask, enter: Enter, books: Books) -> None:
    ada, grace = enter(Role.ADMINISTRATOR), enter(Role.APPROVER)
    lea = enter(Role.APPLICANT, first_name="Lea")
    asked_for = ada.send(f"/people/{lea.person_id}/erase")
    assert "wants to erase Lea for good" in asked_for.text
    with app.app_context():
        [change] = people.waiting_changes(reading())
    refused = ada.send(f"/people/changes/{change.change_id}", decision="agree")
    assert refused.status == 409
    with app.app_context():
        assert people.find_person(reading(), lea.person_id).first_name == "Lea"
    grace.send(f"/people/changes/{change.change_id}", decision="agree")
    with app.app_context():
        assert erasing.erased(reading())[0][0] == lea.person_id
    assert lea.open("/me").status == 404
    assert checked(books) == ()


def test_money_that_is_owed_keeps_somebody_here(app: Flask, enter: Enter, books: Books) -> None:
    lea = enter(Role.APPLICANT, first_name="Lea")
    idea_id = send_ideas(app, open_round(app), lea.person_id)[0]
    award_id = books.award(idea_id, 5_000)
    before = count(books, "entries")
    page = lea.send("/me/erase", sure="y")
    assert (page.status, "£50 is promised and not paid yet." in page.text) == (409, True)
    assert count(books, "entries") == before
    books.pay(award_id, 5_000)
    assert lea.send("/me/erase", sure="y").status == 200
    office = enter(Role.APPLICANT, Role.CHAIR)
    assert "holds an office here" in office.send("/me/erase", sure="y").text


def test_a_key_goes_only_with_its_person(app: Flask, enter: Enter, books: Books) -> None:
    lea = enter(Role.COFUNDER)
    asked(books, lea)
    with (
        pytest.raises(Exception, match="kept until erased"),
        app.app_context(),
        transaction() as session,
    ):
        subject_keys.delete_key(session, lea.person_id)
    with tampering(app) as tamperer:
        [kept] = tamperer.raw.execute("SELECT wrapped FROM subject_keys").fetchall()
        tamperer.run("DELETE FROM subject_keys")
    assert checked(books) == (Problem("subject_keys", lea.person_id, KEY_MISSING),)
    wrong = {"subject_id": lea.person_id, "wrapped": f"{kept[0][:-4]}AAA="}
    with tampering(app) as tamperer:
        tamperer.insert("subject_keys", wrong)
    says = "it can't be opened with the wrapping key"
    assert checked(books) == (Problem("subject_keys", lea.person_id, says),)


def test_whoever_was_erased_gets_no_key_again(app: Flask, enter: Enter, books: Books) -> None:
    lea = enter(Role.COFUNDER)
    lea.send("/me/erase", sure="y")
    with pytest.raises(Exception, match="erased before"), app.app_context(), transaction() as s:
        subject_keys.keyed_digest(s, lea.person_id, "words")
    left = {"subject_id": lea.person_id, "wrapped": "left"}
    with tampering(app) as tamperer:
        tamperer.insert(models_erasing.SubjectKey.__tablename__, left)
    assert {problem.row for problem in checked(books)} == {lea.person_id}
