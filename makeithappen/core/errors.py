"""One family of errors, so that only the app needs to know about HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class DomainError(Exception):
    """Anything that our own rules say no to."""


class Refused(DomainError):
    """A rule said no. `code` is the reason; `facts` are the figures a sentence may need.

    The same code stands in the audit log, in the test and behind the sentence on the page.
    """

    def __init__(self, code: StrEnum, **facts: object) -> None:
        super().__init__(str(code))
        self.code = code
        self.facts: Mapping[str, object] = facts


class Missing(DomainError):
    """The thing is not there, or not for this person: both look the same outside."""


class ReadOnly(DomainError):
    """An older copy of the data was brought back: nothing is written until a person knows."""

    def __init__(self) -> None:
        super().__init__(
            "The database is older than the newest head that was kept: a backup was restored. "
            "Nothing is written until `makeithappen ledger acknowledge-restore`."
        )


class SettingError(DomainError):
    """A setting is wrong. The message names it and says what it should be."""
