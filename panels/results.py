"""What the results page of a day shows: rows for its tables, widths for its pictures, sentences.

Widths are whole parts of a bar of 1,000, so that a picture is the same on each machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.core.money import format_pence
from panels import store
from panels.rules.allocation.ranking import changed_by_cofunding, rank_and_fund
from panels.rules.bundle import DayRecord, entry_of
from panels.rules.decisions import Outcome
from panels.rules.methods import matrix_of
from panels.rules.scoring import Tally, abstains, decimal_text, tally

BAR = 1000

Sources = Mapping[str, Sequence[tuple[str, int]]]
"""Who bears an award, by idea id: the funder's name and pence."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an idea's bar; `colour` is the same for a funder on the whole page."""

    funder: str
    amount_pence: int
    colour: int
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    """One idea. Amounts in pence; `gap` is the mean minus what was needed.

    `by_count_pence` is what the count alone would have given; `mean_width` a part of the bar.
    """

    pitch: store.Pitch
    decision: store.DecisionRecord
    tally: Tally
    gap: Fraction | None
    by_count_pence: int
    parts: tuple[Part, ...]
    mean_width: int
    sentence: str

    @property
    def gap_text(self) -> str:
        """The gap with its sign, for the table."""
        if self.gap is None:
            return "–"
        sign = "+" if self.gap > 0 else "−" if self.gap < 0 else ""
        return sign + decimal_text(abs(self.gap))


@dataclass(frozen=True, slots=True)
class Results:
    """A day's results. `hidden` is the number of ideas that this reader must not see.

    `most_pence` is the largest ask, a whole bar; `needed_at` where the line is on a bar.
    """

    lines: tuple[Line, ...]
    funders: tuple[str, ...]
    hidden: int
    most_pence: int
    needed: Fraction
    needed_at: int
    scale_top: int
    changed_by_cofunding: tuple[str, ...]

    @property
    def total_pence(self) -> int:
        """What these ideas got together."""
        return sum(line.decision.amount_pence for line in self.lines)

    @property
    def funded(self) -> int:
        """How many of these ideas got money."""
        return sum(line.decision.amount_pence > 0 for line in self.lines)


def results(session: Session, day: store.Day, sources: Sources, *, person_id: str) -> Results:
    """The results of a confirmed day, for a reader who may have stepped back from an idea."""
    decisions = store.latest_decisions(session, day)
    record = store.record_of(session, day, decisions)
    tallies = {one: tally(one, sheets, record.settings) for one, sheets in record.sheets.items()}
    by_count, changed = _by_count(record, tallies)
    hidden = _hidden(day, record, person_id)
    pitches = [pitch for pitch in day.pitches if pitch.pitch_id not in hidden]
    funders = sorted({name for each in sources.values() for name, _pence in each})
    most = max((pitch.asked_pence for pitch in pitches), default=1)
    needed = record.settings.threshold_value
    top = record.settings.scale_top
    lines: list[Line] = []
    for pitch in pitches:
        decision, count = decisions[pitch.pitch_id], tallies[pitch.pitch_id]
        lines.append(
            Line(
                pitch=pitch,
                decision=decision,
                tally=count,
                gap=None if count.mean is None else count.mean - needed,
                by_count_pence=by_count[pitch.pitch_id],
                parts=_parts(sources.get(pitch.idea_id, ()), funders, most),
                mean_width=0 if count.mean is None else _along(count.mean, top),
                sentence=_sentence(pitch, decision, count, needed),
            )
        )
    titles = tuple(one.title for one in pitches if one.pitch_id in changed)
    lines.sort(key=lambda line: line.tally.mean or Fraction(-1), reverse=True)
    at = _along(needed, top)
    return Results(tuple(lines), tuple(funders), len(hidden), most, needed, at, top, titles)


def _by_count(
    record: DayRecord, tallies: Mapping[str, Tally]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """What rank-and-fund gives by the count alone, and where money for one idea changed it."""
    matrix = matrix_of(record.settings.criteria, record.sheets)
    entries = [entry_of(record, ask, tallies[ask.pitch_id], matrix) for ask in record.asks]
    given = (entries, record.budget_pence, record.settings.threshold_value)
    parts = record.settings.part_funding
    placed = rank_and_fund(*given, part_funding=parts)
    by_id = {entry.idea: entry for entry in entries}
    awards = {
        one.idea: min(by_id[one.idea].asked_pence, one.amount_pence + by_id[one.idea].pledged_pence)
        if one.standing.is_funded
        else 0
        for one in placed
    }
    return awards, changed_by_cofunding(*given, part_funding=parts)


def _hidden(day: store.Day, record: DayRecord, person_id: str) -> frozenset[str]:
    """The pitches that this reader stepped back from."""
    member = day.member_of(person_id)
    return frozenset(
        pitch_id
        for pitch_id, sheets in record.sheets.items()
        for sheet in sheets
        if member is not None and sheet.member_id == member.member_id and abstains(sheet)
    )


def _parts(shares: Sequence[tuple[str, int]], funders: list[str], most: int) -> tuple[Part, ...]:
    """An idea's bar, as long as its award beside the largest ask of the day."""
    parts: list[Part] = []
    borne = 0
    for funder, pence in shares:
        start, end = borne * BAR // most, (borne + pence) * BAR // most
        parts.append(Part(funder, pence, funders.index(funder) % 6 + 1, start, end - start))
        borne += pence
    return tuple(parts)


def _along(value: Fraction, top: int) -> int:
    return int(value * BAR / top)


def _sentence(
    pitch: store.Pitch, decision: store.DecisionRecord, count: Tally, needed: Fraction
) -> str:
    """What became of an idea and how close it was, for a reader of ten."""
    facts = {
        "idea": pitch.title,
        "amount": format_pence(decision.amount_pence),
        "asked": format_pence(pitch.asked_pence),
    }
    if decision.outcome is Outcome.FULL:
        became = _("%(idea)s gets %(amount)s, all that it asked for.", **facts)
    elif decision.outcome is Outcome.PART:
        became = _("%(idea)s gets %(amount)s of the %(asked)s that it asked for.", **facts)
    elif decision.outcome is Outcome.DEFER:
        became = _("%(idea)s waits for another day.", **facts)
    else:
        became = _("%(idea)s gets no money this time.", **facts)
    return f"{became} {_closeness(count, needed)}"


def _closeness(count: Tally, needed: Fraction) -> str:
    if count.mean is None or not count.quorum_met:
        return _("Too few people could score it to count.")
    facts = {
        "mean": decimal_text(count.mean),
        "needed": decimal_text(needed),
        "gap": decimal_text(abs(count.mean - needed)),
    }
    if count.mean == needed:
        return _("It scored %(mean)s, exactly what was needed.", **facts)
    if count.mean > needed:
        return _("It scored %(mean)s: %(gap)s more than the %(needed)s needed.", **facts)
    return _("It scored %(mean)s: %(gap)s less than the %(needed)s needed.", **facts)
