"""Pressing twice is fine: a form that was sent before gives the same answer again.

A key is made when a form is shown and kept, since people press again hours later. The one exception
are forms whose keys would tell, after a secret count, who filled in what.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from makeithappen.core.db import Base
from makeithappen.core.errors import Refused
from makeithappen.core.keys import keys


class IntentRefusal(StrEnum):
    """Why a repeated form was not taken."""

    KEY_MISSING = "intent_key_missing"
    KEY_REUSED = "intent_key_reused"


class Intent(Base):
    """One form that was sent, and the address of what came of it."""

    __tablename__ = "intents"

    key: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str]
    actor_id: Mapped[str]
    body_hash: Mapped[str]
    place: Mapped[str]


# Made once: making a statement takes longer than running it.
_intents = Base.metadata.tables[Intent.__tablename__]
_CLAIMS = {
    name: kind.insert(_intents).on_conflict_do_nothing().returning(_intents.c.key)
    for name, kind in (("postgresql", postgresql), ("sqlite", sqlite))
}
_PLACE = (
    update(_intents).where(_intents.c.key == bindparam("done")).values(place=bindparam("place"))
)


def forget(session: Session, scope: str) -> None:
    """Forget who sent the forms of a scope that nobody can send any more."""
    session.execute(delete(Intent).where(Intent.scope == scope))


def place_of(session: Session, *, scope: str, key: str) -> str | None:
    """The address that a form of this scope gave when it was sent; None where it was not."""
    mine = (Intent.key == key) & (Intent.scope == scope)
    return session.scalar(select(Intent.place).where(mine))


def once(
    session: Session,
    *,
    actor_id: str,
    scope: str,
    key: str | None,
    body: str,
    act: Callable[[], str],
) -> str:
    """Run `act` once for this key and return the address that it gave.

    The same key with the same body gives the stored address again, without acting; with another
    body, scope or person it raises Refused(KEY_REUSED). Must run inside `transaction()`: the key
    and the effect are committed together or not at all.
    """
    if not key or len(key) > 80:
        raise Refused(IntentRefusal.KEY_MISSING)
    body_hash = keys().keyed_digest(f"intent\n{body}")  # keyed: few answers could be guessed
    mine = (scope, actor_id, body_hash)
    row = {"key": key, "scope": scope, "actor_id": actor_id, "body_hash": body_hash, "place": ""}
    claim = _CLAIMS[session.get_bind().dialect.name]
    if session.execute(claim, row).first() is None:
        seen = session.execute(select(Intent).where(Intent.key == key)).scalar_one()
        if (seen.scope, seen.actor_id, seen.body_hash) != mine:
            raise Refused(IntentRefusal.KEY_REUSED)
        return seen.place
    place = act()
    session.execute(_PLACE, {"done": key, "place": place})
    return place
