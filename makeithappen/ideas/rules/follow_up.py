"""One question at a time about an idea that was sent in; the answer changes the idea."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.answers import Answer
from makeithappen.ideas.rules.idea import Idea, State

WITH_US = frozenset({State.SENT, State.SHORTLISTED})
"""The states in which an idea can still be asked about and changed."""


class FollowUpRefusal(StrEnum):
    """Why a question is not asked or not answered, in order of precedence."""

    NOT_WITH_US = "follow_up_not_with_us"
    ALREADY_ASKED = "follow_up_already_asked"
    WORDS_MISSING = "follow_up_words_missing"
    NOT_OPEN = "follow_up_not_open"
    SAME_ANSWER = "follow_up_same_answer"
    PANEL_HAS_BEGUN = "follow_up_panel_has_begun"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question about one answer of an idea. Times are UTC; it is open while it has no end."""

    follow_up_id: str
    idea_id: str
    question_id: str
    words: str
    asked_at: datetime
    answered_at: datetime | None = None
    taken_back_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the idea's people are still asked."""
        return self.answered_at is None and self.taken_back_at is None


def check_ask(idea: Idea, *, is_asked: bool, words: str) -> None:
    """Refuse to ask about what isn't with us any more, two things at once, or nothing."""
    if idea.state not in WITH_US:
        raise Refused(FollowUpRefusal.NOT_WITH_US)
    if is_asked:
        raise Refused(FollowUpRefusal.ALREADY_ASKED)
    if not words.strip():
        raise Refused(FollowUpRefusal.WORDS_MISSING)


def check_end(follow_up: FollowUp) -> None:
    """Refuse to answer, or to take back, what was answered or taken back before."""
    if not follow_up.is_open:
        raise Refused(FollowUpRefusal.NOT_OPEN)


def check_reply(idea: Idea, follow_up: FollowUp, *, before: Answer, after: Answer) -> None:
    """Refuse an answer that comes too late or says what was said before."""
    check_end(follow_up)
    if idea.state not in WITH_US:
        raise Refused(FollowUpRefusal.NOT_WITH_US)
    if before == after:
        raise Refused(FollowUpRefusal.SAME_ANSWER)
