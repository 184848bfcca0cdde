"""How often one network may ask for a proof: each reads the fingerprints of all entries."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from makeithappen.core.limits import within_limit

LIMIT = {"hits_max": 120, "window_seconds": 3600}


def may_prove() -> bool:
    """Count one proof, and say whether it is within the limit."""
    return within_limit("proof", request.remote_addr or "", **LIMIT)


def too_often() -> str:
    """Why there is no proof now, and what helps."""
    return _(
        "That is a lot of proofs in one hour. Try again later, or check with verify_ledger.py on "
        "your own computer, as often as you like."
    )


def too_many() -> Any:
    """The page that says so."""
    return render_template("errors/too_many.html", why=too_often()), 429
