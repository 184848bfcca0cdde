"""A file that is looked at in small pieces, and written over only once all of it is understood.

Whatever the file claims, work and memory stay bounded: no piece is larger than `PIECE_MAX`, there
are no more than `STEPS_MAX` of them, and nothing is read beyond the end.
"""

from __future__ import annotations

import io
import struct
from enum import StrEnum
from typing import BinaryIO

PIECE_MAX = 8_000_000
STEPS_MAX = 200_000
ZEROS = bytes(64 * 1024)


class Why(StrEnum):
    """Why a recording is not taken."""

    UNKNOWN = "unknown"
    """No kind of file that we take."""
    BROKEN = "broken"
    """It contradicts itself, or breaks off."""
    UNPLAYABLE = "unplayable"
    """Its sound or its pictures are written in a way that browsers don't play."""
    TWO_THINGS = "two things"
    """It is something else as well: a page, an archive, a program."""


class BadRecording(ValueError):
    """The file is no recording that we can clean."""

    def __init__(self, why: Why) -> None:
        super().__init__(str(why))
        self.why = why


class Source:
    """A file, what may be asked of it, and what is to be changed in it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, io.SEEK_END)
        self._steps = 0
        self._changes: list[tuple[int, int, bytes]] = []

    def step(self, count: int = 1) -> None:
        """Count some work. Raises BadRecording where a file asks for too much of it."""
        self._steps += count
        if self._steps > STEPS_MAX:
            raise BadRecording(Why.BROKEN)

    def read(self, at: int, length: int) -> bytes:
        """These bytes, all of them. Raises BadRecording where they are not there."""
        if not (at >= 0 and 0 <= length <= PIECE_MAX and at + length <= self.size):
            raise BadRecording(Why.BROKEN)
        self._file.seek(at)
        found = self._file.read(length)
        if len(found) != length:
            raise BadRecording(Why.BROKEN)
        return found

    def number(self, at: int, length: int) -> int:
        """A whole number of so many bytes, the largest first."""
        return int.from_bytes(self.read(at, length))

    def unpack(self, form: str, at: int) -> tuple[int, ...]:
        """Whole numbers as `struct` reads them."""
        return struct.unpack(form, self.read(at, struct.calcsize(form)))

    def change(self, at: int, data: bytes) -> None:
        """Write this there, once all is understood."""
        self._changes.append((at, at + len(data), data))

    def wipe(self, start: int, end: int) -> None:
        """Write zeros from here to there, once all is understood."""
        if start < end:
            self._changes.append((start, end, b""))

    def cut(self, end: int) -> None:
        """What comes from here on is no part of the recording."""
        self.size = end

    def apply(self) -> None:
        """Make the changes in the file itself, in the order in which they were noted."""
        for start, end, data in self._changes:
            self._file.seek(start)
            self._file.write(data)
            for at in range(start + len(data), end, len(ZEROS)):
                self._file.write(ZEROS[: min(len(ZEROS), end - at)])
        self._file.truncate(self.size)
        self._file.flush()
