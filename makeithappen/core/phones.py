"""Phone numbers in words of the fund or of ours, as links that a phone can call.

Words that families type never come here: what looks like a number there may be anything, and
nobody should ring it by accident.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_LOCAL = r"0800[ -]?1111|\(0\d{2,4}\)(?:[ -]?\d){5,8}|0\d(?:[ -]?\d){8,9}"
_ABROAD = r"\+44(?: ?\(0\))?(?:[ -]?\d){9,10}"
_SHORT = r"999|116 ?\d{3}|1(?:01|11|12)(?! [a-z0-9])"
_NUMBER = re.compile(rf"(?<![\w#£+.,-])(?:{_LOCAL}|{_ABROAD}|{_SHORT})(?![\w£]|[.,:]\d)", re.I)
"""What stands alone and is dialled in the UK: not a year, a day, a sum or "111 children"."""


def phone_links(text: object) -> Markup:
    """A text, escaped unless it was already, whose phone numbers are links on one line."""
    return Markup(_NUMBER.sub(_link, str(escape(text))))  # noqa: S704  (escaped one step before)


def _link(found: re.Match[str]) -> str:
    shown = found[0]
    dialled = re.sub(r"\(0\)|[^\d+]", "", shown) if shown[0] == "+" else re.sub(r"\D", "", shown)
    return f'<a class="govuk-link mih-phone" dir="ltr" href="tel:{dialled}">{shown}</a>'
