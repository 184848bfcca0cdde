"""A file as it came, cleaned or refused: what it holds counts, not its name."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

from flask import current_app
from werkzeug.datastructures import FileStorage

from makeithappen.config import Config
from makeithappen.core.errors import Refused
from makeithappen.core.photos import BYTES_MAX, BadPhoto, Flaw, clean_photo
from makeithappen.core.recordings import BadRecording, Looks, Why, clean_recording, looks_like
from makeithappen.ideas.attachments_store import Clean
from makeithappen.ideas.rules.attachments import (
    MEGABYTE,
    AttachmentRefusal,
    Kind,
    Limits,
    check_recording,
)

WHY = {
    Why.UNKNOWN: AttachmentRefusal.UNKNOWN,
    Why.BROKEN: AttachmentRefusal.BROKEN,
    Why.UNPLAYABLE: AttachmentRefusal.UNPLAYABLE,
    Why.TWO_THINGS: AttachmentRefusal.RECORDING_TWO_THINGS,
}
FLAWS = {
    Flaw.TOO_LARGE: AttachmentRefusal.PICTURE_TOO_LARGE,
    Flaw.UNREADABLE: AttachmentRefusal.PICTURE_UNREADABLE,
    Flaw.TWO_THINGS: AttachmentRefusal.PICTURE_TWO_THINGS,
}


def limits() -> Limits:
    """The most that a recording may have on this site."""
    config: Config = current_app.extensions["settings"]
    return Limits(config.sound_megabytes, config.film_megabytes, config.recording_minutes)


def body_bytes_max() -> int:
    """How large a form with a file may be: the largest file, and some words."""
    mine = limits()
    return max(mine.film_megabytes * MEGABYTE, BYTES_MAX) + 100_000


def take_in(sent: FileStorage) -> tuple[Clean, BinaryIO]:
    """A clean file and what it is. The file that came is changed. Raises Refused."""
    file = cast(BinaryIO, sent.stream)
    file.seek(0)
    looks = looks_like(file.read(64))
    file.seek(0)
    if looks is Looks.HEIC:
        raise Refused(AttachmentRefusal.HEIC)
    return _picture(file) if looks is Looks.PICTURE else _recording(file)


def _picture(file: BinaryIO) -> tuple[Clean, BinaryIO]:
    try:
        drawn = clean_photo(file.read(BYTES_MAX + 1))
    except BadPhoto as bad:
        raise Refused(FLAWS[bad.flaw]) from bad
    return Clean(Kind.PICTURE, "image/jpeg", len(drawn)), io.BytesIO(drawn)


def _recording(file: BinaryIO) -> tuple[Clean, BinaryIO]:
    try:
        found = clean_recording(file)
    except BadRecording as bad:
        raise Refused(WHY[bad.why]) from bad
    kind, size = Kind(found.kind), file.seek(0, io.SEEK_END)
    check_recording(kind, size, found.milliseconds, limits())
    file.seek(0)
    return Clean(kind, found.media_type, size, found.milliseconds), file
