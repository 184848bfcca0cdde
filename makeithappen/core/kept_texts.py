"""What somebody had typed when their sign-in had ended: sealed, for a day, for their browser alone.

A view declares with `@keeps_words` that people write there. Fields are kept, never a file, a code
or a token. `keeping` says when, and to whom they are shown again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import current_app, request
from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import MultiDict

from makeithappen.core.db import Base, UtcTime
from makeithappen.core.keys import keys

View = TypeVar("View", bound=Callable[..., Any])
KEPT_FOR = timedelta(days=1)
LETTERS_MAX = 40_000
"""In all fields together: more than any of these pages takes."""
NEVER_KEPT = {"csrf_token", "intent", "one_time_code", "code"}


class KeptText(Base):
    """The fields of one page, sealed. Only the cookie of its browser leads to it."""

    __tablename__ = "kept_texts"

    browser_digest: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(index=True)
    sealed: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


def keeps_words(view: View) -> View:
    """Declare that people write here: what they typed outlives their sign-in."""
    view.keeps_words = True  # type: ignore[attr-defined]
    return view


def is_writing() -> bool:
    """Whether people write on the page of this request."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "keeps_words", False)


def typed_fields() -> dict[str, list[str]]:
    """The words of the form that was sent, by field."""
    sent = request.form.to_dict(flat=False)
    return {name: said for name, said in sent.items() if name not in NEVER_KEPT}


def keep(
    session: Session, browser: str, *, idea_id: str, fields: dict[str, list[str]], at: datetime
) -> None:
    """Keep what was typed on this page, in the place of what was kept of it before."""
    sealed = keys().cipher().encrypt(json.dumps(fields).encode()).decode()
    row = {"browser_digest": _digest(browser), "place": request.path}
    session.merge(KeptText(**row, idea_id=idea_id, sealed=sealed, made_at=at))


def find(session: Session, browser: str, path: str, at: datetime) -> MultiDict[str, str] | None:
    """What this browser had typed on a page; None where nothing is kept, or not any more."""
    mine = (KeptText.browser_digest == _digest(browser)) & (KeptText.place == path)
    fresh = mine & (KeptText.made_at > at - KEPT_FOR)
    sealed = session.scalar(select(KeptText.sealed).where(fresh))
    return None if sealed is None else MultiDict(json.loads(keys().cipher().decrypt(sealed)))


def forget(session: Session, browser: str) -> None:
    """Forget what this browser had typed on this page: it is saved now."""
    mine = (KeptText.browser_digest == _digest(browser)) & (KeptText.place == request.path)
    session.execute(delete(KeptText).where(mine))


def sweep(session: Session, at: datetime) -> None:
    """Forget what was kept for too long."""
    session.execute(delete(KeptText).where(KeptText.made_at <= at - KEPT_FOR))


def _digest(browser: str) -> str:
    return keys().keyed_digest(f"kept texts\n{browser}")
