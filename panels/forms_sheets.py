"""Forms round the score sheet: changing it once, one question a page, paper, receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, Optional

from makeithappen.core.forms import (
    BooleanField,
    HouseForm,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from panels.forms import REASON_LENGTH_MAX, SheetForm, question, score_name
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion
from panels.rules.paper import Said
from panels.words import DEGREE_NAMES

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext

NOT_TICKED = "not_ticked"


class RevisionForm(SheetForm):
    """A sheet that is changed once, and why."""

    reason = TextAreaField(
        _l("Why do you change it?"),
        description=_l("The panel reads this without your name."),
        validators=[DataRequired(_l("Write why you change it"))],
        rows=3,
        length_max=REASON_LENGTH_MAX,
    )


class CodeForm(HouseForm):
    """A receipt code."""

    code = StringField(
        _l("Your receipt code"),
        description=_l("Eight letters and digits, like K7M2-9QXZ."),
        validators=[DataRequired(_l("Write your code"))],
        length_max=40,
    )


class TakenInForm(HouseForm):
    """Which papers of a member are in the chair's hands."""

    pitches = SelectMultipleField(_l("Paper sheets that you hold in your hands"), choices=[])

    def offer(self, pitches: Sequence[tuple[str, str]]) -> TakenInForm:
        """Offer these ideas, by id and title."""
        self.pitches.choices = [SelectChoice(pitch_id, title) for pitch_id, title in pitches]
        return self


class PaperForm(SheetForm):
    """What a paper says; its questions are those of the day, see `paper_form`."""

    degree = RadioField(
        _l("How close do they say they are?"),
        choices=[
            *(SelectChoice(str(degree), DEGREE_NAMES[degree]) for degree in Degree),
            SelectChoice(NOT_TICKED, _l("Nothing is ticked")),
        ],
        invalid_choice_message=_l("Choose what is ticked, or “Nothing is ticked”"),
    )
    comment = TextAreaField(
        _l("Their words"), validators=[Optional()], rows=3, length_max=500, description=""
    )
    reason = TextAreaField(
        _l("What did you see when you looked at the paper again?"),
        rows=2,
        length_max=REASON_LENGTH_MAX,
    )
    none = BooleanField(_l("There is no such paper"))

    def said(self, criteria: Sequence[Criterion]) -> Said | None:
        """What the paper says; None for "there is no such paper"."""
        if self.none.data:
            return None
        degree = None if self.degree.data == NOT_TICKED else Degree(self.degree.data)
        return Said(degree, self.values(criteria), self.comment.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Where there is no paper, nothing of it can be missing."""
        if self.none.data:
            for name in [name for name in self._fields if name.startswith(("score_", "degree"))]:
                del self[name]
        return super().validate(extra_validators)


def paper_form(criteria: Sequence[Criterion]) -> PaperForm:
    """The form for a paper with one question per criterion."""
    questions = {score_name(one): question(one) for one in criteria}
    return type("DayPaperForm", (PaperForm,), questions)()


def step_form(
    criteria: Sequence[Criterion], step: int, typed: Mapping[str, str]
) -> tuple[HouseForm, str]:
    """The form for one question, counted from 1, and its field's name; the words come last."""
    if step <= len(criteria):
        one = criteria[step - 1]
        name, field = score_name(one), question(one)
    else:
        name, field = "comment", SheetForm.comment
    form = type("StepForm", (HouseForm,), {name: field})(data=typed)
    return form, name
