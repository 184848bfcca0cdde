"""What the rules of a day are called, for whoever chooses them and for whoever lives by them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from panels.rules.allocation.ranking import Tie
from panels.rules.conflicts import Effect
from panels.rules.design import Reveal
from panels.rules.vote_criterion import Standing

EFFECT_NAMES = {
    Effect.COUNTS: _l("The score counts"),
    Effect.COUNTS_AND_SHOWN: _l("The score counts, and the results say how many these were"),
    Effect.MAY_TALK: _l("May talk about it, but not score it"),
    Effect.LEAVES_ROOM: _l("Leaves the room for this idea"),
}

EFFECT_HINTS = {
    Effect.COUNTS: _l("Your score counts."),
    Effect.COUNTS_AND_SHOWN: _l(
        "Your score counts. The chair sees what you said, and the results say how many of you "
        "there were."
    ),
    Effect.MAY_TALK: _l("You can talk about it but not score it. That costs the idea nothing."),
    Effect.LEAVES_ROOM: _l("You leave the room for this one. That costs the idea nothing."),
}

TIE_NAMES = {
    Tie.LOWER_MEDIAN: _l("The higher middle sheet (of two middle ones the lower)"),
    Tie.SUPPORTERS: _l("More members at or above the line"),
    Tie.SMALLER_ASK: _l("The smaller ask"),
    Tie.PANEL_VOTE: _l("A vote of the panel"),
}

VOTE_STANDINGS = {
    Standing.WEIGHS: _l("The community vote was counted and is in the means."),
    Standing.TOO_FEW_BALLOTS: _l("Too few people took part in the community vote to count it."),
    Standing.BELOW_TURNOUT: _l(
        "Fewer cards were used in the community vote than was said beforehand, so it weighs "
        "nothing."
    ),
    Standing.OTHER_IDEAS: _l(
        "Not each idea was in the community vote, so it weighs nothing for any of them."
    ),
}

REVEAL_NAMES = {
    Reveal.DELIBERATION: _l("The panel sees the count when it talks the ideas over."),
    Reveal.ALLOCATION: _l("The panel sees the count when the money is shared out."),
    Reveal.CONFIRMED: _l("The panel sees the count when the day is confirmed and all were told."),
}
