"""What the ledger's refusals, entries, accounts and states are called on the screen.

Each sentence says what to do instead. Amounts come from the refusal's facts, in pounds.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ledger import words_records
from ledger.rules.accounts import AccountKind, FunderKind
from ledger.rules.conditions import Audience, ConditionKind
from ledger.rules.entry import EntryKind, PaymentMethod
from ledger.rules.pledging import PledgeStage
from ledger.rules.refusal import Refusal
from ledger.rules.status import AwardStatus

SENTENCES = {
    Refusal.AMOUNT_MUST_BE_POSITIVE: _l("Write an amount of more than £0, like 250 or 250.50."),
    Refusal.AMOUNT_TOO_LARGE: _l(
        "This amount is too large for one entry. Look at its digits and write it in pounds."
    ),
    Refusal.NEEDS_TWO_LEGS: _l(
        "This would not say where the money comes from and where it goes. "
        "Tell whoever looks after this site."
    ),
    Refusal.UNBALANCED: _l(
        "What goes out here is not what comes in. Tell whoever looks after this site."
    ),
    Refusal.WRONG_POT: _l(
        "This pot holds other money: of another funder, or meant for another idea. "
        "Choose a pot of this funder, or the idea that the money is meant for."
    ),
    Refusal.SAME_PERSON: _l(
        "You prepared this payment, so somebody else must approve it. Ask another approver."
    ),
    Refusal.RATIFIER_DECIDED: _l(
        "You confirmed this decision, so somebody else must check it. Ask another fund holder."
    ),
    Refusal.CONDITION_NEEDS_IDEA: _l(
        "Half of the ask can only be meant for one idea. Choose the idea, or another condition."
    ),
    Refusal.CONDITION_INCOMPLETE: _l(
        "Something is missing here: what the condition is about, or why it is met. "
        "Write it in a few words."
    ),
    Refusal.ALREADY_AWARDED: _l(
        "This panel day has funded this idea already. Open its award to see the money."
    ),
    Refusal.ALREADY_SETTLED: _l(
        "Somebody has done this already. Go back to see how it stands now."
    ),
    Refusal.NOT_CONFIRMED: _l(
        "This pledge is only an offer so far. Confirm it first, then record that it came in. "
        "If the funder took it back, record that."
    ),
    Refusal.NO_CONDITION: _l(
        "This pledge asks for nothing, so nothing has to be met. You can confirm it."
    ),
    Refusal.HALF_NOT_GIVEN: _l(
        "The funder asks that the panel gives at least half. So far the panel gives "
        "%(given_pence)s of %(asked_pence)s from its own pots. Decide a larger amount first."
    ),
    Refusal.CONDITION_NOT_MET: _l(
        "What the funder asks for is not met yet. Say first that it is met, and why."
    ),
    Refusal.PLEDGE_CAME_IN: _l(
        "This money came in. If the bank took it back, reverse that entry first, "
        "then record the loss."
    ),
    Refusal.CANNOT_REVERSE: _l(
        "This entry can't be reversed: it moved no money, or undoes another one itself. "
        "Record what is right as a new entry."
    ),
    Refusal.ALREADY_REVERSED: _l(
        "This entry was reversed before. Open it to see the entry that undid it."
    ),
    Refusal.ALREADY_PAID: _l(
        "%(amount_pence)s of this day's awards was paid out, so they can't be taken back. "
        "Cancel what is left of an award instead."
    ),
    Refusal.PAYMENT_WAITING: _l(
        "%(amount_pence)s waits for approval. Have it approved or refused first, then try again."
    ),
    Refusal.NOT_RATIFIED: _l(
        "This award is only reserved so far. "
        "A fund holder who did not decide it must check and ratify it first."
    ),
    Refusal.NOTHING_RESERVED: _l(
        "Nothing of this day waits to be ratified. Go back to see how it stands now."
    ),
    Refusal.NOTHING_COMMITTED: _l(
        "Nothing of this award is left to cancel. If money came back, record a return."
    ),
    Refusal.AWARD_CANCELLED: _l(
        "This award was cancelled. If the idea was carried out after all, "
        "reverse the cancellation first."
    ),
    Refusal.ALREADY_DELIVERED: _l(
        "It stands here already that this idea was carried out. "
        "If that is wrong, reverse that entry."
    ),
    Refusal.SHORTFALL: _l(
        "%(amount_pence)s of what this fund promised has lost its money. "
        "Cover that first, or cancel it. Then new awards can be made."
    ),
    Refusal.EXCEEDS_AVAILABLE: _l(
        "This needs %(amount_pence)s, and %(available_pence)s is free to be promised. "
        "Use a smaller amount, or record more money first."
    ),
    Refusal.EXCEEDS_COMMITTED: _l(
        "This is %(amount_pence)s, and %(available_pence)s of the award is still to pay. "
        "Use that or less."
    ),
    Refusal.AT_RISK: _l(
        "%(amount_pence)s of this award is at risk, because a pledge was lost. "
        "That part can't be paid. Pay less, or cover it first."
    ),
    Refusal.EXCEEDS_HELD: _l(
        "This needs %(amount_pence)s from one pot, and %(available_pence)s of it is at the bank. "
        "Wait until the money has come in, or pay less."
    ),
    Refusal.EXCEEDS_PAID: _l(
        "This is %(amount_pence)s, and %(available_pence)s is with the recipient. Use that or less."
    ),
    Refusal.EXCEEDS_SET_ASIDE: _l(
        "This is %(amount_pence)s, and %(available_pence)s of this pot is set aside. "
        "Set that or less free."
    ),
    Refusal.SET_FREE_FIRST: _l(
        "Some of this pot is set aside. Set %(amount_pence)s of it free first: it bears the loss "
        "before any award does."
    ),
    Refusal.EXCEEDS_RECEIVABLE: _l(
        "This is %(amount_pence)s, and %(available_pence)s was confirmed and is still to come in. "
        "Record money that nobody had pledged as a receipt."
    ),
    Refusal.EXCEEDS_AT_RISK: _l(
        "This is %(amount_pence)s, and %(available_pence)s is at risk here. Use that or less."
    ),
    Refusal.ALREADY_ERASED: _l("This person was erased before. There is nothing left to erase."),
    Refusal.NEEDS_SECOND_PERSON: _l(
        "Nobody erases somebody else alone. Ask for it on the person's page; another "
        "administrator or approver agrees."
    ),
    Refusal.PERIOD_CLOSED: _l(
        "The books are closed up to %(closed_on)s. Use a later day. If something in them is wrong, "
        "reverse that entry today."
    ),
    Refusal.PERIOD_NOT_OVER: _l(
        "A month is closed when it is over, on its last day. %(closes_on)s is not such a day yet."
    ),
    Refusal.CLOSED_BEFORE: _l("The books are closed up to %(closed_on)s already."),
    Refusal.CLOSE_NEEDS_SECOND: _l(
        "You asked for this close, so somebody else must agree. Ask an approver or fund holder."
    ),
    Refusal.BOOKS_CHANGED: _l(
        "Something was recorded for this month since somebody asked to close it. "
        "Look at the books again and ask once more."
    ),
}

ENTRY_NAMES = {
    EntryKind.POT_OPENED: _l("Pot opened"),
    EntryKind.RECEIPT: _l("Money came in"),
    EntryKind.PLEDGE_OFFERED: _l("Pledge offered"),
    EntryKind.PLEDGE_CONDITION_MET: _l("Condition of a pledge met"),
    EntryKind.PLEDGE_CONFIRMED: _l("Pledge confirmed"),
    EntryKind.PLEDGE_RECEIVED: _l("Pledge came in"),
    EntryKind.PLEDGE_WITHDRAWN: _l("Pledge taken back"),
    EntryKind.PLEDGE_LOST: _l("Pledge lost"),
    EntryKind.AWARD: _l("Award reserved"),
    EntryKind.RATIFICATION: _l("Award ratified"),
    EntryKind.COVER: _l("Risk covered"),
    EntryKind.PAYMENT_PREPARED: _l("Payment prepared"),
    EntryKind.PAYMENT: _l("Payment approved and paid"),
    EntryKind.PAYMENT_REFUSED: _l("Payment refused"),
    EntryKind.RETURN: _l("Money came back"),
    EntryKind.CANCELLATION: _l("Rest cancelled"),
    EntryKind.DELIVERY: _l("Idea carried out"),
    EntryKind.REVERSAL: _l("Reversal"),
    EntryKind.KEY_CHANGED: _l("Signing key changed"),
    EntryKind.SPEND: _l("Spent by the recipient"),
    **words_records.ENTRY_NAMES,
    EntryKind.SUBJECT_ERASED: _l("Person erased"),
    EntryKind.PERIOD_CLOSED: _l("Month closed"),
}

ACCOUNT_NAMES = {
    AccountKind.RECEIVABLE: _l("Confirmed, still to come in"),
    AccountKind.HELD: _l("At the bank, to pay"),
    AccountKind.FREE: _l("To commit"),
    AccountKind.SET_ASIDE: _l("Money set aside"),
    AccountKind.PAID: _l("With the recipient"),
    AccountKind.AT_RISK: _l("At risk: promised, money lost"),
    AccountKind.RESERVED: _l("Reserved, not ratified yet"),
    AccountKind.COMMITTED: _l("Promised, not paid yet"),
    AccountKind.GRANTED: _l("Paid out for good"),
    AccountKind.SPENT: _l("Spent, with a receipt or in words"),
}

STATUS_NAMES = {
    AwardStatus.RESERVED: _l("Reserved"),
    AwardStatus.RATIFIED: _l("Ratified, to be paid"),
    AwardStatus.AT_RISK: _l("At risk"),
    AwardStatus.PART_PAID: _l("Part paid"),
    AwardStatus.PAID: _l("Paid"),
    AwardStatus.RETURNED: _l("Returned"),
    AwardStatus.CANCELLED: _l("Cancelled"),
    AwardStatus.TAKEN_BACK: _l("Taken back"),
}

STAGE_NAMES = {
    PledgeStage.OFFERED: _l("Offered"),
    PledgeStage.CONFIRMED: _l("Confirmed"),
    PledgeStage.RECEIVED: _l("Received"),
    PledgeStage.WITHDRAWN: _l("Taken back"),
    PledgeStage.LOST: _l("Lost"),
}

CONDITION_NAMES = {
    ConditionKind.AT_LEAST_HALF: _l("Only if the panel gives at least half"),
    ConditionKind.AREA: _l("Only for one area"),
    ConditionKind.AUDIENCE: _l("Only for some people"),
    ConditionKind.OTHER: _l("Something else, in the funder's words"),
}

AUDIENCE_NAMES = {
    Audience.UNDER_FIVES: _l("Only for families with children under five"),
    Audience.SCHOOL_AGE: _l("Only for children at school"),
    Audience.YOUNG_PEOPLE: _l("Only for young people"),
    Audience.PARENTS: _l("Only for parents and carers"),
}

PAYMENT_NAMES = {
    "waiting": _l("Waits for approval"),
    str(EntryKind.PAYMENT): _l("Approved and paid"),
    str(EntryKind.PAYMENT_REFUSED): _l("Not paid"),
    "reversed": _l("Approved, then reversed"),
}
"""By what settled a payment; "waiting" as long as nothing has."""

METHOD_NAMES = {
    PaymentMethod.BANK_TRANSFER: _l("Bank transfer"),
    PaymentMethod.SUPPLIER: _l("Paid to the supplier"),
    PaymentMethod.VOUCHER: _l("Voucher"),
    PaymentMethod.HOST_GROUP: _l("Through a host group"),
}

FUNDER_KIND_NAMES = {
    FunderKind.COUNCIL: _l("Council"),
    FunderKind.TRUST: _l("Trust or charity"),
    FunderKind.BUSINESS: _l("Business"),
    FunderKind.COMMUNITY: _l("Community group"),
}
