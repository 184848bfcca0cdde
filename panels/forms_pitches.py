"""The form in which an idea before the panel is put right."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired

from makeithappen.core.forms import HouseForm, PenceField, StringField, TextAreaField
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
        validators=[DataRequired(_l("Write for whom it is"))],
        rows=3,
        length_max=2000,
    )
    asked = PenceField(_l("How much does it ask for?"))
    smallest = PenceField(_l("What is the smallest amount that would still work?"))

    def text(self) -> PitchText:
        """The words as they were typed."""
        return PitchText(self.title.data or "", self.words.data or "", self.who_for.data or "")


def pitch_form(pitch: Pitch) -> PitchTextForm:
    """The form with what stands there now."""
    words = {"title": pitch.title, "words": pitch.words, "who_for": pitch.who_for}
    return PitchTextForm(
        data={**words, "asked": pitch.asked_pence, "smallest": pitch.smallest_pence}
    )
