"""Views that need a fresh one-time code: without one nothing is written, and the form stays filled.

The code is a field of the form itself (`FreshCodeForm`, drawn by `code_field`). It is looked at
before the view; where it fails, `transaction()` refuses, and the view shows its form again with the
sentence, as with any other refusal. A proof holds for five minutes, kept with the sign-in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request
from flask_babel import (  # pyright: ignore[reportMissingTypeStubs]
    lazy_gettext as _l,  # pyright: ignore[reportUnknownVariableType]
)
from flask_login import current_user  # pyright: ignore[reportMissingTypeStubs]

from makeithappen.core.access import actor
from makeithappen.core.db import now, reading
from makeithappen.core.errors import Refused
from makeithappen.core.forms import HouseForm, OneTimeCodeField
from makeithappen.core.proof import ProofRefusal, is_fresh
from makeithappen.core.sentences import sentence

FIELD = "one_time_code"
View = TypeVar("View", bound=Callable[..., Any])
Prove = Callable[[str, str, str], None]
"""Checks a typed code: person id, sign-in token, code. Raises Refused; keeps its own counts."""


class FreshCodeForm(HouseForm):
    """A form of a view that needs a fresh code; templates draw the field with `code_field`."""

    one_time_code = OneTimeCodeField(
        _l("Code from your app"),
        description=_l("The 6 digits that your app shows now, or one of your recovery codes."),
        length_max=40,
    )

    def mark(self, refused: Refused) -> bool:
        """Put a refusal about the code at its field; says whether it was one."""
        if isinstance(refused.code, ProofRefusal):
            self.one_time_code.errors = [sentence(refused)]
        return isinstance(refused.code, ProofRefusal)

    def refuse(self, refused: Refused) -> None:
        """Say any refusal: about the code at its field, others above all fields."""
        if not self.mark(refused):
            self.add_error(sentence(refused))


def init_app(app: Flask, prove: Prove) -> None:
    """Name who checks codes, and let templates ask whether a code is needed."""
    app.extensions["prove"] = prove
    app.jinja_env.globals["code_state"] = code_state  # pyright: ignore[reportUnknownMemberType]


def code_state() -> str:
    """What a form has to ask for: "missing" without a factor, "fresh" or "needed" with one."""
    if not actor().has_factor:
        return "missing"
    proven_at = actor().proven_at
    if proven_at is None:
        return "needed"
    return "fresh" if is_fresh(proven_at, now(reading())) else "needed"


def fresh_code(needed: Callable[[], bool] = lambda: True) -> Callable[[View], View]:
    """Declare that a POST to a view needs a fresh code; `needed` may look at what was typed."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **named: Any) -> Any:
            if request.method == "POST" and needed():
                _prove()
            return view(*args, **named)

        return cast("View", guarded)

    return declare


def _prove() -> None:
    """Leave a refusal behind for `transaction()` unless the person has proven who they are."""
    state, typed = code_state(), request.form.get(FIELD, "").strip()
    if state == "fresh":
        return
    try:
        if state == "missing":
            raise Refused(ProofRefusal.FACTOR_MISSING)
        if not typed:
            raise Refused(ProofRefusal.FACTOR_CODE_NEEDED)
        current_app.extensions["prove"](actor().person_id, current_user.id, typed)
    except Refused as refused:
        g.unproven = refused
