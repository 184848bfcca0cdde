"""The forms for a recording or picture, and for what is said in it."""

# pyright: reportArgumentType=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Optional

from makeithappen.core.forms import FileField, HouseForm, StringField, TextAreaField


class FileForm(HouseForm):
    """One file, and a few words about it for who can't see or hear it."""

    file = FileField(
        _l("A photo, a voice message or a film"),
        validators=[DataRequired(_l("Choose a photo, a voice message or a film"))],
    )
    description = StringField(
        _l("What is to be seen or heard, in a few words"),
        description=_l("For people who can't see or hear it. Leave out people's names."),
        validators=[Optional()],
        length_max=200,
    )


class TranscriptForm(HouseForm):
    """What is said in a recording, or to be seen in a picture."""

    words = TextAreaField(
        _l("What is said or shown"),
        description=_l("Leave out people's names. Nothing in the box takes the words away again."),
        validators=[Optional()],
        rows=10,
    )
