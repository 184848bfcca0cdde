"""Words that put people down, or that an office uses, stand on no page for families."""

from __future__ import annotations

import re

import pytest

from tests.tidy.test_catalogs import sources

STAFF = re.compile(r"^(?:panels|ledger|demo)/")
BANNED = re.compile(
    r"\b(?:beneficiar\w+|service users?|users?|clients?|cases?|case ?work\w*|applicants?"
    r"|applications?|vulnerable|disadvantaged?|deprived|deprivation|needy|hard.to.reach|poor|poverty|welfare"
    r"|grants?|minimum|checkpoints?|eligib\w+|submi(?:t|ssion)\w*|stakeholders?|diagnos\w+)\b",
    re.IGNORECASE,
)
NEED = re.compile(
    r"\b(?:a|an|the|any|each|every|in|of|your|their|our|his|her|whose|family'?s?|famil(?:y|ies)['’]?"
    r"|child(?:ren)?['’]s|special|additional|greatest|unmet|local)\s+needs?\b(?! (?:no|an?|to)\b)"
    r"|\bneeds? (?:of|for|is|are)\b",
    re.IGNORECASE,
)
"""Somebody needs a phone: a verb, and fine. Somebody's needs: a noun that makes them needy."""


def banned(text: str) -> list[str]:
    return [found[0].lower() for found in (*BANNED.finditer(text), *NEED.finditer(text))]


def test_no_page_for_families_says_it() -> None:
    said = {text: banned(text) for text in sources("makeithappen", "templates", without=STAFF)}
    assert {text: found for text, found in said.items() if found} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tell us your needs", ["your needs"]),
        ("What is the need for this?", ["the need"]),
        ("Children in need", ["in need"]),
        ("The needs of your family", ["the needs"]),
        ("Submit your application", ["submit", "application"]),
        ("A beneficiary, a service user, a case", ["beneficiary", "service user", "case"]),
        ("You need no password", []),
        ("Only three need an answer", []),
        ("What do you need?", []),
        ("It needs to be warm", []),
        ("Need help?", []),
        ("In case", ["case"]),
    ],
)
def test_the_verb_is_fine_and_the_noun_is_not(text: str, found: list[str]) -> None:
    assert banned(text) == found
