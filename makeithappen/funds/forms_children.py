"""The form in which a fund says which children it asks, and how."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange, Optional

from makeithappen.child_bands import AGE_MAX, BANDS_MAX, Band, Consent, Telling
from makeithappen.core.forms import HouseForm, IntegerField, SelectChoice, SelectField
from makeithappen.funds.words import CONSENTS, TELLINGS

AGE = NumberRange(0, AGE_MAX, _l("Write an age from 0 to 17"))
LINES = range(1, BANDS_MAX + 1)


class BandsForm(HouseForm):
    """Some lines, each with two ages. A line without ages is left out."""

    def lines(self) -> list[list[Any]]:
        """The fields of each line."""
        parts = ("first", "last", "telling", "consent")
        return [[self[f"{part}_{line}"] for part in parts] for line in LINES]

    def validate(self, extra_validators: Any = None) -> bool:
        """A line has both of its ages, or none."""
        valid = super().validate(extra_validators)
        for ages in (line[:2] for line in self.lines()):
            given = [age for age in ages if age.data is not None or age.errors]
            for age in ages:
                if len(given) == 1 and age not in given:
                    age.errors = [_("Write the other age too")]
                    valid = False
        return valid

    def bands(self) -> list[Band]:
        """The bands as they were typed. Only for a form that was found valid."""
        return [
            Band(first.data, last.data, Telling(telling.data), Consent(consent.data))
            for first, last, telling, consent in self.lines()
            if first.data is not None
        ]


def bands_form(bands: Sequence[Band]) -> BandsForm:
    """The form with these bands, and empty lines below them."""
    fields: dict[str, Any] = {}
    for line in LINES:
        fields[f"first_{line}"] = IntegerField(_l("From age"), validators=[Optional(), AGE])
        fields[f"last_{line}"] = IntegerField(_l("To age"), validators=[Optional(), AGE])
        fields[f"telling_{line}"] = _choice(_l("Who tells us, and how"), TELLINGS)
        fields[f"consent_{line}"] = _choice(_l("Whose yes it takes"), CONSENTS)
    shown: dict[str, Any] = {}
    for line, band in enumerate(bands, start=1):
        shown |= {f"first_{line}": band.first_age, f"last_{line}": band.last_age}
        shown |= {f"telling_{line}": str(band.telling), f"consent_{line}": str(band.consent)}
    return type("BandsForm", (BandsForm,), fields)(data=shown)


def _choice(label: Any, names: dict[Any, Any]) -> SelectField:
    choices = [SelectChoice(str(code), name) for code, name in names.items()]
    return SelectField(label, choices=choices)
