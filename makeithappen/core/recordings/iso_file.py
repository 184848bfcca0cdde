"""A whole MP4, M4A or MOV file: which tracks stay, how long it lasts, what becomes zeros."""

from __future__ import annotations

from dataclasses import dataclass, field

from makeithappen.core.recordings.found import Found, Kind
from makeithappen.core.recordings.iso import (
    SHORT,
    Box,
    Track,
    box_at,
    empty,
    forget_times,
    read_track,
    walk,
)
from makeithappen.core.recordings.iso_samples import (
    Range,
    Usual,
    duration_of,
    pieces,
    ranges_of,
    usual_of,
)
from makeithappen.core.recordings.source import BadRecording, Source, Why


@dataclass
class Film:
    """What was found in the file so far."""

    tracks: list[Track] = field(default_factory=list[Track])
    usual: dict[int, Usual] = field(default_factory=dict[int, Usual])
    durations: dict[int, int] = field(default_factory=dict[int, int])
    data: list[Range] = field(default_factory=list[Range])
    moofs: list[Box] = field(default_factory=list[Box])


def clean_iso(source: Source) -> Found:
    """Say what it is; what it should not hold is noted to become zeros. Raises BadRecording."""
    film = Film()
    for box in _top(source):
        if box.kind == "moov":
            if film.tracks:
                raise BadRecording(Why.BROKEN)
            _read_moov(source, box, film)
        elif box.kind == "mdat":
            film.data.append((box.inner, box.end))
        elif box.kind == "moof":
            film.moofs.append(box)
        elif box.kind not in {"ftyp", "styp"} or box.end - box.start > SHORT["ftyp"]:
            empty(source, box)
    kept = {track.number: track for track in film.tracks if track.is_kept}
    _check_playable(film, kept)
    used = _used(source, film, kept)
    _wipe_rest(source, film.data, used)
    is_film = any(track.kind == "vide" for track in kept.values())
    milliseconds = max(_milliseconds(film, track) for track in kept.values())
    kind = Kind.FILM if is_film else Kind.SOUND
    return Found(kind, "video/mp4" if is_film else "audio/mp4", milliseconds)


def _top(source: Source) -> list[Box]:
    """The outermost boxes. What comes after a whole recording and is no box is cut off."""
    found: list[Box] = []
    at = 0
    while at < source.size:
        try:
            box = _outermost(source, at)
        except BadRecording:
            if not {"moov", "mdat"} <= {one.kind for one in found}:
                raise
            source.cut(at)
            break
        found.append(box)
        at = box.end
    return found


def _outermost(source: Source, at: int) -> Box:
    """An outermost box; the last one may say 0 in place of its length."""
    if source.number(at, 4) != 0:
        return box_at(source, at, source.size)
    if source.read(at + 4, 4) != b"mdat":
        raise BadRecording(Why.BROKEN)
    return Box("mdat", at, at + 8, source.size)


def _read_moov(source: Source, moov: Box, film: Film) -> None:
    heads = 0
    for _holding, box in walk(source, moov, "moov"):
        if box.kind == "mvhd":
            heads += 1
            forget_times(source, box)
        elif box.kind == "trak":
            track = read_track(source, box)
            if not track.is_kept:
                empty(source, box)
            film.tracks.append(track)
        elif box.kind == "trex":
            number, usual = usual_of(source, box)
            film.usual[number] = usual
    if heads != 1 or not film.tracks:
        raise BadRecording(Why.BROKEN)


def _check_playable(film: Film, kept: dict[int, Track]) -> None:
    """Something is left, and no film lost its pictures."""
    if not film.tracks:
        raise BadRecording(Why.BROKEN)
    if len(kept) != sum(track.is_kept for track in film.tracks):
        raise BadRecording(Why.BROKEN)
    shown = {track.is_kept for track in film.tracks if track.kind == "vide"}
    if not kept or shown == {False}:
        raise BadRecording(Why.UNPLAYABLE)


def _used(source: Source, film: Film, kept: dict[int, Track]) -> list[Range]:
    """All places that a track which stays names."""
    used: list[Range] = []
    for track in kept.values():
        used += ranges_of(source, track)
        film.durations[track.number] = duration_of(source, track)
    for moof in film.moofs:
        for _holding, _box in walk(source, moof, "moof"):
            pass
        for number, duration, ranges in pieces(source, moof, film.usual):
            if number in kept:
                film.durations[number] += duration
                used += ranges
    return used


def _wipe_rest(source: Source, data: list[Range], used: list[Range]) -> None:
    """Zeros in the place of all data that nothing names. Raises BadRecording for places outside."""
    used = sorted(one for one in used if one[0] < one[1])
    index = 0
    for start, end in sorted(data):
        at = start
        while index < len(used) and used[index][0] < end:
            first, last = used[index]
            if first < start or last > end:
                raise BadRecording(Why.BROKEN)
            source.wipe(at, first)
            at, index = max(at, last), index + 1
        source.wipe(at, end)
    if index < len(used) or not used:
        raise BadRecording(Why.BROKEN)


def _milliseconds(film: Film, track: Track) -> int:
    if track.scale == 0:
        raise BadRecording(Why.BROKEN)
    return film.durations[track.number] * 1000 // track.scale
