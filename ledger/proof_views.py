"""The page that proves one entry under a signed head, and the file of it."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from ledger.blueprint import ENTRY_READERS, bp
from ledger.forms_proof import KeptForm
from ledger.proof_limit import may_prove, too_many
from ledger.rules.canonical import Unsealable
from ledger.rules.kept import read_kept
from ledger.store import proving
from makeithappen.core.access import allow
from makeithappen.core.db import reading, reading_afresh
from makeithappen.core.signatures import signed

NUMBER_DIGITS_MAX = 9


@bp.get("/entries/<entry_id>/proof")
@allow(*ENTRY_READERS)
def entry_proof(entry_id: str) -> Any:
    """That this entry is under a head: its way up to the root, hash by hash."""
    if not may_prove():
        return too_many()
    found = proving.prove_entry(reading(), entry_id, _number())
    return _page(found, KeptForm(formdata=None))


@bp.get("/entries/<entry_id>/proof.json")
@allow(*ENTRY_READERS)
def entry_proof_file(entry_id: str) -> Any:
    """The same as a file for verify_ledger.py."""
    if not may_prove():
        return too_many()
    found = proving.prove_entry(reading(), entry_id, _number())
    name = f"attachment; filename=entry-{found.position}-under-{found.head.head.number}.json"
    headers = {"Content-Disposition": name}
    return Response(found.file(), content_type="application/json", headers=headers)


@bp.post("/entries/<entry_id>/proof/kept")
@allow(*ENTRY_READERS)
def entry_under_kept(entry_id: str) -> Any:
    """Whether this entry is under a head that somebody kept, hash by hash. Nothing is written."""
    form, found = KeptForm(), None
    if not may_prove():
        return too_many()
    session = reading_afresh()
    if form.validate_on_submit():
        try:
            kept = read_kept(form.text, signed)
            found = proving.prove_under_kept(session, entry_id, kept)
            if found is None:
                form.add_error(_("This entry is younger than the fingerprint that you kept."))
        except Unsealable:
            form.add_error(_("This is not a fingerprint as it was signed."))
    if found is None:
        return _page(proving.prove_entry(session, entry_id), form), 400
    return _page(found, form, is_kept=True)


def _page(proof: proving.EntryProof, form: KeptForm, *, is_kept: bool = False) -> str:
    shown = {"proof": proof, "form": form, "is_kept": is_kept}
    return render_template("ledger/proof.html", heads=proving.heads(reading()), **shown)


def _number() -> int | None:
    typed = request.args.get("head", "")
    whole = typed.isascii() and typed.isdigit() and len(typed) <= NUMBER_DIGITS_MAX
    return int(typed) if whole else None
