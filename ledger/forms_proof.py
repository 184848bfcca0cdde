"""The form for a signed head that somebody kept: its file, or its text out of a mail."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import Optional, ValidationError

from ledger.rules.kept import KEPT_CHARACTERS_MAX, only_head
from makeithappen.core.forms import FileField, HouseForm, TextAreaField

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext


class KeptForm(HouseForm):
    """A signed fingerprint that somebody kept."""

    file = FileField(
        _l("The file with your fingerprint"),
        description=_l("Its name begins with head-."),
        validators=[Optional()],
    )
    kept = TextAreaField(
        _l("Or the text of it"),
        description=_l("Out of our mail or out of the file: copy all of it, and put it in here."),
    )

    def validate_kept(self, field: Any) -> None:
        """One of the two is enough."""
        if self.file.data is None and not (field.data or "").strip():
            raise ValidationError(_l("Choose your file, or put in what stands in it"))

    @property
    def text(self) -> str:
        """What was kept, without the words of a mail around it."""
        if self.file.data is None:
            return only_head(self.kept.data or "")
        raw = self.file.data.stream.read(KEPT_CHARACTERS_MAX + 1)
        return only_head(raw.decode("utf-8", "replace"))
