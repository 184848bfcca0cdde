"""What an idea's people answer, and which question comes next on their way to the end."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from makeithappen.ideas.rules.idea import Ask, Idea

Answer: TypeAlias = str | int | None
Answers: TypeAlias = Mapping[str, Answer]
"""Answers by the id of their question: words, or pence. What is skipped is "" or None."""

ABOUT_A_PART = ("smallest", "drops")
"""The questions about a part of what is asked for."""
ANYWHERE = ""
"""The area of an idea that is for all of the place. None is an area that was not said."""


def answers_of(idea: Idea, others: Mapping[str, str]) -> dict[str, Answer]:
    """All answers of an idea; `others` are those that have no column of their own."""
    words, ask = idea.words, idea.ask
    own: dict[str, Answer] = {
        "what": words.what,
        "who_for": words.who_for,
        "contact": words.contact,
        "ask": ask.ask_pence,
        "smallest": ask.smallest_pence,
        "area": ask.area_id,
        "title": ask.title,
    }
    return {**own, **others}


def said(answers: Answers) -> set[str]:
    """The ids of the questions that were answered; that it is for all of the place is an answer."""
    return {
        question_id
        for question_id, answer in answers.items()
        if answer or (question_id == "area" and answer == ANYWHERE)
    }


def asked_amounts(answers: Answers, before: Ask) -> Ask:
    """The amounts as they would be with these answers."""
    ask_pence = answers.get("ask", before.ask_pence)
    smallest_pence = answers.get("smallest", before.smallest_pence)
    return Ask(
        ask_pence if isinstance(ask_pence, int) else None,
        smallest_pence if isinstance(smallest_pence, int) else None,
    )


def walked(way: Sequence[str], ask: Ask, here: str = "") -> list[str]:
    """The steps that somebody is led through: what is about a part of an amount only where an
    amount was said. Where they are stays on their way."""
    if ask.ask_pence is not None or ask.smallest_pence is not None:
        return list(way)
    return [step for step in way if step not in ABOUT_A_PART or step == here]


def step_after(way: Sequence[str], step: str) -> str | None:
    """The step that comes next; None at the end of the way, and for a step that isn't on it."""
    return way[way.index(step) + 1] if step in way[:-1] else None


def step_before(way: Sequence[str], step: str) -> str | None:
    """The step that came before; None at the start of the way, and for one that isn't on it."""
    return way[way.index(step) - 1] if step in way[1:] else None


def carry_on(way: Sequence[str], done: Collection[str]) -> str | None:
    """Where somebody goes on who comes back: after the last step that they did; None at the end."""
    last = max((place for place, step in enumerate(way) if step in done), default=-1)
    return way[last + 1] if last + 1 < len(way) else None
