"""WAV: chunks in one list. Only how the sound is written and the sound itself stay."""

from __future__ import annotations

from makeithappen.core.recordings.found import Found, Kind
from makeithappen.core.recordings.source import BadRecording, Source, Why

KEPT = frozenset({b"fmt ", b"fact", b"data"})
PLAIN = frozenset({1, 3})
"""Whole numbers and floats; what is packed otherwise, browsers don't play."""


def clean_wav(source: Source) -> Found:
    """Say what it is; other chunks are noted to become empty. Raises BadRecording."""
    if source.read(8, 4) != b"WAVE":
        raise BadRecording(Why.UNKNOWN)
    source.cut(min(source.size, _little(source, 4) + 8))
    at, per_second, length = 12, 0, None
    while at + 8 <= source.size:
        source.step()
        kind, size = source.read(at, 4), _little(source, at + 4)
        end = min(at + 8 + size, source.size) if kind == b"data" else at + 8 + size
        if end > source.size:
            raise BadRecording(Why.BROKEN)
        if kind == b"fmt ":
            per_second = _per_second(source, at + 8)
        elif kind == b"data":
            length = end - at - 8
        if kind not in KEPT or (kind != b"data" and size > 64):
            source.change(at, b"JUNK")
            source.wipe(at + 8, end)
        at = end + size % 2
    source.wipe(at, source.size)
    if not per_second or length is None:
        raise BadRecording(Why.BROKEN)
    return Found(Kind.SOUND, "audio/wav", length * 1000 // per_second)


def _per_second(source: Source, at: int) -> int:
    """How many bytes a second takes."""
    if int.from_bytes(source.read(at, 2), "little") not in PLAIN:
        raise BadRecording(Why.UNPLAYABLE)
    return _little(source, at + 8)


def _little(source: Source, at: int) -> int:
    return int.from_bytes(source.read(at, 4), "little")
