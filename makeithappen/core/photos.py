"""Photos that people send: decoded and drawn anew, so that nothing else in the file stays.

The header is looked at before any pixel is decoded, so a small file that claims to be a huge
picture costs nothing. What is kept is a JPEG of our own: no place, no thumbnail, no second file.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

BYTES_MAX = 10_000_000
PIXELS_MAX = 40_000_000
EDGE_MAX = 2_000
KINDS = ("JPEG", "PNG", "WEBP")


class BadPhoto(ValueError):
    """The file is no photo that can be read, or a far too large one (`too_large`)."""

    def __init__(self, *, too_large: bool) -> None:
        super().__init__("too large" if too_large else "unreadable")
        self.too_large = too_large


def clean_photo(data: bytes) -> bytes:
    """The same picture as a fresh JPEG, upright, at most 2,000 pixels long. Raises BadPhoto."""
    if len(data) > BYTES_MAX:
        raise BadPhoto(too_large=True)
    try:
        with Image.open(io.BytesIO(data), formats=KINDS) as photo:
            width, height = photo.size
            if width * height > PIXELS_MAX:
                raise BadPhoto(too_large=True)
            photo.draft("RGB", (EDGE_MAX, EDGE_MAX))
            return _drawn(photo)
    except Image.DecompressionBombError as error:
        raise BadPhoto(too_large=True) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, BadPhoto):
            raise
        raise BadPhoto(too_large=False) from error


def _drawn(photo: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(photo)
    upright.thumbnail((EDGE_MAX, EDGE_MAX))
    plain = Image.new("RGB", upright.size, "white")
    shown = upright.convert("RGBA")
    plain.paste(shown, mask=shown.getchannel("A"))
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=80)
    return written.getvalue()
