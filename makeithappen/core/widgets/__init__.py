"""Own WTForms widgets over GOV.UK Frontend's Jinja macros.

The ready-made bridge (govuk-frontend-wtf 3.2) was written for an older version, answers 500 to a
date that has not exactly three parts, sends error links to ids that are not on the page, and its
words can't be translated. This is less code than mending it.
"""

from __future__ import annotations

from makeithappen.core.widgets.controls import (
    CheckboxesWidget,
    CheckboxWidget,
    DateWidget,
    FileWidget,
    InputWidget,
    MoneyWidget,
    RadiosWidget,
    SelectWidget,
    TextAreaWidget,
)
from makeithappen.core.widgets.page import ErrorLine, form_errors, init_app

__all__ = [
    "CheckboxWidget",
    "CheckboxesWidget",
    "DateWidget",
    "ErrorLine",
    "FileWidget",
    "InputWidget",
    "MoneyWidget",
    "RadiosWidget",
    "SelectWidget",
    "TextAreaWidget",
    "form_errors",
    "init_app",
]
