"""Files that are two things at once: a picture that is a page, an archive or a program as well.

That there is more in a file than a picture means nothing: phones add a short film, a second or
small picture, remarks. So what is looked for is what another program would read the file as. All
bytes are looked at; signs are so long that coded sound and pictures hold none by chance.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

PIECE, OVERLAP = 1_000_000, 100
TAIL = 262_300
"""The last entry of a ZIP's directory begins at most so far from the end: three fields of 64 KB, a
remark of 64 KB, and what is fixed."""
TEXT = rb"[\t\r\n -~]{12}"
SIGNS = tuple(
    re.compile(sign)
    for sign in (
        rb"<(?i:script|html|svg|body|iframe)[\s/>]" + TEXT,
        rb"<!(?i:doctype)\s+(?i:html|svg)",
        rb"<\?(?i:php)\s" + TEXT,
        rb"__HALT_COMPILER\(\)",  # what PHP looks for in its archives
        rb"%PDF-\d\.\d",
        rb"#!\s?/(?:usr/)?bin/",
        rb"\x7fELF[\x01\x02][\x01\x02]\x01",
        rb"PE\0\0(?:\x4c\x01|\x64\x86|\x64\xaa)[\x01-\x60]\0",
        rb"\xcf\xfa\xed\xfe[\x07\x0c]\0\0\x01",
        rb"Rar!\x1a\x07[\0\x01]",
        rb"7z\xbc\xaf\x27\x1c\0[\x02-\x04]",
    )
)
SCRIPTS = (b"\xff\xd8\xff\xe0/*", b"GIF87a/*", b"GIF89a/*")
"""A picture whose first length opens a remark of JavaScript: no camera writes one of 12,074."""


def is_two_things(file: BinaryIO) -> bool:
    """Whether a sound, film or picture can be read as something else. Looks at it in pieces."""
    file.seek(0)
    head = file.read(512)
    if head.startswith(SCRIPTS) or head[257:262] == b"ustar":
        return True
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - TAIL))
    return _ends_as_zip(file.read(TAIL)) or any(
        sign.search(piece) for piece in _pieces(file) for sign in SIGNS
    )


def _ends_as_zip(tail: bytes) -> bool:
    """A ZIP is read from its end: a directory of files, then where it began."""
    return 0 <= tail.find(b"PK\1\2") < tail.rfind(b"PK\5\6")


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """The whole file in pieces; each begins with the end of the one before."""
    file.seek(0)
    before = b""
    while piece := file.read(PIECE):
        yield before + piece
        before = piece[-OVERLAP:]
