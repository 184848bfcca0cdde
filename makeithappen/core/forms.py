"""Forms that speak plainly: one sentence per mistake, typed text kept, safe to send twice.

Import fields from here, not from WTForms: the names are the same, the markup is GOV.UK Frontend's
(label, hint and error tied to the input), and no field needs JavaScript. A field's `description`
is its hint; `Optional()` among the validators adds "(optional)" to its label.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, Any

import wtforms
from flask import g
from flask_babel import (  # pyright: ignore[reportMissingTypeStubs]
    lazy_gettext as _l,  # pyright: ignore[reportUnknownVariableType]
)
from flask_wtf import FlaskForm  # pyright: ignore[reportMissingTypeStubs]
from werkzeug.datastructures import FileStorage
from wtforms.csrf.core import CSRFTokenField

# The stubs that pyright carries are for WTForms 3.2, which had no SelectChoice.
from wtforms.fields.choices import (
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
)
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from makeithappen.core.digits import parse_whole, plain_digits
from makeithappen.core.money import AmountProblem, BadAmount, format_pence, parse_pence
from makeithappen.core.refusing import note
from makeithappen.core.widgets import (
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

__all__ = [
    "BooleanField",
    "DateField",
    "EmailField",
    "FileField",
    "HouseForm",
    "IntegerField",
    "OneTimeCodeField",
    "PenceField",
    "RadioField",
    "SelectChoice",
    "SelectField",
    "SelectMultipleField",
    "StringField",
    "TextAreaField",
]

TEXT_LENGTH_MAX = 300
LONG_TEXT_LENGTH_MAX = 10_000
YEAR_MIN, YEAR_MAX = 1900, 2200

OUT_OF_DATE = _l("This page was open for too long. Look at what you wrote, then try again.")
CHOOSE = _l("Choose one of the answers")
AMOUNT_SENTENCES = {
    AmountProblem.EMPTY: _l("Write the amount in pounds, like 250 or 250.50"),
    AmountProblem.NOT_A_NUMBER: _l("Write the amount in digits, like 250 or 250.50"),
    AmountProblem.NOT_POSITIVE: _l("Write an amount of more than £0, like 250 or 250.50"),
    AmountProblem.TOO_MANY_DECIMALS: _l(
        "Write pounds and whole pence, with two digits after the point, like 250.50"
    ),
    AmountProblem.TOO_LARGE: _l("This amount is too large. Write the amount in pounds, like 250"),
}

_INTENT = re.compile(r"[0-9a-f]{32}")
# PostgreSQL takes no NUL, and no person types the other control characters.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""They count as letters or signs, and nobody sees them."""


def _tidy(text: Any) -> Any:
    """One kind of line end, no control characters, nothing blank round it; "" for what nobody
    can see, like marks of direction alone."""
    if not isinstance(text, str):
        return text
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return plain if any(_is_seen(letter) for letter in plain) else ""


def _is_seen(letter: str) -> bool:
    """Whether it is a letter, a number, a sign or a picture that shows."""
    return unicodedata.category(letter)[0] in "LNPS" and letter not in _BLANK


def _check_length(text: object, length_max: int) -> None:
    if isinstance(text, str) and len(text) > length_max:
        sentence = _l(
            "Use %(most)s letters or fewer: you have %(now)s",
            most=f"{length_max:,}",
            now=f"{len(text):,}",
        )
        raise StopValidation(str(sentence))


class StringField(wtforms.StringField):
    """One line of text, at most `length_max` letters."""

    widget = InputWidget()
    data: Any

    def __init__(self, *args: Any, length_max: int = TEXT_LENGTH_MAX, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.length_max = length_max
        self.filters = (_tidy, *self.filters)

    def pre_validate(self, form: BaseForm) -> None:
        _check_length(self.data, self.length_max)


class EmailField(StringField):
    """An address for letters on screen; only its shape is for a validator to judge."""

    widget = InputWidget(type="email", autocomplete="email", spellcheck=False, dir="ltr")


class TextAreaField(StringField):
    """Some sentences, at most `length_max` letters, in a box of `rows` lines."""

    widget = TextAreaWidget()

    def __init__(
        self, *args: Any, rows: int = 5, length_max: int = LONG_TEXT_LENGTH_MAX, **kwargs: Any
    ) -> None:
        super().__init__(*args, length_max=length_max, **kwargs)
        self.rows = rows


class IntegerField(wtforms.IntegerField):
    """A whole number; what was typed stays in the box when it is none."""

    widget = InputWidget(inputmode="numeric", width=5, classes="mih-digits", dir="ltr")

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if not typed:
            return
        self.data = parse_whole(typed)
        if self.data is None:
            raise ValueError(_l("Write a whole number, like 12"))


class PenceField(StringField):
    """An amount in pounds. `data` stays what was typed; `amount_pence` is what it means.

    A whole number as default or in `data=` means pence. Empty is refused unless `Optional()` is
    among the validators; then `amount_pence_or_none` is None.
    """

    widget = MoneyWidget()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._amount_pence: int | None = None
        self._problem: AmountProblem | None = AmountProblem.EMPTY

    @property
    def amount_pence(self) -> int:
        """The amount in pence. Raises ValueError before the field has been found valid."""
        if self._amount_pence is None:
            raise ValueError(f"{self.name} holds no amount")
        return self._amount_pence

    @property
    def amount_pence_or_none(self) -> int | None:
        """The amount in pence; None when the field is empty or wrong."""
        return self._amount_pence

    def process_data(self, value: Any) -> None:
        if isinstance(value, int):
            value = format_pence(value).replace("£", "")
        self.data = value
        self._read(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = str(valuelist[0])
            self._read(self.data)

    def _read(self, typed: object) -> None:
        self._amount_pence, self._problem = None, None
        try:
            self._amount_pence = parse_pence(str(_tidy(typed)) if typed is not None else "")
        except BadAmount as problem:
            self._problem = problem.code

    def pre_validate(self, form: BaseForm) -> None:
        if self._problem is None:
            return
        if self._problem is AmountProblem.EMPTY and getattr(self.flags, "optional", False):
            return
        note(f"amount_{self._problem}")
        raise StopValidation(str(AMOUNT_SENTENCES[self._problem]))


class DateField(wtforms.Field):
    """A date in three boxes: `<name>-day`, `<name>-month` and `<name>-year`. `data` is a date."""

    widget = DateWidget()
    data: date | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: tuple[str, str, str] = ("", "", "")
        self.wrong_part = "day"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read three names instead of one, so that two or four values can't break anything."""
        if data is None or not isinstance(data, date):
            data = self.default() if callable(self.default) else self.default
        super().process(None, data, extra_filters)
        if self.data is not None:
            self.typed = (str(self.data.day), str(self.data.month), str(self.data.year))
        if formdata is None:
            return
        day, month, year = (
            str(_tidy(formdata.get(f"{self.name}-{part}") or ""))[:20]
            for part in ("day", "month", "year")
        )
        self.typed = (day, month, year)
        self.raw_data = [text for text in self.typed if text]
        self.data = None
        try:
            self._parse()
        except ValueError as problem:
            self.process_errors = [str(problem)]

    def _parse(self) -> None:
        if not any(self.typed):
            return
        limits = {"day": (1, 31), "month": (1, 12), "year": (YEAR_MIN, YEAR_MAX)}
        figures = [plain_digits(text) for text in self.typed]
        for (part, (least, most)), text in zip(limits.items(), figures, strict=True):
            self.wrong_part = part
            if not re.fullmatch("[0-9]{1,4}", text) or not least <= int(text) <= most:
                raise ValueError(_l("Write the day, month and year in digits, like 27 3 2027"))
        day, month, year = (int(text) for text in figures)
        self.wrong_part = "day"
        try:
            self.data = date(year, month, day)
        except ValueError:
            raise ValueError(_l("There is no such day in that month. Check the date")) from None

    def pre_validate(self, form: BaseForm) -> None:
        if self.process_errors:
            raise StopValidation()


class RadioField(wtforms.RadioField):
    """One answer out of a few. A choice's `render_kw={"hint": ...}` stands below its words."""

    widget = RadiosWidget()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"invalid_choice_message": CHOOSE, **kwargs})


class SelectField(wtforms.SelectField):
    """One answer out of many, in a list. Start it with `SelectChoice("", _l("Choose"))`."""

    widget = SelectWidget()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"invalid_choice_message": CHOOSE, **kwargs})


class SelectMultipleField(wtforms.SelectMultipleField):
    """Any number of answers, as checkboxes. A choice may have a hint as in RadioField."""

    widget = CheckboxesWidget()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"invalid_choice_message": CHOOSE, **kwargs})


class BooleanField(wtforms.BooleanField):
    """One checkbox: yes or no."""

    widget = CheckboxWidget()


class FileField(wtforms.FileField):
    """One file, with the browser's own button. `data` is a FileStorage or None."""

    widget = FileWidget()

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = [item for item in valuelist if isinstance(item, FileStorage) and item.filename]
        self.data = files[0] if files else None
        self.raw_data = files


class IntentField(wtforms.HiddenField):
    """The key under which one press of a button counts once, however often it arrives."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]) if valuelist else ""
        if not _INTENT.fullmatch(typed):
            raise ValueError(OUT_OF_DATE)
        self.data = typed


class OneTimeCodeField(StringField):
    """A code that is never shown again. It is no part of what a form says: it changes by itself."""

    widget = InputWidget(
        inputmode="numeric", autocomplete="one-time-code", width=10, spellcheck=False, dir="ltr"
    )

    def _value(self) -> str:
        return ""


class HouseForm(FlaskForm):
    """A form with a CSRF token and an intent key: fresh at first, kept while it is mended."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """What was sent; else what was typed here before the sign-in ended (`keeping`)."""
            sent: Any = super().wrap_formdata(form, formdata)  # pyright: ignore
            return g.get("typed_before") if sent is None and formdata is not None else sent

    error_places: Mapping[str, str] = {}
    """Where to put right what belongs to no single field: addresses on the page, by sentence."""

    intent = IntentField(default=lambda: secrets.token_hex(16))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether all is well. A token of another sign-in is said in our words."""
        valid = super().validate(*args, **kwargs)
        if "csrf_token" in self.errors:
            self["csrf_token"].errors = [str(OUT_OF_DATE)]
        return valid

    def body(self) -> str:
        """What was typed, always spelled the same way, without the token and the key."""
        typed = {
            name: field.data
            for name, field in self._fields.items()
            if not isinstance(field, IntentField | CSRFTokenField | OneTimeCodeField)
        }
        return json.dumps(
            typed, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )

    def add_error(self, sentence: str, *, at: str | None = None) -> None:
        """A mistake that belongs to no single field: the first line of the error summary.

        `at` is the id of what to press on the page to put it right.
        """
        errors: Sequence[str] = self.form_errors or []
        self.form_errors = [*errors, sentence]
        if at is not None:
            self.error_places = {**self.error_places, sentence: f"#{at}"}


def _digest(file: IO[bytes]) -> str:
    """What is in a file, read piece by piece: it may be a large one."""
    file.seek(0)
    found = hashlib.sha256()
    while piece := file.read(64 * 1024):
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


def _plain(value: object) -> object:
    """What JSON can't spell: a date by its digits, a file by its name and content."""
    if isinstance(value, FileStorage):
        digest = _digest(value.stream)
        return {"file": value.filename, "sha256": digest}
    return value.isoformat() if isinstance(value, date) else str(value)
