"""From a refusal's code to the sentence that tells a person what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask, current_app
from flask_babel import (  # pyright: ignore[reportMissingTypeStubs]
    format_date,  # pyright: ignore[reportUnknownVariableType]
)

from makeithappen.core.errors import Refused
from makeithappen.core.money import format_pence


def init_app(app: Flask, *tables: Mapping[Any, Any]) -> None:
    """Give the app the sentences of all slices. A code that stands twice is a mistake."""
    sentences: dict[str, Any] = {}
    for table in tables:
        for code, words in table.items():
            if str(code) in sentences:
                raise ValueError(f"two sentences for {code}")
            sentences[str(code)] = words
    app.extensions["sentences"] = sentences


def sentence(refused: Refused) -> str:
    """The sentence for a refusal, with its figures filled in; amounts in pence become pounds."""
    words: dict[str, Any] = current_app.extensions["sentences"]
    facts = {name: _shown(name, value) for name, value in refused.facts.items()}
    return str(words[str(refused.code)]) % facts


def _shown(name: str, value: object) -> object:
    if isinstance(value, date):
        return format_date(value, "d MMMM y")
    return format_pence(value) if name.endswith("_pence") and isinstance(value, int) else value
