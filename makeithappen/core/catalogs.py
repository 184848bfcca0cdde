"""Translated words, and what is shown where there are none yet: English, marked as English.

The catalogs are the text files themselves; each is read once, when somebody first asks for its
language. While a page is being made, words without a translation come with a mark before and
behind; when it is done the marks become `<span lang="en-GB" dir="ltr">`, or nothing where no
element may stand. The marks are control characters, which no form lets in.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, current_app
from flask_babel import (  # pyright: ignore[reportMissingTypeStubs]
    Babel,
    Domain,
    force_locale,  # pyright: ignore[reportUnknownVariableType]
    get_locale,
)
from jinja2 import Template

from makeithappen.core.languages import SOURCE, is_read

FOLDER = Path(__file__).parents[1] / "translations"
BEGIN, END = "\x02", "\x03"
ISOLATE, POP = "\u2068", "\u2069"
_WHOLE = re.compile(r"%\((?!link\)|code\))\w+\)[sd]|£\d+(?:[,.]\d+)*|\b\d+(?: \d+)+")
_NO_ELEMENTS = re.compile(
    r"<(title|option|textarea|script|svg)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE
)


@dataclass(slots=True)
class Making:
    """The page that is being made just now."""

    fell_back: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page has to say about its own language."""

    unread: bool
    unfinished: bool


_making: ContextVar[Making | None] = ContextVar("making", default=None)


class Untranslated(NullTranslations):
    """What a catalog falls back to: the English words."""

    def gettext(self, message: str) -> str:
        """The words as they are, marked while a page is being made."""
        making = _making.get()
        if making is None:
            return message
        making.fell_back = True
        return f"{BEGIN}{message}{END}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The same for words that depend on a number."""
        return self.gettext(msgid1 if n == 1 else msgid2)


class Catalogs(Domain):
    """Finds the translations of the current language, without files in between."""

    def get_translations(self) -> Any:
        """The catalog of the language of this request; nothing to translate outside of one."""
        locale: Any = get_locale()
        return catalog(str(locale)) if locale else NullTranslations()


@cache
def catalog(locale: str) -> Any:
    """The words of one language. What is empty or uncertain counts as not translated."""
    if locale == SOURCE:
        return Translations()
    words = Translations(_compiled(path_of(locale)))
    words.add_fallback(Untranslated())
    return words


def path_of(locale: str) -> Path:
    """Where the catalog of a language lies."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def _compiled(path: Path) -> Any:
    with path.open("rb") as file:
        known: Any = read_po(file)
    for message in list(known):
        strings = [message.string] if isinstance(message.string, str) else message.string
        if message.id and not (strings and all(strings)):
            known.delete(message.id)
        elif message.id and known.locale.text_direction == "rtl":
            message.string = _isolated(message.string)
    compiled = BytesIO()
    write_mo(compiled, known)
    compiled.seek(0)
    return compiled


def _isolated(words: Any) -> Any:
    """Keep numbers and what is filled in together: else phone numbers turn round group by group.

    Codes and links stay bare, since people copy them.
    """
    if isinstance(words, str):
        return _WHOLE.sub(rf"{ISOLATE}\g<0>{POP}", words)
    return tuple(_isolated(form) for form in words)


class PageTemplate(Template):
    """A template whose words know that a page is being made of them."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page, with what is not translated marked as English."""
        if _making.get() is not None:
            return super().render(*args, **kwargs)
        token = _making.set(Making())
        try:
            return labelled(super().render(*args, **kwargs))
        finally:
            _making.reset(token)


def labelled(page: str) -> str:
    """Turn the marks into elements that say which language this is, and which way it runs."""
    if BEGIN not in page:
        return page
    page = _NO_ELEMENTS.sub(lambda found: _bare(found[0]), page)
    return page.replace(BEGIN, '<span lang="en-GB" dir="ltr">').replace(END, "</span>")


def _bare(text: str) -> str:
    return text.replace(BEGIN, "").replace(END, "")


def standing() -> Standing:
    """For the frame of a page: whether its words were read by a speaker, whether some lack."""
    making, locale = _making.get(), get_locale()  # pyright: ignore[reportUnknownVariableType]
    unread = locale is not None and not is_read(str(locale))
    return Standing(unread, making is not None and making.fell_back)


@contextmanager
def for_others() -> Generator[None]:
    """While words are made for somebody else: the site's first language, not that of who acts."""
    with force_locale(current_app.extensions["settings"].languages[0]):
        yield


def init_app(app: Flask, babel: Babel) -> None:
    """Let Flask-Babel find our catalogs, and pages mark what is missing in them."""
    finding: Any = babel
    finding.domain_instance = Catalogs()
    environment: Any = app.jinja_env
    environment.template_class = PageTemplate
