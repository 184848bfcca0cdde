"""Where funders get their mail: kept encrypted, shown masked, and only ever used for letters."""

from __future__ import annotations

from contextlib import suppress

from cryptography.exceptions import InvalidTag
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.models_heads import FunderAddress
from ledger.store.writing import By
from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.keys import keys
from makeithappen.core.sealed import seal, unseal


def addresses(session: Session) -> dict[str, str]:
    """The address of each funder that has one, by funder id. One statement.

    One that does not open, since the key was lost, is left out: no day waits for a letter.
    """
    found: dict[str, str] = {}
    for funder_id, sealed in session.execute(select(FunderAddress.funder_id, FunderAddress.sealed)):
        with suppress(InvalidTag):
            found[funder_id] = unseal(keys().payees, sealed, _about(funder_id))
    return found


def put_address(session: Session, by: By, funder_id: str, address: str) -> str | None:
    """Change where a funder gets mail, "" for nowhere; gives the address before, if it is another.

    Raises Missing where there is no such funder.
    """
    if session.get(models.Funder, funder_id) is None:
        raise Missing(funder_id)
    before = addresses(session).get(funder_id, "")
    if before == address:
        return None
    session.execute(delete(FunderAddress).where(FunderAddress.funder_id == funder_id))
    if address:
        sealed = seal(keys().payees, address, _about(funder_id))
        session.add(FunderAddress(funder_id=funder_id, sealed=sealed))
    session.flush()
    what = "ledger.funder_address_changed" if address else "ledger.funder_address_removed"
    record(session, at=by.at, actor_id=by.actor_id, what=what, subject_id=funder_id)
    return before or None


def _about(funder_id: str) -> str:
    return f"address {funder_id}"
