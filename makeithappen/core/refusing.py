"""A line in the log for each thing that was refused: which rule said no, and on which page.

Never what was typed, and never who: the code is enough to see what people run into.
"""

from __future__ import annotations

import logging

from flask import g, has_request_context, request

log = logging.getLogger("makeithappen")


def note(code: str) -> None:
    """Note a refusal of this request; the same one is not noted twice."""
    if has_request_context() and g.get("refused_code") != code:
        g.refused_code = code
        log.info("refused code=%s endpoint=%s", code, request.endpoint)


def tell_on_stderr() -> None:
    """Write the log of the site where its service keeps it."""
    told = logging.StreamHandler()
    told.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(told)
    log.setLevel(logging.INFO)
