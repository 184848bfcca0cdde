"""How old somebody has to be to read a text: the years of school of Flesch and Kincaid, and five.

textstat 0.7.4 counts syllables by where a word may be hyphenated, without a network. It takes
"idea" for one, and comes out up to two years younger than a count by a dictionary of sounds; so we
hold to `AGE_MAX`, a year less than the 11 that was promised.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

# textstat asks setuptools for this module, which has gone, to open a list that we don't use.
sys.modules.setdefault("pkg_resources", ModuleType("pkg_resources"))

import textstat  # noqa: E402

AGE_MAX = 10
WORDS_MIN = 100


def reading_age(sentences: Sequence[str]) -> float:
    """The age for these headings, labels and sentences; what has no full stop gets one."""
    counted: Any = textstat
    text = " ".join(one if one[-1] in ".?!" else f"{one.rstrip(':')}." for one in sentences)
    return counted.flesch_kincaid_grade(text) + 5
