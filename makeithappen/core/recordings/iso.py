"""MP4, M4A and MOV: boxes in boxes (ISO 14496-12). What is not on the list here becomes zeros.

Nothing moves: a box that goes becomes an empty `free` box of the same length, so that the places
that the rest names stay right. Of the sound and pictures themselves only those bytes stay that a
track of sound or pictures names; where a phone notes its way second by second, that is in a track
of another kind. Films in pieces (`moof`), as browsers record them, are understood as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from makeithappen.core.recordings.source import BadRecording, Source, Why

KEPT: dict[str, frozenset[str]] = {
    "moov": frozenset({"mvhd", "trak", "mvex"}),
    "mvex": frozenset({"mehd", "trex"}),
    "trak": frozenset({"tkhd", "edts", "mdia"}),
    "edts": frozenset({"elst"}),
    "mdia": frozenset({"mdhd", "hdlr", "minf"}),
    "minf": frozenset({"vmhd", "smhd", "hdlr", "dinf", "stbl"}),
    "dinf": frozenset({"dref"}),
    "stbl": frozenset(
        {
            *("stsd", "stts", "ctts", "cslg", "stss", "stps", "stsc", "stsz", "stz2"),
            *("stco", "co64", "sdtp", "sgpd", "sbgp"),
        }
    ),
    "moof": frozenset({"mfhd", "traf"}),
    "traf": frozenset({"tfhd", "tfdt", "trun", "sgpd", "sbgp"}),
}
"""The boxes that hold boxes, and which of those stay."""
SHORT = {"mvhd": 132, "tkhd": 124, "mdhd": 64, "hdlr": 1024, "vmhd": 32, "smhd": 32, "ftyp": 256}
"""The most bytes of a box in which nothing long belongs."""
CODECS = {
    "vide": frozenset({"avc1", "avc3", "hvc1", "hev1", "av01", "vp08", "vp09"}),
    "soun": frozenset({"mp4a", "Opus", "alac"}),
}
IN_CODEC = frozenset(
    {
        *("avcC", "hvcC", "av1C", "vpcC", "dvcC", "dvvC", "esds", "dOps", "alac", "wave", "frma"),
        *("colr", "pasp", "clap", "btrt", "fiel", "chan", "chnl", "clli", "mdcv", "mp4a"),
    }
)
PICTURES_HEAD, SOUND_HEAD, SOUND_HEAD_QUICKTIME = 86, 36, 52


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its kind, where it starts, where what it holds starts, and where it ends."""

    kind: str
    start: int
    inner: int
    end: int


@dataclass
class Track:
    """What the boxes of one track say."""

    box: Box
    number: int = 0
    kind: str = ""
    codec: str = ""
    scale: int = 0
    boxes: dict[str, Box] = field(default_factory=dict[str, Box])

    @property
    def is_kept(self) -> bool:
        """Whether this is sound or pictures that can be played."""
        return self.codec in CODECS.get(self.kind, frozenset())


def box_at(source: Source, at: int, end: int) -> Box:
    """The box that starts here. Raises BadRecording where it does not fit."""
    source.step()
    size = source.number(at, 4)
    kind = source.read(at + 4, 4).decode("latin-1")
    inner = at + 8
    if size == 1:
        size, inner = source.number(at + 8, 8), at + 16
    if size < inner - at or at + size > end:
        raise BadRecording(Why.BROKEN)
    return Box(kind, at, inner, at + size)


def boxes(source: Source, start: int, end: int) -> Iterator[Box]:
    """The boxes from here to there, which they have to fill."""
    at = start
    while at < end:
        if end - at < 8:  # QuickTime ends some lists with a zero
            source.wipe(at, end)
            return
        box = box_at(source, at, end)
        yield box
        at = box.end


def empty(source: Source, box: Box) -> None:
    """Make a box a `free` one that holds nothing."""
    source.change(box.start + 4, b"free")
    source.wipe(box.inner, box.end)


def walk(source: Source, parent: Box, holding: str) -> Iterator[tuple[str, Box]]:
    """What stays in a box, each with the box that it is in; the rest becomes empty."""
    for box in boxes(source, parent.inner, parent.end):
        if box.kind not in KEPT[holding] or box.end - box.start > SHORT.get(box.kind, box.end):
            empty(source, box)
        else:
            yield holding, box
            if box.kind in KEPT and box.kind != "trak":
                yield from walk(source, box, box.kind)


def read_track(source: Source, box: Box) -> Track:
    """A track, and the boxes in which nothing but what is needed is left."""
    track = Track(box)
    for holding, inner in walk(source, box, "trak"):
        if inner.kind == "hdlr" and holding == "mdia":
            track.kind = source.read(inner.inner + 8, 4).decode("latin-1")
        if inner.kind == "hdlr":
            source.wipe(inner.inner + 12, inner.end)
        elif inner.kind in track.boxes:
            raise BadRecording(Why.BROKEN)
        else:
            track.boxes[inner.kind] = inner
    if not {"tkhd", "mdhd", "stsd"} <= set(track.boxes):
        raise BadRecording(Why.BROKEN)
    track.number = _forget_times(source, track.boxes["tkhd"])
    track.scale = _forget_times(source, track.boxes["mdhd"])
    if "dref" in track.boxes:
        _check_own_data(source, track.boxes["dref"])
    _read_codec(source, track)
    return track


def _forget_times(source: Source, box: Box) -> int:
    """Wipe when something was made and changed; gives the number that comes after."""
    width = 8 if source.number(box.inner, 1) == 1 else 4
    source.wipe(box.inner + 4, box.inner + 4 + 2 * width)
    if box.inner + 8 + 2 * width > box.end:
        raise BadRecording(Why.BROKEN)
    return source.number(box.inner + 4 + 2 * width, 4)


def forget_times(source: Source, box: Box) -> None:
    """Wipe when the whole recording was made."""
    _forget_times(source, box)


def _check_own_data(source: Source, dref: Box) -> None:
    """All data are in this file, and no path to another one is left."""
    for box in boxes(source, dref.inner + 8, dref.end):
        if box.kind not in {"url ", "alis"} or not source.number(box.inner, 4) & 1:
            raise BadRecording(Why.BROKEN)
        source.wipe(box.inner + 4, box.end)


def _read_codec(source: Source, track: Track) -> None:
    """How a track is written: the first entry counts, and all have to be alike."""
    stsd = track.boxes["stsd"]
    entries = list(boxes(source, stsd.inner + 8, stsd.end))
    kinds = {box.kind for box in entries}
    if len(kinds) != 1:
        return
    track.codec = kinds.pop()
    if not track.is_kept:
        return
    for box in entries:
        _clean_codec(source, box, track.kind, source.number(stsd.inner, 1))


def _clean_codec(source: Source, box: Box, kind: str, version: int) -> None:
    """Of how sound or pictures are written, keep what a player needs."""
    head = PICTURES_HEAD
    if kind == "soun":
        is_quicktime = version == 0 and source.number(box.inner + 8, 2) == 1
        head = SOUND_HEAD_QUICKTIME if is_quicktime else SOUND_HEAD
    else:
        source.wipe(box.start + 16, box.start + 32)  # who made the encoder
        source.wipe(box.start + 50, box.start + 82)  # and its name
    source.wipe(box.inner, box.inner + 6)
    for inner in boxes(source, box.start + head, box.end):
        if inner.kind not in IN_CODEC:
            empty(source, inner)
        elif inner.kind == "wave":
            for one in boxes(source, inner.inner, inner.end):
                if one.kind not in IN_CODEC:
                    empty(source, one)
