"""What templates need beside the widgets: the way to each mistake, the page's language, bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from flask_babel import get_locale  # pyright: ignore[reportMissingTypeStubs]
from markupsafe import Markup
from wtforms import FieldList, FormField
from wtforms.form import BaseForm

from makeithappen.core.catalogs import standing
from makeithappen.core.money import format_pence, split_pence
from makeithappen.core.phones import phone_links
from makeithappen.core.widgets.controls import DateWidget, is_hidden

BAR_WIDTH = 1000
ENDS = ("?", "؟", ".", "!", ":")


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One line of the error summary; `href` is None when there is no field to go to.

    `about` is the question, where mistakes of several are listed: many have the same sentence.
    """

    text: str
    href: str | None
    about: str = ""


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """`lang` and `dir` of the html element."""

    lang: str
    dir: str


@dataclass(frozen=True, slots=True)
class BarPart:
    """One part of a bar that is 1000 wide."""

    label: str
    amount_pence: int
    start: int
    width: int


def form_errors(form: BaseForm) -> list[ErrorLine]:
    """Each mistake in the order of the page, with a link to an id that is really there."""
    places: dict[str, str] = getattr(form, "error_places", {})
    lines = [ErrorLine(str(text), places.get(str(text))) for text in form.form_errors]
    of_fields = [line for field in form for line in _field_errors(field)]
    if len(of_fields) == 1:
        of_fields = [replace(of_fields[0], about="")]
    return lines + of_fields


def _field_errors(field: Any) -> Iterable[ErrorLine]:
    inner: Any = field
    if isinstance(field, FormField):
        return form_errors(inner.form)
    if isinstance(field, FieldList):
        own = [ErrorLine(text, None) for text in inner.errors if isinstance(text, str)]
        return own + [line for entry in inner.entries for line in _field_errors(entry)]
    if not field.errors:
        return []
    return [ErrorLine(str(field.errors[0]), _target(field), _about(field))]


def _about(field: Any) -> str:
    label = str(field.label.text)
    if is_hidden(field) or not label:
        return ""
    return label if label.endswith(ENDS) else f"{label}:"


def _target(field: Any) -> str | None:
    if is_hidden(field):
        return None
    if isinstance(field.widget, DateWidget):
        return f"#{field.id}-{field.wrong_part}"
    if getattr(field, "choices", True) in ([], None):
        return None
    return f"#{field.id}"


def page_language() -> PageLanguage:
    """The language and direction of this page; English where Babel is not at work."""
    locale = get_locale()
    if locale is None:
        return PageLanguage("en", "ltr")
    parts = (locale.language, locale.script, locale.territory)
    return PageLanguage("-".join(part for part in parts if part), locale.text_direction)


def bar_parts(parts: Sequence[tuple[str, int]]) -> list[BarPart]:
    """Share a bar of 1000 by amounts in pence. No bar (empty list) when nothing is above 0."""
    amounts = [amount for _, amount in parts]
    if not amounts or min(amounts) < 0 or sum(amounts) == 0:
        return []
    widths = split_pence(BAR_WIDTH, amounts)
    starts = [sum(widths[:place]) for place in range(len(widths))]
    rows = zip(parts, starts, widths, strict=True)
    return [BarPart(label, amount, start, width) for (label, amount), start, width in rows]


def this_address() -> str:
    """The path and query of this page, for a form that comes back to it.

    A form without an address would keep the `#field` of an error that somebody followed; the
    next page then puts the focus there, and not on what is wrong now.
    """
    parts = urlsplit(request.url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def isolated(words: object) -> Markup:
    """Words of a fund inside ours: their direction is their own, and turns nothing round them."""
    return Markup("<bdi>{}</bdi>").format(words)


def init_app(app: Flask) -> None:
    """Give templates the helpers of this module and its filters."""
    environment: Any = app.jinja_env
    environment.globals.update(
        form_errors=form_errors,
        page_language=page_language,
        language_standing=standing,
        bar_parts=bar_parts,
        this_address=this_address,
    )
    environment.filters |= {
        "pence": format_pence,
        "isolated": isolated,
        "phone_links": phone_links,
    }
