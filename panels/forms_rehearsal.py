"""The form that begins a rehearsal."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext

from makeithappen.core.forms import (
    HouseForm,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
)

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext

SAME, INVENTED = "same", "invented"


BY_INVENTED = SelectChoice(
    INVENTED,
    _l("Invented people"),
    {"hint": _l("You print slips for them and try their phones yourself.")},
)
BY_SAME = SelectChoice(
    SAME, _l("The panel of the day"), {"hint": _l("They find it among their days.")}
)


class RehearsalForm(HouseForm):
    """Who rehearses."""

    people = RadioField(_l("Who rehearses?"), choices=[], default=INVENTED)

    def offer(self, *, has_panel: bool) -> RehearsalForm:
        """Without a panel that could decide, the people are invented."""
        self.people.choices = [BY_INVENTED, BY_SAME] if has_panel else [BY_INVENTED]
        return self
