"""What the funds' refusals say on the screen, and what a round's standing is called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.funds.rules.outcomes import OutcomeRefusal
from makeithappen.funds.rules.rounds import Refusal, Standing

SENTENCES = {
    Refusal.STRUCTURE_INCOMPLETE: _l(
        "Say who answers for the fund before a round opens. Still empty: %(count)s."
    ),
    Refusal.DATES_OUT_OF_ORDER: _l("The last day must not be before the first day."),
    Refusal.ALREADY_OPEN: _l("This round was opened before. A round opens only once."),
    Refusal.NOT_OPEN: _l("This round is not open, so it can't be closed."),
    OutcomeRefusal.NOTHING_NEW: _l("These are on the list already. Write one that is not."),
    OutcomeRefusal.TOO_LONG: _l("Use %(most)s letters or fewer on each line."),
    OutcomeRefusal.TOO_MANY: _l("A fund has %(most)s outcomes at most. Archive an old one first."),
}

STANDINGS = {
    Standing.PREPARED: _l("Not open yet"),
    Standing.TO_COME: _l("Opens soon"),
    Standing.TAKES_IDEAS: _l("Takes ideas"),
    Standing.OVER: _l("Over"),
}

PARTS = {
    "money_held_by": _l("Who holds the money"),
    "money_authorised_by": _l("Who says that money may be paid out"),
    "safeguarding_lead": _l("Who looks after people's safety (safeguarding lead)"),
    "safeguarding_contact": _l("How to reach the safeguarding lead"),
    "review_contact": _l("Whom to ask to look at a decision again"),
}
"""The parts of a fund's structure, in the order of its page."""
