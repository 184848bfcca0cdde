"""What the pages for children say: to the child, to the grown-up, and where they refuse."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.child_bands import Telling
from makeithappen.ideas.rules.child import ChildRefusal
from makeithappen.ideas.rules.idea import State

SENTENCES = {
    ChildRefusal.NOT_ASKED: _l(
        "This fund asks children from %(first_age)s to %(last_age)s, and not of this age."
    ),
    ChildRefusal.TOO_MANY: _l("There is room for %(most)s children. Take one off to add another."),
    ChildRefusal.NOT_A_DRAFT: _l(
        "The idea was sent in, so the child's words stay as they are. You can still take them back."
    ),
    ChildRefusal.FILM: _l(
        "A film shows who the child is. Send a photo of the drawing, or only the voice."
    ),
    ChildRefusal.TOO_MANY_DRAWINGS: _l(
        "A child can have %(most)s drawings and recordings. Take one away to add another."
    ),
    ChildRefusal.NOTHING_SAID: _l(
        "There is nothing to show yet. Write, draw or say something first, then say yes."
    ),
    ChildRefusal.CHILD_FIRST: _l("The young person says yes first. Then it is your turn."),
    ChildRefusal.CARER_NOT_ASKED: _l("At this age only the young person is asked."),
    ChildRefusal.OVER: _l("This idea is not with the panel any more, so nobody sees the words."),
}

LABELS = {
    Telling.CARER: _l("What does the child say or show?"),
    Telling.SIMPLE: _l("What do you want to say?"),
    Telling.OWN: _l("What do you want to say?"),
}
HINTS = {
    Telling.CARER: _l(
        "Ask the child. Then write down their words, or what they show you. Leave out names."
    ),
    Telling.SIMPLE: _l("Say it your way. One line is fine. A grown-up can type. Leave out names."),
    Telling.OWN: _l("Say it your way, in your own words. Leave out names."),
}

REPLIES = {
    State.FUNDED: _l("Good news! The idea gets money."),
    State.DEFERRED: _l("The panel will talk about the idea again another day."),
    State.NOT_NOW: _l("The idea gets no money now. That is not because of you."),
    State.NOT_THIS_TIME: _l("The idea did not go to the panel this time. It is not your fault."),
}
"""What became of an idea, to read together with a child."""
