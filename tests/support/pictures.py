"""Pictures as phones write them, with the place in every part that can hold one."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

from tests.support.recorded import CANARY

GPS, ORIENTATION, DESCRIPTION = 0x8825, 0x0112, 0x010E
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + CANARY + b"</x:xmpmeta>"
KINDS = ("JPEG", "PNG", "WEBP", "GIF")


def exif() -> Image.Exif:
    """The place, words, and a small picture of the same."""
    made = Image.Exif()
    made[ORIENTATION] = 6
    made[DESCRIPTION] = CANARY.decode()
    place = made.get_ifd(GPS)
    place[1], place[2] = "N", (55.0, 57.0, 12.0)
    place[3], place[4] = "W", (3.0, 11.0, 17.0)
    return made


def picture(kind: str, number: int = 0) -> bytes:
    """A small picture with everything in it that does not belong to it, and a second file."""
    made, colour = io.BytesIO(), (number % 256, 90, 200)
    with Image.new("RGB", (64 + number % 7, 48), colour) as drawn:
        more: dict[str, object] = {"exif": exif(), "xmp": XMP}
        if kind == "GIF":
            more = {"comment": CANARY}
        if kind == "PNG":
            more = {"exif": exif()}
        drawn.save(made, kind, **more)
    return made.getvalue() + b"PK\3\4" + CANARY


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that claims to be so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body
