"""The forms for what a child says: an age, the words, and a yes or a no."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from makeithappen.child_bands import AGE_MAX
from makeithappen.core.forms import (
    FileField,
    HouseForm,
    IntegerField,
    StringField,
    TextAreaField,
)
from makeithappen.ideas.child_words import HINTS, LABELS
from makeithappen.ideas.rules.child import Child, Who

WORDS_MAX = 2000


class AgeForm(HouseForm):
    """How old is the child?"""

    age = IntegerField(
        _l("How old is the child?"),
        description=_l("In years, like 7. The panel sees the age, and never a name."),
        validators=[
            InputRequired(_l("Write the child's age in years, like 7")),
            NumberRange(0, AGE_MAX, _l("Write an age from 0 to 17")),
        ],
    )


class WordsForm(HouseForm):
    """What the child says."""

    words = TextAreaField("", length_max=WORDS_MAX)


class MustForm(WordsForm):
    """The same where there is nothing else yet."""

    words = TextAreaField(
        "",
        validators=[DataRequired(_l("Write something here, or draw it or say it"))],
        length_max=WORDS_MAX,
    )


def words_form(child: Child, *, instead: bool = False, **more: Any) -> WordsForm:
    """The form, in the words for a child of this age. With a drawing no words are asked for."""
    kind = WordsForm if instead or child.drawings else MustForm
    form = kind(data={"words": child.words}, **more)
    form.words.label.text, form.words.description = LABELS[child.telling], HINTS[child.telling]
    return form


class DrawingForm(HouseForm):
    """A drawing, or a child's own voice."""

    file = FileField(
        _l("A photo of the drawing, or a recording of the child's voice"),
        description=_l("Photograph only the drawing: no face, no name, no school badge."),
        validators=[DataRequired(_l("Choose a photo of the drawing, or a recording"))],
    )
    description = StringField(
        _l("What is on it, in a few words"),
        description=_l("A grown-up can write this for people who can't see or hear it. No names."),
        validators=[Optional()],
        length_max=200,
    )


class YesForm(HouseForm):
    """Two buttons, for the child or for the grown-up."""

    who = StringField()
    answer = StringField()

    def said(self) -> tuple[Who, bool] | None:
        """Who said what; None where it was no press of these buttons."""
        who: Any = self.who.data
        if who not in set(Who) or self.answer.data not in {"yes", "no"}:
            return None
        return Who(who), self.answer.data == "yes"
