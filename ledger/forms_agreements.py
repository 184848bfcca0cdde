"""Forms about agreements, instalments, support, trials, and changes at the bank."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from ledger.forms import not_to_come, today
from ledger.rules.changes import SETTING_ASIDE
from ledger.rules.records import Reason, SupportKind, Unit
from ledger.rules.supports import UNITS
from ledger.rules.trials import ENDS
from ledger.store import Part
from ledger.words_agreements import (
    CHANGE_NAMES,
    END_NAMES,
    OWNS_NAMES,
    REASON_NAMES,
    RECIPIENT_NAMES,
    SPLITS_NAMES,
    SUPPORT_NAMES,
    SUPPORT_STAGE_NAMES,
    TERM_NAMES,
    UNIT_NAMES,
)
from makeithappen.core.forms import (
    DateField,
    EmailField,
    HouseForm,
    PenceField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext
PARTS_MAX = 4
_QUANTITY = re.compile(r"(\d{1,7})(?:\.(\d{1,2}))?")


def _named(names: Any) -> list[Any]:
    return [SelectChoice(str(code), name) for code, name in names.items()]


class AgreementForm(HouseForm):
    """What is agreed; who owns things and what happens on a split are always asked."""

    recipient = RadioField(
        _l("Who gets the money?"),
        choices=_named(RECIPIENT_NAMES),
        validators=[InputRequired(_l("Choose who gets the money"))],
    )
    second = EmailField(
        _l("Address of the second person who says yes"),
        description=_l("The second named person, or somebody of the host. They need a sign-in."),
        validators=[Optional()],
    )
    owns = RadioField(
        _l("Who owns what is bought?"),
        choices=_named(OWNS_NAMES),
        validators=[InputRequired(_l("Choose who owns what is bought"))],
    )
    splits = RadioField(
        _l("What happens if the people go different ways?"),
        choices=_named(SPLITS_NAMES),
        validators=[InputRequired(_l("Choose what happens then"))],
    )
    terms = SelectMultipleField(_l("What else is agreed?"), choices=_named(TERM_NAMES))


class TemplateForm(HouseForm):
    """The words that a fund's agreements begin from."""

    words = TextAreaField(
        _l("Words of the agreement"),
        description=_l(
            "Write {fund}, {idea}, {amount}, {owns}, {splits} and {terms} where each belongs."
        ),
        validators=[DataRequired(_l("Write the words of the agreement"))],
        rows=14,
    )


class _PlanForm(HouseForm):
    """Instalments: an amount each, and a day or what has to be reached first."""

    @property
    def parts(self) -> list[Part]:
        """What was typed, without the parts that were left empty."""
        rows: list[Part] = []
        for number in range(1, PARTS_MAX + 1):
            amount, day = self[f"amount_{number}"], self[f"due_on_{number}"]
            milestone = self[f"milestone_{number}"].data or ""
            if amount.raw_data and amount.raw_data[0].strip():
                rows.append(Part(amount.amount_pence, day.data, milestone))  # pyright: ignore[reportAttributeAccessIssue]
        return rows


_PLAN: dict[str, Any] = {}
for _number in range(1, PARTS_MAX + 1):
    _PLAN[f"amount_{_number}"] = PenceField(
        _l("Part %(number)s: how much?", number=_number), validators=[Optional()]
    )
    _PLAN[f"due_on_{_number}"] = DateField(
        _l("Part %(number)s: from which day on?", number=_number), validators=[Optional()]
    )
    _PLAN[f"milestone_{_number}"] = StringField(
        _l("Part %(number)s: or what must be reached first?", number=_number),
        validators=[Optional()],
        length_max=200,
    )
PlanForm: Any = type("PlanForm", (_PlanForm,), _PLAN)


def _counted() -> list[SelectChoice]:
    """What can be counted, in the language of whoever asks: so not before they ask."""
    return [
        SelectChoice(f"{kind}:{unit}", f"{SUPPORT_NAMES[kind]}: {UNIT_NAMES[unit]}")
        for kind in SupportKind
        for unit in Unit
        if unit in UNITS[kind]
    ]


class SupportForm(HouseForm):
    """What somebody gives besides the fund's money."""

    what = SelectField(
        _l("What is it, and in what is it counted?"),
        choices=_counted,
    )
    how_much = StringField(
        _l("How much?"),
        description=_l("A number, like 12 or 2.50. Money in pounds."),
        validators=[DataRequired(_l("Write a number, like 12 or 2.50"))],
    )
    stage = RadioField(
        _l("How sure is it?"),
        choices=_named(SUPPORT_STAGE_NAMES),
        validators=[InputRequired(_l("Choose how sure it is"))],
    )
    words = StringField(
        _l("What is it, and from where?"),
        description=_l("No names of people, please."),
        validators=[DataRequired(_l("Write what it is"))],
        length_max=200,
    )

    def validate_how_much(self, field: Any) -> None:
        """Refuse what is no number above 0, with two digits after the point at most."""
        if not self.quantity:
            raise ValidationError(_l("Write a number above 0, like 12 or 2.50"))

    @property
    def quantity(self) -> int:
        """What was typed, in hundredths; 0 for what is no number."""
        match = _QUANTITY.fullmatch((self.how_much.data or "").strip())
        return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else 0


class TrialForm(HouseForm):
    """A short trial: what it is to find out, and by when."""

    question = StringField(
        _l("What shall the trial find out?"),
        validators=[DataRequired(_l("Write what the trial shall find out"))],
        length_max=300,
    )
    ends_on = DateField(
        _l("By which day?"), validators=[DataRequired(_l("Write the last day of the trial"))]
    )


class TrialEndForm(HouseForm):
    """What follows from a trial."""

    end = RadioField(
        _l("What follows from it?"),
        choices=[SelectChoice(str(end), END_NAMES[end]) for end in ENDS],
        validators=[InputRequired(_l("Choose what follows"))],
    )
    learnt = TextAreaField(
        _l("What was learnt?"),
        description=_l("No names of people, please."),
        validators=[DataRequired(_l("Write what was learnt"))],
        rows=4,
        length_max=2000,
    )


class MoreForm(HouseForm):
    """More money for an award."""

    amount = PenceField(_l("How much more?"))


class InterestForm(HouseForm):
    """Interest that the bank paid."""

    pot = SelectField(_l("For which pot?"), validators=[InputRequired(_l("Choose the pot"))])
    amount = PenceField(_l("How much came in?"))
    received_on = DateField(
        _l("When was it at the bank?"),
        validators=[DataRequired(_l("Write the day on which it came in")), not_to_come],
        default=today,
    )


class ChangeForm(HouseForm):
    """A fee or a correction, for somebody else to approve."""

    kind = RadioField(
        _l("What is it?"),
        choices=_named(
            {kind: CHANGE_NAMES[kind] for kind in CHANGE_NAMES if kind not in SETTING_ASIDE}
        ),
        validators=[InputRequired(_l("Choose what it is"))],
    )
    pot = SelectField(_l("Which pot?"), validators=[InputRequired(_l("Choose the pot"))])
    amount = PenceField(_l("How much?"), description=_l("Of a correction, the difference."))
    reason = SelectField(
        _l("Why?"),
        choices=_named({why: REASON_NAMES[why] for why in REASON_NAMES if why != Reason.SET_ASIDE}),
    )
    corrects = SelectField(
        _l("Which entry was wrong?"),
        description=_l("Only for a correction."),
        validators=[Optional()],
    )
    words = TextAreaField(
        _l("Say more about it"),
        validators=[DataRequired(_l("Say why in a few words"))],
        rows=2,
        length_max=500,
    )


class SetAsideForm(HouseForm):
    """Money that is set aside or set free, for somebody else to approve."""

    kind = RadioField(
        _l("What shall happen?"),
        choices=_named({kind: CHANGE_NAMES[kind] for kind in sorted(SETTING_ASIDE)}),
        validators=[InputRequired(_l("Choose what shall happen"))],
    )
    pot = SelectField(_l("Which pot?"), validators=[InputRequired(_l("Choose the pot"))])
    amount = PenceField(_l("How much?"))
    words = TextAreaField(
        _l("What is it for?"),
        description=_l("No names of people, please."),
        validators=[DataRequired(_l("Say what it is for in a few words"))],
        rows=2,
        length_max=500,
    )


def day_of(typed: date | None) -> date:
    """A day that a form has made sure of."""
    return typed or date.min
