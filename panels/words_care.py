"""What the refusals of care say, and what became of earlier awards in plain words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from panels.rules.care import CareRefusal

SENTENCES = {
    CareRefusal.PAY_TOO_HIGH: _l("Write the pay for one day, %(most_pence)s or less."),
    CareRefusal.TIMES_OUT_OF_RANGE: _l(
        "Write minutes from 0 to %(most)s, and 1 or more for the pitch."
    ),
    CareRefusal.NOT_OFFERED: _l(
        "Nobody has said yet what this day offers. Ask the chair, then come back."
    ),
    CareRefusal.PAID_ALREADY: _l("This was paid before. If it was too little, talk to the fund."),
    CareRefusal.CHOICE_MISSING: _l("Say whether you take the pay. Both answers are fine."),
    CareRefusal.CLAIM_TOO_HIGH: _l(
        "Write %(most_pence)s or less for each kind. For more, talk to the chair first."
    ),
    CareRefusal.NOT_YOUR_OWN: _l("This is your own pay. Somebody else must mark it as paid."),
    CareRefusal.CLAIM_CHANGED: _l(
        "This person has changed what they claim. Look at the list again before you pay."
    ),
    CareRefusal.NOTHING_TO_PAY: _l("There is nothing to pay to this person."),
    CareRefusal.CAP_TOO_LOW: _l(
        "With %(ideas_max)s ideas for each member, not each idea gets enough score sheets. "
        "Let each member score %(least)s or more, or ask more people."
    ),
    CareRefusal.TOO_FEW_FREE: _l(
        "%(short)s of the ideas can't get %(quorum)s score sheets, since too few members may "
        "score them. Ask more people, or call in the reserve."
    ),
}

BECAME = {
    "delivered": _l("Carried out"),
    "pending": _l("Still going on"),
    "returned": _l("Money given back"),
    "cancelled": _l("Cancelled"),
}
