"""The blueprint that the views of the ideas hang on."""

from __future__ import annotations

from flask import Blueprint

from makeithappen.core.access import actor
from makeithappen.core.keys import keys

bp = Blueprint("ideas", __name__)


def phone_who() -> str:
    """Tells a phone whose words it keeps, without saying who that is; "" for nobody yet."""
    who = actor().person_id
    return keys().keyed_digest(f"ideas.phone\n{who}")[:16] if who else ""


@bp.context_processor
def _around() -> dict[str, str]:
    return {"phone_who": phone_who()}
