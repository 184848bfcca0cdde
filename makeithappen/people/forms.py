"""The forms for signing in and for accounts."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired

from makeithappen.core.access import Role
from makeithappen.core.emails import email_like, tidy_email
from makeithappen.core.forms import (
    BooleanField,
    EmailField,
    HouseForm,
    OneTimeCodeField,
    RadioField,
    SelectChoice,
    StringField,
)
from makeithappen.core.step_up import FreshCodeForm
from makeithappen.people.words import ROLE_NAMES


class EmailForm(HouseForm):
    """Where shall the code go?"""

    email = EmailField(_l("Your e-mail address"), filters=[tidy_email], validators=[email_like])


class CodeForm(HouseForm):
    """The code as it was typed. Spaces, dashes and small letters are fine."""

    code = StringField(
        _l("Your code"),
        description=_l("8 letters and numbers, from the message that we sent. You can paste it."),
        validators=[DataRequired(_l("Type the code from the message"))],
        length_max=40,
        render_kw={"autocomplete": "one-time-code"},
    )


class ComebackForm(HouseForm):
    """The code to come back with, as it was typed."""

    code = StringField(
        _l("Your code to come back"),
        description=_l("10 letters and numbers, like ABC-2345-DEF. Small letters are fine."),
        validators=[DataRequired(_l("Type the code that you got when you began"))],
        length_max=40,
    )


class PressForm(HouseForm):
    """Nothing but a button."""


class EraseForm(HouseForm):
    """One's own word that it is for good."""

    sure = BooleanField(
        _l("I know that this can't be undone"),
        validators=[InputRequired(_l("Tick this, or leave the page"))],
    )


class FactorForm(FreshCodeForm):
    """A button, and a code where one is asked for; another such form may stand on its page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one_time_code.id = "factor_code"


class NewFactorForm(HouseForm):
    """A code of the app that is being set up."""

    code = OneTimeCodeField(
        _l("Code that the app shows"),
        description=_l("6 digits. It changes every half minute."),
        validators=[DataRequired(_l("Type the 6 digits that the app shows"))],
        length_max=20,
    )


class PersonForm(HouseForm):
    """A new person with an address."""

    first_name = StringField(
        _l("First name"),
        validators=[DataRequired(_l("Write a first name"))],
        length_max=60,
    )
    email = EmailField(_l("E-mail address"), filters=[tidy_email], validators=[email_like])


class AddressForm(HouseForm):
    """A new address for somebody."""

    email = EmailField(_l("New e-mail address"), filters=[tidy_email], validators=[email_like])


class KinForm(HouseForm):
    """Somebody of the same household or family."""

    email = EmailField(
        _l("Their e-mail address"),
        description=_l("Of somebody in their family or household who sends in ideas."),
        filters=[tidy_email],
        validators=[email_like],
    )


class RoleForm(FreshCodeForm):
    """A role to give or to take."""

    role = RadioField(
        _l("Role"),
        choices=[SelectChoice(str(role), name) for role, name in ROLE_NAMES.items()],
        validators=[InputRequired(_l("Choose a role"))],
    )
    kind = RadioField(
        _l("What to do"),
        choices=[
            SelectChoice("give_role", _l("Give it")),
            SelectChoice("take_role", _l("Take it away")),
        ],
        validators=[InputRequired(_l("Choose whether to give the role or to take it away"))],
    )


class DecisionForm(FreshCodeForm):
    """A second person's word on a change."""

    decision = RadioField(
        _l("Your decision"),
        choices=[
            SelectChoice("agree", _l("I agree")),
            SelectChoice("turn_down", _l("I don't agree")),
        ],
        validators=[InputRequired(_l("Choose one"))],
    )


assert set(ROLE_NAMES) == set(Role)
