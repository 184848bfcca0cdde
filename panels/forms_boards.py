"""Forms of the boards: a vote on a tie."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext

from makeithappen.core.forms import (
    HouseForm,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    StringField,
)
from panels.store import Day

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext


class TieForm(HouseForm):
    """Which ideas are tied: their ids, behind a button."""

    pitch_ids = StringField("", length_max=2000)


class TieBallotForm(HouseForm):
    """One choice out of the tied ideas."""

    choice = RadioField(
        _l("Which of these ideas should come first?"),
        choices=[],
        invalid_choice_message=_l("Choose one of the ideas"),
    )

    def offer(self, day: Day) -> TieBallotForm:
        """Offer the ideas of the tie."""
        tied = [pitch for pitch in day.pitches if pitch.pitch_id in day.standing.tied]
        self.choice.choices = [SelectChoice(one.pitch_id, one.title) for one in tied]
        return self
