"""WebM and Matroska: elements in elements (RFC 9559). What is not on the list becomes void.

Browsers write them while they record: a segment and clusters whose length nobody knew then, and no
duration. So the end of an open cluster is the next element that can't be in it, and how long it
lasts is told by the last block.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from makeithappen.core.recordings.found import Found, Kind
from makeithappen.core.recordings.source import BadRecording, Source, Why

EBML, SEGMENT, INFO, TRACKS, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
VOID, DOC_TYPE, SCALE, TRACK = 0xEC, 0x4282, 0x2AD7B1, 0xAE
NUMBER, TRACK_KIND, CODEC, ENCODINGS, CODEC_PRIVATE = 0xD7, 0x83, 0x86, 0x6D80, 0x63A2
TIMESTAMP, SIMPLE_BLOCK, GROUP, BLOCK = 0xE7, 0xA3, 0xA0, 0xA1
VIDEO, AUDIO, COLOUR, MASTERING = 0xE0, 0xE1, 0x55B0, 0x55D0
SEEK_HEAD, SEEK, CUES, CUE_POINT, CUE_PLACES = 0x114D9B74, 0x4DBB, 0x1C53BB6B, 0xBB, 0xB7
WRITERS = frozenset({0x4D80, 0x5741})
"""The names of the programs: they have to be there, so they become empty."""
KEPT: dict[int, frozenset[int]] = {
    EBML: frozenset({0x4286, 0x42F7, 0x42F2, 0x42F3, DOC_TYPE, 0x4287, 0x4285}),
    SEGMENT: frozenset({SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES}),
    SEEK_HEAD: frozenset({SEEK}),
    SEEK: frozenset({0x53AB, 0x53AC}),
    INFO: frozenset({SCALE, 0x4489, *WRITERS}),
    TRACKS: frozenset({TRACK}),
    TRACK: frozenset(
        {
            *(NUMBER, 0x73C5, TRACK_KIND, 0xB9, 0x88, 0x55AA, 0x9C, 0x23E383, CODEC, VIDEO, AUDIO),
            *(CODEC_PRIVATE, 0x56AA, 0x56BB, ENCODINGS),
        }
    ),
    VIDEO: frozenset({0xB0, 0xBA, 0x54B0, 0x54BA, 0x54B2, 0x9A, 0x53B8, COLOUR}),
    COLOUR: frozenset(
        {*range(0x55B1, 0x55BE), MASTERING},
    ),
    MASTERING: frozenset(range(0x55D1, 0x55DB)),
    AUDIO: frozenset({0xB5, 0x78B5, 0x9F, 0x6264}),
    CLUSTER: frozenset({TIMESTAMP, 0xA7, 0xAB, SIMPLE_BLOCK, GROUP}),
    GROUP: frozenset({BLOCK, 0x9B, 0xFB, 0x75A2}),
    CUES: frozenset({CUE_POINT}),
    CUE_POINT: frozenset({0xB3, CUE_PLACES}),
    CUE_PLACES: frozenset({0xF7, 0xF1, 0xF0, 0xB2, 0x5378}),
}
"""The elements that hold elements, and which of those stay."""
CODECS = {
    1: frozenset({b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG4/ISO/AVC"}),
    2: frozenset({b"A_OPUS", b"A_AAC"}),
}
PRIVATE_MAX, LEAF_MAX = 4096, 64
OUTERMOST = KEPT[SEGMENT] | {0x1254C367, 0x1941A469, 0x1043A770}
OPEN = -1
"""The length of an element whose length nobody knew."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what it is, where it starts, where what it holds starts, and where it ends."""

    kind: int
    start: int
    inner: int
    end: int


@dataclass
class Track:
    """What the elements of one track say."""

    number: int = 0
    kind: int = 0
    codec: bytes = b""

    @property
    def is_kept(self) -> bool:
        """Whether this is sound or pictures that can be played."""
        return self.codec in CODECS.get(self.kind, frozenset())


@dataclass
class Film:
    """What was found in the file so far."""

    scale: int = 1_000_000
    tracks: list[Track] = field(default_factory=list[Track])
    at: int = 0
    first: int | None = None
    last: int = 0


def _vint(source: Source, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """A number that says itself how long it is, and where it ends."""
    first = source.number(at, 1)
    width = 9 - first.bit_length()
    if width > (4 if keep_mark else 8):
        raise BadRecording(Why.BROKEN)
    number = source.number(at, width)
    if not keep_mark:
        number -= 1 << (7 * width)
        if number == (1 << (7 * width)) - 1:
            number = OPEN
    return number, at + width


def _element(source: Source, at: int, end: int) -> Element:
    source.step()
    kind, place = _vint(source, at, keep_mark=True)
    size, inner = _vint(source, place, keep_mark=False)
    if size == OPEN:
        if kind not in {SEGMENT, CLUSTER}:
            raise BadRecording(Why.BROKEN)
        return Element(kind, at, inner, OPEN)
    if inner + size > end:
        raise BadRecording(Why.BROKEN)
    return Element(kind, at, inner, inner + size)


def _void(source: Source, start: int, end: int) -> None:
    """Make an element a void one of the same length."""
    source.wipe(start, end)
    whole = end - start
    if whole <= 128:  # one byte for what it is, one for its length
        source.change(start, bytes((VOID, 0x80 | (whole - 2))))
    else:
        source.change(start, bytes((VOID, 1)) + (whole - 9).to_bytes(7))


def _inside(source: Source, parent: Element, end: int) -> Iterator[Element]:
    """What stays of what an element holds; the rest becomes void."""
    at = parent.inner
    while at < end:
        one = _element(source, at, end)
        if one.end == OPEN:
            raise BadRecording(Why.BROKEN)
        leaf = one.kind not in KEPT and one.kind not in {SIMPLE_BLOCK, BLOCK, CODEC_PRIVATE}
        if one.kind not in KEPT[parent.kind] or (leaf and one.end - one.inner > LEAF_MAX):
            _void(source, one.start, one.end)
        else:
            yield one
        at = one.end


def _tidy(source: Source, parent: Element) -> None:
    """Keep of an element, and of what it holds, what is on the list."""
    for one in _inside(source, parent, parent.end):
        if one.kind in KEPT:
            _tidy(source, one)


def clean_matroska(source: Source) -> Found:
    """Say what it is; what it should not hold is noted to become void. Raises BadRecording."""
    head = _element(source, 0, source.size)
    if head.kind != EBML:
        raise BadRecording(Why.UNKNOWN)
    names = [
        source.read(one.inner, one.end - one.inner).rstrip(b"\0")
        for one in _inside(source, head, head.end)
        if one.kind == DOC_TYPE
    ]
    if names not in ([b"webm"], [b"matroska"]):
        raise BadRecording(Why.UNKNOWN)
    segment = _element(source, head.end, source.size)
    if segment.kind != SEGMENT:
        raise BadRecording(Why.BROKEN)
    source.cut(source.size if segment.end == OPEN else segment.end)
    film = Film()
    _read_segment(source, segment, film)
    return _found(film)


def _read_segment(source: Source, segment: Element, film: Film) -> None:
    at = segment.inner
    while at < source.size:
        one = _element(source, at, source.size)
        if one.kind == CLUSTER:
            at = _read_cluster(source, one, film)
            continue
        if one.end == OPEN:
            raise BadRecording(Why.BROKEN)
        if one.kind == INFO:
            _read_info(source, one, film)
        elif one.kind == TRACKS:
            _read_tracks(source, one, film)
        elif one.kind in KEPT[SEGMENT]:
            _tidy(source, one)
        else:
            _void(source, one.start, one.end)
        at = one.end


def _read_info(source: Source, info: Element, film: Film) -> None:
    for one in _inside(source, info, info.end):
        if one.kind in WRITERS:
            source.wipe(one.inner, one.end)
        elif one.kind == SCALE:
            film.scale = source.number(one.inner, one.end - one.inner)


def _read_tracks(source: Source, tracks: Element, film: Film) -> None:
    if film.tracks:
        raise BadRecording(Why.BROKEN)
    for entry in _inside(source, tracks, tracks.end):
        track = Track()
        for one in _inside(source, entry, entry.end):
            _read_track_part(source, one, track)
        film.tracks.append(track)
        if not track.is_kept:
            _void(source, entry.start, entry.end)
    numbers = [track.number for track in film.tracks]
    shown = {track.is_kept for track in film.tracks if track.kind == 1}
    if not numbers or len(set(numbers)) != len(numbers):
        raise BadRecording(Why.BROKEN)
    if shown == {False} or not any(track.is_kept for track in film.tracks):
        raise BadRecording(Why.UNPLAYABLE)


def _read_track_part(source: Source, one: Element, track: Track) -> None:
    length = one.end - one.inner
    if one.kind == ENCODINGS or (one.kind == CODEC_PRIVATE and length > PRIVATE_MAX):
        raise BadRecording(Why.UNPLAYABLE)
    if one.kind == NUMBER:
        track.number = source.number(one.inner, length)
    elif one.kind == TRACK_KIND:
        track.kind = source.number(one.inner, length)
    elif one.kind == CODEC:
        track.codec = source.read(one.inner, length).rstrip(b"\0")
    elif one.kind in KEPT:
        _tidy(source, one)


def _read_cluster(source: Source, cluster: Element, film: Film) -> int:
    """Keep the blocks of the tracks that stay; gives where the cluster ends."""
    if not film.tracks:
        raise BadRecording(Why.BROKEN)
    end = source.size if cluster.end == OPEN else cluster.end
    at = cluster.inner
    while at < end:
        one = _element(source, at, end)
        if cluster.end == OPEN and one.kind in OUTERMOST:
            return at
        if one.end == OPEN:
            raise BadRecording(Why.BROKEN)
        _read_cluster_part(source, one, film)
        at = one.end
    return end


def _read_cluster_part(source: Source, one: Element, film: Film) -> None:
    if one.kind not in KEPT[CLUSTER]:
        _void(source, one.start, one.end)
    elif one.kind == TIMESTAMP:
        film.at = source.number(one.inner, one.end - one.inner)
    elif one.kind == SIMPLE_BLOCK:
        _read_block(source, one, one, film)
    elif one.kind == GROUP:
        for inner in _inside(source, one, one.end):
            if inner.kind == BLOCK:
                _read_block(source, inner, one, film)


def _read_block(source: Source, block: Element, whole: Element, film: Film) -> None:
    """Note the time of a block, or make it void where its track goes."""
    number, at = _vint(source, block.inner, keep_mark=False)
    if any(track.number == number and track.is_kept for track in film.tracks):
        (since,) = source.unpack(">h", at)
        time = film.at + since
        film.first = time if film.first is None else min(film.first, time)
        film.last = max(film.last, time)
    else:
        _void(source, whole.start, whole.end)


def _found(film: Film) -> Found:
    if film.first is None or not 1 <= film.scale <= 1_000_000_000:
        raise BadRecording(Why.BROKEN)
    milliseconds = (film.last - film.first) * film.scale // 1_000_000
    is_film = any(track.kind == 1 and track.is_kept for track in film.tracks)
    kind = Kind.FILM if is_film else Kind.SOUND
    return Found(kind, "video/webm" if is_film else "audio/webm", milliseconds)
