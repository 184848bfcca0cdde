"""The form that asks whether an idea becomes two."""

# pyright: reportArgumentType=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from makeithappen.core.forms import HouseForm, StringField, TextAreaField
from makeithappen.ideas.parting_words import SENTENCES
from makeithappen.ideas.questions import QUESTIONS
from makeithappen.ideas.rules.parting import SplitRefusal

NAMED = DataRequired(SENTENCES[SplitRefusal.NAMES])
NAME_MAX = QUESTIONS["title"].length_max


class SplitForm(HouseForm):
    """What the two are called, and why."""

    first = StringField(
        _l("What is the first idea called?"), validators=[NAMED], length_max=NAME_MAX
    )
    second = StringField(
        _l("What is the second idea called?"), validators=[NAMED], length_max=NAME_MAX
    )
    why = TextAreaField(
        _l("Why?"),
        description=_l("Its people read this, so say it in a sentence or two."),
        validators=[DataRequired(SENTENCES[SplitRefusal.WHY_MISSING])],
        rows=3,
        length_max=500,
    )
