"""What is said on the boards on which the panel talks the ideas over and shares the money out."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from panels.rules.allocation.ranking import Standing
from panels.rules.board import Unseen
from panels.rules.board_refusal import BoardRefusal
from panels.rules.recount import Proposal
from panels.rules.sharing_out import Fit

SENTENCES = {
    BoardRefusal.BOARD_CLOSED: _l(
        "This board is there while the panel talks the ideas over and shares the money out. "
        "The day is confirmed now."
    ),
    BoardRefusal.SHARING_NOT_OPEN: _l(
        "The money is not being shared out now. Open the day again to see where it is."
    ),
    BoardRefusal.OFFERS_NOT_OPEN: _l(
        "Offers are taken here from the opening of the day until it is confirmed. "
        "Speak to the fund holder if you would like to offer money now."
    ),
    BoardRefusal.OFFER_NOT_YOURS: _l(
        "Somebody else made this offer. Only they, the chair or the fund holder can take it back."
    ),
    BoardRefusal.RESERVE_DATE_OVER: _l("Choose a day that is still to come."),
    BoardRefusal.RESERVE_NOT_OPEN: _l(
        "Money goes to the reserve list when everybody was told, and until the day is closed."
    ),
    BoardRefusal.NO_RESERVE: _l(
        "The panel did not say until when its reserve list holds, so there is none."
    ),
    BoardRefusal.RESERVE_OVER: _l("The date of the reserve list is over."),
    BoardRefusal.NOBODY_IS_NEXT: _l(
        "Nobody is next: nobody waits, or the money that is free is not enough for anybody."
    ),
    BoardRefusal.NEXT_HAS_CHANGED: _l(
        "The money that is free has changed since this was asked for. Begin again."
    ),
    BoardRefusal.STILL_ON_RESERVE: _l(
        "Money may still come to this idea from the reserve list of its day. "
        "Wait until the date of that list is over."
    ),
    BoardRefusal.WENT_ON: _l(
        "An idea of this day goes before another panel day since. So this day stays as it is."
    ),
    BoardRefusal.NO_SUCH_TIE: _l(
        "This tie is not there any more. Look at the ideas again: the count has changed."
    ),
    BoardRefusal.TIE_VOTE_OPEN: _l("The room is voting on a tie. Close that vote first."),
    BoardRefusal.NO_TIE_VOTE: _l("There is no vote on a tie now."),
    BoardRefusal.VOTER_AWAY: _l(
        "You are marked as not here. Ask the chair to mark you as here, then vote."
    ),
    BoardRefusal.TOO_CLOSE_TO_VOTE: _l(
        "You are too close to one of these ideas, or have not said how close you are. "
        "So you have no vote on this tie."
    ),
    BoardRefusal.NOT_IN_THE_TIE: _l("Choose one of the ideas of the tie."),
    BoardRefusal.VOTED_ALREADY: _l("Your vote is in already. Each member has one."),
    BoardRefusal.DEPARTURE_NEEDS_REASON: _l(
        "The rule gives this idea %(by_rule_pence)s. Write why the panel gives something else: "
        "everybody can read it."
    ),
    BoardRefusal.DEPARTURES_UNSAID: _l(
        "Some decisions are not what the rule gives by now. Write why, in “Sharing out the "
        "money”. Ideas without it: %(unsaid)s."
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


FIT_SENTENCES = {
    Fit.FULL: _l("There is enough left for all that it asks for."),
    Fit.PART: _l("There is enough left for a part."),
    Fit.NOT: _l("There is not enough left for it."),
}


def given_words(given: str) -> str:
    """What the count gives an idea, in the middle of a sentence; "" is nothing."""
    if given == Standing.FULL:
        return _("all that it asks for")
    return _("a part") if given == Standing.PART else _("nothing")


def differs(one: Proposal, other: Proposal) -> bool:
    """Whether two runs of the rule give an idea another thing."""
    return (one.placed.standing, one.award_pence) != (other.placed.standing, other.award_pence)
