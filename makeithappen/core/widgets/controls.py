"""One widget per kind of control: turns a WTForms field into parameters of a GOV.UK macro.

Options that a template may give to any field: `label` (other words), `hint`, `size` ("s", "m" or
"l"), `heading=True` (the label is the page's h1), `typed=True` (somebody wrote the label: it sets
its own direction), `classes`; to a text input also `width` (2, 3, 4,
5, 10, 20, 30), `type`, `inputmode`, `autocomplete`, `spellcheck`, `dir`; to a long text `rows`.
Anything else becomes an attribute of the input.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache
from typing import Any

from flask_babel import (  # pyright: ignore[reportMissingTypeStubs]
    gettext as _,  # pyright: ignore[reportUnknownVariableType]
)
from jinja2 import Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from wtforms.fields.core import Field
from wtforms.widgets import HiddenInput

# Beyond seven columns the words get no room: a longer scale stays a list of rows.
COLUMNS_MIN, COLUMNS_MAX = 2, 7

Params = dict[str, Any]
Options = dict[str, Any]

_SIZES = {"s": "s", "m": "m", "l": "l"}


@cache
def _govuk() -> Environment:
    """GOV.UK's macros have an environment of their own: they ask for what may not be there."""
    package = PackageLoader("govuk_frontend_jinja")
    return Environment(loader=PrefixLoader({"govuk_frontend_jinja": package}), autoescape=True)


def _macro(component: str, name: str, params: Params) -> Markup:
    path = f"govuk_frontend_jinja/components/{component}/macro.html"
    module: Any = _govuk().get_template(path).module
    return Markup(getattr(module, name)(params))  # noqa: S704 (the macro escapes)


def is_hidden(field: Field) -> bool:
    """Whether the field has nothing to show, and so no place that an error link could go to."""
    return isinstance(field.widget, HiddenInput)


class Widget(ABC):
    """What all controls share: label, hint, error, and the ids that tie them together."""

    component = ""
    macro = ""
    grouped = False  # several inputs in a fieldset, whose legend is the label
    field_flags: dict[str, Any] = {}  # WTForms reads it from each widget

    def __init__(self, **options: Any) -> None:
        self.options: Options = options

    def __call__(self, field: Any, **given: Any) -> Markup:
        options: Options = {**self.options, **given}
        # WTForms hands validators' flags down; the browser must not judge before we do.
        for flag in ("required", "optional", "maxlength", "minlength"):
            options.pop(flag, None)
        params = self._common(field, options)
        classes = [options.pop("classes", "")]
        specific = self.specific(field, options)
        classes.append(specific.pop("classes", ""))
        params |= specific
        params["classes"] = " ".join(part for part in classes if part)
        options.pop("id", None)
        params["attributes"] = {**params.get("attributes", {}), **options}
        return _macro(self.component, self.macro, params)

    def _common(self, field: Any, options: Options) -> Params:
        params: Params = {"id": field.id, "name": field.name}
        self._name(field, options, params)
        hint = options.pop("hint", field.description)
        if hint:
            params["hint"] = {"text": hint}
        if field.errors:
            error = field.errors[0]
            params["errorMessage"] = {"text": error, "visuallyHiddenText": _("Error")}
        return params

    def _name(self, field: Any, options: Options, params: Params) -> None:
        words = str(options.pop("label", field.label.text))
        if getattr(field.flags, "optional", False) and not words.endswith(")"):
            words = _("%(question)s (optional)", question=words)
        kind = "govuk-fieldset__legend" if self.grouped else "govuk-label"
        size = _SIZES.get(options.pop("size", ""), "")
        heading = bool(options.pop("heading", False))
        size = size or ("l" if heading else "")
        title: Params = {
            "text": words,
            "classes": f"{kind}--{size}" if size else "",
            "isPageHeading": heading,
        }
        if options.pop("typed", False):
            title["html"] = Markup("<bdi>{}</bdi>").format(words)
        if self.grouped:
            params["fieldset"] = {"legend": title}
        else:
            params["label"] = title

    @abstractmethod
    def specific(self, field: Any, options: Options) -> Params:
        """What this kind of control adds; takes the options that it understands."""


def _invalid(field: Any) -> Params:
    return {"aria-invalid": "true"} if field.errors else {}


class InputWidget(Widget):
    """One line. What people type sets its own direction unless `dir` says otherwise."""

    component, macro = "input", "govukInput"

    def specific(self, field: Any, options: Options) -> Params:
        params: Params = {"value": field._value(), "type": options.pop("type", "text")}
        for name in ("inputmode", "autocomplete", "spellcheck", "autocapitalize"):
            if name in options:
                params[name] = options.pop(name)
        width = options.pop("width", None)
        if width:
            params["classes"] = f"govuk-input--width-{width}"
        params["attributes"] = {"dir": options.pop("dir", "auto"), **_invalid(field)}
        return params


class MoneyWidget(InputWidget):
    """Pounds, with the sign in front of the box, a keypad on a phone and aligned digits."""

    def specific(self, field: Any, options: Options) -> Params:
        options.setdefault("dir", "ltr")
        params = super().specific(field, options)
        params.update(
            prefix={"text": "£"},
            inputWrapper={"attributes": {"dir": "ltr"}},
            inputmode="decimal",
            spellcheck=False,
            autocomplete="off",
        )
        params["classes"] = "mih-money-input mih-digits"
        return params


class TextAreaWidget(Widget):
    """Some lines."""

    component, macro = "textarea", "govukTextarea"

    def specific(self, field: Any, options: Options) -> Params:
        params: Params = {
            "value": field._value(),
            "rows": options.pop("rows", getattr(field, "rows", 5)),
            "attributes": {"dir": options.pop("dir", "auto"), **_invalid(field)},
        }
        for name in ("autocomplete", "spellcheck"):
            if name in options:
                params[name] = options.pop(name)
        return params


class SelectWidget(Widget):
    """A list to choose one from."""

    component, macro = "select", "govukSelect"

    def specific(self, field: Any, options: Options) -> Params:
        items = [
            {"value": choice.value, "text": choice.label, "selected": choice.selected}
            for choice in field.iter_choices()
        ]
        return {"items": items, "attributes": _invalid(field)}


def _items(field: Any) -> list[Params]:
    items: list[Params] = []
    for choice in field.iter_choices():
        item: Params = {"value": choice.value, "checked": choice.selected}
        label = choice.label
        item["html" if isinstance(label, Markup) else "text"] = label
        extra: Params = choice.render_kw or {}
        if extra.get("hint"):
            item["hint"] = {"text": extra["hint"]}
        items.append(item)
    return items


class RadiosWidget(Widget):
    """A few answers to choose one from. The first one has the field's id."""

    component, macro = "radios", "govukRadios"
    grouped = True

    def specific(self, field: Any, options: Options) -> Params:
        params: Params = {"idPrefix": field.id, "items": _items(field)}
        if options.pop("inline", False):
            params["classes"] = "govuk-radios--inline"
        if "cant_say" in options:
            self._as_scale(params, options.pop("cant_say"))
        return params

    def _as_scale(self, params: Params, cant_say: str | None) -> None:
        points = [item for item in params["items"] if item["value"] != cant_say]
        others = [item for item in params["items"] if item["value"] == cant_say]
        for item in points:
            words = item.pop("text", None) or item.pop("html")
            item["html"] = Markup(
                '<span class="mih-scale__point">{}</span><span class="mih-scale__words">{}</span>'
            ).format(item["value"], words)
        classes = ["mih-scale"]
        if COLUMNS_MIN <= len(points) <= COLUMNS_MAX:
            classes.append(f"mih-scale--{len(points)}")
        if others:
            classes.append("mih-scale--cant-say")
        params["classes"] = " ".join(classes)
        params["items"] = points + others
        params["formGroup"] = {"classes": "govuk-form-group--wide"}


class CheckboxesWidget(RadiosWidget):
    """Any number of answers."""

    component, macro = "checkboxes", "govukCheckboxes"

    def specific(self, field: Any, options: Options) -> Params:
        return {"idPrefix": field.id, "items": _items(field)}


class CheckboxWidget(Widget):
    """One yes or no; its label stands beside the box, so there is no fieldset."""

    component, macro = "checkboxes", "govukCheckboxes"

    def specific(self, field: Any, options: Options) -> Params:
        label = options.pop("label", field.label.text)
        item = {"value": "y", "text": label, "checked": bool(field.data)}
        return {"idPrefix": field.id, "items": [{**item, "attributes": _invalid(field)}]}


class FileWidget(Widget):
    """The browser's own file button: a drop zone would need a script and failed axe."""

    component, macro = "file-upload", "govukFileUpload"

    def specific(self, field: Any, options: Options) -> Params:
        return {"classes": "mih-file", "attributes": _invalid(field)}


class DateWidget(Widget):
    """Day, month and year in three boxes, always three, whatever was sent."""

    component, macro = "date-input", "govukDateInput"
    grouped = True

    def specific(self, field: Any, options: Options) -> Params:
        parts = (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4))
        items: list[Params] = []
        for (part, label, width), value in zip(parts, field.typed, strict=True):
            wrong = bool(field.errors) and (part == field.wrong_part or not any(field.typed))
            items.append(
                {
                    "label": label,
                    "id": f"{field.id}-{part}",
                    "name": f"{field.name}-{part}",
                    "value": value,
                    "classes": f"govuk-input--width-{width}"
                    + (" govuk-input--error" if wrong else ""),
                    "attributes": {"dir": "ltr", **({"aria-invalid": "true"} if wrong else {})},
                }
            )
        return {"items": items}
