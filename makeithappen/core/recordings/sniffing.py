"""What a file looks like from its first bytes; its name and what the browser says don't count."""

from __future__ import annotations

from enum import StrEnum

HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})


class Looks(StrEnum):
    """What a file may be."""

    PICTURE = "picture"
    HEIC = "heic"
    ISO = "iso"
    MATROSKA = "matroska"
    OGG = "ogg"
    WAV = "wav"
    NOTHING = "nothing"


def looks_like(head: bytes) -> Looks:
    """What these first bytes of a file promise. `head` is some 64 bytes."""
    if head[4:8] == b"ftyp":
        is_heic = head[8:12] in HEIC
        return Looks.HEIC if is_heic else Looks.ISO
    if head[:4] == b"RIFF" and head[8:12] != b"WEBP":
        return Looks.WAV
    starts = {
        Looks.PICTURE: (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"GIF87a", b"GIF89a"),
        Looks.MATROSKA: (b"\x1a\x45\xdf\xa3",),
        Looks.OGG: (b"OggS",),
    }
    return next((kind for kind, first in starts.items() if head.startswith(first)), Looks.NOTHING)
