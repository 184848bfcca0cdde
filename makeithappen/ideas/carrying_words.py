"""What is said where an idea is carried on to the next round."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.rules.carrying import CarryRefusal

SENTENCES = {
    CarryRefusal.STILL_HERE: _l("This idea is still with us, so it stays where it is."),
    CarryRefusal.NO_ROUND: _l(
        "No new round takes ideas yet. Your idea is kept here. Come back when the next round opens."
    ),
}
