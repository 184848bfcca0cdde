"""The forms for an idea: three questions, then the money, then one button."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Optional

from makeithappen.core.forms import (
    HouseForm,
    PenceField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from makeithappen.ideas.questions import QUESTIONS
from makeithappen.ideas.rules.idea import Ask, Idea, Refusal, State, Words
from makeithappen.ideas.words import SENTENCES


class WordsForm(HouseForm):
    """The three questions."""

    what = TextAreaField(
        QUESTIONS["what"].label,
        validators=[DataRequired(SENTENCES[Refusal.WHAT_MISSING])],
        rows=6,
        length_max=5000,
    )
    who_for = TextAreaField(
        QUESTIONS["who_for"].label,
        validators=[DataRequired(SENTENCES[Refusal.WHO_FOR_MISSING])],
        rows=3,
        length_max=2000,
    )
    contact = StringField(
        QUESTIONS["contact"].label,
        validators=[DataRequired(SENTENCES[Refusal.CONTACT_MISSING])],
        length_max=200,
    )

    def words(self) -> Words:
        """The answers as they were typed."""
        return Words(self.what.data or "", self.who_for.data or "", self.contact.data or "")


class AskForm(HouseForm):
    """The money, and two questions that may be skipped."""

    ask = PenceField(QUESTIONS["ask"].label)
    smallest = PenceField(QUESTIONS["smallest"].label)
    area = SelectField(QUESTIONS["area"].label, validators=[Optional()])
    title = StringField(QUESTIONS["title"].label, validators=[Optional()], length_max=80)

    def answers(self) -> Ask:
        """The answers. Only for a form that was found valid."""
        area_id = self.area.data if self.area else None
        return Ask(
            self.ask.amount_pence,
            self.smallest.amount_pence,
            area_id or None,
            self.title.data or None,
        )


def ask_form(idea: Idea, areas: Sequence[tuple[str, str]]) -> AskForm:
    """The form with what the idea says so far; it asks where only if the fund has areas."""
    said = idea.ask
    form = AskForm(
        data={
            "ask": said.ask_pence,
            "smallest": said.smallest_pence,
            "area": said.area_id,
            "title": said.title,
        }
    )
    if areas:
        nowhere = SelectChoice("", _l("I'd rather not say"))
        form.area.choices = [nowhere, *(SelectChoice(area_id, name) for area_id, name in areas)]
    else:
        del form.area
    return form


class PressForm(HouseForm):
    """Nothing but a button."""


class ReviewForm(HouseForm):
    """The coordinator's answer to an idea."""

    outcome = RadioField(
        _l("What becomes of this idea?"),
        choices=[
            SelectChoice(str(State.SHORTLISTED), _l("It goes to a panel day")),
            SelectChoice(str(State.NOT_THIS_TIME), _l("Not this time")),
        ],
        validators=[InputRequired(_l("Choose your answer"))],
    )
    day = SelectField(
        _l("Panel day"),
        description=_l("Only for an idea that goes to a panel day."),
        validators=[Optional()],
    )
    reason = TextAreaField(
        _l("Your reason"),
        description=_l(
            "The people behind the idea will read this. Begin with what is good about it."
        ),
        validators=[DataRequired(SENTENCES[Refusal.REASON_MISSING])],
        rows=5,
        length_max=2000,
    )


def review_form(days: Sequence[tuple[str, str]]) -> ReviewForm:
    """The form with the panel days that can still take an idea."""
    form = ReviewForm()
    choose = SelectChoice("", _l("Choose a day"))
    form.day.choices = [choose, *(SelectChoice(day_id, name) for day_id, name in days)]
    return form
