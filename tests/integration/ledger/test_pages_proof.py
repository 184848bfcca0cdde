"""Proofs on pages: an entry under a head, all heads as files, and a kept head checked in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from flask import Flask

from ledger import store
from ledger.exports import verify_ledger
from ledger.exports.verify_ledger import Kept, prove
from ledger.proof_limit import LIMIT
from ledger.rules.proofs import is_consistent
from makeithappen.core.access import Role
from makeithappen.core.limits import within_limit
from tests.integration.ledger.given import Books, two_pots
from tests.integration.ledger.tampering import tampering
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]


def entry_id(books: Books, position: int) -> str:
    lines = books.read(lambda session: store.entry_lines(session, limit=100))
    return next(line.entry.id for line in lines if line.position == position)


def body(visitor: Visitor, path: str) -> str:
    return visitor.client.get(path).get_data(as_text=True)


def test_an_entry_is_proven_on_a_page_and_by_a_file(
    app: Flask, enter: Enter, tmp_path: Path
) -> None:
    books = two_pots(app)
    auditor, own = enter(Role.AUDITOR), entry_id(books, 3)
    page = auditor.open(f"/ledger/entries/{own}")
    assert "Prove that this entry is under it" in page.text
    page = auditor.open(f"/ledger/entries/{own}/proof?head=6")
    assert "It does: this entry is under the fingerprint that was signed on" in page.text
    head_file, proof_file = tmp_path / "head.json", tmp_path / "proof.json"
    head_file.write_text(body(auditor, "/proof/heads/6.json"))
    text = body(auditor, f"/ledger/entries/{own}/proof.json?head=6")
    proof_file.write_text(text)
    kept = Kept(head_file)
    assert prove(proof_file, kept) == []
    proof = json.loads(text)
    for name, value in (("position", 4), ("head", 5), ("path", proof["path"][:-1])):
        proof_file.write_text(json.dumps(proof | {name: value}))
        assert prove(proof_file, kept), name
    changed = proof["entry"] | {"fund_id": "fund-2"}
    proof_file.write_text(json.dumps(proof | {"entry": changed}))
    assert prove(proof_file, kept) == [
        (0, "proof", "the entry is not under this head at this place")
    ]
    for wrong in ("head=2", "head=999"):
        assert auditor.client.get(f"/ledger/entries/{own}/proof?{wrong}").status_code == 404
    assert auditor.client.get("/ledger/entries/nobody/proof").status_code == 404


def test_a_kept_head_is_checked_in_words(app: Flask, visitor: Visitor, enter: Enter) -> None:
    books = two_pots(app)
    last = books.kept().head.number
    assert f"Number {last}" in visitor.open("/proof/heads").text
    kept = body(visitor, f"/proof/heads/{last}.json")
    assert visitor.client.get("/proof/heads/99.json").status_code == 404
    assert visitor.client.get("/proof/verify_ledger.py").get_data() == (
        Path(verify_ledger.__file__).read_bytes()
    )
    old, new = (json.loads(body(visitor, f"/proof/heads/{n}.json"))["head"] for n in (3, last))
    grown = json.loads(body(visitor, f"/proof/heads/3-to-{last}.json"))
    sizes = (grown["old_size"], old["root"], grown["new_size"], new["root"])
    assert is_consistent(*sizes, grown["path"])
    assert visitor.client.get(f"/proof/heads/{last}-to-3.json").status_code == 404
    assert visitor.client.get("/proof/heads/3-to-99.json").status_code == 404
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=7)
    page = enter(Role.AUDITOR).send("/proof/check", kept=kept)
    assert f"It fits. Nothing was changed in the {last} entries" in page.text
    page = visitor.send("/proof/check", kept=kept.replace('"size":', '"size":1'))
    assert "This is not a fingerprint as it was signed." in page.text
    newest = body(visitor, f"/proof/heads/{last + 1}.json")
    with tampering(app) as tamperer:
        tamperer.update("seals", tamperer.rows("seals")[0], content_hash="0" * 64)
        page = visitor.send("/proof/check", kept=newest)
        assert "It does not fit: the ledger was written anew" in page.text
        tamperer.delete("heads", tamperer.rows("heads")[-1])
        page = visitor.send("/proof/check", kept=newest)
        assert "Its end was cut off." in page.text


def test_an_entry_is_proven_under_a_head_that_somebody_kept(app: Flask, enter: Enter) -> None:
    books = two_pots(app)
    auditor, own = enter(Role.AUDITOR), entry_id(books, 3)
    kept, before = (body(auditor, f"/proof/heads/{number}.json") for number in (4, 2))
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=7)
    page, to = f"/ledger/entries/{own}/proof", "/proof/kept"
    mail = f"Hello,\n\nkeep this:\n{kept}\nThank you.\n"
    for typed in ({"kept": mail}, {"file": (BytesIO(kept.encode()), "head-4.json")}):
        said = auditor.send(page, to=to, **typed)
        assert "It does, with the fingerprint that you kept" in said.text
    wrong = {
        before: "This entry is younger than the fingerprint that you kept.",
        kept.replace('"size":', '"size":1'): "This is not a fingerprint as it was signed.",
        "": "Choose your file, or put in what stands in it",
    }
    for typed, sentence in wrong.items():
        said = auditor.send(page, to=to, kept=typed)
        assert (said.status, sentence in said.text) == (400, True)
    with tampering(app) as tamperer:
        tamperer.update("seals", tamperer.rows("seals")[0], content_hash="0" * 64)
        said = auditor.send(page, to=to, kept=kept)
        assert "It does not come to the fingerprint that you kept" in said.text


def test_proofs_are_given_so_often_an_hour(app: Flask, enter: Enter) -> None:
    books = two_pots(app)
    auditor, own = enter(Role.AUDITOR), entry_id(books, 3)
    kept = body(auditor, "/proof/heads/3.json")
    with app.app_context():
        while within_limit("proof", "127.0.0.1", **LIMIT):
            pass
    why = "That is a lot of proofs in one hour."
    page = f"/ledger/entries/{own}/proof"
    for path in (page, f"{page}.json", "/proof/heads/2-to-3.json"):
        found = auditor.open(path)
        assert (found.status, why in found.text) == (429, True)
    found = auditor.send("/proof/check", kept=kept)
    assert (found.status, why in found.text) == (429, True)
    assert auditor.client.get("/proof/heads/3.json").status_code == 200


def test_a_changed_key_has_a_page(app: Flask, enter: Enter) -> None:
    books = two_pots(app)
    own = books.rotate()
    page = enter(Role.AUDITOR).open(f"/ledger/entries/{own}")
    assert "Signing key changed" in page.text


def test_a_number_that_no_head_can_have_is_not_there(app: Flask, visitor: Visitor) -> None:
    two_pots(app)
    most = "9" * 30
    for path in (f"heads/{most}.json", f"heads/1-to-{most}.json", f"heads/{most}-to-1.json"):
        assert visitor.client.get(f"/proof/{path}").status_code == 404
