"""What is said where one idea becomes two."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.rules.parting import SplitRefusal

SENTENCES = {
    SplitRefusal.NOT_WAITING: _l(
        "This idea goes to a panel, was answered or was taken back. So it stays as it is."
    ),
    SplitRefusal.OF_SEVERAL: _l(
        "This idea was made of several. If who began it takes it back, the others' own ideas wait "
        "for an answer again."
    ),
    SplitRefusal.NO_WORDS: _l("This idea has no written words. Ask its people for some first."),
    SplitRefusal.ALREADY_ASKED: _l("Its people are asked already. Wait for their answer first."),
    SplitRefusal.NAMES: _l("Give each of the two ideas a name of its own."),
    SplitRefusal.WHY_MISSING: _l("Write why it should become two ideas. Its people read it."),
}
