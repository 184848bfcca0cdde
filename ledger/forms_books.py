"""The forms of the books: closing a month."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from makeithappen.core.forms import DateField, HouseForm


def last_month() -> date:
    """The last day of the month before this one (UTC)."""
    return datetime.now(UTC).date().replace(day=1) - timedelta(days=1)


class CloseForm(HouseForm):
    """Up to which day the books are to be closed."""

    closes_on = DateField(
        _l("Last day of the month to close"),
        validators=[DataRequired(_l("Write the last day of a month, like 30 11 2026"))],
        default=last_month,
    )
