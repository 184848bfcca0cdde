"""Small files that are two things at once, and honest ones with more in them than one picture."""

from __future__ import annotations

import io
import struct
import zipfile

from PIL import Image, ImageCms, PngImagePlugin

from tests.support import recorded
from tests.support.pictures import XMP, exif, picture

PAGE = b"<html><head></head><script>alert(document.domain)</script></html>"


def zipped(count: int = 1, remark: bytes = b"", name: str = "a.txt") -> bytes:
    """An archive of so many small files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}/{name}", "words")
        archive.comment = remark
    return made.getvalue()


def program() -> bytes:
    """The beginning of a program for Windows."""
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0\x64\x86\3\0" + bytes(100)


AFTER = {
    "a zip": zipped(),
    "a zip with a long remark": zipped(remark=b"-" * 65_535),
    "a zip of many files": zipped(6_000, name="n" * 60),
    "a zip and more": zipped() + bytes(5_000),
    "a jar": zipped(name="META-INF/MANIFEST.MF"),
    "a pdf": b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF",
    "a page": PAGE,
    "a page of few words": b"<BODY onload=alert(1)>",
    "a page by its first line": b"\n<!DOCTYPE  html>\n<p>",
    "a drawing with a script": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "php": b"<?php system($_GET['c']); ?>",
    "an archive of php": b"<?php __HALT_COMPILER(); ?>\r\n" + bytes(40) + b"GBMB",
    "a shell script": b"\n#!/bin/sh\nrm -r ~\n",
    "a program for linux": b"\x7fELF\2\1\1" + bytes(60),
    "a program for windows": program(),
    "a program for macs": b"\xcf\xfa\xed\xfe\x07\0\0\x01\3\0\0\0" + bytes(40),
    "a rar": b"Rar!\x1a\x07\x01\0" + bytes(40),
    "a 7z": b"7z\xbc\xaf\x27\x1c\0\4" + bytes(40),
}


def drawn(kind: str, **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(made, kind, **more)
    return made.getvalue()


def noted(words: str) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", words)
    return drawn("PNG", pnginfo=notes)


def script() -> bytes:
    """A JPEG whose first part is 12,074 bytes long, which begins a remark of JavaScript."""
    inner = b"JFIF\0\1\1\0\0\1\0\1\0\0"
    part = b"\xff\xe0/*" + inner.ljust(12_072 - 20, b"\0") + b"*/=alert(1);/*".ljust(20)
    return b"\xff\xd8" + part + drawn("JPEG")[20:]


def tarred() -> bytes:
    """A picture whose remark makes it an archive of tapes."""
    data = drawn("JPEG", comment=b"x" * 400)
    at = data.index(b"x" * 400)
    assert at < 257
    return data[:257] + b"ustar\x0000" + data[265:]


INSIDE = {
    "a page in a jpeg's remark": drawn("JPEG", comment=PAGE),
    "php in a png's words": noted("<?php system($_GET['c']); ?>"),
    "a page in a gif's remark": drawn("GIF", comment=PAGE),
    "a page in a webp's words": drawn("WEBP", xmp=PAGE),
    "a script": script(),
    "a tar": tarred(),
}


def several() -> bytes:
    """A JPEG of two pictures, as phones write a photo and what was in front of it."""
    made, small = io.BytesIO(), Image.new("RGB", (60, 40), "blue")
    first = Image.new("RGB", (600, 400), "red")
    first.save(made, "MPO", save_all=True, append_images=[small], exif=exif())
    return made.getvalue()


def packet() -> bytes:
    """What Adobe's programs write about a picture: XML, and no page."""
    start = b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    said = b"<dc:description>Less &lt;html&gt; and a &lt;script&gt;, I &lt;3 you</dc:description>"
    return start + XMP.replace(b"</x:", said + b"</x:") + b'<?xpacket end="w"?>'


SAMSUNG = b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1596800000000SEFHj\0\0\0" + bytes(20) + b"SEFT"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

HONEST = {
    "a photo that moves": picture("JPEG") + recorded.android(),
    "a photo that moves, of a samsung": picture("JPEG") + recorded.android() + SAMSUNG,
    "a photo and a small one": drawn("JPEG", exif=exif()) + drawn("JPEG"),
    "two in one file": several(),
    "what adobe writes": drawn("JPEG", xmp=packet()),
    "what adobe writes, in a webp": drawn("WEBP", xmp=packet()),
    "its colours": drawn("PNG", icc_profile=PROFILE),
    "a remark": drawn("GIF", comment=b"I <3 you <i>so</i> much. PK! #1 100%"),
    "an address": noted("https://example.org/?a=<b>&php=1"),
}
