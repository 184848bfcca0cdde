"""Forms about what money may be used for, and about what is known of an idea."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import Optional, ValidationError

from ledger.forms import PotForm
from ledger.rules.restriction import Restriction
from ledger.words_records import FOR_WHOM_NAMES, PURPOSE_NAMES
from makeithappen.core.forms import (
    DateField,
    HouseForm,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectMultipleField,
)

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext

PURPOSES = [SelectChoice(str(one), name) for one, name in PURPOSE_NAMES.items()]
AUDIENCES = [SelectChoice(str(one), name) for one, name in FOR_WHOM_NAMES.items()]


class RuledPotForm(PotForm):
    """Money of one funder under one restriction, which the ledger holds to where it can."""

    areas = SelectMultipleField(_l("Only for these parts of the place?"), choices=[])
    purposes = SelectMultipleField(_l("Only for these purposes?"), choices=PURPOSES)
    audiences = SelectMultipleField(_l("Only for these people?"), choices=AUDIENCES)
    from_on = DateField(_l("First day on which it may be given away"), validators=[Optional()])
    until_on = DateField(_l("Last day on which it may be given away"), validators=[Optional()])

    def validate_until_on(self, field: Any) -> None:
        """Refuse days in the wrong order."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_l("The last day is before the first. Look at both"))

    @property
    def rule(self) -> Restriction:
        """What was chosen, as the rule that holds from now on."""
        return Restriction(
            areas=frozenset(self.areas.data or ()),
            purposes=frozenset(self.purposes.data or ()),
            audiences=frozenset(self.audiences.data or ()),
            from_on=self.from_on.data,
            until_on=self.until_on.data,
        )


class IdeaForm(HouseForm):
    """What an idea is for, and for whom, as somebody read it."""

    purposes = SelectMultipleField(_l("What is it for?"), choices=PURPOSES)
    audiences = SelectMultipleField(_l("For whom?"), choices=AUDIENCES)
