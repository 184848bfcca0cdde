"""The books that the benchmarks measure with are sound: what is measured is what people have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.journal import Line, growing, journal, write_bundle
from tests.unit.ledger.ledger_export import checked


@pytest.mark.parametrize("make", [journal, growing])
def test_the_generated_books_are_sound(
    make: Callable[[int], Iterator[Line]], tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle.jsonl"
    write_bundle(make(1_500), bundle)
    assert checked(bundle.read_text()) == []
