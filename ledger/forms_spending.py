"""The form of a spend line: what was bought, where, when, and a photo of the receipt."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, Optional

from ledger.forms import not_to_come, today
from makeithappen.core.forms import DateField, FileField, HouseForm, PenceField, StringField

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext


class SpendForm(HouseForm):
    """One thing that was bought."""

    amount = PenceField(_l("How much was it?"))
    what = StringField(
        _l("What was bought?"),
        description=_l("In a few words, like: bread and milk for four Saturdays. No names."),
        validators=[DataRequired(_l("Write what was bought"))],
        length_max=200,
    )
    supplier = StringField(
        _l("Where?"),
        description=_l("The shop or the firm."),
        validators=[DataRequired(_l("Write where it was bought"))],
        length_max=120,
    )
    spent_on = DateField(
        _l("When?"),
        validators=[DataRequired(_l("Write the day on which it was bought")), not_to_come],
        default=today,
    )
    photo = FileField(
        _l("Photo of the receipt"),
        description=_l("JPEG, PNG or WebP, up to 10 MB. Take it with your phone."),
        validators=[Optional()],
    )
