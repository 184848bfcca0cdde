"""Which sheets are whose: known while a day is open, taken away when it is confirmed.

While a day runs the server has to know it: a late conflict voids a sheet, a member changes their
own. At confirmation the list goes into an envelope for the scrutineer and is taken out of the
database. Only the scrutineer can bring it back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from makeithappen.core.errors import Refused
from panels.rules.refusal import Refusal

PURPOSE = "makeithappen links v1"
Links = Mapping[str, str]
"""The member's id by voter id."""


def links_text(day_id: str, links: Links) -> str:
    """The list as one canonical text. Voter ids are random, so its digest can't be guessed at."""
    body = {"day": day_id, "links": dict(links), "v": 1}
    return json.dumps(body, sort_keys=True, separators=(",", ":"))


def links_digest(text: str) -> str:
    """The SHA-256, in hex, by which a list that comes back is known again."""
    return sha256(f"{PURPOSE}\n{text}".encode()).hexdigest()


def read_links(text: str, digest: str | None) -> Links:
    """The list that the scrutineer brings back. Refuses any other than the one that was sealed."""
    if digest is None or links_digest(text.strip()) != digest:
        raise Refused(Refusal.LINKS_NOT_THE_SEALED)
    return json.loads(text)["links"]
