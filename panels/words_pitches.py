"""What is said where an idea before the panel is changed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from panels.rules.pitches import PitchRefusal

SENTENCES = {
    PitchRefusal.TAKEN_BACK: _l("The people behind this idea took it back."),
    PitchRefusal.SCORING_HAS_OPENED: _l(
        "The scoring of this idea has opened, so it stays as it is. Its words can still be taken "
        "down."
    ),
    PitchRefusal.AMOUNTS_DO_NOT_FIT: _l(
        "Write more than nothing as the smallest amount, and not more than is asked for."
    ),
}

TAKEN_DOWN = _l("An idea that was taken down")
TAKEN_DOWN_WORDS = _l("The words of this idea were taken down.")
