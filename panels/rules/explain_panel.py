"""Why the panel's rule placed an idea where it did: figures first, then one plain sentence.

Shown to the room while it deliberates and to the applicant afterwards. No member is named; how one
member scored is never shown, only how far the scores lie apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from makeithappen.core.money import format_pence
from panels.rules.allocation.ranking import Entry, Placed, Standing
from panels.rules.methods import Matrix, is_whole, severity_adjusted
from panels.rules.scoring import Tally, decimal_text


@dataclass(frozen=True, slots=True)
class PanelStory:
    """What the panel's count says of one idea, on the scale's own units.

    `spread` is the highest value minus the lowest; `adjusted` the mean after taking off how severe
    its members are, None where every member scored every idea (then it changes nothing).
    `needed_mean` is the lowest mean that would have been enough, where more would have helped.
    """

    pitch_id: str
    standing: Standing
    place: int
    mean: Fraction | None
    per_criterion: Mapping[str, Fraction | None]
    spread: Fraction | None
    adjusted: Fraction | None
    complete: int
    abstained: int
    missing: int
    amount_pence: int
    left_before_pence: int
    full_pence: int
    needed_mean: Fraction | None


def panel_stories(
    placed: Sequence[Placed],
    entries: Sequence[Entry],
    tallies: Mapping[str, Tally],
    matrix: Matrix,
    threshold: Fraction,
) -> tuple[PanelStory, ...]:
    """A story per idea, best first."""
    by_id = {entry.idea: entry for entry in entries}
    adjusted: Mapping[str, Fraction] = {} if is_whole(matrix) else severity_adjusted(matrix)
    told: list[PanelStory] = []
    for place, one in enumerate(placed, start=1):
        count, values = tallies[one.idea], list(matrix.get(one.idea, {}).values())
        told.append(
            PanelStory(
                pitch_id=one.idea,
                standing=one.standing,
                place=place,
                mean=count.mean,
                per_criterion=count.per_criterion,
                spread=max(values) - min(values) if values else None,
                adjusted=adjusted.get(one.idea),
                complete=count.complete,
                abstained=count.abstained,
                missing=count.missing,
                amount_pence=one.amount_pence,
                left_before_pence=one.left_before_pence,
                full_pence=by_id[one.idea].full_pence,
                needed_mean=_needed(one, placed, by_id, threshold),
            )
        )
    return tuple(told)


def _needed(
    one: Placed, placed: Sequence[Placed], by_id: Mapping[str, Entry], threshold: Fraction
) -> Fraction | None:
    """The mean above which (or, for the threshold, from which) an idea would have been funded.

    For an idea that did not fit: the mean of the best idea that stood ahead and before whose turn
    there was still enough in the pot, so that from there on it would have come in time.
    """
    if one.standing is Standing.BELOW_THRESHOLD:
        fits = by_id[one.idea].full_pence <= placed[-1].left_before_pence
        return threshold if fits else None
    if one.standing is not Standing.DID_NOT_FIT:
        return None
    wanted = by_id[one.idea].full_pence
    in_time = [other for other in placed if other.left_before_pence >= wanted]
    return by_id[in_time[-1].idea].mean if in_time else None


def panel_sentence(story: PanelStory, name: str, threshold: Fraction) -> str:
    """Why the idea stands where it does, for a reader of ten."""
    if story.standing is Standing.NO_QUORUM or story.mean is None:
        return f"{name} has too few scores to be decided yet: {story.complete} so far."
    mean = decimal_text(story.mean)
    if story.standing is Standing.FULL:
        return f"{name} is funded in full: it scored {mean} and there was money for it."
    if story.standing is Standing.PART:
        given, asked = format_pence(story.amount_pence), format_pence(story.full_pence)
        return f"{name} gets {given} of the {asked}: it scored {mean} and that was what was left."
    if story.standing is Standing.DID_NOT_FIT:
        left, asked = format_pence(story.left_before_pence), format_pence(story.full_pence)
        text = f"{name} is not funded: it scored {mean}, but {left} was left and it needs {asked}."
        if story.needed_mean is not None:
            text += f" More than {decimal_text(story.needed_mean)} would have been enough."
        return text
    return f"{name} is not funded: it scored {mean}, and {decimal_text(threshold)} was needed."
