"""What an e-mail address looks like, how it is kept, and how it is shown to others."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import (  # pyright: ignore[reportMissingTypeStubs]
    lazy_gettext as _l,  # pyright: ignore[reportUnknownVariableType]
)
from wtforms.validators import ValidationError

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]+")
EMAIL_LENGTH_MAX = 254


def tidy_email(typed: str | None) -> str | None:
    """An address as it is kept: without spaces around it, in small letters."""
    return typed.strip().lower() if typed else typed


def email_like(form: Any, field: Any) -> None:
    """Refuse what can't be an e-mail address, with a sentence."""
    if not EMAIL.fullmatch(field.data or "") or len(field.data) > EMAIL_LENGTH_MAX:
        sentence: Any = _l("Write an e-mail address, like name@example.org")
        raise ValidationError(sentence)


def masked_email(address: str) -> str:
    """An address for eyes that need not know it: its first letter, and whose mail server it is."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}…@{host}"
