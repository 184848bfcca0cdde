"""Pages run from right to left as well: no stylesheet and no field says which side is which."""

from __future__ import annotations

import re

from tests.tidy.test_tree import ROOT, tracked

SIDES = re.compile(
    r"(?:margin|padding|border|inset|scroll-margin|scroll-padding)[\w-]*-(?:left|right)\b[\w-]*\s*:"
    r"|(?:^|[;{\s])(?:left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b",
    re.MULTILINE,
)
TURNED = re.compile(r"transform:rotate|clip-path:polygon")
ARROWS = (
    ".govuk-back-link::before",
    ".govuk-breadcrumbs__list-item::before",
    ".govuk-details:not([open]) .govuk-details__summary::before",
)


def test_our_stylesheets_know_no_left_and_no_right() -> None:
    found = {
        path.name: SIDES.findall(path.read_text())
        for path in tracked("makeithappen/theme/*.scss")
        if SIDES.search(path.read_text())
    }
    assert found == {}


def test_what_is_served_has_sides_only_in_arrows_that_are_mirrored() -> None:
    """GOV.UK Frontend's own sides are made logical by the build; arrows are turned around."""
    css = (ROOT / "makeithappen/static/css/mih.css").read_text()
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", css)
    sided = {selector for selector, body in rules if SIDES.search(body) and not TURNED.search(body)}
    assert sided == set()
    mirrored = "".join(selector for selector, body in rules if body == "scale:-1 1")
    assert [arrow for arrow in ARROWS if f"[dir=rtl] {arrow}" not in mirrored] == []


def test_a_side_would_be_found() -> None:
    wrong = (
        "a{margin-left:1px}",
        "a { left: 0; }",
        "a{text-align: right}",
        "a{border-left-color:#000}",
    )
    right = (
        "a{margin-inline-start:1px}",
        "a{text-align:start}",
        "a { color: red }",
        ".left { top: 0 }",
    )
    assert [bool(SIDES.search(css)) for css in (*wrong, *right)] == [True] * 4 + [False] * 4
