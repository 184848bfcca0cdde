"""The way from the first question to the end: which pages there are, and how one leads to another.

A step is a question of the registry, or a page of its own that a module of this slice adds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from makeithappen.ideas import child_store, questions
from makeithappen.ideas.plan_store import plan_of
from makeithappen.ideas.questions import QUESTIONS, Asked, Question, asked
from makeithappen.ideas.rules.answers import Answers, carry_on, step_after, step_before, walked
from makeithappen.ideas.rules.idea import Idea
from makeithappen.inviting import Invitation

CHECK = "check"
"""What the address of a step says when somebody came from the page with all answers."""
CHILDREN = "children"


@dataclass(frozen=True, slots=True)
class Step:
    """A page of its own on the way: its view, why it asks and who reads the answer.

    `shown` is the template of what was said there, for those who look over all answers.
    `load` reads what the template shows, from the id of an idea; `asked` says for which rounds
    the step is there. What has no template is shown by another step's.
    """

    endpoint: str
    about: Asked
    shown: str = ""
    load: Callable[[Session, str], Any] | None = None
    asked: Callable[[Invitation], bool] = lambda _invitation: True


PAGES: dict[str, Step] = {
    "spending": Step("ideas.spending", questions.PAGES["spending"], "ideas/_plan.html", plan_of),
    "other_help": Step("ideas.other_help", questions.PAGES["other_help"]),
    CHILDREN: Step(
        "ideas.children",
        questions.PAGES[CHILDREN],
        "ideas/_children.html",
        child_store.of_idea,
        asked=lambda invitation: bool(invitation.child_bands),
    ),
    "outcomes": Step(
        "ideas.outcomes",
        questions.PAGES["outcomes"],
        asked=lambda invitation: bool(invitation.outcome_choices()),
    ),
}
"""Steps that are no single question, by id."""
AFTER: dict[str, str] = {
    "spending": "drops",
    "other_help": "drops",
    "outcomes": "drops",
    CHILDREN: "title",
}
"""After which question each of them comes, by its id."""


def questions_of(invitation: Invitation) -> list[Question]:
    """The questions that are asked in a round."""
    return asked(has_areas=bool(invitation.areas))


def way(invitation: Invitation) -> list[str]:
    """The ids of all steps in order."""
    steps: list[str] = []
    for question in questions_of(invitation):
        if question.beside:
            continue
        steps.append(question.question_id)
        here = [step for step, after in AFTER.items() if after == question.question_id]
        steps += [step for step in here if PAGES[step].asked(invitation)]
    return steps


def for_writer(invitation: Invitation, idea: Idea, person_id: str) -> Invitation:
    """What this person is asked: what children say is not for a helper to write."""
    return invitation if idea.owner_id == person_id else replace(invitation, child_bands=())


def shown_steps(
    session: Session, idea_id: str, *, without: Collection[str] = ()
) -> list[tuple[str, Any]]:
    """The templates that show what was said on pages of their own, each with what it shows."""
    return [
        (step.shown, step.load(session, idea_id))
        for name, step in PAGES.items()
        if step.load is not None and name not in without
    ]


def step_url(idea_id: str, step: str | None, *, back: str | None = None) -> str:
    """The address of a step; of the page with all answers where there is none."""
    if step is None:
        return url_for("ideas.check", idea_id=idea_id)
    if step in QUESTIONS:
        return url_for("ideas.answer", idea_id=idea_id, question_id=step, back=back)
    return url_for(PAGES[step].endpoint, idea_id=idea_id, back=back)


def next_url(idea: Idea, invitation: Invitation, step: str) -> str:
    """Where a step leads once it is done: on, or back for who came to change one answer."""
    on = step_after(walked(way(invitation), idea.ask, step), step)
    return _came_from(idea) or step_url(idea.idea_id, on)


def back_url(idea: Idea, invitation: Invitation, step: str) -> str:
    """Where a step's link back leads."""
    before = step_before(walked(way(invitation), idea.ask, step), step)
    there = url_for("ideas.mine") if before is None else step_url(idea.idea_id, before)
    return _came_from(idea) or there


def _came_from(idea: Idea) -> str:
    """The page with all answers, or the question, that somebody left for a step; "" for none."""
    place = request.args.get("back")
    if place == CHECK:
        return step_url(idea.idea_id, None)
    return step_url(idea.idea_id, place) if place in QUESTIONS else ""


def carry_on_url(idea: Idea, invitation: Invitation, done: Collection[str]) -> str:
    """Where somebody goes on who left an idea for a while."""
    return step_url(idea.idea_id, carry_on(walked(way(invitation), idea.ask), done))


def shown_questions(idea: Idea, invitation: Invitation, said: Answers) -> list[Question]:
    """The questions of a page with all answers: those that are walked through, and what else
    was answered."""
    here = {*walked(way(invitation), idea.ask), *(one for one, answer in said.items() if answer)}
    return [one for one in questions_of(invitation) if one.question_id in here]
