"""The questions, each with its reason and its readers: what has no reason isn't asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what stands with it. All of it is text that can be translated."""

    label: Any
    why: Any
    readers: Any


QUESTIONS = {
    "what": Question(
        _l("What is your idea?"),
        _l("Say it the way you would tell a friend. We ask so that we can picture it."),
        _l("The coordinator and the panel read this."),
    ),
    "who_for": Question(
        _l("Who is it for?"),
        _l("Like “children in our street”. We ask to see who gains from it. Leave out names."),
        _l("The coordinator and the panel read this."),
    ),
    "contact": Question(
        _l("How can we reach you?"),
        _l("A phone number or an e-mail address. We ask so that we can answer you."),
        _l("Only the coordinator sees this. The panel does not."),
    ),
    "ask": Question(
        _l("How much money does it need?"),
        _l("Your best guess is fine. We ask so that the panel knows what it would cost."),
        _l("The coordinator and the panel read this. If you get money, everybody can see it."),
    ),
    "smallest": Question(
        _l("What is the smallest amount that would still work?"),
        _l("If only the whole amount works, write the same again. We never give less than this."),
        _l("The coordinator and the panel read this."),
    ),
    "area": Question(
        _l("Where will it happen?"),
        _l("We ask so that money goes to all parts of the place."),
        _l("The coordinator reads this."),
    ),
    "title": Question(
        _l("A short name for your idea"),
        _l("Else we use your first words. Leave out people's names."),
        _l("If you get money, everybody can see it."),
    ),
}
