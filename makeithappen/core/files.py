"""Where files of people lie: outside of what is served, in a folder or in a store that speaks S3.

Names are random and given here; nobody's own file name is kept. A file goes with the transaction
that lets it go, and one that was kept for a transaction which failed goes as well.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.ids import new_token

log = logging.getLogger("makeithappen")

PIECE_BYTES = 256 * 1024
_NAME = re.compile(r"[a-z2-7]{26}")


class Store(Protocol):
    """A place for files. `read` and `size` raise Missing for a name that is not there."""

    def put(self, name: str, file: BinaryIO) -> None:
        """Keep all of a file under a new name."""
        ...

    def size(self, name: str) -> int:
        """How many bytes it has."""
        ...

    def read(self, name: str, start: int, length: int) -> Iterator[bytes]:
        """So many bytes from `start` on, in pieces."""
        ...

    def delete(self, name: str) -> None:
        """Let it go; it may be gone already."""
        ...


class Folder:
    """A folder that the site's user alone can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, file: BinaryIO) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(self._folder / name, flags, 0o600), "wb") as kept:
            shutil.copyfileobj(file, kept, PIECE_BYTES)
            kept.flush()
            os.fsync(kept.fileno())

    def size(self, name: str) -> int:
        try:
            return (self._folder / name).stat().st_size
        except OSError as error:
            raise Missing(name) from error

    def read(self, name: str, start: int, length: int) -> Iterator[bytes]:
        try:
            file = (self._folder / name).open("rb")
        except OSError as error:
            raise Missing(name) from error
        return Part(file, start, length)

    def delete(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)


class Part:
    """A part of an open file, in pieces; closed at its end, or by who stops before."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._left = file, length
        file.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = self._file.read(max(0, min(self._left, PIECE_BYTES)))
        self._left -= len(piece)
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def close(self) -> None:
        self._file.close()


def store() -> Store:
    """Where this site keeps its files."""
    return current_app.extensions["files"]


def put_file(session: Session, file: BinaryIO) -> str:
    """Keep a file for what this transaction writes; gives its name."""
    name = new_token(16)
    store().put(name, file)
    _at_the_end(session, kept=[], lost=[name])
    return name


class Waiting:
    """A file that was kept before the transaction that speaks of it."""

    def __init__(self) -> None:
        self.name = new_token(16)
        self._lost = [self.name]

    def taken(self, session: Session) -> str:
        """Its name, for what this transaction writes: with that it stays."""
        _after(session, "after_commit", self._lost.clear)
        return self.name

    def settle(self) -> None:
        """Let it go where no transaction took it."""
        for name in self._lost:
            _delete(store(), name)


@contextmanager
def waiting(file: BinaryIO) -> Generator[Waiting]:
    """Keep a large file while nobody else has to wait; it goes again unless it is taken."""
    kept = Waiting()
    try:
        store().put(kept.name, file)
        yield kept
    finally:
        kept.settle()


def get_file(name: str) -> bytes:
    """All of a small file. Raises Missing."""
    return b"".join(store().read(_known(name), 0, file_size(name)))


def file_size(name: str) -> int:
    """How many bytes a file has. Raises Missing."""
    return store().size(_known(name))


def read_file(name: str, start: int, length: int) -> Iterator[bytes]:
    """A part of a file, in pieces. Raises Missing."""
    return store().read(_known(name), start, length)


def delete_files(session: Session, names: Iterable[str]) -> None:
    """Delete files once this transaction is committed; they may be gone already.

    Where it is not committed they stay, with the rows that name them.
    """
    _at_the_end(session, kept=[_known(name) for name in names], lost=[])


def _at_the_end(session: Session, *, kept: list[str], lost: list[str]) -> None:
    """Delete what was `kept` so far if it is committed, and what would be `lost` if it is not."""
    place = store()

    def settle(names: list[str]) -> None:
        for name in names:
            _delete(place, name)
        kept.clear()
        lost.clear()

    _after(session, "after_commit", lambda: settle(kept))
    _after(session, "after_rollback", lambda: settle(lost))


def _delete(place: Store, name: str) -> None:
    """Delete a file; what was committed stands all the same, and the log says what is left."""
    try:
        place.delete(name)
    except Exception:
        log.exception("file not deleted: %s", name)


def _after(session: Session, what: str, act: Callable[[], None]) -> None:
    def call(_session: Session) -> None:
        act()

    event.listen(session, what, call, once=True)


def _known(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Missing(name)
    return name
