"""Codes to come back with: as they are read out, and as they are meant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from makeithappen.people.rules.comeback import COMEBACK_LENGTH, meant_comeback, spoken_comeback
from makeithappen.people.rules.sign_in import CODE_LETTERS

CODES = st.text(CODE_LETTERS, min_size=COMEBACK_LENGTH, max_size=COMEBACK_LENGTH)


def test_a_code_is_spoken_in_three_groups() -> None:
    assert spoken_comeback("ABC2345DEF") == "ABC-2345-DEF"


@given(CODES)
def test_what_was_read_out_is_what_was_meant(code: str) -> None:
    assert meant_comeback(spoken_comeback(code)) == code
    assert meant_comeback(f" {spoken_comeback(code).lower().replace('-', ' ')}\n") == code
    assert meant_comeback("\u200f" + spoken_comeback(code).replace("-", "\u2013") + ".") == code


@given(st.text().filter(lambda text: len(text) != COMEBACK_LENGTH))
def test_nothing_else_is_a_code(typed: str) -> None:
    meant = meant_comeback(typed)
    assert meant == "" or len(meant) == COMEBACK_LENGTH
    assert [meant_comeback(text) for text in ("", "0" * 10, "ABC2345DE", "ABC2345DEFG")] == [""] * 4
