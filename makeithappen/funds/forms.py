"""The forms for funds, areas and rounds."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import ValidationError
from wtforms.validators import DataRequired, Optional

from makeithappen.core.forms import DateField, HouseForm, StringField, TextAreaField
from makeithappen.funds.rules.rounds import Structure
from makeithappen.funds.store import DEFAULT_ZONE
from makeithappen.funds.words import PARTS


def known_zone(form: Any, field: Any) -> None:
    """Refuse what is no time zone."""
    if field.data not in available_timezones():
        raise ValidationError(_l("Write a time zone, like Europe/London"))


class FundForm(HouseForm):
    """A new fund: its name and what it is for."""

    name = StringField(
        _l("Name of the fund"),
        validators=[DataRequired(_l("Write a name for the fund"))],
        length_max=120,
    )
    purpose = TextAreaField(
        _l("What the fund is for"),
        description=_l("Two or three short sentences. Everybody can read them."),
        validators=[Optional()],
        length_max=1000,
    )


class StructureForm(FundForm):
    """A fund and who answers for it. Parts may stay empty until a round opens."""

    money_held_by = StringField(
        PARTS["money_held_by"],
        description=_l("The group or body that has the money in its bank, like a charity."),
    )
    money_authorised_by = StringField(
        PARTS["money_authorised_by"],
        description=_l("A first name or a group. Not the same person who makes the payment."),
    )
    safeguarding_lead = StringField(PARTS["safeguarding_lead"], description=_l("A first name."))
    safeguarding_contact = StringField(
        PARTS["safeguarding_contact"],
        description=_l("A phone number or e-mail address. It stands on the idea pages."),
    )
    review_contact = StringField(
        PARTS["review_contact"],
        description=_l("A name, and a phone number or e-mail address."),
    )
    zone = StringField(
        _l("Time zone"),
        description=_l("Each day of the fund begins at midnight in this zone."),
        default=DEFAULT_ZONE,
        validators=[known_zone],
    )

    def structure(self) -> Structure:
        """The parts as they were typed."""
        return Structure(**{part: self[part].data or "" for part in PARTS})


class AreaForm(HouseForm):
    """A new area."""

    name = StringField(
        _l("Name of the area"),
        description=_l("A name that people there use, like the part of town or the valley."),
        validators=[DataRequired(_l("Write a name for the area"))],
        length_max=80,
    )


class RoundForm(HouseForm):
    """A new round."""

    name = StringField(
        _l("Name of the round"),
        description=_l("Like “Spring 2027”."),
        validators=[DataRequired(_l("Write a name for the round"))],
        length_max=120,
    )
    opens_on = DateField(
        _l("First day for ideas"),
        description=_l("Like 1 3 2027"),
        validators=[DataRequired(_l("Write the first day, like 1 3 2027"))],
    )
    closes_on = DateField(
        _l("Last day for ideas"),
        description=_l("Ideas can be sent in until midnight of this day."),
        validators=[DataRequired(_l("Write the last day, like 31 3 2027"))],
    )
    criteria_words = TextAreaField(
        _l("What the panel looks for"),
        description=_l("In a few plain words. People read this before they send in an idea."),
        validators=[Optional()],
        length_max=1000,
    )

    def days(self) -> tuple[date, date]:
        """First and last day. Only for a form that was found valid."""
        first, last = self.opens_on.data, self.closes_on.data
        if first is None or last is None:
            raise ValueError("the form was not checked")
        return first, last


class DueForm(HouseForm):
    """By which day everybody has an answer."""

    due_on = DateField(
        _l("Day by which everybody has an answer"),
        description=_l("Families and children read it. Like 30 4 2027"),
        validators=[DataRequired(_l("Write a day, like 30 4 2027"))],
    )

    def day(self) -> date:
        """The day. Only for a form that was found valid."""
        if self.due_on.data is None:
            raise ValueError("the form was not checked")
        return self.due_on.data


class PressForm(HouseForm):
    """Nothing but a button."""
