"""The form of somebody who becomes an author of an idea."""

# pyright: reportArgumentType=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from makeithappen.core.forms import HouseForm, StringField
from makeithappen.ideas.helping_forms import CODE_MAX


class JoinAuthorsForm(HouseForm):
    """The code, and what the others call the person who joins them."""

    code = StringField(
        _l("The code"),
        description=_l("8 letters and numbers, like ABCD-2345. Small letters are fine."),
        validators=[DataRequired(_l("Type the code that you were given"))],
        length_max=CODE_MAX,
    )
    first_name = StringField(
        _l("Your first name"),
        description=_l("Only those who write this idea with you see it."),
        validators=[DataRequired(_l("Write your first name"))],
        length_max=60,
    )
