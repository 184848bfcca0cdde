"""What the lines of an idea, the help of others and refusals about them are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.rules.spending_plan import (
    HELPS_MAX,
    LINES_MAX,
    HelpKind,
    HelpStage,
    PlanRefusal,
    Unit,
    hundredths_text,
)

SENTENCES = {
    PlanRefusal.WRONG_QUANTITY: _l("Write a whole number from 1 to 10,000, like 12"),
    PlanRefusal.WRONG_PRICE: _l("Write a price of £100,000 or less, like 12.50"),
    PlanRefusal.WRONG_UNIT: _l("Choose what it is from the list"),
    PlanRefusal.TOO_FINE: _l("Write no more than two digits after the point, like 2.50"),
    PlanRefusal.WRONG_AMOUNT: _l("Write a number above 0 and up to 10 million, like 12 or 2.50"),
    PlanRefusal.TOO_MANY_LINES: _l(
        "There is room for %(most)s lines. Take one off, or put things together.", most=LINES_MAX
    ),
    PlanRefusal.TOO_MANY_HELPS: _l(
        "There is room for %(most)s lines. Take one off, or put things together.", most=HELPS_MAX
    ),
    PlanRefusal.NO_LINES: _l("Add a line first. Then we can add them up."),
}
HELP_NAMES = {
    HelpKind.LEVERAGE: _l("Money from elsewhere"),
    HelpKind.IN_KIND: _l("Things and help"),
    HelpKind.HOURS: _l("Volunteer hours"),
}
UNIT_NAMES = {
    Unit.PENCE: _l("pounds"),
    Unit.ITEMS: _l("things"),
    Unit.DAYS: _l("days"),
    Unit.MEALS: _l("meals"),
    Unit.TRIPS: _l("trips"),
    Unit.KILOGRAMS: _l("kilograms"),
    Unit.HOURS: _l("hours"),
}
STAGE_NAMES = {
    HelpStage.SECURED: _l("Sure"),
    HelpStage.PENDING: _l("Not sure yet"),
}
PLAN_WORDS = {
    "help_names": HELP_NAMES,
    "unit_names": UNIT_NAMES,
    "stage_names": STAGE_NAMES,
    "hundredths": hundredths_text,
}
"""What a template needs to show a plan."""
