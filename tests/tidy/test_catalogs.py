"""Each translation is sound: the same gaps to fill as its source, no markup, all plural forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from makeithappen.core.catalogs import FOLDER, ISOLATE, POP, catalog, path_of
from makeithappen.core.languages import LANGUAGES, READ_BY, SOURCE
from tests.tidy.test_tree import ROOT

TRANSLATED = [locale for locale in LANGUAGES if locale != SOURCE]
KEYWORDS: Any = {"_": None, "_l": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%|%")
MARKUP = re.compile(r"[<>\x00-\x09\x0b-\x1f]|&\w+;|&#")


def sources(*folders: str, without: re.Pattern[str] | None = None) -> set[str]:
    """All that is marked in these folders, singular and plural each by itself."""
    found: set[str] = set()
    for folder in folders:
        how = ("**.html", "jinja2") if folder == "templates" else ("**.py", "python")
        for name, _, message, _, _ in extract_from_dir(ROOT / folder, [how], None, KEYWORDS):
            if without is None or not without.search(name):
                found |= {message} if isinstance(message, str) else set(message)
    return found


def words(locale: str) -> Catalog:
    with path_of(locale).open("rb") as file:
        return read_po(file)


def pairs(locale: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each message that is translated: its forms in the source, its forms in the catalog."""
    for message in words(locale):
        ids: Any = [message.id] if isinstance(message.id, str) else list(message.id)
        strings: Any = message.string
        strings = [strings] if isinstance(strings, str) else list(strings)
        if ids != [""] and any(strings):
            yield ids, strings


def gaps(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_sources_are_plain_text() -> None:
    everything = sources("makeithappen", "panels", "ledger", "templates")
    assert [text for text in everything if MARKUP.search(text)] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_translations_leave_the_same_gaps(locale: str) -> None:
    wrong = [
        (ids[-1], text)
        for ids, strings in pairs(locale)
        for text in strings
        if gaps(text) not in [gaps(one) for one in ids] or MARKUP.search(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_translations_are_whole(locale: str) -> None:
    """Each plural form is there, and a line break or a blank at either end stays where it is."""
    known = words(locale)
    assert str(known.locale) == locale
    wrong = [
        (ids[0], strings)
        for ids, strings in pairs(locale)
        if len(strings) != (known.num_plurals if len(ids) == 2 else 1)
        or not all(text and edges(text) == edges(ids[-1]) for text in strings)
    ]
    assert wrong == []


def edges(text: str) -> tuple[str, str]:
    """What of spaces and line breaks stands at the ends."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.mark.parametrize("locale", TRANSLATED)
def test_catalogs_answer(locale: str) -> None:
    """Every number finds a form, and every translation is found under its source."""
    found = catalog(locale)
    for ids, strings in pairs(locale):
        if len(ids) == 1:
            assert bare(found.gettext(ids[0])) == strings[0]
        else:
            assert {bare(found.ngettext(*ids, n)) for n in range(200)} == set(strings)


def bare(text: str) -> str:
    """Without what keeps filled-in words together in a text from right to left."""
    return text.replace(ISOLATE, "").replace(POP, "")


def test_there_is_one_catalog_for_each_language() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(TRANSLATED)
    assert set(READ_BY) <= set(TRANSLATED)
