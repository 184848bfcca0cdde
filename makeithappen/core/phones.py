"""Phone numbers in words of the fund or of ours, as links that a phone can call.

Words that families type never come here: what looks like a number there may be anything, and
nobody should ring it by accident. For the same reason a short number, which may be a room, a house
or a count, is a link only where the words beside it say that it is called.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_END = r"(?![\w£]|[.,:]\d|[\w.+-]*@)"
_LOCAL = r"0800[ -]?1111|\(0\d{2,4}\)(?:[ -]?\d){5,8}|0\d\d(?:[ -]?\d){7,8}"
_ABROAD = r"\+44(?: ?\(0\))?(?:[ -]?\d){9,10}"
_NUMBER = re.compile(rf"(?<![\w#£+.,-])(?:{_LOCAL}|{_ABROAD}|116 ?\d{{3}}){_END}")
"""What stands alone and is dialled in the UK: not a year, a day or a sum."""
_SHORT = re.compile(r"\b(?:999|101|111|112)\b")
_CALL = r"\b(?:call|dial|phone|ring|tel|telephone|nhs(?: 24)?|police|zadzwoń pod|fòn gu)"
_BEFORE = rf"{_CALL}(?: on)?[.:]? ?{_SHORT.pattern}(?: or {_SHORT.pattern})*"
_AFTER = rf"{_SHORT.pattern}(?= پر فون)"
_CALLED = re.compile(rf"(?:{_BEFORE}|{_AFTER}){_END}", re.I)
"""In English, Polish and Gaelic the word stands before the number, in Urdu after it."""


def phone_links(text: object) -> Markup:
    """A text, escaped unless it was already, whose phone numbers are links on one line."""
    words = _CALLED.sub(lambda called: _SHORT.sub(_link, called[0]), str(escape(text)))
    return Markup(_NUMBER.sub(_link, words))  # noqa: S704  (escaped before)


def _link(found: re.Match[str]) -> str:
    shown = found[0]
    dialled = re.sub(r"\(0\)|[^\d+]", "", shown) if shown[0] == "+" else re.sub(r"\D", "", shown)
    return f'<a class="govuk-link mih-phone" dir="ltr" href="tel:{dialled}">{shown}</a>'
