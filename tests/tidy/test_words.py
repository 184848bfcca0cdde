"""Each word that a person reads is marked for translation, so that it can be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from jinja2 import Environment, nodes

from tests.tidy.test_tree import ROOT, SOURCES, functions, tracked

TEMPLATES = tracked("templates/*.html", "templates/**/*.html")
JINJA = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701  (it reads and renders nothing)
MARKS = {"_", "_l", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext"}
READ_ALOUD = {"alt", "title", "aria-label", "placeholder", "data-label", "label"}
SILENT = {"code", "script", "style"}
SAYING = {"flash", "add_error", "StopValidation", "ValidationError", "notice", "inset", "warning"}
SAID_AS = {"label", "description", "message", "hint", "subject", "body", "lede", "caption"}
WORDS_LIVE_IN = re.compile(r"forms|words|questions|steps|navigation|letters|telling")


ALLOWED = {
    "python3 verify_ledger.py --proof PROOF.json --head HEAD.json",
    "makeithappen ledger verify",
    "mih-room",
    "record words\n",
    "Day",
}
"""Commands that are typed as they stand, names of a style and a class, what goes into a digest."""
WITHOUT = {
    "ledger/exports/verify_ledger.py": "a program of one file, for outsiders, in English",
    "panels/rules/explain_words.py": "sentences of pure rules, so far in English",
    "makeithappen/commands/ledger.py": "the command speaks English",
}


def is_words(text: str) -> bool:
    """A sentence or a word with a capital: no key, no class, no path, no pattern of a date."""
    if re.fullmatch(r"[dMyHm:, ]+|<[^>]*>", text):
        return False
    return bool(re.search(r"[A-Za-z’']{2,} [A-Za-z]|^[A-Z][a-z]+[.?!]?$", text.strip()))


class _Reader(HTMLParser):
    """What a template says without asking for a translation."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self.found += [
            said for name, said in attrs if name in READ_ALOUD and said and has_letters(said)
        ]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and has_letters(data):
            self.found.append(" ".join(data.split()))


def has_letters(text: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2,}", text))


def bare_html(source: str) -> list[str]:
    reader = _Reader()
    reader.feed("".join(text for _, kind, text in JINJA.lex(source) if kind == "data"))
    reader.close()
    return reader.found


def marked_in(node: Any) -> bool:
    name = getattr(getattr(node, "node", None), "name", "")
    return isinstance(node, nodes.Call) and name in MARKS


def bare_expressions(node: nodes.Node) -> Iterator[str]:
    if marked_in(node):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and is_words(node.value):
        yield node.value
    for child in node.iter_child_nodes():
        yield from bare_expressions(child)


def docstrings(tree: ast.AST) -> set[int]:
    """The constants that explain, and are shown to nobody."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def bare_python(node: ast.AST, hidden: set[int]) -> Iterator[str]:
    """The words below a node that stand in no call of a mark."""
    if isinstance(node, ast.Call) and called(node) in MARKS | {"__import__"}:
        return
    if id(node) in hidden or isinstance(node, ast.Raise | ast.Assert):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_words(node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from bare_python(child, hidden)


def bare_arguments(tree: ast.AST) -> Iterator[str]:
    """Words in what is flashed, added as an error, or given as a label or a text of a letter."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = [one.value for one in node.keywords if one.arg in SAID_AS]
            for argument in given + (node.args if called(node) in SAYING else []):
                yield from bare_python(argument, set())


def unknown_words(tree: ast.AST) -> Iterator[str]:
    """Marks round something that nobody can collect, for instance a variable."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
            first = node.args[0] if node.args else None
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                yield ast.unparse(node)


def test_python_marks_its_words() -> None:
    found: dict[str, list[str]] = {}
    for path in SOURCES:
        name = str(path.relative_to(ROOT))
        if name.startswith(("tests/", "bench/")) or name in WITHOUT:
            continue
        tree = ast.parse(path.read_text())
        whole = WORDS_LIVE_IN.search(path.stem)
        said = bare_python(tree, docstrings(tree)) if whole else bare_arguments(tree)
        if bare := [*(one for one in said if one not in ALLOWED), *unknown_words(tree)]:
            found[name] = bare
    assert found == {}


def test_templates_mark_their_words() -> None:
    found: dict[str, list[str]] = {}
    for path in TEMPLATES:
        source = path.read_text()
        said = [*bare_html(source), *bare_expressions(JINJA.parse(source))]
        if bare := [one for one in said if one not in ALLOWED]:
            found[str(path.relative_to(ROOT))] = bare
    assert found == {}


def test_what_is_not_marked_is_found() -> None:
    """The tests above would pass as well if they saw nothing."""
    html = '<p title="A title">Bare {{ _("Marked") }}</p>{{ button("Press me") }}<code>ls -l</code>'
    assert [*bare_html(html), *bare_expressions(JINJA.parse(html))] == [
        "A title",
        "Bare",
        "Press me",
    ]
    form = ast.parse('"Why."\nname = Field(_l("Marked"), "Your name", [Length(3, message=_l(x))])')
    assert [*bare_python(form, docstrings(form)), *unknown_words(form)] == ["Your name", "_l(x)"]
    view = ast.parse('flash("It is sent")\nlog("Nobody reads this")\nField(label=_("Marked"))')
    assert list(bare_arguments(view)) == ["It is sent"]


MAILING = {"queue_mail", "mail_authors"}


def test_mail_to_others_is_not_in_the_language_of_who_acts() -> None:
    """Who asks for a code or a link reads it; others read all other mail."""
    bare = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in SOURCES
        if "tests" not in path.parts
        for node in functions(path)
        if any(isinstance(one, ast.Call) and called(one) in MAILING for one in ast.walk(node))
        and not any("for_others" in ast.unparse(one) for one in node.decorator_list)
    ]
    assert bare == [
        "makeithappen/people/comeback.py:mail_link",
        "makeithappen/people/sign_ins.py:ask_for_code",
        "makeithappen/reaching.py:mail_authors",  # whoever calls it makes the words
    ]
