"""To the result through the pages: receipts, what is missing, and who may look."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from PIL import Image

from ledger import store
from ledger.rules.entry import EntryKind
from ledger.rules.refusal import Refusal
from ledger.store import spending
from makeithappen.core.access import Role
from makeithappen.core.db import transaction
from makeithappen.core.errors import Refused
from tests.integration.ledger.given import Books, two_pots
from tests.support import two_things
from tests.support.pictures import picture
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
ON = {"spent_on__day": "2", "spent_on__month": "6", "spent_on__year": "2026"}
ON_DAY = date(2026, 6, 2)
WORDS = {"what": "Bread and milk", "supplier": "The baker", **ON}


def receipt() -> tuple[io.BytesIO, str]:
    made = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(made, "PNG")
    made.seek(0)
    return made, "../../etc/passwd.php"


def add(who: Visitor, award_id: str, amount: str, **more: object) -> Page:
    path = f"/ledger/awards/{award_id}/spends/new"
    return who.send(path, to="/spends/new", **{**WORDS, "amount": amount, **more})


def test_an_award_closes_once_all_is_accounted_for(app: Flask, enter: Enter) -> None:
    books = two_pots(app)
    award_id = books.award(amount_pence=20_000)
    books.pay(award_id, 20_000)
    morag = enter(Role.COORDINATOR)
    page = f"/ledger/awards/{award_id}/spends"
    assert "£200 is not accounted for yet." in morag.open(page).text
    without = add(morag, award_id, "120.50", photo=None)
    assert (without.status, "we need a photo of the receipt" in without.text) == (409, True)
    broken = add(morag, award_id, "120.50", photo=(io.BytesIO(b"<svg/>"), "a.jpg"))
    assert (broken.status, "no photo that we can read" in broken.text) == (409, True)
    zipped = picture("JPEG") + two_things.zipped()
    mixed = add(morag, award_id, "120.50", photo=(io.BytesIO(zipped), "a.jpg"))
    assert (mixed.status, "a photo and something else" in mixed.text) == (409, True)
    kept = add(morag, award_id, "120.50", photo=receipt())
    assert (kept.path, kept.status) == (page, 200)
    assert "£79.50 is not accounted for yet." in kept.text
    too_much = add(morag, award_id, "79.51", photo=receipt())
    assert "This is £79.51, and £79.50 is with the recipient." in too_much.text
    books.write(store.record_return, award_id=award_id, amount_pence=7_950)
    assert "All that was paid was spent or came back." in morag.open(page).text
    (line,) = books.read(lambda session: spending.spend_lines(session, award_id))
    photo = morag.client.get(f"/ledger/spends/{line.spend_id}/photo")
    assert (photo.status_code, photo.mimetype) == (200, "image/jpeg")
    assert photo.headers["Cache-Control"] == "no-store"
    for stranger in (enter(Role.APPLICANT), enter(Role.PANEL_MEMBER)):
        assert stranger.open(page).status == 404
        assert stranger.open(f"/ledger/spends/{line.spend_id}/photo").status == 404
    assert books.verify().problems == ()


def spent(books: Books) -> tuple[str, str]:
    award_id = books.award(amount_pence=20_000)
    books.pay(award_id, 20_000)
    bought = spending.Bought("Bread", "The baker", ON_DAY, b"a photo")
    what = {"award_id": award_id, "amount_pence": 15_000, "bought": bought}
    return award_id, books.write(spending.record_spend, **what)


def test_a_spend_line_is_undone_and_erased_and_all_still_verifies(app: Flask) -> None:
    books = two_pots(app)
    award_id, spend_id = spent(books)
    payment = books.read(store.payments_waiting)
    assert payment == []
    entries = books.read(lambda session: store.entries_of_award(session, award_id))
    paid = next(one.entry.id for one in entries if one.entry.kind is EntryKind.PAYMENT)
    with pytest.raises(Refused) as refused:  # what was spent can't have failed to arrive
        books.write(store.reverse, paid)
    assert refused.value.code is Refusal.EXCEEDS_PAID
    with app.app_context(), transaction() as session:
        spending.erase_spends(session, [award_id])
    (line,) = books.read(lambda session: spending.spend_lines(session, award_id))
    assert (line.spend_id, line.what, line.photo) == (spend_id, "", None)
    assert books.verify().problems == ()
    books.write(store.reverse, line.entry_id)
    assert books.read(lambda s: spending.result_of(s, award_id)).spent_pence == 0
    books.write(store.record_return, award_id=award_id, amount_pence=20_000)
    assert books.read(lambda s: spending.result_of(s, award_id)).is_closed
    assert books.verify().problems == ()
