"""What refusals about paying out say, and what payees and failed payments are called."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from ledger.rules.paying_refusal import PayRefusal
from ledger.rules.spending import SpendRefusal

SENTENCES: dict[StrEnum, Any] = {
    PayRefusal.SORT_CODE_SHAPE: _l("A sort code has 6 digits, like 12-34-56."),
    PayRefusal.ACCOUNT_SHAPE: _l(
        "An account number has 8 digits. If theirs is shorter, put zeros before it."
    ),
    PayRefusal.IBAN_SHAPE: _l("This IBAN is not right. Look at each letter and digit again."),
    PayRefusal.ACCOUNT_MISSING: _l("Write a sort code and an account number, or an IBAN."),
    PayRefusal.ACCOUNT_CHECK: _l(
        "This sort code and this account number don't go together. Ask for them again."
    ),
    PayRefusal.INVOICE_MISSING: _l("A supplier is paid for an invoice. Write its number."),
    PayRefusal.PAYEE_MISSING: _l(
        "It does not say who is paid. Don't pay this; prepare it again and choose the payee."
    ),
    PayRefusal.PAYEE_REPLACED: _l(
        "This payee was changed since. Don't pay this; prepare it again for the new payee."
    ),
    PayRefusal.PAYEE_WAITS: _l(
        "This payee was changed less than 24 hours ago. Wait %(hours)s hours and %(minutes)s "
        "minutes, and ask them on a phone number that you knew before."
    ),
    PayRefusal.PAYEE_NEAR: _l(
        "This money goes to you, your family or your household, so somebody else must approve it."
    ),
    PayRefusal.RUN_EMPTY: _l("Choose at least one payment."),
    PayRefusal.RUN_OTHER_FUND: _l("A run pays from one fund. Make one run for each fund."),
    PayRefusal.RUN_SAME_PERSON: _l(
        "You prepared this run or a payment in it, so somebody else must approve it."
    ),
    PayRefusal.RUN_DECIDED: _l("Somebody decided on this run already. Look at how it stands now."),
    PayRefusal.RUN_CHANGED: _l(
        "Something in this run has changed since it was put together, so nothing was paid. "
        "Take it apart and put it together again."
    ),
    PayRefusal.PAYMENT_IN_RUN: _l(
        "This payment is in a run that waits. Approve the run, or take it apart first."
    ),
    PayRefusal.PAYMENT_LIMIT: _l(
        "One payment here is %(amount_pence)s. This fund lets %(most_pence)s go in one payment. "
        "Pay in parts, or change the limits with a second person."
    ),
    PayRefusal.RUN_LIMIT: _l(
        "This run comes to %(amount_pence)s. This fund lets %(most_pence)s go in one run. "
        "Make two runs, or change the limits with a second person."
    ),
    PayRefusal.DAY_LIMIT: _l(
        "With this, %(amount_pence)s would go today. This fund lets %(most_pence)s go in one day. "
        "Wait until tomorrow, or change the limits with a second person."
    ),
    PayRefusal.LIMITS_SAME_PERSON: _l(
        "You proposed these limits, so somebody else must agree to them."
    ),
    PayRefusal.LIMITS_DECIDED: _l("Somebody decided on these limits already."),
    PayRefusal.LIMITS_WAITING: _l(
        "Other limits wait for a second person. Have them decided first, or take them back."
    ),
    PayRefusal.FILE_TAKEN: _l(
        "The bank's file of this run was taken already. Look whether the bank has it. "
        "If it was lost, an approver can allow it once more."
    ),
    PayRefusal.FILE_EMPTY: _l("Nothing in this run goes through the bank, so it has no file."),
    PayRefusal.NOT_PAID: _l("This payment was not paid, or came back already."),
    PayRefusal.NO_VOUCHER: _l("This payment is no voucher that was approved."),
}

SENTENCES |= {
    SpendRefusal.PHOTO_NEEDED: _l(
        "From %(light_pence)s on we need a photo of the receipt. Take one with your phone. "
        "Is the receipt lost? Talk to your coordinator."
    ),
    SpendRefusal.PHOTO_UNREADABLE: _l("This file is no photo that we can read. Use another one."),
    SpendRefusal.PHOTO_TOO_LARGE: _l(
        "This photo is too large. Use one of 10 MB and 40 million dots at most."
    ),
    SpendRefusal.PHOTO_TWO_THINGS: _l(
        "This file is a photo and something else at the same time. Take the photo again, or send a "
        "screenshot of it."
    ),
}

RUN_NAMES = {
    "waiting": _l("Waits for approval"),
    "approved": _l("Approved and paid"),
    "withdrawn": _l("Taken apart"),
}

FAILURE_NAMES = {
    "no_account": _l("The bank knows no such account"),
    "closed": _l("The account is closed"),
    "wrong_name": _l("The name does not go with the account"),
    "sent_back": _l("The payee sent it back"),
    "voucher": _l("The voucher could not be used"),
    "other": _l("Something else"),
}
