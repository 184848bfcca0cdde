"""Where in an MP4 file the sound and pictures of a track lie, and how long they last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from makeithappen.core.recordings.iso import Box, Track, boxes
from makeithappen.core.recordings.source import BadRecording, Source, Why

Range = tuple[int, int]
"""From one place in the file to another."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds for the samples of a track where its pieces don't say otherwise."""

    duration: int
    size: int


def _column(source: Source, at: int, count: int, width: int = 4) -> Iterator[int]:
    """So many whole numbers from here on."""
    source.step(count // 8 + 1)
    data = source.read(at, count * width)
    return (int.from_bytes(data[i : i + width]) for i in range(0, len(data), width))


def _rows(source: Source, box: Box, columns: int) -> Iterator[tuple[int, ...]]:
    """The rows of a table that begins with their number."""
    numbers = _column(source, box.inner + 8, source.number(box.inner + 4, 4) * columns)
    return zip(*[numbers] * columns, strict=True)


def _sizes(source: Source, track: Track) -> tuple[int, list[int]]:
    """The one size of all samples, or each sample's own."""
    box = track.boxes.get("stsz")
    if box is None:
        raise BadRecording(Why.BROKEN)
    size, count = source.number(box.inner + 4, 4), source.number(box.inner + 8, 4)
    return size, [] if size else list(_column(source, box.inner + 12, count))


def _chunks(source: Source, track: Track) -> list[int]:
    wide = track.boxes.get("co64")
    box = wide or track.boxes.get("stco")
    if box is None:
        raise BadRecording(Why.BROKEN)
    count = source.number(box.inner + 4, 4)
    return list(_column(source, box.inner + 8, count, 8 if wide else 4))


def ranges_of(source: Source, track: Track) -> Iterator[Range]:
    """Where the samples lie that the track itself lists: chunk by chunk."""
    places = _chunks(source, track)
    if not places:
        return
    size, sizes = _sizes(source, track)
    runs = list(_rows(source, track.boxes.get("stsc") or _nothing(), 3))
    first = 0
    for index, (chunk, per_chunk, _description) in enumerate(runs):
        last = runs[index + 1][0] if index + 1 < len(runs) else len(places) + 1
        if not 1 <= chunk <= last <= len(places) + 1:
            raise BadRecording(Why.BROKEN)
        for place in places[chunk - 1 : last - 1]:
            source.step()
            end = first + per_chunk
            yield place, place + (size * per_chunk if size else sum(sizes[first:end]))
            first = end


def _nothing() -> Box:
    raise BadRecording(Why.BROKEN)


def duration_of(source: Source, track: Track) -> int:
    """How long the samples last that the track itself lists, in its own units of time."""
    rows = _rows(source, track.boxes.get("stts") or _nothing(), 2)
    return sum(count * delta for count, delta in rows)


def usual_of(source: Source, box: Box) -> tuple[int, Usual]:
    """A track's number, and what usually holds for its samples in pieces."""
    number, _description, duration, size = source.unpack(">4I", box.inner + 4)
    return number, Usual(duration, size)


def pieces(
    source: Source, moof: Box, usual: dict[int, Usual]
) -> Iterator[tuple[int, int, list[Range]]]:
    """For each track in a piece of a film: its number, how long it lasts here, and where it lies.

    The boxes of the piece have been gone through before, so only what is known is left in it.
    """
    end = moof.start
    for traf in boxes(source, moof.inner, moof.end):
        if traf.kind != "traf":
            continue
        found = list(boxes(source, traf.inner, traf.end))
        heads = [box for box in found if box.kind == "tfhd"]
        if len(heads) != 1:
            raise BadRecording(Why.BROKEN)
        number, base, own = _head(source, heads[0], usual, moof.start, end)
        duration, ranges, end = 0, list[Range](), base
        for box in found:
            if box.kind == "trun":
                lasts, run = _run(source, box, base, end, own)
                duration, end = duration + lasts, run[1]
                ranges.append(run)
        yield number, duration, ranges


def _head(
    source: Source, box: Box, usual: dict[int, Usual], moof: int, end: int
) -> tuple[int, int, Usual]:
    """Whose piece it is, from where its places are counted, and what usually holds in it."""
    flags, number = source.unpack(">2I", box.inner)
    common = usual.get(number)
    if common is None:
        raise BadRecording(Why.BROKEN)
    at, base = box.inner + 8, moof if flags & 0x20000 else end
    if flags & 0x1:
        base, at = source.number(at, 8), at + 8
    if flags & 0x2:
        at += 4
    duration, size = common.duration, common.size
    if flags & 0x8:
        duration, at = source.number(at, 4), at + 4
    if flags & 0x10:
        size = source.number(at, 4)
    return number, base, Usual(duration, size)


def _run(source: Source, box: Box, base: int, end: int, usual: Usual) -> tuple[int, Range]:
    """How long one run of samples lasts, and where it lies."""
    flags, count = source.unpack(">2I", box.inner)
    flags &= 0xFFFFFF
    at, start = box.inner + 8, end
    if flags & 0x1:
        (offset,) = source.unpack(">i", at)
        at, start = at + 4, base + offset
    if flags & 0x4:
        at += 4
    fields = [flag for flag in (0x100, 0x200, 0x400, 0x800) if flags & flag]
    numbers = list(_column(source, at, count * len(fields)))

    def total(flag: int, common: int) -> int:
        if flag not in fields:
            return common * count
        return sum(numbers[fields.index(flag) :: len(fields)])

    return total(0x100, usual.duration), (start, start + total(0x200, usual.size))
