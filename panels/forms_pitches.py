"""The form in which an idea before the panel is put right."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, NumberRange, Optional

from makeithappen.core.forms import HouseForm, IntegerField, PenceField, StringField, TextAreaField
from panels.store.holding import PARTS, words_of
from panels.store.pitches import PitchText
from panels.store.records import Pitch

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext


class PitchTextForm(HouseForm):
    """What the panel reads of an idea, and what it asks for."""

    title = StringField(
        _l("Name of the idea"),
        validators=[DataRequired(_l("Write a name for the idea"))],
        length_max=80,
    )
    words = TextAreaField(
        _l("What is the idea?"),
        validators=[DataRequired(_l("Write what the idea is"))],
        rows=6,
        length_max=5000,
    )
    who_for = TextAreaField(
        _l("For whom is it?"),
        validators=[Optional()],
        rows=3,
        length_max=2000,
    )
    how_many = IntegerField(
        _l("About how many people will it reach?"),
        validators=[
            Optional(),
            NumberRange(1, 1_000_000, _l("Write a number from 1 to 1,000,000, like 30")),
        ],
    )
    asked = PenceField(_l("How much does it ask for?"))
    smallest = PenceField(_l("What is the smallest amount that would still work?"))
    drops = TextAreaField(
        _l("What would you leave out with the smallest amount?"), rows=3, length_max=2000
    )

    def text(self) -> PitchText:
        """The words as they were typed."""
        return PitchText(**{part: str(self[part].data or "") for part in PARTS})


def pitch_form(pitch: Pitch) -> PitchTextForm:
    """The form with what stands there now."""
    number = int(pitch.how_many) if pitch.how_many.isdecimal() else None
    pence = {"asked": pitch.asked_pence, "smallest": pitch.smallest_pence}
    return PitchTextForm(data={**words_of(pitch), "how_many": number, **pence})
