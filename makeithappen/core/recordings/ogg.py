"""Ogg with Opus, as voice messages are: one stream of pages (RFC 3533, RFC 7845).

Of its second packet, the comments, nothing stays but an empty list of the same length.
"""

from __future__ import annotations

from dataclasses import dataclass

from makeithappen.core.recordings.found import Found, Kind
from makeithappen.core.recordings.source import BadRecording, Source, Why

HEAD, RATE, UNSET = 27, 48_000, (1 << 64) - 1
POLYNOMIAL = 0x04C11DB7
COMMENTS = b"OpusTags"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it starts, where its data start and end, and what its head says."""

    start: int
    inner: int
    end: int
    lacing: bytes
    is_first: bool
    time: int
    stream: int

    @property
    def ends_packet(self) -> bool:
        """Whether a packet ends in this page."""
        return any(length < 255 for length in self.lacing)


def _page(source: Source, at: int) -> Page:
    source.step()
    head = source.read(at, HEAD)
    if head[:5] != b"OggS\0":
        raise BadRecording(Why.BROKEN)
    lacing = source.read(at + HEAD, head[26])
    inner = at + HEAD + len(lacing)
    end = inner + sum(lacing)
    if end > source.size:
        raise BadRecording(Why.BROKEN)
    time, stream = int.from_bytes(head[6:14], "little"), int.from_bytes(head[14:18], "little")
    return Page(at, inner, end, lacing, bool(head[5] & 2), time, stream)


def clean_ogg(source: Source) -> Found:
    """Say what it is; its comments are noted to become empty. Raises BadRecording."""
    first = _page(source, 0)
    head = source.read(first.inner, min(first.end - first.inner, 19))
    if head[:8] != b"OpusHead" or len(head) < 19 or first.end - first.inner > 300:
        raise BadRecording(Why.UNPLAYABLE)
    at, time = _empty_comments(source, first), 0
    while at < source.size:
        page = _page(source, at)
        if page.is_first or page.stream != first.stream:
            raise BadRecording(Why.BROKEN)
        time = time if page.time == UNSET else max(time, page.time)
        at = page.end
    skipped = int.from_bytes(head[10:12], "little")
    return Found(Kind.SOUND, "audio/ogg", max(0, time - skipped) * 1000 // RATE)


def _empty_comments(source: Source, first: Page) -> int:
    """Write an empty list over the comments, page by page; gives where the sound starts."""
    at, empty, done = first.end, COMMENTS + bytes(8), False
    if source.read(min(_page(source, at).inner, source.size), len(COMMENTS)) != COMMENTS:
        raise BadRecording(Why.BROKEN)
    while not done:
        page = _page(source, at)
        if page.is_first or page.stream != first.stream:
            raise BadRecording(Why.BROKEN)
        done = page.ends_packet
        if done and next(i for i, n in enumerate(page.lacing) if n < 255) != len(page.lacing) - 1:
            raise BadRecording(Why.BROKEN)  # the sound begins on a page of its own
        length = page.end - page.inner
        data = empty[:length].ljust(length, b"\0")
        empty = empty[length:]
        _write(source, page, data)
        at = page.end
    if empty:
        raise BadRecording(Why.BROKEN)
    return at


def _write(source: Source, page: Page, data: bytes) -> None:
    """Other data in a page, and the checksum that goes with them."""
    head = bytearray(source.read(page.start, page.inner - page.start))
    head[22:26] = bytes(4)
    head[22:26] = _checksum(bytes(head) + data).to_bytes(4, "little")
    source.change(page.start, bytes(head) + data)


def _checksum(data: bytes) -> int:
    rest = 0
    for byte in data:
        rest = ((rest << 8) & 0xFFFFFFFF) ^ _TABLE[(rest >> 24) ^ byte]
    return rest


def _remainder(byte: int) -> int:
    rest = byte << 24
    for _bit in range(8):
        rest = (rest << 1) ^ (POLYNOMIAL if rest & 0x80000000 else 0)
    return rest & 0xFFFFFFFF


_TABLE = tuple(_remainder(byte) for byte in range(256))
