"""Addresses of files: signed for one person, and worthless soon."""

from __future__ import annotations

from typing import cast

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from makeithappen.core.errors import Missing

SECONDS = 60 * 60
"""Long enough to play a film with a pause in it."""


def _signer() -> URLSafeTimedSerializer:
    key = cast(str, current_app.config["SECRET_KEY"])
    return URLSafeTimedSerializer(key, salt="address of a file")


def signature_for(thing_id: str, person_id: str) -> str:
    """What makes the address of a thing work for this person, for an hour."""
    return _signer().dumps([thing_id, person_id])


def check_signature(signature: str, thing_id: str, person_id: str) -> None:
    """Raises Missing for another's address, an old one and a made-up one."""
    try:
        said = _signer().loads(signature, max_age=SECONDS)
    except BadSignature as error:
        raise Missing(thing_id) from error
    if said != [thing_id, person_id]:
        raise Missing(thing_id)
