"""What the reviews' refusals and outcomes are called on the screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.reviews.rules.review import Outcome, Refusal

SENTENCES = {
    Refusal.DAYS_OUT_OF_RANGE: _l("Write a number of days from 1 to %(most)s."),
    Refusal.SAME_PERSON_TWICE: _l("Choose somebody else to stand in, or nobody."),
    Refusal.NOT_TOLD_YET: _l(
        "Nothing was decided about this idea yet. You can ask for a review after you were told."
    ),
    Refusal.OPEN_ALREADY: _l(
        "You asked for a review of this idea before, and it is not answered yet. "
        "The page of your idea says by when it will be."
    ),
    Refusal.NOBODY_FREE: _l(
        "There is nobody now who may answer this. What you wrote was not kept. "
        "Speak to the person named on this page."
    ),
    Refusal.WORDS_MISSING: _l("Write what we should look at again."),
    Refusal.ANSWERED_ALREADY: _l("This review was answered before, and that answer stands."),
    Refusal.REPLY_MISSING: _l("Write your answer. The person who asked will read it."),
}

OUTCOMES = {
    Outcome.NOTHING_CHANGES: _l("Nothing changes"),
    Outcome.EXPLAINED: _l("We explain it better"),
    Outcome.LOOKS_AGAIN: _l("The panel looks again"),
}
