"""The ledger's forms: they read what was typed and judge nothing that a rule judges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from ledger.rules.accounts import FunderKind
from ledger.rules.conditions import Audience, ConditionKind
from ledger.store import Asked
from ledger.words import AUDIENCE_NAMES, CONDITION_NAMES, FUNDER_KIND_NAMES
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
from makeithappen.core.step_up import FreshCodeForm

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext

POT, IDEA = "pot:", "idea:"
AREA, AUDIENCE, NOTHING = "area:", "audience:", "nothing"


def today() -> Any:
    """The day that a date begins with. It is nearly always the right one."""
    return datetime.now(UTC).date()


def not_to_come(form: Any, field: Any) -> None:
    """Refuse days to come. East of Greenwich it may be tomorrow already."""
    if field.data > today() + timedelta(days=1):
        raise ValidationError(_l("This day is still to come. Look at the month and the year"))


class PressForm(HouseForm):
    """Nothing but a button."""


class ApproveForm(FreshCodeForm):
    """A button to let money go, and a one-time code where one is needed."""


class FunderForm(HouseForm):
    """Somebody who gives money."""

    name = StringField(
        _l("Name of the funder"),
        description=_l("The name of an organisation, as it may stand in the public register."),
        validators=[DataRequired(_l("Write the name of the funder"))],
        length_max=120,
    )
    kind = RadioField(
        _l("What kind of funder is it?"),
        choices=[SelectChoice(str(kind), FUNDER_KIND_NAMES[kind]) for kind in FunderKind],
        validators=[InputRequired(_l("Choose the kind of funder"))],
    )


class PotForm(HouseForm):
    """Money of one funder under one restriction."""

    funder = SelectField(
        _l("Whose money is it?"), validators=[InputRequired(_l("Choose the funder"))]
    )
    name = StringField(
        _l("Name of the pot"),
        validators=[DataRequired(_l("Write a name for the pot"))],
        length_max=120,
    )
    restriction = TextAreaField(
        _l("What may this money be used for?"),
        description=_l("In the funder's words. Without limits, write: anything the fund is for."),
        validators=[DataRequired(_l("Write what this money may be used for"))],
        rows=3,
        length_max=1000,
    )


class ReceiptForm(HouseForm):
    """Money that came in without a pledge."""

    pot = SelectField(_l("Which pot is it for?"), validators=[InputRequired(_l("Choose the pot"))])
    amount = PenceField(_l("How much came in?"))
    received_on = DateField(
        _l("When was it at the bank?"),
        validators=[
            DataRequired(_l("Write the day on which the money was at the bank")),
            not_to_come,
        ],
        default=today,
    )


class PledgeForm(HouseForm):
    """Money that a funder offers."""

    funder = SelectField(_l("Who offers it?"), validators=[InputRequired(_l("Choose the funder"))])
    amount = PenceField(_l("How much do they offer?"))
    towards = SelectField(
        _l("What is it for?"),
        description=_l("A pot of this funder, or one idea alone."),
        validators=[InputRequired(_l("Choose what the money is for"))],
    )

    asks = SelectField(
        _l("Does the funder ask for something?"),
        description=_l("Until it is met, the offer counts for nothing."),
        default=NOTHING,
    )
    words = TextAreaField(
        _l("What do they ask for, in their words?"),
        description=_l("Only if it is something else. No names, please."),
        validators=[Optional()],
        rows=2,
        length_max=500,
    )

    @property
    def asked(self) -> Asked | None:
        """The condition that was chosen, if it was one."""
        return asked_of(self.asks.data or NOTHING, self.words.data or "")

    @property
    def pot_id(self) -> str | None:
        """The pot that was chosen, if it was one."""
        return _chosen(self.towards.data, POT)

    @property
    def idea_id(self) -> str | None:
        """The idea that was chosen, if it was one."""
        return _chosen(self.towards.data, IDEA)


def asked_of(asks: str, words: str) -> Asked | None:
    """The condition that a choice of `condition_choices` stands for, if it is one."""
    area_id, audience = _chosen(asks, AREA), _chosen(asks, AUDIENCE)
    if area_id is not None:
        return Asked(ConditionKind.AREA, area_id=area_id)
    if audience is not None:
        return Asked(ConditionKind.AUDIENCE, audience=Audience(audience))
    if asks == NOTHING:
        return None
    return Asked(ConditionKind(asks), words=words)


def _chosen(value: str | None, kind: str) -> str | None:
    return value.removeprefix(kind) if value and value.startswith(kind) else None


class ReasonForm(HouseForm):
    """Why a condition is met."""

    reason = TextAreaField(
        _l("Why is it met?"),
        description=_l("In a sentence. No names, please."),
        validators=[DataRequired(_l("Write why it is met"))],
        rows=2,
        length_max=500,
    )


class CoverForm(HouseForm):
    """Free money that stands in for what is at risk."""

    pot = SelectField(
        _l("Which money stands in?"), validators=[InputRequired(_l("Choose the pot"))]
    )
    amount = PenceField(_l("How much of it?"))


class DateForm(HouseForm):
    """The day on which the money of a pledge came in."""

    received_on = DateField(
        _l("When was it at the bank?"),
        validators=[
            DataRequired(_l("Write the day on which the money was at the bank")),
            not_to_come,
        ],
        default=today,
    )


class ReturnForm(HouseForm):
    """Money that the recipient gave back."""

    amount = PenceField(_l("How much came back?"))
    returned_on = DateField(
        _l("When was it at the bank?"),
        validators=[
            DataRequired(_l("Write the day on which the money was at the bank")),
            not_to_come,
        ],
        default=today,
    )


def choices(words: str, named: Iterable[tuple[str, str]]) -> list[Any]:
    """Choices for a list, led by words that are no answer."""
    return [SelectChoice("", words), *(SelectChoice(value, name) for value, name in named)]


def condition_choices(areas: Iterable[tuple[str, str]]) -> list[Any]:
    """What a funder may ask for: nothing, half, an area, an audience, or something else."""
    half, other = ConditionKind.AT_LEAST_HALF, ConditionKind.OTHER
    return [
        SelectChoice(NOTHING, _l("No, nothing")),
        SelectChoice(str(half), CONDITION_NAMES[half]),
        *(
            SelectChoice(f"{AREA}{area_id}", _l("Only for %(area)s", area=name))
            for area_id, name in areas
        ),
        *(SelectChoice(f"{AUDIENCE}{one}", name) for one, name in AUDIENCE_NAMES.items()),
        SelectChoice(str(other), CONDITION_NAMES[other]),
    ]


def pledge_choices(
    pots: Iterable[tuple[str, str]], ideas: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """What a pledge may be for: pots that are for any idea, then each idea; ids and names."""
    of_pots = [(f"{POT}{pot_id}", name) for pot_id, name in pots]
    of_ideas = [
        (f"{IDEA}{idea_id}", str(_l("Only for the idea: %(title)s", title=title)))
        for idea_id, title in ideas
    ]
    return of_pots + of_ideas
