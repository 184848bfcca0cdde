"""What is said about rehearsals, and what is invented for them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from panels.rules.rehearsal import RehearsalRefusal

SENTENCES = {
    RehearsalRefusal.COUNTS_FOR_NOTHING: _l(
        "This is a rehearsal, and nothing of it counts. It gives no money, tells nobody and pays "
        "nobody."
    ),
    RehearsalRefusal.NOT_A_REHEARSAL: _l(
        "This is a real day. Only a rehearsal can be filled with invented scores or thrown away."
    ),
    RehearsalRefusal.IDEAS_DO_NOT_MIX: _l(
        "Real ideas can't be on a rehearsal, and invented ones can't be on a real day."
    ),
}

CRITERIA = (
    (_l("Together"), _l("Does it bring people together?"), _l("We want to do things together.")),
    (_l("Lasting"), _l("Will it still be there next year?"), _l("We want things that last.")),
)
"""For a day that has no criteria yet: name, question, and the value behind it."""
SCALE = (_l("Not at all"), _l("A little"), _l("Some of it"), _l("Most of it"), _l("All of it"))

IDEAS = (
    (_l("A swing for the tall tree"), _l("One swing, and a picnic to open it."),
     _l("Everybody under ten"), 45, _l("The picnic"), 60_000, 40_000),
    (_l("Pancakes on Mondays"), _l("A warm room and pancakes after school."),
     _l("Children who come home hungry"), 60, _l("Every second Monday"), 90_000, 50_000),
    (_l("A bus to the sea"), _l("One day at the beach for forty children."),
     _l("Families without a car"), 40, _l("Nothing: it is the whole bus or none"),
     120_000, 120_000),
    (_l("A shed full of scooters"), _l("Scooters to borrow, and helmets."),
     _l("Anybody who can balance"), 150, _l("Half of the scooters"), 75_000, 30_000),
)  # fmt: skip
"""Title, words, for whom, how many people, what would be left out, what it asks for and what would
still work, in pence."""

NAMES = (_l("Ash"), _l("Bo"), _l("Cleo"), _l("Dee"), _l("Eli"))
"""An invented panel."""
