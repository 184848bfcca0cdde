"""The forms of paying out: payees, runs, limits, what did not arrive."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from ledger.rules.entry import PaymentMethod
from ledger.rules.payee import Details
from ledger.store.payees import PayeeLine
from ledger.words import METHOD_NAMES
from ledger.words_paying import FAILURE_NAMES
from makeithappen.core.forms import (
    EmailField,
    HouseForm,
    PenceField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectField,
    SelectMultipleField,
    StringField,
)
from makeithappen.core.step_up import FreshCodeForm

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext

PAYEE_NAMES = {
    PaymentMethod.BANK_TRANSFER: _l("A person or a group, into their account"),
    PaymentMethod.SUPPLIER: _l("A supplier, for an invoice"),
    PaymentMethod.HOST_GROUP: _l("A host group that holds the money for them"),
    PaymentMethod.VOUCHER: _l("Somebody who gets a voucher"),
}


def payee_words(payee: PayeeLine) -> str:
    """A payee in one line: the name, and the last digits of the account."""
    name = payee.name or str(_l("No name any more"))
    return f"{name} (•••• {payee.tail})" if payee.tail else f"{name} ({METHOD_NAMES[payee.method]})"


def _address_like(form: Any, field: Any) -> None:
    name, at, place = (field.data or "").rpartition("@")
    if not (name and at and "." in place):
        raise ValidationError(_l("Write an e-mail address, like name@example.org"))


class PayeeForm(FreshCodeForm):
    """Who is paid, and where to."""

    method = RadioField(
        _l("Who is paid?"),
        choices=[SelectChoice(str(method), name) for method, name in PAYEE_NAMES.items()],
        validators=[InputRequired(_l("Choose who is paid"))],
    )
    name = StringField(
        _l("Name of the account holder"),
        description=_l("As it stands on the account. For a voucher: who gets it."),
        validators=[DataRequired(_l("Write the name"))],
        length_max=120,
    )
    sort_code = StringField(_l("Sort code"), validators=[Optional()], length_max=20)
    account = StringField(_l("Account number"), validators=[Optional()], length_max=20)
    iban = StringField(
        _l("Or an IBAN"),
        description=_l("Only for an account without a sort code."),
        validators=[Optional()],
        length_max=50,
    )
    contact = EmailField(
        _l("Their e-mail address"),
        description=_l("They hear there if somebody changes where the money goes."),
        validators=[Optional(), _address_like],
    )

    @property
    def details(self) -> Details:
        """What was typed, as the rule takes it."""
        fields = (self.name, self.sort_code, self.account, self.iban, self.contact)
        return Details(*(field.data or "" for field in fields))


class PaymentForm(HouseForm):
    """An instalment to a payee, to be approved by somebody else."""

    amount = PenceField(_l("How much shall be paid now?"))
    payee = SelectField(_l("To whom?"), validators=[InputRequired(_l("Choose who is paid"))])
    invoice = StringField(
        _l("Number of the invoice"),
        description=_l("Only where a supplier is paid."),
        validators=[Optional()],
        length_max=60,
    )


class RunForm(HouseForm):
    """Which payments go out together."""

    payments = SelectMultipleField(_l("Payments that wait"))


class ApproveRunForm(FreshCodeForm):
    """Somebody's word on exactly what they see."""

    seen = StringField("", validators=[Optional()], length_max=64)


class LimitsForm(FreshCodeForm):
    """How much a fund lets go at once."""

    payment = PenceField(_l("The most in one payment"))
    run = PenceField(_l("The most in one run"))
    day = PenceField(_l("The most in one day"))
    light = PenceField(
        _l("A receipt needs a photo from this amount on"),
        description=_l("Below it, words are enough."),
    )


class FailureForm(HouseForm):
    """Why a payment did not arrive."""

    why = RadioField(
        _l("What happened?"),
        choices=[SelectChoice(why, name) for why, name in FAILURE_NAMES.items()],
        validators=[InputRequired(_l("Choose what happened"))],
    )


class VoucherForm(HouseForm):
    """The code of a voucher that somebody shows."""

    code = StringField(
        _l("Code of the voucher"),
        validators=[DataRequired(_l("Type the code of the voucher"))],
        length_max=40,
    )
