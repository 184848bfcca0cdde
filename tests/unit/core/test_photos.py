"""Photos are drawn anew: no place, no thumbnail, no second file; huge ones cost nothing."""

from __future__ import annotations

import io
import resource
import struct
import zlib

import pytest
from PIL import Image

from makeithappen.core.photos import BYTES_MAX, EDGE_MAX, BadPhoto, Flaw, clean_photo

GPS, ORIENTATION = 0x8825, 0x0112
GROWTH_MAX_KB = 50_000


def photo(kind: str, size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    made = io.BytesIO()
    mode = "RGB" if kind in {"JPEG", "MPO"} else "RGBA"
    Image.new(mode, size, "red").save(made, kind, **more)
    return made.getvalue()


def with_place() -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[2] = (55.0, 57.0, 0.0)
    exif[0x010E] = "CANARY"
    return exif


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that claims to be so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def moving() -> bytes:
    """A GIF of two pictures, red then blue, with a remark in it."""
    made = io.BytesIO()
    pictures = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    pictures[0].save(made, "GIF", save_all=True, append_images=pictures[1:], comment=b"CANARY")
    return made.getvalue()


def test_of_what_moves_the_first_picture_stays() -> None:
    assert b"CANARY" in moving()
    clean = clean_photo(moving())
    assert b"CANARY" not in clean
    with Image.open(io.BytesIO(clean)) as found:
        assert (found.format, found.size, getattr(found, "n_frames", 1)) == ("JPEG", (60, 40), 1)
        assert found.getpixel((5, 5)) == (254, 0, 0)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_stays(kind: str) -> None:
    dirty = photo(kind, exif=with_place()) + b"PK\x03\x04 a second file CANARY"
    assert b"CANARY" in dirty
    clean = clean_photo(dirty)
    with Image.open(io.BytesIO(clean)) as found:
        assert (found.format, found.size, dict(found.getexif())) == ("JPEG", (40, 60), {})
        assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"CANARY" not in clean
    assert b"Exif" not in clean


def test_a_large_photo_gets_smaller() -> None:
    with Image.open(io.BytesIO(clean_photo(photo("JPEG", (5_000, 2_500))))) as found:
        assert found.size == (EDGE_MAX, EDGE_MAX // 2)


def test_a_large_photo_of_two_pictures_is_taken_as_one_is() -> None:
    """Phones put what is in front, or how bright it is, into a second picture beside it."""
    second = Image.new("RGB", (60, 40), "blue")
    for size in ((5_712, 4_284), (9_000, 7_000)):
        made = photo("MPO", size, save_all=True, append_images=[second])
        with Image.open(io.BytesIO(clean_photo(made))) as found:
            assert (found.format, max(found.size)) == ("JPEG", EDGE_MAX)
            assert getattr(found, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"", Flaw.UNREADABLE),
        (b"<svg/>", Flaw.UNREADABLE),
        (b"GIF89a" + b"\0" * 50, Flaw.UNREADABLE),
        (photo("JPEG")[:200], Flaw.UNREADABLE),
        (photo("PNG")[:60], Flaw.UNREADABLE),
        (b"\0" * (BYTES_MAX + 1), Flaw.TOO_LARGE),
        (bomb(4_000, 4_000), Flaw.TOO_LARGE),
        (bomb(12_000, 9_000), Flaw.TOO_LARGE),
    ],
    ids=["nothing", "svg", "gif", "cut jpeg", "cut png", "bytes", "dots", "dots and a warning"],
)
def test_what_is_no_photo(data: bytes, flaw: Flaw) -> None:
    with pytest.raises(BadPhoto) as bad:
        clean_photo(data)
    assert bad.value.flaw is flaw


def test_thirty_thousand_dots_square_are_refused_without_growing() -> None:
    data = bomb(30_000, 30_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _time in range(20):
        with pytest.raises(BadPhoto) as bad:
            clean_photo(data)
        assert bad.value.flaw is Flaw.TOO_LARGE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH_MAX_KB
