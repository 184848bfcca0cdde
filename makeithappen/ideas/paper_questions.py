"""What a paper asks: all that the screens ask in a round, in their order and with their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.questions import PANEL_READS, QUESTIONS, Kind, Question, on_page
from makeithappen.ideas.rules.paper import CHILDREN, OTHER_HELP, OUTCOMES, SPENDING
from makeithappen.ideas.steps import questions_of, way
from makeithappen.inviting import Invitation

ON_PAGES_OF_THEIR_OWN = (
    Question(
        SPENDING,
        Kind.ROWS,
        _l("What would the money be spent on?"),
        _l(
            "One thing on each line, with its price. Your best guess is fine. "
            "We ask so that the panel sees what the money buys."
        ),
        PANEL_READS,
    ),
    Question(
        OTHER_HELP,
        Kind.ROWS,
        _l("What else helps your idea?"),
        _l(
            "Money from elsewhere, things that somebody lends or gives, or hours of help. "
            "We ask so that the panel sees who stands behind it."
        ),
        PANEL_READS,
    ),
    Question(
        OUTCOMES,
        Kind.ROWS,
        _l("What would get better with your idea?"),
        _l(
            "Tick what fits. The fund wants these things. "
            "We ask so that the panel sees how your idea helps."
        ),
        PANEL_READS,
    ),
    Question(
        CHILDREN,
        Kind.ROWS,
        _l("Does a child want to say something?"),
        _l("Children know what they would like. We ask so that the panel hears it from them."),
        _l("The two people who type it in read it. The panel does only with each yes asked for."),
    ),
)
_ALL = {**QUESTIONS, **{one.question_id: one for one in ON_PAGES_OF_THEIR_OWN}}


def on_paper(invitation: Invitation) -> list[Question]:
    """The questions of a round as a paper has them."""
    asked = questions_of(invitation)
    steps = [on_page(asked, step) or of([step]) for step in way(invitation)]
    return [one for questions in steps for one in questions]


def numbered(invitation: Invitation) -> list[Question]:
    """The same with the numbers that they have on the paper, and on the screens."""
    numbers = {step: number for number, step in enumerate(way(invitation), 1)}
    return [
        one if one.beside else replace(one, label=f"{numbers[one.question_id]}. {one.label}")
        for one in on_paper(invitation)
    ]


def of(question_ids: Iterable[str]) -> list[Question]:
    """These questions, in the order given."""
    return [_ALL[question_id] for question_id in question_ids]
