"""What the funds' refusals say on the screen, and what a round's standing is called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.child_bands import BandRefusal, Consent, Telling
from makeithappen.funds.rules.outcomes import OutcomeRefusal
from makeithappen.funds.rules.rounds import Refusal, Standing
from makeithappen.funds.rules.start import StartRefusal

SENTENCES = {
    Refusal.STRUCTURE_INCOMPLETE: _l(
        "Say who answers for the fund before a round opens. Still empty: %(count)s."
    ),
    Refusal.DATES_OUT_OF_ORDER: _l("The last day must not be before the first day."),
    Refusal.ALREADY_OPEN: _l("This round was opened before. A round opens only once."),
    Refusal.NOT_OPEN: _l("This round is not open, so it can't be closed."),
    Refusal.DUE_TOO_EARLY: _l("Write a day after the last day for ideas."),
    OutcomeRefusal.NOTHING_NEW: _l("These are on the list already. Write one that is not."),
    OutcomeRefusal.TOO_LONG: _l("Use %(most)s letters or fewer on each line."),
    OutcomeRefusal.TOO_MANY: _l("A fund has %(most)s outcomes at most. Archive an old one first."),
    BandRefusal.AGES: _l("Ages go from 0 to 17, the lower one first."),
    BandRefusal.OVERLAP: _l("Two lines name the same age. Give each age one line at most."),
    StartRefusal.FIT_HALF: _l(
        "Question %(number)s needs both: what it asks, and where else to go after a no."
    ),
    StartRefusal.TALK_DAYS: _l("Write a number of days from %(least)s to %(most)s."),
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

TELLINGS = {
    Telling.CARER: _l("A grown-up writes down what the child says or shows"),
    Telling.SIMPLE: _l("The child, in very simple words"),
    Telling.OWN: _l("The young person, in their own words"),
}
CONSENTS = {
    Consent.BOTH: _l("The child's and the parent's or carer's"),
    Consent.CHILD_FIRST: _l("The young person's first, then the parent's or carer's"),
    Consent.CHILD: _l("The young person's alone"),
}
