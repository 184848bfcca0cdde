"""The demo, on both databases: it holds the day's totals, and it proves itself."""

from __future__ import annotations

from flask import Flask

from ledger import store as ledger
from ledger import verifying
from makeithappen import demo, demo_data
from makeithappen.core.db import db, now, reading, transaction
from makeithappen.core.keys import keys
from makeithappen.public import store as public
from tests.support.visitor import Visitor


def test_the_demo_is_the_lens_day(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        with transaction() as session:
            demo.fill(session, now(session))
        summary = ledger.summary(reading())
        report = verifying.verify(db.engine, {keys().key_id(): keys().public_key()})
        register = public.awards(reading())
        reading().rollback()
    assert summary.totals.awarded_pence == 3_130_000
    by_funder = {line.funder.name: line.totals.awarded_pence for line in summary.by_funder}
    assert by_funder == {"Other givers together": 2_000_000, "The council": 1_130_000}
    assert (report.ok, report.entries, report.sealed) == (True, 63, 63)
    assert [line.status for line in register].count("delivered") == 4
    assert len(demo_data.IDEAS) == 14
    assert "Send in an idea" in visitor.open("/").text


def test_no_name_of_the_demo_is_public(app: Flask, visitor: Visitor) -> None:
    with app.app_context(), transaction() as session:
        demo.fill(session, now(session))
    pages = "".join(visitor.open(path).html for path in ("/", "/awards", "/proof"))
    names = {person.first_name for person in demo_data.PEOPLE}
    names |= {idea.first_name for idea in demo_data.IDEAS}
    assert sorted(name for name in names if f">{name}" in pages or f" {name} " in pages) == []
    assert "@demo.example" not in pages
