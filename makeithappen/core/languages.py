"""The languages that there are, and who has read their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Language:
    """A language: what Babel calls it, what stands in an address, its name in its own words."""

    locale: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody who speaks a language has read all of its words, and when."""

    reader: str
    on: date


SOURCE = "en_GB"
"""The language of the words in the code."""

LANGUAGES = {
    language.locale: language
    for language in (
        Language(SOURCE, "en", "English"),
        Language("en_GB@plain", "plain", "Easier English"),
        Language("pl", "pl", "Polski"),
        Language("ur", "ur", "اردو"),
        Language("gd", "gd", "Gàidhlig"),
    )
}

READ_BY: dict[str, Reading] = {}
"""By locale. Without a line here, each page in that language says that nobody has read it."""


def is_read(locale: str) -> bool:
    """Whether somebody who speaks this language has read its words; English is the source."""
    return locale == SOURCE or locale in READ_BY
