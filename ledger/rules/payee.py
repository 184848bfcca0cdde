"""Who is paid, and where to: what was typed, checked by its form; what may be shown of it.

A modulus check needs a table that banks give out for a fee and change often. None comes with this
code: a fund that has one passes a function in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stdnum import iban as iban_numbers  # pyright: ignore[reportMissingTypeStubs]
from stdnum.exceptions import ValidationError  # pyright: ignore[reportMissingTypeStubs]

from ledger.rules.canonical import canonical_json
from ledger.rules.entry import PaymentMethod
from ledger.rules.paying_refusal import PayRefusal
from makeithappen.core.errors import Refused

CHANGE_WAITS = timedelta(hours=24)
"""A changed payee waits this long, so that whoever was paid before can raise the alarm."""

SHOWN_DIGITS = 4
ModulusCheck = Callable[[str, str], bool]
"""Whether a sort code and an account number go together, by a fund's own table."""


@dataclass(frozen=True, slots=True)
class Details:
    """A payee as it is kept, encrypted: a UK account, an IBAN, or (for a voucher) neither."""

    name: str
    sort_code: str = ""
    account: str = ""
    iban: str = ""
    contact: str = ""

    @property
    def tail(self) -> str:
        """The last digits: all that is ever shown of an account."""
        return (self.account or self.iban)[-SHOWN_DIGITS:]


def read_details(
    method: PaymentMethod, typed: Details, *, modulus: ModulusCheck | None = None
) -> Details:
    """What was typed as it is kept, without spaces and dashes; refused where it can't be right."""
    sort_code, account = (_plain(text) for text in (typed.sort_code, typed.account))
    iban = _plain(typed.iban).upper()
    if method is PaymentMethod.VOUCHER:
        return Details(typed.name, contact=typed.contact)
    if iban:
        return Details(typed.name, iban=_checked_iban(iban), contact=typed.contact)
    if not sort_code and not account:
        raise Refused(PayRefusal.ACCOUNT_MISSING)
    if not re.fullmatch("[0-9]{6}", sort_code):
        raise Refused(PayRefusal.SORT_CODE_SHAPE)
    if not re.fullmatch("[0-9]{8}", account):
        raise Refused(PayRefusal.ACCOUNT_SHAPE)
    if modulus is not None and not modulus(sort_code, account):
        raise Refused(PayRefusal.ACCOUNT_CHECK)
    return Details(typed.name, sort_code, account, contact=typed.contact)


def _plain(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _checked_iban(iban: str) -> str:
    try:
        return str(iban_numbers.validate(iban))
    except ValidationError:
        raise Refused(PayRefusal.IBAN_SHAPE) from None


def digest_text(payee_id: str, method: PaymentMethod, details: Details) -> str:
    """What the digest of a payee is taken of: any other account, name or way is another digest."""
    return "payee\n" + canonical_json(
        {
            "id": payee_id,
            "method": str(method),
            "name": details.name,
            "sort_code": details.sort_code,
            "account": details.account,
            "iban": details.iban,
        }
    )


def ready_at(at: datetime, *, is_first: bool) -> datetime:
    """From when on a payee can be paid: an award's first one at once, any other after a day."""
    return at if is_first else at + CHANGE_WAITS


def check_invoice(method: PaymentMethod, invoice: str) -> None:
    """Refuses to pay a supplier without the number of the invoice."""
    if method is PaymentMethod.SUPPLIER and not invoice:
        raise Refused(PayRefusal.INVOICE_MISSING)
