"""Recordings that people send: sound and films as phones and browsers write them.

Each kind of file has a list of what a player needs; everything else (the place, the time, the
phone, tags, small pictures, further files) is overwritten with zeros where it lies. A file that is
not understood from its first byte to its last is not taken. No byte is decoded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from makeithappen.core.recordings.found import Found, Kind
from makeithappen.core.recordings.iso_file import clean_iso
from makeithappen.core.recordings.matroska import clean_matroska
from makeithappen.core.recordings.ogg import clean_ogg
from makeithappen.core.recordings.sniffing import Looks, looks_like
from makeithappen.core.recordings.source import BadRecording, Source, Why
from makeithappen.core.recordings.wav import clean_wav
from makeithappen.core.two_things import is_two_things

__all__ = ["BadRecording", "Found", "Kind", "Looks", "Why", "clean_recording", "looks_like"]

CLEANERS: dict[Looks, Callable[[Source], Found]] = {
    Looks.ISO: clean_iso,
    Looks.MATROSKA: clean_matroska,
    Looks.OGG: clean_ogg,
    Looks.WAV: clean_wav,
}


def clean_recording(file: BinaryIO) -> Found:
    """Clean a recording where it lies, and say what it is. Raises BadRecording, changing nothing.

    The file has to be open for reading and writing.
    """
    file.seek(0)
    clean = CLEANERS.get(looks_like(file.read(64)))
    if clean is None:
        raise BadRecording(Why.UNKNOWN)
    source = Source(file)
    found = clean(source)
    if is_two_things(file):
        raise BadRecording(Why.TWO_THINGS)
    source.apply()
    return found
