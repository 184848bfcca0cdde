"""Finds where a row of raised budgets ends without running each: proves what lies between two runs.

Two facts carry it (docs/deciding.md, section 6). While the same ideas are bought in the same order,
a larger share leaves each voter with no less money, so no idea's price per utility rises. So when
the winner of a round at the lower share is cheaper than every other idea at the higher one, it
wins that round at each share between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple


class Seen(NamedTuple):
    """What one round of a run says about the runs at other shares.

    `high` is not below what the winner costs per utility, `margin` not above what any other idea
    does. `value` says exactly what the winner costs (it grows or falls with it), 0 where that isn't
    at hand.
    """

    idea: int
    high: float
    margin: float
    value: Fraction | float


Run = Sequence[Seen]
Runner = Callable[[Sequence[int], Sequence[Run]], Sequence[Run]]
"""Runs some steps, each with the run of a lower step that it will be compared with."""


class _Tried(NamedTuple):
    step: int
    run: Run
    last: int | None


def is_same_between(lower: Run, upper: Run) -> bool:
    """Whether each share between two has the same rounds as both, for certain.

    The winner of a round is cheaper at the lower share than all others at the upper one; or costs
    the same at both, so it costs that between, too, and what won against it there would win above.
    """
    return len(lower) == len(upper) and all(
        low.idea == up.idea and (low.high < up.margin or (low.value == up.value != 0))
        for low, up in zip(lower, upper, strict=True)
    )


class Search:
    """Looks for the first step that ends a row of runs, `width()` runs at once."""

    def __init__(
        self, run: Runner, width: Callable[[], int], verdict: Callable[[Run, int], int | None]
    ) -> None:
        self._run, self._width, self._verdict = run, width, verdict

    def last(self, progress: Callable[[int], None] | None = None) -> int:
        """The first answer of `verdict` (not None) over the steps 0, 1, 2, ...

        Leaps grow while most are proven to change nothing, and shrink while most are not.
        """
        [done] = self._tried([0], [()])
        gap = 1
        while done.last is None:
            steps = [done.step + gap * leap for leap in range(1, self._width() + 1)]
            ahead = [done, *self._tried(steps, [done.run] * len(steps))]
            unlike = _unlike(ahead)
            if len(unlike) * 4 < len(steps):
                gap *= 2
            elif len(unlike) * 2 > len(steps):
                gap = max(1, gap // 2)
            ends = [one for one in ahead if one.last is not None]
            done = self._between(unlike, (ends or ahead)[0 if ends else -1])
            if progress is not None:
                progress(done.step)
        return done.last

    def _between(self, unlike: list[tuple[_Tried, _Tried]], end: _Tried) -> _Tried:
        """The first end within pairs of steps not proven to be alike; `end` where there is none."""
        while True:
            open_now = sorted(
                pair
                for pair in unlike
                if pair[1].step - pair[0].step > 1 and pair[0].step < end.step
            )
            if not open_now:
                return end
            halved, unlike = open_now[: self._width()], open_now[self._width() :]
            steps = [(low.step + up.step) // 2 for low, up in halved]
            middles = self._tried(steps, [low.run for low, _ in halved])
            for (low, up), middle in zip(halved, middles, strict=True):
                unlike += _unlike([low, middle, up])
            end = min((one for one in (*middles, end) if one.last is not None), default=end)

    def _tried(self, steps: Sequence[int], lower: Sequence[Run]) -> list[_Tried]:
        found = zip(steps, self._run(steps, lower), strict=True)
        return [_Tried(step, one, self._verdict(one, step)) for step, one in found]


def _unlike(row: Sequence[_Tried]) -> list[tuple[_Tried, _Tried]]:
    """The neighbours that may hide another outcome between them."""
    return [pair for pair in pairwise(row) if not is_same_between(pair[0].run, pair[1].run)]
