"""Pages and files with which anybody can check the ledger; no person can be told from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, render_template
from flask_babel import lazy_gettext
from wtforms.validators import DataRequired

from ledger.exports import verify_ledger
from ledger.rules.bundle import head_file
from ledger.rules.canonical import Unsealable
from ledger.rules.kept import read_kept
from ledger.store import proving
from ledger.verifying import signed
from makeithappen.core.access import allow_everyone
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing
from makeithappen.core.forms import HouseForm, TextAreaField
from makeithappen.core.signing import our_public_keys
from makeithappen.public.views import bp

_l: Any = lazy_gettext
VERIFIER = Path(verify_ledger.__file__)


class KeptForm(HouseForm):
    """A signed fingerprint that somebody kept."""

    kept = TextAreaField(
        _l("The file with your fingerprint"),
        description=_l("Open it in any editor, copy all of it, and put it in here."),
        validators=[DataRequired(_l("Put in what stands in your file"))],
    )


@bp.get("/proof/heads")
@allow_everyone
def proof_heads() -> Any:
    """The newest signed fingerprints, each to be kept."""
    return render_template("public/heads.html", heads=proving.heads(reading()))


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
    path = proving.prove_consistency(reading(), first.head, second.head)
    return {"old_size": first.head.size, "new_size": second.head.size, "path": list(path)}


@bp.get("/proof/verify_ledger.py")
@allow_everyone
def proof_verifier() -> Response:
    """The verifier itself."""
    headers = {"Content-Disposition": f"attachment; filename={VERIFIER.name}"}
    return Response(VERIFIER.read_bytes(), content_type="text/x-python", headers=headers)


@bp.route("/proof/check", methods=["GET", "POST"])
@allow_everyone
def proof_check() -> Any:
    """Whether the ledger leads to a head that somebody kept, in words. Nothing is written."""
    form, answer, altered = KeptForm(), None, False
    if form.validate_on_submit():
        try:
            answer = proving.answer_kept(reading(), read_kept(form.kept.data, signed))
        except Unsealable:
            altered = True
    page = render_template("public/check.html", form=form, answer=answer, altered=altered)
    return page, 400 if form.is_submitted() and answer is None else 200
