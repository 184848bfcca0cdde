"""What the room is told about each idea, and that "would have been enough" is true."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

from panels.rules.allocation.ranking import Entry, Standing, rank_and_fund
from panels.rules.explain_panel import PanelStory, panel_sentence, panel_stories
from panels.rules.methods import Matrix, lower_median, means
from panels.rules.scoring import Tally

THRESHOLD = Fraction(5, 2)


def setting(matrix: Matrix, pence: dict[str, int]) -> tuple[list[Entry], dict[str, Tally]]:
    mean = means(matrix)
    entries = [
        Entry(
            pitch,
            pence[pitch],
            pence[pitch] // 2,
            0,
            mean.get(pitch),
            lower_median(list(row.values())) if row else None,
            sum(value >= THRESHOLD for value in row.values()),
            len(row) >= 2,
            0,
            lot,
        )
        for lot, (pitch, row) in enumerate(matrix.items())
    ]
    tallies = {
        pitch: Tally(pitch, len(row), 1, 0, len(row) >= 2, mean.get(pitch), True, {"c1": None})
        for pitch, row in matrix.items()
    }
    return entries, tallies


def stories(matrix: Matrix, pence: dict[str, int], pot: int) -> dict[str, PanelStory]:
    entries, tallies = setting(matrix, pence)
    placed = rank_and_fund(entries, pot, THRESHOLD, part_funding=True)
    told = panel_stories(placed, entries, tallies, matrix, THRESHOLD)
    return {story.pitch_id: story for story in told}


def test_one_sentence_for_each_standing() -> None:
    rows = {
        "a": [5, 4], "b": [4, 4], "c": [4, 3], "d": [2, 2], "e": [5], "f": [],
    }  # fmt: skip
    matrix = {
        pitch: {f"m{at}": Fraction(value) for at, value in enumerate(row)}
        for pitch, row in rows.items()
    }
    pence = {"a": 60_000, "b": 50_000, "c": 70_000, "d": 100, "e": 100, "f": 100}
    told = stories(matrix, pence, 100_000)
    said = {pitch: panel_sentence(story, pitch.upper(), THRESHOLD) for pitch, story in told.items()}
    assert said == {
        "a": "A is funded in full: it scored 4.50 and there was money for it.",
        "b": "B gets £400 of the £500: it scored 4.00 and that was what was left.",
        "c": "C is not funded: it scored 3.50, but £0 was left and it needs £700. "
        "More than 4.50 would have been enough.",
        "d": "D is not funded: it scored 2.00, and 2.50 was needed.",
        "e": "E has too few scores to be decided yet: 1 so far.",
        "f": "F has too few scores to be decided yet: 0 so far.",
    }
    assert (told["a"].spread, told["f"].spread, told["a"].place) == (Fraction(1), None, 1)
    assert told["f"].adjusted is None
    assert told["a"].adjusted is not None
    assert told["a"].standing is Standing.FULL
    assert told["d"].needed_mean is None
    dear = stories(matrix, {**pence, "c": 10**6}, 100_000)["c"]
    assert panel_sentence(dear, "C", THRESHOLD).endswith("it needs £10,000.")


def test_what_would_have_been_enough_is_enough() -> None:
    random = Random(3)
    checked = 0
    for _ in range(150):
        members = [f"m{at}" for at in range(3)]
        matrix = {
            pitch: {member: Fraction(random.randint(1, 5)) for member in members}
            for pitch in "abcde"
        }
        pence = {pitch: random.randint(1, 60) for pitch in matrix}
        entries, _ = setting(matrix, pence)
        for pitch, story in stories(matrix, pence, 70).items():
            if story.needed_mean is None:
                continue
            more = Fraction(0) if story.standing is Standing.BELOW_THRESHOLD else Fraction(1, 10**6)
            raised = [
                replace(one, mean=story.needed_mean + more, supporters=3)
                if one.idea == pitch
                else one
                for one in entries
            ]
            placed = rank_and_fund(raised, 70, THRESHOLD, part_funding=True)
            got = next(one for one in placed if one.idea == pitch)
            assert got.standing is Standing.FULL, (matrix, pence, pitch)
            checked += 1
    assert checked > 50
