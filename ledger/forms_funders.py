"""The form of a funder's address."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import Optional

from makeithappen.core.emails import email_like, tidy_email
from makeithappen.core.forms import EmailField, HouseForm

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext


class FunderAddressForm(HouseForm):
    """Where a funder gets signed fingerprints; nothing for nowhere."""

    email = EmailField(
        _l("E-mail address of the funder"),
        description=_l("Leave it empty and save, and no mail goes to this funder any more."),
        filters=[tidy_email],
        validators=[Optional(), email_like],
    )
