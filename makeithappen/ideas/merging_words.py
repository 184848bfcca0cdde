"""What is said where ideas become one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.rules.merging import MergeRefusal

SENTENCES = {
    MergeRefusal.NOT_OPEN: _l("This was settled in the meantime. Nothing more is asked."),
    MergeRefusal.TOO_FEW: _l("Tick at least one other idea."),
    MergeRefusal.TOO_MANY: _l("At most %(most)s ideas become one."),
    MergeRefusal.NOT_WAITING: _l(
        "One of these ideas goes to a panel, was answered or was taken back. So they stay apart."
    ),
    MergeRefusal.NOT_ONE_ROUND: _l("These ideas are not of one round, so they stay apart."),
    MergeRefusal.NO_WORDS: _l(
        "The first idea has no written words. Begin from one of the others that has."
    ),
    MergeRefusal.ALREADY_ASKED: _l(
        "The people of one of these ideas are asked already. Wait for their answer first."
    ),
    MergeRefusal.WHY_MISSING: _l("Write why these ideas should become one. Their people read it."),
}
