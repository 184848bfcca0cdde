"""Somebody helps with an idea: until when, what they may do, and whose yes sends it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.answers import Answer, Answers
from makeithappen.ideas.rules.attachments import Kind
from makeithappen.ideas.rules.idea import Idea, State, check_change

HELP_LASTS = timedelta(days=14)
INVITATION_LASTS = timedelta(days=1)
CODE_LENGTH = 8
"""30 letters, 8 places: 6.6 * 10^11. At 2,000 tries an hour in the one day that a code is good for,
with 100 codes out at any time, somebody finds one of them once in 370 years."""


class Channel(StrEnum):
    """How an idea came to us. It counts whom we reach, and nobody is asked who they are."""

    ONLINE = "online"
    HELPER = "helper"
    PAPER = "paper"
    VOICE = "voice"


def told_by(channel: Channel, what: str, kinds: Collection[Kind]) -> Channel:
    """How a draft comes now: by voice where its people said what it is, and wrote nothing.

    `kinds` are those of the files that say what it is. What a helper or a paper brought stays so.
    """
    if channel not in {Channel.ONLINE, Channel.VOICE}:
        return channel
    spoken = not what.strip() and not {Kind.SOUND, Kind.FILM}.isdisjoint(kinds)
    return Channel.VOICE if spoken else Channel.ONLINE


class Whose(StrEnum):
    """Whose words an answer is in that a helper typed."""

    OWN = "own"
    SUMMARY = "summary"


class Refusal(StrEnum):
    """Why help is not given, or an idea not sent on a helper's phone."""

    HELPED_ALREADY = "idea_helped_already"
    CODE_UNKNOWN = "idea_helper_code_unknown"
    OWN_IDEA = "idea_helper_own_idea"
    NOT_READ = "idea_not_read_back"
    NOT_THEIR_CODE = "idea_not_their_code"


@dataclass(frozen=True, slots=True)
class Help:
    """One person's help with one idea. Without `helper_id` it is a code that waits for somebody.

    `given_at` is when the idea's person had their own code, `read_at` when all was read to them.
    """

    help_id: str
    idea_id: str
    helper_id: str | None
    began_at: datetime | None
    ends_at: datetime
    ended_at: datetime | None = None
    given_at: datetime | None = None
    read_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether it has not ended: by time, or because somebody ended it."""
        return self.ended_at is None and at < self.ends_at


def may_write(idea: Idea, person_id: str, help_: Help | None, at: datetime) -> bool:
    """Whether somebody may read and write this draft: its own person, or who helps with it now."""
    if idea.owner_id == person_id:
        return True
    helps = help_ is not None and help_.is_open(at) and help_.helper_id == person_id
    return helps and idea.state is State.DRAFT


def check_invite(idea: Idea, help_: Help | None, at: datetime) -> None:
    """Refuse a second helper: one at a time, so that it is known who typed."""
    check_change(idea)
    if help_ is not None and help_.is_open(at) and help_.helper_id is not None:
        raise Refused(Refusal.HELPED_ALREADY)


def check_join(idea: Idea, help_: Help, person_id: str, at: datetime) -> None:
    """Refuse a code that was used, is too old, or is one's own. All but the last look the same."""
    if help_.helper_id is not None or not help_.is_open(at) or idea.state is not State.DRAFT:
        raise Refused(Refusal.CODE_UNKNOWN)
    if idea.owner_id == person_id:
        raise Refused(Refusal.OWN_IDEA)


def check_their_yes(help_: Help, *, is_their_code: bool) -> None:
    """Refuse to send before all was read to the person, and without the code that they keep."""
    if help_.read_at is None:
        raise Refused(Refusal.NOT_READ)
    if not is_their_code:
        raise Refused(Refusal.NOT_THEIR_CODE)


def changed(before: Answers, answers: Answers) -> set[str]:
    """The questions that are answered otherwise than before."""
    return {one for one in answers if _plain(one, answers) != _plain(one, before)}


def _plain(question_id: str, answers: Answers) -> Answer:
    """An answer, None for a skip: for all of the place is an answer, though it is empty."""
    answer = answers.get(question_id)
    return answer if question_id == "area" else answer or None


def typed_by_helper(
    before: Answers, answers: Answers, already: Collection[str]
) -> tuple[set[str], set[str]]:
    """What a helper's press leaves: the answers that they typed, and those that are gone.

    What the person wrote and the helper did not touch stays the person's.
    """
    touched = changed(before, answers) | (set(already) & set(answers))
    kept = {one for one in touched if _plain(one, answers) is not None}
    return kept, touched - kept


def typed_by_co_author(touched: Collection[str]) -> tuple[set[str], set[str]]:
    """The same for what somebody changed who writes the idea too. Their words are its people's, but
    how its people are reached is kept as typed by another: an address there proves nothing."""
    kept = {"contact"} & set(touched)
    return kept, set(touched) - kept
