"""The head over what a day gave: on its results, in its bundle, in the mail to its funders."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Flask

from ledger import store as ledger
from ledger.rules.kept import only_head, read_kept
from ledger.store import funder_addresses
from makeithappen import awarding, heads
from makeithappen.core.db import reading
from makeithappen.core.outbox import waiting
from makeithappen.core.signatures import signed
from panels import store
from tests.integration.panels.given import a_decided_day
from tests.support.visitor import Visitor


def test_a_head_leaves_with_the_day(
    app: Flask, enter: Callable[..., Visitor], visitor: Visitor
) -> None:
    day = a_decided_day(app, enter)
    with day.writing() as (session, at):
        by = ledger.By("test", at, "address")
        for funder in ledger.funders(session):
            funder_addresses.put_address(session, by, funder.funder_id, "one@funders.example")
        found = store.load_day(session, day.day_id)
        assert heads.head_of_day(session, found) is None
        awarding.read_back_day(session, day.day_id, actor_id=day.chair.person_id, at=at)
    address = f"{day.address}/results"
    with day.writing() as (session, at):
        awarding.confirm_day(session, day.day_id, actor_id=day.members[0].person_id, at=at)
    with app.app_context():
        head = heads.head_of_day(reading(), store.load_day(reading(), day.day_id))
        [letter] = waiting(reading())
        reading().rollback()
    assert head is not None
    assert (letter.to, "A panel's day was confirmed." in letter.body) == (
        "one@funders.example",
        True,
    )
    assert read_kept(only_head(letter.body), signed) == read_kept(head.file, signed)
    page = day.chair.open(address)
    shown = (head.root, head.aloud, head.key_id, f"/proof/heads/{head.number}", "mih-qr")
    assert [one for one in shown if one not in page.html] == []
    own = visitor.open(f"/proof/heads/{head.number}")
    assert [one for one in shown[:3] if one not in own.html] == []
    assert visitor.open("/proof/heads/999").status == 404
    with day.writing() as (session, at):
        store.tell(session, day.day_id, actor_id=day.chair.person_id, at=at)
    bundle = json.loads(visitor.open(f"/results/{day.day_id}/bundle.json").html)
    assert bundle["head"] == json.loads(head.file)
