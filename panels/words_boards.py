"""What is said on the boards on which the panel talks the ideas over and shares the money out."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from panels.rules.allocation.ranking import Standing
from panels.rules.board import Unseen
from panels.rules.board_refusal import BoardRefusal
from panels.rules.recount import Proposal

SENTENCES = {
    BoardRefusal.BOARD_CLOSED: _l(
        "This board is there while the panel talks the ideas over and shares the money out. "
        "The day is confirmed now."
    ),
}

UNSEEN_SENTENCES = {
    Unseen.STEPPED_BACK: _l("You stepped back from this idea, so you don't see its sheets."),
    Unseen.NO_SHEET: _l("You gave this idea no sheet of your own, so you don't see the others'."),
}

STANDING_NAMES = {
    Standing.FULL: _l("In full"),
    Standing.PART: _l("In part"),
    Standing.BELOW_THRESHOLD: _l("No money: below the line"),
    Standing.NO_QUORUM: _l("No money: too few whole sheets"),
    Standing.NO_SUPPORTER: _l("No money: no sheet reaches the line"),
    Standing.DID_NOT_FIT: _l("No money: it passed, but it did not fit"),
}


def given_words(given: str) -> str:
    """What the count gives an idea, in the middle of a sentence; "" is nothing."""
    if given == Standing.FULL:
        return _("all that it asks for")
    return _("a part") if given == Standing.PART else _("nothing")


def differs(one: Proposal, other: Proposal) -> bool:
    """Whether two runs of the rule give an idea another thing."""
    return (one.placed.standing, one.award_pence) != (other.placed.standing, other.award_pence)
