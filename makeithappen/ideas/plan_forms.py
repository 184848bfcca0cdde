"""The forms for what the money would be spent on, for other help, and for outcomes."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import ValidationError
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from makeithappen.core.errors import Refused
from makeithappen.core.forms import (
    HouseForm,
    IntegerField,
    PenceField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from makeithappen.core.refusing import note
from makeithappen.core.sentences import sentence
from makeithappen.core.widgets.page import isolated
from makeithappen.ideas.rules.spending_plan import (
    QUANTITY_MAX,
    UNIT_PENCE_MAX,
    UNITS,
    Help,
    HelpKind,
    HelpStage,
    Line,
    PlanRefusal,
    Unit,
    read_hundredths,
)
from makeithappen.ideas.words_plan import HELP_NAMES, SENTENCES, STAGE_NAMES, UNIT_NAMES

WORDS_LENGTH_MAX = 120


def check_price(_form: Any, field: Any) -> None:
    """Refuse a price that no line may have."""
    if (field.amount_pence_or_none or 0) > UNIT_PENCE_MAX:
        note(PlanRefusal.WRONG_PRICE)
        raise ValidationError(SENTENCES[PlanRefusal.WRONG_PRICE])


def check_how_much(_form: Any, field: Any) -> None:
    """Refuse what is no number above 0."""
    try:
        read_hundredths(field.data or "")
    except Refused as refused:
        note(refused.code)
        raise ValidationError(sentence(refused)) from refused


class LineBoxes:
    """What is asked about one thing that the money would be spent on."""

    words = StringField(
        _l("What is it?"),
        description=_l("Like “Paint” or “Hall for one evening”."),
        validators=[DataRequired(_l("Write what it is, like “Paint”"))],
        length_max=WORDS_LENGTH_MAX,
    )
    quantity = IntegerField(
        _l("How many?"),
        default=1,
        validators=[
            InputRequired(SENTENCES[PlanRefusal.WRONG_QUANTITY]),
            NumberRange(1, QUANTITY_MAX, SENTENCES[PlanRefusal.WRONG_QUANTITY]),
        ],
    )
    price = PenceField(_l("How much is one?"), validators=[check_price])

    def line(self) -> Line:
        """The line as it was typed. Only for what was found valid."""
        return Line(self.words.data, self.quantity.data, self.price.amount_pence)


def counted() -> list[SelectChoice]:
    """What can be counted, in the language of whoever asks: so not before they ask."""
    return [
        SelectChoice(f"{kind}:{unit}", f"{HELP_NAMES[kind]}: {UNIT_NAMES[unit]}")
        for kind, units in UNITS.items()
        for unit in units
    ]


class HelpBoxes:
    """What is asked about one thing that others give, whatever is counted."""

    words = StringField(
        _l("What is it, and who gives it?"),
        description=_l("Like “Bread from the bakery”. Leave out people's names."),
        validators=[DataRequired(_l("Write what it is, like “Bread from the bakery”"))],
        length_max=WORDS_LENGTH_MAX,
    )
    how_much = StringField(
        _l("How much, or how many?"),
        description=_l("A number, like 12 or 2.50."),
        validators=[DataRequired(SENTENCES[PlanRefusal.WRONG_AMOUNT]), check_how_much],
        length_max=20,
    )
    what: Any

    def as_help(self, stage: HelpStage) -> Help:
        """The help as it was typed. Only for what was found valid."""
        kind, unit = self.what.data.split(":")
        quantity = read_hundredths(self.how_much.data)
        return Help(HelpKind(kind), Unit(unit), quantity, stage, self.words.data)


class _AddForm(HouseForm):
    """One more line: its words and one other box stay empty where there is nothing more to add."""

    figure = ""

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        typed = (self.words.data, *(self[self.figure].raw_data or ()))
        return not any(str(text or "").strip() for text in typed)


class LineForm(LineBoxes, _AddForm):
    """One more thing that the money would be spent on."""

    figure = "price"


class HelpForm(HelpBoxes, _AddForm):
    """One more thing that others give."""

    figure = "how_much"
    what = SelectField(_l("What do we count?"), choices=counted)
    stage = RadioField(
        _l("Is it sure?"),
        choices=[SelectChoice(str(stage), name) for stage, name in STAGE_NAMES.items()],
        default=str(HelpStage.PENDING),
        validators=[InputRequired(_l("Choose how sure it is"))],
    )

    def help(self) -> Help:
        """The help as it was typed. Only for a form that was found valid."""
        return self.as_help(HelpStage(self.stage.data))


class OutcomesForm(HouseForm):
    """Which of the fund's outcomes an idea serves."""

    outcomes = SelectMultipleField(
        _l("What would get better with your idea?"), choices=[], validators=[Optional()]
    )


def outcomes_form(choices: list[tuple[str, str]], chosen: tuple[str, ...]) -> OutcomesForm:
    """The form with these outcomes to choose from, and what was chosen before."""
    form = OutcomesForm(data={"outcomes": list(chosen)})
    form.outcomes.choices = [
        SelectChoice(outcome_id, isolated(name)) for outcome_id, name in choices
    ]
    return form
