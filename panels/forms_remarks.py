"""The scribe's form."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired

from makeithappen.core.forms import HouseForm, TextAreaField

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext


class RemarkForm(HouseForm):
    """One thing that was said about an idea."""

    words = TextAreaField(
        _l("What was said?"),
        description=_l("A sentence or two. Write what was said, not who said it: leave names out."),
        validators=[DataRequired(_l("Write what was said, in a sentence"))],
        rows=3,
        length_max=500,
    )
