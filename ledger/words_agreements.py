"""What agreements, instalments, support and trials are called, and the words that are agreed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from ledger.rules.records import (
    ChangeKind,
    End,
    Owns,
    Reason,
    RecipientKind,
    Splits,
    SupportKind,
    SupportStage,
    Term,
    Unit,
)

RECIPIENT_NAMES: dict[RecipientKind, Any] = {
    RecipientKind.INDIVIDUAL: _l("One person"),
    RecipientKind.TWO_PEOPLE: _l("A group without a constitution: two named people say yes"),
    RecipientKind.GROUP: _l("A group with a constitution"),
    RecipientKind.HOSTED: _l("A group with a host: one of the group and one of the host say yes"),
}
OWNS_NAMES: dict[Owns, Any] = {
    Owns.GROUP: _l("What is bought belongs to the group."),
    Owns.FUND: _l("What is bought belongs to the fund, and the group uses it."),
    Owns.SHARED: _l("What is bought belongs to everybody who takes part."),
    Owns.NOTHING_BOUGHT: _l("Nothing is bought that lasts."),
}
SPLITS_NAMES: dict[Splits, Any] = {
    Splits.GIVE_BACK: _l("What is left goes back to the fund."),
    Splits.OTHER_GROUP: _l("What is left goes to a group that does the same."),
    Splits.FUND_DECIDES: _l("We talk about what is left, and the fund decides."),
}
TERM_NAMES: dict[Term, Any] = {
    Term.RECEIPTS: _l("You keep the receipts and show them."),
    Term.TELL_US: _l("You tell us what became of it, in your own words."),
    Term.SAFE_ADULTS: _l("Adults who are alone with children have been checked."),
    Term.INSURANCE: _l("You have the insurance that is needed."),
    Term.PERMISSION: _l("Whoever owns the place has agreed."),
}
SUPPORT_NAMES = {
    SupportKind.IN_KIND: _l("Things and help"),
    SupportKind.HOURS: _l("Volunteer hours"),
    SupportKind.LEVERAGE: _l("Money from elsewhere"),
}
UNIT_NAMES = {
    Unit.HOURS: _l("hours"),
    Unit.PENCE: _l("pounds"),
    Unit.ITEMS: _l("things"),
    Unit.DAYS: _l("days"),
    Unit.MEALS: _l("meals"),
    Unit.TRIPS: _l("trips"),
    Unit.KILOGRAMS: _l("kilograms"),
}
SUPPORT_STAGE_NAMES = {
    SupportStage.OFFERED: _l("Offered"),
    SupportStage.CONFIRMED: _l("Confirmed"),
    SupportStage.RECEIVED: _l("Received"),
    SupportStage.PENDING: _l("Not sure yet"),
    SupportStage.SECURED: _l("Sure"),
    SupportStage.WITHDRAWN: _l("Taken back"),
}
END_NAMES = {
    End.APPROVED: _l("Approved"),
    End.REFUSED: _l("Refused"),
    End.REACHED: _l("Reached"),
    End.ADOPT: _l("Keep it as it is"),
    End.ADAPT: _l("Keep it, and change something"),
    End.ABANDON: _l("Stop it"),
}
CHANGE_NAMES = {
    ChangeKind.FEE: _l("The bank took a fee"),
    ChangeKind.CORRECTION_UP: _l("More is at the bank than an entry says"),
    ChangeKind.CORRECTION_DOWN: _l("Less is at the bank than an entry says"),
    ChangeKind.SET_ASIDE: _l("Set money aside"),
    ChangeKind.SET_FREE: _l("Set it free again"),
}
REASON_NAMES = {
    Reason.BANK_FEE: _l("Fee for the account"),
    Reason.TRANSFER_FEE: _l("Fee for a transfer"),
    Reason.WRONG_AMOUNT: _l("The amount was written down wrongly"),
    Reason.BOOKED_TWICE: _l("It was written down twice"),
    Reason.LEFT_OUT: _l("A part was left out"),
    Reason.BANK_ERROR: _l("The bank made a mistake"),
    Reason.SET_ASIDE: _l("To be kept back"),
}

TEMPLATE = _l(
    "{fund} gives {amount} to this idea: {idea}.\n\n"
    "The money is for this idea and for nothing else. If it costs less, what is left goes back. "
    "If something has to change, tell us before you spend.\n\n"
    "{owns}\n"
    "If the people behind the idea go different ways: {splits}\n\n"
    "{terms}\n\n"
    "You can ask us anything about this at any time, and you can say no."
)
BENEFITS = _l(
    "If you get benefits: money that you hold can change them. Universal Credit does not count the "
    "first £6,000 that you have, takes off £4.35 a month for each £250 above that, and ends at "
    "£16,000. We do not know your case. Ask an advice service before you say yes."
)


def agreement_text(  # noqa: PLR0913  (named, and each is needed)
    template: str,
    *,
    fund: str,
    idea: str,
    amount: str,
    recipient: RecipientKind,
    owns: Owns,
    splits: Splits,
    terms: Iterable[str],
) -> str:
    """The words that a recipient says yes to; without a template of the fund, ours."""
    wanted = set(terms)
    filled = {
        "{fund}": fund,
        "{idea}": idea,
        "{amount}": amount,
        "{owns}": str(OWNS_NAMES[owns]),
        "{splits}": str(SPLITS_NAMES[splits]),
        "{terms}": "\n".join(str(name) for term, name in TERM_NAMES.items() if term in wanted),
    }
    text = template or str(TEMPLATE)
    for always in ("{owns}", "{splits}"):
        text = text if always in text else f"{text}\n\n{always}"
    for place, words in filled.items():
        text = text.replace(place, words)
    return f"{text}\n\n{BENEFITS}" if recipient is RecipientKind.INDIVIDUAL else text


NAMES: dict[str, object] = {
    "recipient_names": RECIPIENT_NAMES,
    "owns_names": OWNS_NAMES,
    "splits_names": SPLITS_NAMES,
    "support_names": SUPPORT_NAMES,
    "unit_names": UNIT_NAMES,
    "support_stage_names": SUPPORT_STAGE_NAMES,
    "end_names": END_NAMES,
    "change_names": CHANGE_NAMES,
    "reason_names": REASON_NAMES,
    "benefits": BENEFITS,
}
"""What each of the ledger's pages may ask for."""
