"""Why something that the panel does between scoring and confirming is refused."""

from __future__ import annotations

from enum import StrEnum


class BoardRefusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    BOARD_CLOSED = "board_closed"
