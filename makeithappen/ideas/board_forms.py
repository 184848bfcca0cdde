"""The form around the board: which ideas are ticked, and who looks after them from now on."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, Optional

from makeithappen.core.forms import HouseForm, SelectChoice, SelectField, SelectMultipleField

TICKED_MAX = 100


class TickedForm(HouseForm):
    """Any number of ideas, and a coordinator for them."""

    idea = SelectMultipleField(
        _l("Ideas"),
        validators=[Optional(), Length(max=TICKED_MAX, message=_l("Tick 100 ideas at most."))],
        validate_choice=False,
    )
    person = SelectField(_l("Who looks after the ticked ideas"), validators=[Optional()])
    names: Mapping[str, str]

    def ticked(self) -> list[str]:
        """The ids of the ticked ideas, each once."""
        return list(dict.fromkeys(self.idea.data or ()))


def ticked_form(names: Mapping[str, str], **kwargs: Any) -> TickedForm:
    """The form with those who answer ideas, by first name."""
    form = TickedForm(**kwargs)
    form.names = names
    nobody = SelectChoice("", _l("Nobody"))
    form.person.choices = [nobody, *(SelectChoice(one, name) for one, name in names.items())]
    form.idea.choices = []
    return form
