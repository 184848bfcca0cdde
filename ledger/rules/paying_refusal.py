"""Why a payment does not go out, or a payee is not taken, in order of precedence."""

from __future__ import annotations

from enum import StrEnum


class PayRefusal(StrEnum):
    """One code per refusal, as in `Refusal`; these are about paying out."""

    SORT_CODE_SHAPE = "sort_code_shape"
    ACCOUNT_SHAPE = "account_shape"
    IBAN_SHAPE = "iban_shape"
    ACCOUNT_MISSING = "account_missing"
    ACCOUNT_CHECK = "account_check"
    INVOICE_MISSING = "invoice_missing"
    PAYEE_MISSING = "payee_missing"
    PAYEE_REPLACED = "payee_replaced"
    PAYEE_WAITS = "payee_waits"
    PAYEE_NEAR = "payee_near"
    RUN_EMPTY = "run_empty"
    RUN_OTHER_FUND = "run_other_fund"
    RUN_SAME_PERSON = "run_same_person"
    RUN_DECIDED = "run_decided"
    RUN_CHANGED = "run_changed"
    PAYMENT_IN_RUN = "payment_in_run"
    PAYMENT_LIMIT = "payment_limit"
    RUN_LIMIT = "run_limit"
    DAY_LIMIT = "day_limit"
    LIMITS_SAME_PERSON = "limits_same_person"
    LIMITS_DECIDED = "limits_decided"
    LIMITS_WAITING = "limits_waiting"
    FILE_TAKEN = "file_taken"
    FILE_EMPTY = "file_empty"
    NOT_PAID = "not_paid"
    NO_VOUCHER = "no_voucher"
