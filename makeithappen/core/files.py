"""Where files of people lie: a folder outside of what is served, behind three functions.

Names are random and given here; nobody's own file name is kept. Another place to keep files needs
these three functions and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.ids import new_token

_NAME = re.compile(r"[a-z2-7]{26}")


def _folder() -> Path:
    return current_app.extensions["settings"].files_dir


def put_file(data: bytes) -> str:
    """Keep a file, readable by the site's user only; gives its name."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = new_token(16)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(folder / name, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return name


def get_file(name: str) -> bytes:
    """A file that was kept. Raises Missing."""
    try:
        return _place(name).read_bytes()
    except OSError as error:
        raise Missing(name) from error


def delete_files(session: Session, names: Iterable[str]) -> None:
    """Delete files once this transaction is committed; they may be gone already.

    Where it is not committed they stay, with the rows that name them.
    """
    places = [_place(name) for name in names]

    def go(_session: Session) -> None:
        for place in places:
            place.unlink(missing_ok=True)

    def stay(_session: Session) -> None:
        places.clear()

    event.listen(session, "after_commit", go, once=True)
    event.listen(session, "after_rollback", stay, once=True)


def _place(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise Missing(name)
    return _folder() / name
