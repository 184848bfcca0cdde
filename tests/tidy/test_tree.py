"""The house stays in order: short files, short views, no dead template, no undeclared view."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from ledger.exports import verify_ledger
from ledger.rules.accounts import AccountKind
from ledger.rules.entry import PARTS_OF, EntryKind
from makeithappen.demo_views import bp as demo
from makeithappen.registry import BLUEPRINTS

ROOT = Path(__file__).parents[2]
FILE_LINES_MAX = 400
LONGER = {"ledger/exports/verify_ledger.py": 1_300}
"""Files that must be one file (docs/decisions/0024)."""
FUNCTION_LINES_MAX = 70
VIEW_LINES_MAX = 25
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "bench",
    "docs",
    "ledger",
    "makeithappen",
    "migrations",
    "panels",
    "pyproject.toml",
    "templates",
    "tests",
    "wsgi.py",
}


def tracked(*patterns: str) -> list[Path]:
    """The files that are in the repository or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [ROOT / name for name in sorted(set(listed)) if (ROOT / name).exists()]


SOURCES = [path for path in tracked("*.py") if "migrations" not in path.parts]


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def lines_of(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_are_short() -> None:
    long = {
        str(path): count
        for path in SOURCES
        if (count := len(path.read_text().splitlines()))
        > LONGER.get(str(path.relative_to(ROOT)), FILE_LINES_MAX)
    }
    assert long == {}


def test_functions_are_short() -> None:
    long = {
        f"{path}:{node.name}": lines_of(node)
        for path in SOURCES
        for node in functions(path)
        if lines_of(node) > FUNCTION_LINES_MAX
    }
    assert long == {}


def test_views_are_short() -> None:
    views = [
        path for path in SOURCES if re.search(r"views", path.stem) and "tests" not in path.parts
    ]
    assert len(views) >= 4
    long = {
        f"{path}:{node.name}": lines_of(node)
        for path in views
        for node in functions(path)
        if node.decorator_list and lines_of(node) > VIEW_LINES_MAX
    }
    assert long == {}


def test_every_module_says_why_it_exists() -> None:
    silent = [
        str(path)
        for path in SOURCES
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert silent == []


def test_every_template_is_used() -> None:
    names = {
        str(path.relative_to(ROOT / "templates"))
        for path in tracked("templates/*.html", "templates/**/*.html")
    }
    said = "".join(
        path.read_text() for path in [*SOURCES, *tracked("templates/*.html", "templates/**/*.html")]
    )
    mentioned = set(re.findall(r"""["']([a-z_]+(?:/[a-z_]+)*\.html)["']""", said))
    assert names - mentioned == set()


@pytest.mark.parametrize("blueprint", [*BLUEPRINTS, demo], ids=lambda blueprint: blueprint.name)
def test_every_view_says_who_may_enter(blueprint: object) -> None:
    module_views = {
        (path.stem, node.name)
        for path in SOURCES
        if "views" in path.stem
        for node in functions(path)
        if any(
            "route" in ast.unparse(d) or re.search(r"\bbp\.(get|post)", ast.unparse(d))
            for d in node.decorator_list
        )
        and not any("allow" in ast.unparse(d) for d in node.decorator_list)
    }
    assert module_views == set()


def test_the_top_level_holds_only_what_was_agreed() -> None:
    here = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert here - TOP_LEVEL == set()


def test_nothing_names_a_registry_or_records_hosts() -> None:
    assert tracked("uv.lock", "pylock.toml", "**/uv.lock", "**/pylock.toml") == []
    locks = [*tracked(".ci/*.txt"), *tracked("**/package-lock.json"), *tracked("**/.npmrc")]
    assert [str(path) for path in locks if re.search(r"https?://", path.read_text())] == []


def test_the_stand_alone_verifier_knows_every_kind_of_entry() -> None:
    """What else adding a kind takes stands in docs/contributing.md."""
    assert set(verify_ledger.KINDS) == {str(kind) for kind in EntryKind}
    assert set(verify_ledger.ACCOUNTS) == {str(kind) for kind in AccountKind}
    own = {version: set(parts) for version, parts in verify_ledger.VERSIONS.items()}
    assert own == {version: set(parts) for version, parts in PARTS_OF.items()}
