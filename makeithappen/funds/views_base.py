"""The blueprint of the funds, and how each of its forms acts once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session

from makeithappen.core.access import Role, actor
from makeithappen.core.db import now, transaction
from makeithappen.core.forms import HouseForm
from makeithappen.core.intents import once

bp = Blueprint("funds", __name__)
READERS = (Role.ADMINISTRATOR, Role.COORDINATOR)


def write(form: HouseForm, scope: str, act: Callable[[Session, dict[str, Any]], str]) -> str:
    """Run a write once; `act` gets the session and who does it when, and returns where to go."""
    with transaction() as session:
        who = {"actor_id": actor().person_id, "at": now(session)}
        return once(
            session,
            actor_id=actor().person_id,
            scope=scope,
            key=form.intent.data,
            body=form.body(),
            act=lambda: act(session, who),
        )
