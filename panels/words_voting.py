"""What a community vote's refusals, states and uses are called on the screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from panels.rules.allocation.choose import RuleName
from panels.rules.vote import Use, VoteState
from panels.rules.vote_refusal import VoteRefusal

SENTENCES = {
    VoteRefusal.MOVE_NOT_NOW: _l(
        "The vote has moved on since you opened this page. Open the vote again to see where it is."
    ),
    VoteRefusal.SEALED: _l(
        "This vote is open, so it is sealed and can't be changed. "
        "To ask something else, set up another vote."
    ),
    VoteRefusal.SEAL_BROKEN: _l(
        "This is not what was sealed when the vote opened. Nothing was counted. "
        "Speak to the administrator before you go on."
    ),
    VoteRefusal.CARDS_PRINTED: _l(
        "Cards were printed for this vote already. To change it, first throw the cards away."
    ),
    VoteRefusal.NOT_OPEN_YET: _l("This vote is not open yet. Keep your card and come back."),
    VoteRefusal.OVER: _l(
        "This vote is over. What is sent now is not counted. What you sent in time counts."
    ),
    VoteRefusal.CLOSING_NEEDS_REASON: _l(
        "Write why you count now: before the time that was said, or while paper cards are not "
        "settled (%(unsettled)s). Everybody can read the reason."
    ),
    VoteRefusal.DAY_NOT_TOLD: _l(
        "This vote is part of a panel day. Publish it when the day's people were told."
    ),
    VoteRefusal.NO_RESULT_YET: _l("This vote has no result yet. It has one when it was counted."),
    VoteRefusal.CARD_UNKNOWN: _l(
        "This is not a code of this vote. Look at your card and type the nine letters and digits."
    ),
    VoteRefusal.NO_CHOICE: _l("Choose one or more."),
    VoteRefusal.NOT_AN_OPTION: _l("Choose from the list on this page."),
    VoteRefusal.TOO_MANY_CHOICES: _l("Choose %(most)s or fewer. You have chosen %(now)s."),
    VoteRefusal.TOO_FEW_OPTIONS: _l("Write down %(least)s or more to choose from."),
    VoteRefusal.TOO_MANY_OPTIONS: _l("Keep it to %(most)s to choose from, or fewer."),
    VoteRefusal.OPTION_WITHOUT_PRICE: _l("Write down what each one costs."),
    VoteRefusal.CHOICES_OUT_OF_RANGE: _l(
        "Let people choose one or more, and no more than there are (%(most)s)."
    ),
    VoteRefusal.TURNOUT_OUT_OF_RANGE: _l("Write the turnout as a share from 0 to 100 per cent."),
    VoteRefusal.TIMES_OUT_OF_ORDER: _l("Let the vote close after it opens, and not in the past."),
    VoteRefusal.NO_DAY: _l("Choose the panel day that this vote is part of."),
    VoteRefusal.NO_WEIGHT: _l("Write how much the vote weighs: a whole number from 1 to %(most)s."),
    VoteRefusal.NO_POT: _l("Write how much money is in the pot, and choose how it is shared."),
    VoteRefusal.TOO_FEW_CARDS: _l("Print %(least)s cards or more."),
    VoteRefusal.TOO_MANY_CARDS: _l("A vote can have %(most)s cards at most. Print fewer."),
}

VOTE_STATE_NAMES = {
    VoteState.SETUP: _l("Being set up"),
    VoteState.OPEN: _l("Open"),
    VoteState.CLOSED: _l("Counted"),
    VoteState.PUBLISHED: _l("Published"),
}

USE_NAMES = {
    Use.CHOICE: _l("Choose one thing"),
    Use.POT: _l("Share a pot of money"),
    Use.PANEL: _l("Part of a panel day"),
}

USE_HINTS = {
    Use.CHOICE: _l("A name or a logo, say. What most people want wins."),
    Use.POT: _l("What people want is paid for from the pot, as far as the money goes."),
    Use.PANEL: _l("It counts beside the panel's scores, with a weight of its own."),
}

RULE_NAMES = {
    RuleName.EQUAL_SHARES: _l("Everybody has an equal share"),
    RuleName.GREEDY: _l("Most votes first"),
}

RULE_HINTS = {
    RuleName.EQUAL_SHARES: _l(
        "Each vote holds the same part of the pot. The people who want a thing pay for it together."
    ),
    RuleName.GREEDY: _l("The most wanted is paid for first, then the next one that fits."),
}
