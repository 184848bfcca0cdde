"""The forms of joining: a code, and the name of somebody who has no address."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired

from makeithappen.core.forms import HouseForm, StringField
from panels.forms_voting import CODE_ATTRIBUTES

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext


class JoinForm(HouseForm):
    """The code on a member's slip."""

    code = StringField(
        _l("The code on your slip"),
        description=_l("Eight letters and digits, like K7M2-9QXZ."),
        validators=[DataRequired(_l("Type the code that stands on your slip"))],
        length_max=40,
        render_kw={**CODE_ATTRIBUTES, "data-from-fragment": "true"},
    )


class NewMemberForm(HouseForm):
    """Somebody for the panel who has no e-mail address."""

    first_name = StringField(
        _l("First name"), validators=[DataRequired(_l("Write a first name"))], length_max=60
    )
