"""The page that proves one entry under a signed head, and the file of it."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from ledger.blueprint import ENTRY_READERS, bp
from ledger.store import proving
from makeithappen.core.access import allow
from makeithappen.core.db import reading

NUMBER_DIGITS_MAX = 9


@bp.get("/entries/<entry_id>/proof")
@allow(*ENTRY_READERS)
def entry_proof(entry_id: str) -> Any:
    """That this entry is under a head: its way up to the root, hash by hash."""
    found = proving.prove_entry(reading(), entry_id, _number())
    return render_template("ledger/proof.html", proof=found, heads=proving.heads(reading()))


@bp.get("/entries/<entry_id>/proof.json")
@allow(*ENTRY_READERS)
def entry_proof_file(entry_id: str) -> Response:
    """The same as a file for verify_ledger.py."""
    found = proving.prove_entry(reading(), entry_id, _number())
    name = f"attachment; filename=entry-{found.position}-under-{found.head.head.number}.json"
    headers = {"Content-Disposition": name}
    return Response(found.file(), content_type="application/json", headers=headers)


def _number() -> int | None:
    typed = request.args.get("head", "")
    whole = typed.isascii() and typed.isdigit() and len(typed) <= NUMBER_DIGITS_MAX
    return int(typed) if whole else None
