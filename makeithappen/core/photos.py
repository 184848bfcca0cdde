"""Photos that people send: decoded and drawn anew, so that nothing else in the file stays.

The header is looked at before any pixel is decoded, so a small file that claims to be a huge
picture costs nothing. What is kept is a JPEG of our own: no place, no thumbnail, no second file.
Of pictures that move, the first is kept.
"""

from __future__ import annotations

import io
from enum import StrEnum

from PIL import Image, ImageOps, UnidentifiedImageError

from makeithappen.core.two_things import is_two_things

BYTES_MAX = 10_000_000
PIXELS_MAX, STEPWISE_PIXELS_MAX, JPEG_PIXELS_MAX = 12_500_000, 25_000_000, 64_000_000
"""As many as take less than 200 MB: a JPEG gets smaller while it is decoded."""
EDGE_MAX = 2_000
KINDS = ("JPEG", "PNG", "WEBP", "GIF")


class Flaw(StrEnum):
    """Why a photo is not taken."""

    TOO_LARGE = "too large"
    UNREADABLE = "unreadable"
    TWO_THINGS = "two things"
    """It is something else as well: a page, an archive, a program."""


class BadPhoto(ValueError):
    """The file is no photo that can be taken."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(str(flaw))
        self.flaw = flaw


def clean_photo(data: bytes) -> bytes:
    """The same picture as a fresh JPEG, upright, at most 2,000 pixels long. Raises BadPhoto."""
    if len(data) > BYTES_MAX:
        raise BadPhoto(Flaw.TOO_LARGE)
    try:
        with Image.open(io.BytesIO(data), formats=KINDS) as photo:
            _check_size(photo)
            if is_two_things(io.BytesIO(data)):
                raise BadPhoto(Flaw.TWO_THINGS)
            photo.draft("RGB", (EDGE_MAX, EDGE_MAX))
            return _drawn(photo)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPhoto(Flaw.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, BadPhoto):
            raise
        raise BadPhoto(Flaw.UNREADABLE) from error


def _check_size(photo: Image.Image) -> None:
    width, height = photo.size
    most = PIXELS_MAX
    if photo.format in {"JPEG", "MPO"}:  # the second is a JPEG with more pictures behind it
        most = STEPWISE_PIXELS_MAX if "progressive" in photo.info else JPEG_PIXELS_MAX
    if width * height > most:
        raise BadPhoto(Flaw.TOO_LARGE)


def _drawn(photo: Image.Image) -> bytes:
    photo.thumbnail((EDGE_MAX, EDGE_MAX))  # first, so that all copies are small
    upright = ImageOps.exif_transpose(photo)
    plain = Image.new("RGB", upright.size, "white")
    shown = upright.convert("RGBA")
    plain.paste(shown, mask=shown.getchannel("A"))
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=80)
    return written.getvalue()
