"""What children say with an idea: it is shown only with each yes that their age asks for.

A yes is for the words and drawings that were there when it was said: others need another yes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from string import ascii_uppercase

from makeithappen.child_bands import Band, Consent, Telling, band_of
from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.attachments import Kind
from makeithappen.ideas.rules.idea import BEFORE_THE_PANEL, REPLACED, State

CHILDREN_MAX = 10
DRAWINGS_MAX = 3
"""Of one child: drawings, and recordings in their own voice."""
OVER = frozenset({State.NOT_THIS_TIME, State.WITHDRAWN}) | REPLACED
"""What was said stays hidden from here on, so nobody is asked for a yes."""


class Who(StrEnum):
    """Who says yes or no."""

    CHILD = "child"
    CARER = "carer"


class ChildRefusal(StrEnum):
    """Why a child's part is not taken."""

    NOT_ASKED = "child_not_asked"
    TOO_MANY = "child_too_many"
    NOT_A_DRAFT = "child_not_a_draft"
    FILM = "child_film"
    TOO_MANY_DRAWINGS = "child_too_many_drawings"
    NOTHING_SAID = "child_nothing_said"
    CHILD_FIRST = "child_child_first"
    CARER_NOT_ASKED = "child_carer_not_asked"
    OVER = "child_over"


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes or a no to one version of a child's words and drawings."""

    who: Who
    yes: bool
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Child:
    """A child who says something. No name: a letter and an age. `yeses` are in order of time.

    `place` is the order in which the children were written down, `number` that of their letters;
    `kept` is the number that a panel which reads now knows this child by.

    `drawings` counts what they drew, and what they said in their own voice.
    `telling` and `consent` are those of the fund's band for this age when the age was written.
    `hidden` is what somebody here took down; `flagged` what somebody has to look at first, of
    which the family hears nothing before that.
    """

    child_id: str
    place: int
    age: int
    words: str
    version: int
    telling: Telling
    consent: Consent
    yeses: tuple[Yes, ...] = ()
    drawings: int = 0
    hidden: bool = False
    flagged: bool = False
    kept: int | None = None
    number: int = 0

    @property
    def letter(self) -> str:
        """A for the first child, B for the second."""
        return ascii_uppercase[self.number]

    @property
    def says_something(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.words.strip()) or self.drawings > 0

    @property
    def asked(self) -> tuple[Who, ...]:
        """Whose yes it takes, in the order in which they are asked."""
        return (Who.CHILD,) if self.consent is Consent.CHILD else (Who.CHILD, Who.CARER)

    def last(self, who: Who) -> Yes | None:
        """What they said last about these very words."""
        theirs = [one for one in self.yeses if one.who == who and one.version == self.version]
        return theirs[-1] if theirs else None

    def says_yes(self, who: Who) -> bool:
        """Whether they say yes now."""
        last = self.last(who)
        return last is not None and last.yes

    @property
    def open(self) -> bool:
        """Whether it may be shown: there is something, and each yes that is asked for."""
        return not self.hidden and self.says_something and self.agreed

    @property
    def seen(self) -> bool:
        """Whether others than its family see it now."""
        return self.open and not self.flagged

    @property
    def agreed(self) -> bool:
        """Whether there is each yes that is asked for."""
        return all(self.says_yes(who) for who in self.asked)


def shown(children: Sequence[Child], state: State) -> list[Child]:
    """What a panel sees of these children of one idea; nothing stands in the place of the rest."""
    return [child for child in children if child.seen] if state in BEFORE_THE_PANEL else []


def lettered(children: Sequence[Child]) -> list[Child]:
    """The children of one idea by their letters. Those whom others may see come first.

    So no letter is left out for a child who said nothing, or no. A letter that is kept stays.
    """
    kept = {child.kept: child for child in children if child.kept is not None}
    others = [child for child in children if child.kept is None]
    others.sort(key=lambda child: (not child.open, child.place))
    named = {**kept, **dict(enumerate(others, max(kept, default=-1) + 1))}
    return [replace(named[number], number=number) for number in sorted(named)]


def check_draft(state: State) -> None:
    """Refuse to change a child's age or words once the idea was sent."""
    if state is not State.DRAFT:
        raise Refused(ChildRefusal.NOT_A_DRAFT)


def check_drawing(child: Child, kind: Kind) -> None:
    """Refuse one too many, and a film: it shows who the child is."""
    if kind is Kind.FILM:
        raise Refused(ChildRefusal.FILM)
    if child.drawings >= DRAWINGS_MAX:
        raise Refused(ChildRefusal.TOO_MANY_DRAWINGS, most=DRAWINGS_MAX)


def check_age(bands: Sequence[Band], age: int) -> Band:
    """The band of an age. Refused where the fund asks nobody of this age."""
    band = band_of(bands, age)
    if band is None:
        ages = {"first_age": min((one.first_age for one in bands), default=0)}
        ages |= {"last_age": max((one.last_age for one in bands), default=0)}
        raise Refused(ChildRefusal.NOT_ASKED, **ages)
    return band


def free_place(taken: Collection[int]) -> int:
    """The place of one more child. Refused when all are taken."""
    free = [place for place in range(CHILDREN_MAX) if place not in taken]
    if not free:
        raise Refused(ChildRefusal.TOO_MANY, most=CHILDREN_MAX)
    return free[0]


def check_answer(child: Child, who: Who, *, yes: bool, state: State) -> None:
    """Refuse a yes before its time. A no is taken at all times, from whoever is asked."""
    if who not in child.asked:
        raise Refused(ChildRefusal.CARER_NOT_ASKED)
    if not yes:
        return
    if state in OVER:
        raise Refused(ChildRefusal.OVER)
    if not child.says_something:
        raise Refused(ChildRefusal.NOTHING_SAID)
    first = child.consent is Consent.CHILD_FIRST and who is Who.CARER
    if first and not child.says_yes(Who.CHILD):
        raise Refused(ChildRefusal.CHILD_FIRST)
