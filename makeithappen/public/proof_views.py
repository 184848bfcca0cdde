"""Pages and files with which anybody can check the ledger; no person can be told from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, render_template

from ledger.exports import verify_ledger
from ledger.forms_proof import KeptForm
from ledger.proof_limit import may_prove, too_many, too_often
from ledger.rules.aloud import aloud
from ledger.rules.bundle import head_file
from ledger.rules.canonical import Unsealable
from ledger.rules.chain import Head
from ledger.rules.kept import read_kept
from ledger.store import proving
from makeithappen.core.access import allow_everyone
from makeithappen.core.db import reading, reading_afresh
from makeithappen.core.errors import Missing
from makeithappen.core.signatures import signed
from makeithappen.core.signing import our_public_keys
from makeithappen.public.views import bp

VERIFIER = Path(verify_ledger.__file__)


@bp.get("/proof/heads")
@allow_everyone
def proof_heads() -> Any:
    """The newest signed fingerprints, each to be kept."""
    return render_template("public/heads.html", heads=proving.heads(reading()))


@bp.get("/proof/heads/<int:number>")
@allow_everyone
def proof_head_page(number: int) -> Any:
    """One signed head, to be compared with paper. Raises Missing."""
    found = proving.find_head(reading(), number)
    if found is None:
        raise Missing(str(number))
    head = {name: getattr(found.head, name) for name in Head.__slots__}
    return render_template("public/head.html", head=head | {"aloud": aloud(found.head.root)})


@bp.get("/proof/heads/<int:number>.json")
@allow_everyone
def proof_head(number: int) -> Response:
    """One signed head as a file. Raises Missing."""
    found = proving.find_head(reading(), number)
    public_key = found and our_public_keys().get(found.head.key_id)
    if found is None or public_key is None:
        raise Missing(str(number))
    text = head_file(found.head, found.signature, public_key)
    headers = {"Content-Disposition": f"attachment; filename=head-{number}.json"}
    return Response(text, content_type="application/json", headers=headers)


@bp.get("/proof/heads/<int:old>-to-<int:new>.json")
@allow_everyone
def proof_consistency(old: int, new: int) -> Any:
    """The hashes that show that a head grew out of an older one (RFC 9162). Raises Missing."""
    first, second = (proving.find_head(reading(), number) for number in (old, new))
    if first is None or second is None:
        raise Missing(f"{old}-{new}")
    if not may_prove():
        return too_many()
    path = proving.prove_consistency(reading(), first.head, second.head)
    return {"old_size": first.head.size, "new_size": second.head.size, "path": list(path)}


@bp.get("/proof/verify_ledger.py")
@allow_everyone
def proof_verifier() -> Response:
    """The verifier itself."""
    headers = {"Content-Disposition": f"attachment; filename={VERIFIER.name}"}
    return Response(VERIFIER.read_bytes(), content_type="text/x-python", headers=headers)


@bp.get("/proof/check")
@allow_everyone
def proof_check() -> Any:
    """Ask for a head that somebody kept."""
    return _check_page(KeptForm(formdata=None))


@bp.post("/proof/check")
@allow_everyone
def check_kept() -> Any:
    """Whether the ledger leads to a head that somebody kept, in words. Nothing is written."""
    form = KeptForm()
    if not form.validate_on_submit():
        return _check_page(form), 400
    try:
        kept = read_kept(form.text, signed)
    except Unsealable:
        return _check_page(form, altered=True), 400
    if not may_prove():
        form.add_error(too_often())
        return _check_page(form), 429
    return _check_page(form, proving.answer_kept(reading_afresh(), kept))


def _check_page(
    form: KeptForm, answer: proving.KeptAnswer | None = None, *, altered: bool = False
) -> str:
    return render_template("public/check.html", form=form, answer=answer, altered=altered)
