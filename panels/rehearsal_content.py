"""What a rehearsal is filled with, in the reader's language."""

from __future__ import annotations

from panels.rules.criteria import Criterion, ScalePoint
from panels.store.rehearsing import Invented, InventedIdea
from panels.words_rehearsal import CRITERIA, IDEAS, NAMES, SCALE


def invented(name: str, *, with_people: bool) -> Invented:
    """Ideas, criteria and, where wished, people that nobody has ever met."""
    scale = tuple(ScalePoint(value, str(words)) for value, words in enumerate(SCALE))
    criteria = [
        Criterion("", 0, str(name), str(question), str(value), 1, scale, "")
        for name, question, value in CRITERIA
    ]
    ideas = [
        InventedIdea(str(title), str(words), str(who_for), str(how_many), str(drops), *pence)
        for title, words, who_for, how_many, drops, *pence in IDEAS
    ]
    names = [str(one) for one in NAMES] if with_people else []
    return Invented(name, ideas, criteria, names)
