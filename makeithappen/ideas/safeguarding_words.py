"""What flags and their decisions are called, and what stands where words are hidden."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from makeithappen.ideas.questions import QUESTIONS
from makeithappen.ideas.rules.safeguarding import (
    CHILDREN,
    WHOLE,
    FlagRefusal,
    Outcome,
    Step,
    is_line,
)

SENTENCES = {
    FlagRefusal.OWN_IDEA: _l(
        "This is an idea of your own. Ask another safeguarding lead to look at it."
    ),
    FlagRefusal.NOT_OPENED: _l("Open the words and read them first. Then decide."),
    FlagRefusal.SHOWN_AGAIN: _l(
        "These words are shown already. To hide them again, flag them again."
    ),
    FlagRefusal.MOVED_ON: _l(
        "Something happened to this flag while you had the page open. Look at it, then decide."
    ),
    FlagRefusal.REASON_MISSING: _l("Write why you decide this."),
    FlagRefusal.NOBODY_TOLD: _l("Write whom you told."),
}

OUTCOMES = {
    Outcome.CAN_BE_SHOWN: _l("It can be shown"),
    Outcome.STAYS_HIDDEN: _l("It stays hidden"),
    Outcome.ASK_AGAIN: _l("Ask for other words"),
    Outcome.PASSED_ON: _l("I told somebody who must know"),
}
OUTCOME_HINTS = {
    Outcome.CAN_BE_SHOWN: _l("The panel sees it again at once."),
    Outcome.STAYS_HIDDEN: _l("The idea goes on without it. Its people see that it is hidden."),
    Outcome.ASK_AGAIN: _l("It stays hidden. Its people are asked to say it in another way."),
    Outcome.PASSED_ON: _l("It stays hidden. Its people hear nothing from us."),
}
STEPS = {
    Step.RAISED: _l("Flagged"),
    Step.RAISED_AGAIN: _l("Flagged again"),
    Step.OPENED: _l("The words were opened"),
    **{str(outcome): name for outcome, name in OUTCOMES.items()},
}
PART_NAMES = {WHOLE: _l("All of it"), CHILDREN: _l("What children say")}
LINE_NAMES = {
    "line-": _l("A line of what the money is spent on"),
    "help-": _l("A line of what else helps"),
}

NAME_HIDDEN = _l("An idea that is being looked at")
PART_HIDDEN = _l("These words are being looked at.")
NAME_TAKEN_BACK = _l("An idea that was taken back")
WORDS_TAKEN_BACK = _l("The words of this idea are not shown any more.")


def part_name(part: str) -> Any:
    """What a flagged part is called."""
    if is_line(part):
        return LINE_NAMES[part[: len("line-")]]
    return PART_NAMES[part] if part in PART_NAMES else QUESTIONS[part].label


def without_title(idea_id: str) -> str:
    """What an idea is called where everybody reads it, and its people gave it no title."""
    return _("An idea without a title (%(mark)s)", mark=idea_id[-4:])
