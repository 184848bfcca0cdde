"""QR codes as pictures inside the page: made on the server, nothing is fetched, no script runs."""

from __future__ import annotations

import segno  # pyright: ignore[reportMissingTypeStubs]


def qr_svg(text: str) -> str:
    """A QR code of some text as inline SVG, dots only: it is safe to put into a page as it is."""
    made = segno.make(text, micro=False, error="m")
    return made.svg_inline(omitsize=True, svgclass="mih-qr", lineclass=None, light="#fff")
