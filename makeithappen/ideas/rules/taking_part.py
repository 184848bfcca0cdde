"""What would help somebody to take part: never why, and for the coordinator alone."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.answers import Answer, Answers
from makeithappen.ideas.rules.idea import State

TICKED, LANGUAGE, ELSE, SIGNED = "take_part", "take_part_language", "take_part_else", "signed_link"
TO_ARRANGE = (TICKED, LANGUAGE, ELSE)
"""The questions whose answers somebody has to arrange something for."""
TAKE_PART = (*TO_ARRANGE, SIGNED)
"""All questions on the page about taking part."""
GOING = frozenset({State.SENT, State.SHORTLISTED})
"""The states in which an idea's people may still come."""
_LINK = re.compile(r"https://[\w-]+(\.[\w-]+)+(:\d{1,5})?([/?#][^\s\\<>\"]*)?", re.IGNORECASE)


class Arrangement(StrEnum):
    """What can be asked for, in the order of the boxes; the last one is said in words."""

    BSL = "bsl"
    LANGUAGE = "language"
    TRAVEL = "travel"
    CHILDCARE = "childcare"
    ACCESS = "access"
    ELSE = "else"


class Refusal(StrEnum):
    """Why nothing is noted as arranged, in order of precedence."""

    NOT_WITH_US = "take_part_not_with_us"
    NOT_ASKED_FOR = "take_part_not_asked_for"
    CHANGED = "take_part_changed"


def is_link(text: str) -> bool:
    """Whether this is the address of a page on the web that nobody can read on the way."""
    return bool(_LINK.fullmatch(text)) and text.isprintable()


def wanted(answers: Answers) -> list[Arrangement]:
    """What somebody asks for. Words beside a box that was not ticked count as its tick."""
    ticked = set(str(answers.get(TICKED) or "").split())
    said = {Arrangement.LANGUAGE: answers.get(LANGUAGE), Arrangement.ELSE: answers.get(ELSE)}
    return [one for one in Arrangement if one in ticked or said.get(one)]


def counts(asked: Iterable[Collection[Arrangement]]) -> dict[Arrangement, int]:
    """How many ask for each of these, without what nobody asks for."""
    found = Counter(one for each in asked for one in each)
    return {one: found[one] for one in Arrangement if found[one]}


def without(answers: Answers) -> dict[str, Answer]:
    """The answers as they go into an idea of other people, or into one of two: what somebody asked
    for themselves stays with the idea that they wrote."""
    return {key: answer for key, answer in answers.items() if key not in TAKE_PART}


def mark_of(answers: Answers, days: Iterable[tuple[str, str]]) -> str:
    """A mark of what somebody asks for, and for which panel days: of anything else it is another
    one."""
    read = json.dumps([sorted(answers.items()), sorted(days)])
    return hashlib.sha256(read.encode()).hexdigest()


def check_arrange(answers: Answers, *, is_going: bool, is_read: bool) -> None:
    """Refuse to note something as arranged that nobody waits for, or that nobody read."""
    if not is_going:
        raise Refused(Refusal.NOT_WITH_US)
    if not wanted(answers):
        raise Refused(Refusal.NOT_ASKED_FOR)
    if not is_read:
        raise Refused(Refusal.CHANGED)
