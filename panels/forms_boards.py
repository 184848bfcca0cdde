"""Forms of the boards: an offer of money, a vote on a tie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField
from wtforms.validators import DataRequired, Optional

from makeithappen import pledging
from makeithappen.core.forms import (
    DateField,
    HouseForm,
    PenceField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectField,
    StringField,
    TextAreaField,
)
from panels.store import Day

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext


class PadForm(HouseForm):
    """Money that somebody in the room offers."""

    funder_name = StringField(
        _l("Who gives it?"),
        description=_l("The name that everybody will read, like “Harbour Trust”."),
        validators=[DataRequired(_l("Write who gives the money"))],
        length_max=120,
    )
    funder_kind = RadioField(
        _l("What are they?"),
        choices=[SelectChoice(str(one), name) for one, name in pledging.FUNDER_KIND_NAMES.items()],
    )
    amount = PenceField(_l("How much?"))
    pitch_id = SelectField(_l("What is it for?"), validators=[Optional()])
    asks = SelectField(
        _l("Do you ask for something?"),
        description=_l("Until it is met, the offer counts for nothing."),
    )
    words = TextAreaField(
        _l("What do you ask for, in your words?"),
        description=_l("Only if it is something else. No names, please."),
        validators=[Optional()],
        rows=2,
        length_max=500,
    )

    def offer(self, day: Day, areas: Sequence[tuple[str, str]]) -> PadForm:
        """Offer the ideas of a day, and what may be asked for."""
        ideas = [SelectChoice(one.pitch_id, one.title) for one in day.pitches]
        self.pitch_id.choices = [SelectChoice("", _l("Any idea that the panel chooses")), *ideas]
        self.asks.choices = pledging.condition_choices(areas)
        return self


class UntilForm(HouseForm):
    """Until when the reserve list holds."""

    until = DateField(
        _l("Until when?"),
        description=_l("The last day on which money that comes free may go to these ideas."),
        validators=[DataRequired(_l("Write the last day"))],
    )


class MetForm(HouseForm):
    """Why what a funder asks for is so; where figures settle it, nothing."""

    reason = StringField(_l("Why is it met?"), length_max=500)


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
        tied = [pitch for pitch in day.pitches if pitch.pitch_id in day.standing.boards.tied]
        self.choice.choices = [SelectChoice(one.pitch_id, one.title) for one in tied]
        return self


class LookForm(HouseForm):
    """A yes to what was read: `seen` is the digest of the letter on the page."""

    seen = HiddenField()
