"""Typed reading of JSON from strangers: each surprise becomes one sentence that says where."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from panels.rules.numbers import read_exact


class NotAsExpected(ValueError):
    """The JSON has something else at `path` than what belongs there."""

    def __init__(self, path: str, wanted: str) -> None:
        super().__init__(f"{path or 'The file'} should be {wanted}.")


class Node:
    """A value in a JSON document, with the way to it."""

    def __init__(self, value: object, path: str = "") -> None:
        self._value, self.path = value, path

    def __getitem__(self, key: str) -> Node:
        fields = self._fields()
        if key not in fields:
            raise NotAsExpected(self._below(key), "there")
        return Node(fields[key], self._below(key))

    def items(self) -> list[tuple[str, Node]]:
        """The fields of an object."""
        return [(key, Node(value, self._below(key))) for key, value in self._fields().items()]

    def rows(self) -> list[Node]:
        """The values of a list."""
        value = self._value
        if not isinstance(value, list):
            raise NotAsExpected(self.path, "a list")
        values = cast("list[object]", value)
        return [Node(value, f"{self.path}[{at}]") for at, value in enumerate(values)]

    def text(self) -> str:
        """A text."""
        if not isinstance(self._value, str):
            raise NotAsExpected(self.path, "a text")
        return self._value

    def whole(self, least: int = 0) -> int:
        """A whole number of at least `least`; true and 1.0 are none."""
        if not isinstance(self._value, int) or isinstance(self._value, bool):
            raise NotAsExpected(self.path, "a whole number")
        if self._value < least:
            raise NotAsExpected(self.path, f"at least {least}")
        return self._value

    def yes_or_no(self) -> bool:
        """True or false."""
        if not isinstance(self._value, bool):
            raise NotAsExpected(self.path, "true or false")
        return self._value

    def exact(self) -> Fraction:
        """A fraction written as "19/6"."""
        try:
            return read_exact(self.text())
        except ValueError as error:
            raise NotAsExpected(self.path, 'a fraction such as "19/6"') from error

    def one_of(self, words: Sequence[str]) -> str:
        """One of some words."""
        if self._value not in words:
            raise NotAsExpected(self.path, "one of " + ", ".join(words))
        return self.text()

    @property
    def is_null(self) -> bool:
        """Whether nothing stands here."""
        return self._value is None

    @property
    def raw(self) -> object:
        """The value as it is, to compare."""
        return self._value

    def _fields(self) -> dict[str, object]:
        value = self._value
        if not isinstance(value, dict):
            raise NotAsExpected(self.path, "an object")
        return cast("dict[str, object]", value)

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
