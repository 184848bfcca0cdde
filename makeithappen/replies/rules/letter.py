"""A letter from a fund's own template: words in which each {placeholder} is filled in.

What is good about an idea always stands before any reason. There is no placeholder for a score or
a place, and what is none of these placeholders is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from makeithappen.core.errors import Refused


class Outcome(StrEnum):
    """What a letter is about: one template each."""

    FUNDED = "funded"
    DEFERRED = "deferred"
    NOT_NOW = "not_now"
    NOT_THIS_TIME = "not_this_time"
    SHORTLISTED = "shortlisted"

    @property
    def is_yes(self) -> bool:
        """Whether the idea goes on."""
        return self in (Outcome.FUNDED, Outcome.SHORTLISTED)


class LetterRefusal(StrEnum):
    """Why a template can't be kept, in order of precedence."""

    UNKNOWN = "letter_unknown_placeholder"
    BRACE = "letter_loose_brace"
    WITHOUT = "letter_without_placeholder"
    STRENGTHS_LATE = "letter_strengths_late"


_EVERYWHERE = ("idea", "strengths", "reason", "criterion", "would_help", "elsewhere", "person")
_SOMEWHERE = {
    Outcome.FUNDED: ("amount", "day"),
    Outcome.DEFERRED: ("day",),
    Outcome.NOT_NOW: ("day",),
    Outcome.NOT_THIS_TIME: (),
    Outcome.SHORTLISTED: ("day",),
}
_NEEDED = {
    Outcome.FUNDED: ("strengths", "amount", "reason", "person"),
    Outcome.SHORTLISTED: ("strengths", "day", "person"),
}
_NEEDED_WITHOUT_MONEY = (
    *("strengths", "criterion", "reason", "would_help", "elsewhere", "person", "talk_days"),
)
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def placeholders(outcome: Outcome) -> tuple[str, ...]:
    """What may stand in braces in a letter of this kind."""
    return (*_EVERYWHERE, "talk_days", *_SOMEWHERE[outcome])


def needed(outcome: Outcome) -> tuple[str, ...]:
    """What has to stand in each letter of this kind."""
    return _NEEDED.get(outcome, _NEEDED_WITHOUT_MONEY)


def check_template(outcome: Outcome, words: str) -> None:
    """Refuse a template that could not be filled in, or that lacks what its people are owed."""
    known = placeholders(outcome)
    used = _PLACEHOLDER.findall(words)
    for name in used:
        if name not in known:
            shown = ", ".join(f"{{{one}}}" for one in known)
            raise Refused(LetterRefusal.UNKNOWN, name=f"{{{name}}}", known=shown)
    if re.search(r"[{}]", _PLACEHOLDER.sub("", words)):
        raise Refused(LetterRefusal.BRACE)
    for name in needed(outcome):
        if name not in used:
            raise Refused(LetterRefusal.WITHOUT, name=f"{{{name}}}")
    for name in ("reason", "criterion", "amount"):
        if name in used and used.index(name) < used.index("strengths"):
            raise Refused(LetterRefusal.STRENGTHS_LATE, name=f"{{{name}}}")


def fill(template: str, facts: Mapping[str, str]) -> str:
    """The letter. A paragraph of which nothing could be filled in is left out.

    What is filled in is never looked at again: braces in it stay as they were typed.
    """
    paragraphs = re.split(r"\n\s*\n", template.strip())
    return "\n\n".join(
        _PLACEHOLDER.sub(lambda found: facts.get(found[1], ""), paragraph)
        for paragraph in paragraphs
        if _says_something(paragraph, facts)
    )


def _says_something(paragraph: str, facts: Mapping[str, str]) -> bool:
    used = _PLACEHOLDER.findall(paragraph)
    return not used or any(facts.get(name, "").strip() for name in used)
