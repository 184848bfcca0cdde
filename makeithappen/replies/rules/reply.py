"""When a reply is whole, when it counts as looked at, and when all replies may go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from makeithappen.core.errors import Refused
from makeithappen.replies.rules.letter import Outcome


class ReplyRefusal(StrEnum):
    """Why a reply is not kept, not taken as looked at or not sent, in order of precedence."""

    GONE_ALREADY = "reply_gone_already"
    DAY_MISSING = "reply_day_missing"
    STRENGTHS_MISSING = "reply_strengths_missing"
    CRITERION_MISSING = "reply_criterion_missing"
    REASON_MISSING = "reply_reason_missing"
    HELP_MISSING = "reply_help_missing"
    ELSEWHERE_MISSING = "reply_elsewhere_missing"
    PERSON_MISSING = "reply_person_missing"
    OWN_IDEA = "reply_own_idea"
    CHANGED_SINCE = "reply_changed_since"
    NOTHING_TO_SEND = "replies_nothing_to_send"
    DAY_CLOSED = "reply_day_closed"
    NOT_ANSWERED = "replies_not_answered"
    NOT_LOOKED_AT = "replies_not_looked_at"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a person writes for one idea. `criterion` is what the reason is tied to."""

    strengths: str = ""
    criterion: str = ""
    reason: str = ""
    would_help: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """That a person looked at a letter: the one with this digest and no other."""

    by: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it would go now. Its `letter` is filled in from the template as it stands."""

    idea_id: str
    title: str
    outcome: Outcome
    amount_pence: int
    parts: Parts
    person: str
    letter: str
    look: Look | None = None
    day_id: str | None = None
    day_name: str = ""

    @property
    def digest(self) -> str:
        """What a look is tied to: whatever changes the letter or the decision changes it."""
        said = (self.idea_id, self.outcome, str(self.amount_pence), self.day_id or "", self.letter)
        return sha256("\x00".join(said).encode()).hexdigest()

    @property
    def is_looked_at(self) -> bool:
        """Whether a person looked at exactly this."""
        return self.look is not None and self.look.digest == self.digest

    @property
    def lacks(self) -> ReplyRefusal | None:
        """The first thing that is still missing."""
        missing = lacking(self.outcome, self.parts)
        return missing or (None if self.person.strip() else ReplyRefusal.PERSON_MISSING)


def lacking(outcome: Outcome, parts: Parts) -> ReplyRefusal | None:
    """The first thing that a person still has to write. A yes needs no way out of a no."""
    no = not outcome.is_yes
    wanted = (
        (ReplyRefusal.STRENGTHS_MISSING, True, parts.strengths),
        (ReplyRefusal.CRITERION_MISSING, no, parts.criterion),
        (ReplyRefusal.REASON_MISSING, outcome is not Outcome.SHORTLISTED, parts.reason),
        (ReplyRefusal.HELP_MISSING, no, parts.would_help),
        (ReplyRefusal.ELSEWHERE_MISSING, no, parts.elsewhere),
    )
    return next((code for code, asked, said in wanted if asked and not said.strip()), None)


def check_parts(outcome: Outcome, parts: Parts, *, day_id: str | None = None) -> None:
    """Refuse what would leave a hole in a letter. Who goes to a panel goes to one of its days."""
    if outcome is Outcome.SHORTLISTED and not day_id:
        raise Refused(ReplyRefusal.DAY_MISSING)
    if (missing := lacking(outcome, parts)) is not None:
        raise Refused(missing)


def check_look(reply: Reply, *, seen: str, looker_id: str, owner_id: str) -> None:
    """Refuse a look at what isn't whole, is one's own, or is no longer what was seen."""
    if reply.lacks is not None:
        raise Refused(reply.lacks)
    if looker_id == owner_id:
        raise Refused(ReplyRefusal.OWN_IDEA)
    if seen != reply.digest:
        raise Refused(ReplyRefusal.CHANGED_SINCE)


def check_send(replies: Sequence[Reply], *, unanswered: int = 0) -> None:
    """Refuse to tell anybody before each idea has its reply, and a person looked at each."""
    if unanswered:
        raise Refused(ReplyRefusal.NOT_ANSWERED, count=unanswered)
    waiting = sum(not reply.is_looked_at for reply in replies)
    if waiting:
        raise Refused(ReplyRefusal.NOT_LOOKED_AT, count=waiting)
