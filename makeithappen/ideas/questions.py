"""The questions, each with its reason and its readers: what has no reason isn't asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.rules import taking_part
from makeithappen.ideas.rules.idea import Refusal, can_reach
from makeithappen.ideas.rules.taking_part import Arrangement
from makeithappen.ideas.words import SENTENCES

PANEL_READS = _l("The coordinator and the panel read this.")
PUBLIC = _l("The coordinator and the panel read this. If you get money, everybody can see it.")
PANEL_NEVER_READS = _l(
    "The coordinator reads this, and whoever writes or types the idea with you. If "
    "somebody worries about it, who looks after safety can too. The panel can't."
)


ARRANGEMENTS = {
    Arrangement.BSL: _l("A British Sign Language (BSL) interpreter"),
    Arrangement.LANGUAGE: _l("An interpreter for another language"),
    Arrangement.TRAVEL: _l("Help with travel"),
    Arrangement.CHILDCARE: _l("Somebody to look after children"),
    Arrangement.ACCESS: _l("A place that is easy to get into and move about in"),
    Arrangement.ELSE: _l("Something else"),
}


class Kind(StrEnum):
    """How a question is answered: ROWS with more than one box, on a page of its own."""

    LONG = "long"
    SHORT = "short"
    MONEY = "money"
    NUMBER = "number"
    AREA = "area"
    TICKS = "ticks"
    LINK = "link"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what stands with it. All of it is text that can be translated.

    `missing` is said where nothing was answered; a question without it can be skipped. A
    `recordable` one can be answered with a recording or a picture instead of words. `unclear` is
    said where `is_clear` says of the words that nobody could use them. `choices` are what can be
    ticked. `beside` is the question on whose page it stands, where that is another.
    """

    question_id: str
    kind: Kind
    label: Any
    why: Any
    readers: Any
    missing: Any = None
    length_max: int = 2000
    recordable: bool = False
    is_clear: Callable[[str], bool] = bool
    unclear: Any = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    beside: str = ""

    @property
    def page(self) -> str:
        """The question whose page it stands on."""
        return self.beside or self.question_id

    def ticked(self, answer: str) -> list[Any]:
        """What was ticked, in words."""
        return [words for code, words in self.choices.items() if code in answer.split()]


QUESTIONS = {
    question.question_id: question
    for question in (
        Question(
            "what",
            Kind.LONG,
            _l("What is your idea?"),
            _l("Say it the way you would tell a friend. We ask so that we can picture it."),
            PANEL_READS,
            missing=SENTENCES[Refusal.WHAT_MISSING],
            length_max=5000,
            recordable=True,
        ),
        Question(
            "who_for",
            Kind.LONG,
            _l("Who is it for?"),
            _l("Like “children in our street”. We ask to see who gains from it. Leave out names."),
            PANEL_READS,
            recordable=True,
        ),
        Question(
            "how_many",
            Kind.NUMBER,
            _l("About how many people will it reach?"),
            _l("Your best guess is fine. We ask to see how far the money goes."),
            PANEL_READS,
        ),
        Question(
            "area",
            Kind.AREA,
            _l("Where will it happen?"),
            _l("We ask so that money goes to all parts of the place."),
            _l("The coordinator reads this."),
            missing=SENTENCES[Refusal.AREA_MISSING],
        ),
        Question(
            "ask",
            Kind.MONEY,
            _l("How much money would it take?"),
            _l("Your best guess is fine. We ask so that the panel knows what it would cost."),
            PUBLIC,
        ),
        Question(
            "smallest",
            Kind.MONEY,
            _l("What is the smallest amount that would still work?"),
            _l("If only the whole amount works, write the same again. We never give less."),
            PANEL_READS,
        ),
        Question(
            "drops",
            Kind.LONG,
            _l("What would you leave out with the smallest amount?"),
            _l("We ask so that the panel knows what it would still pay for."),
            PANEL_READS,
        ),
        Question(
            "title",
            Kind.SHORT,
            _l("A short name for your idea"),
            _l(
                "Without one, we and the panel see your first words. Others see “an idea without "
                "a title”. Leave out people's names."
            ),
            PUBLIC,
            length_max=80,
        ),
        Question(
            taking_part.TICKED,
            Kind.TICKS,
            _l("What would help you to take part?"),
            _l("Tick what you like. You need not say why. We ask so that it is there for you."),
            PANEL_NEVER_READS,
            choices={one: ARRANGEMENTS[one] for one in Arrangement if one is not Arrangement.ELSE},
        ),
        Question(
            taking_part.LANGUAGE,
            Kind.SHORT,
            _l("Which language does the interpreter speak?"),
            _l("We ask so that the right person comes."),
            PANEL_NEVER_READS,
            length_max=80,
            beside=taking_part.TICKED,
        ),
        Question(
            taking_part.ELSE,
            Kind.SHORT,
            _l("What else would help you?"),
            _l("Like “large print” or “a break half way”. We ask so that we can get it ready."),
            PANEL_NEVER_READS,
            length_max=300,
            beside=taking_part.TICKED,
        ),
        Question(
            taking_part.SIGNED,
            Kind.LINK,
            _l("Do you sign your idea? A link to your video"),
            _l(
                "A video in British Sign Language (BSL) that is on the web already. We ask so "
                "that we can watch it. We make no copy."
            ),
            PANEL_NEVER_READS,
            length_max=500,
            beside=taking_part.TICKED,
        ),
        Question(
            "contact",
            Kind.SHORT,
            _l("How can we reach you?"),
            _l("A phone number or an e-mail address. We ask so that we can answer you."),
            PANEL_NEVER_READS,
            missing=SENTENCES[Refusal.CONTACT_MISSING],
            length_max=200,
            is_clear=can_reach,
            unclear=SENTENCES[Refusal.CONTACT_UNCLEAR],
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Why a page of its own asks, and who reads what is said there."""

    why: Any
    readers: Any


PAGES = {
    "spending": Asked(
        _l(
            "Write down one thing at a time. Your best guess is fine. We ask so that the panel "
            "sees what the money buys."
        ),
        PANEL_READS,
    ),
    "other_help": Asked(
        _l(
            "Money from elsewhere, things that somebody lends or gives, or hours of help. We ask "
            "so that the panel sees who stands behind it."
        ),
        PANEL_READS,
    ),
    "outcomes": Asked(
        _l(
            "Tick what fits. The fund wants these things. We ask so that the panel sees how your "
            "idea helps."
        ),
        PANEL_READS,
    ),
    "children": Asked(
        _l(
            "Children know what they would like. Here they can say it in their own words, or draw "
            "it. You can skip this. We ask so that the panel hears it from them."
        ),
        _l(
            "The coordinator and the panel see it once each yes is there. Who looks after safety "
            "sees it if somebody worries about it."
        ),
    ),
}
"""The pages of their own, by the id of their step."""


ASKED_BY: Mapping[StrEnum, str] = {
    Refusal.WHAT_MISSING: "what",
    Refusal.AREA_MISSING: "area",
    Refusal.CONTACT_MISSING: "contact",
    Refusal.CONTACT_UNCLEAR: "contact",
    Refusal.SMALLEST_ABOVE_ASK: "smallest",
}
"""The question whose answer puts right what an idea was not sent for."""


def asked(*, has_areas: bool) -> list[Question]:
    """The questions of a fund, in order: where it will happen only if the fund has areas."""
    return [one for one in QUESTIONS.values() if one.kind is not Kind.AREA or has_areas]


def on_page(questions: Iterable[Question], page: str) -> list[Question]:
    """Those of these questions that stand on one page."""
    return [one for one in questions if one.page == page]


def of(question_ids: Iterable[str]) -> list[Question]:
    """These questions, in the order given."""
    return [QUESTIONS[question_id] for question_id in question_ids]
