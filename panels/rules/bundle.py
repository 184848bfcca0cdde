"""A day's decision as one file that anybody can recompute (docs/bundle.md describes each field).

Two forms. Public: what each idea was given, without who gave it, and nothing of an idea with
fewer than five sheets but its count. Linked, for auditors: sheets under pseudonyms, conflicts and
revisions. Neither holds a name or a free text. The digest is over everything else in the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from panels.rules.allocation.ranking import Entry, Placed, changed_by_cofunding, rank_and_fund
from panels.rules.decisions import Ask, Decision
from panels.rules.methods import Matrix, Method, lower_median, matrix_of, places
from panels.rules.numbers import exact_text
from panels.rules.scoring import Sheet, Tally, abstains, complete_values, tally
from panels.rules.settings import SealedSettings

SCHEMA = "makeithappen-bundle/1"
SHEETS_MIN_PUBLIC = 5
"""Fewer sheets than this could be told apart, so the public form shows their count only."""

Body = dict[str, object]


class Form(StrEnum):
    """Who a bundle is for."""

    PUBLIC = "public"
    LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Revision:
    """A sheet as it stood before it was changed; `number` counts from 1."""

    pitch_id: str
    voter_id: str
    number: int
    values: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class DayRecord:
    """All that a bundle is made from. Pence; `pledged_pence` are confirmed pledges per pitch.

    `lots` is the order that was drawn before scoring opened; `panel_votes` a recorded vote.
    """

    day_id: str
    settings: SealedSettings
    budget_pence: int
    asks: Sequence[Ask]
    sheets: Mapping[str, Sequence[Sheet]]
    revisions: Sequence[Revision]
    pledged_pence: Mapping[str, int]
    panel_votes: Mapping[str, int]
    lots: Mapping[str, int]
    decisions: Mapping[str, Decision]


def build_bundle(record: DayRecord, form: Form) -> Body:
    """The bundle of a day. Its sheets are those of voters: ids that say nothing but which belong
    together."""
    settings = record.settings
    body: Body = {
        "schema": SCHEMA,
        "form": str(form),
        "day": {"id": record.day_id, "settings_digest": settings.digest()},
        "settings": {
            "tally": "mean",
            "quorum": settings.quorum,
            "seats": max((len(sheets) for sheets in record.sheets.values()), default=0),
            "threshold": exact_text(settings.threshold),
            "scale_top": settings.scale_top,
            "criteria": [
                {"id": one.criterion_id, "weight": one.weight, "values": list(one.values)}
                for one in settings.criteria
            ],
            "rule": "rank-and-fund",
            "part_funding": settings.part_funding,
            "budget_pence": record.budget_pence,
        },
        "ideas": [_idea(record, ask) for ask in record.asks],
    }
    body |= _linked(record) if form is Form.LINKED else _public(record)
    body["pledges"] = [
        {"idea": pitch_id, "amount_pence": pence}
        for pitch_id, pence in sorted(record.pledged_pence.items())
    ]
    body["result"] = _result(record, form)
    body["digest"] = digest_of(body)
    return body


def digest_of(bundle: Mapping[str, object]) -> str:
    """The SHA-256, in hex, of a bundle without its own digest."""
    rest = {key: value for key, value in bundle.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(f"{SCHEMA}\n{text}".encode()).hexdigest()


def bundle_text(bundle: Mapping[str, object]) -> str:
    """A bundle as the text of its file."""
    return json.dumps(bundle, indent=1, ensure_ascii=False) + "\n"


def _idea(record: DayRecord, ask: Ask) -> Body:
    return {
        "id": ask.pitch_id,
        "asked_pence": ask.asked_pence,
        "smallest_pence": ask.smallest_pence,
        "panel_votes": record.panel_votes.get(ask.pitch_id, 0),
        "lot": record.lots[ask.pitch_id],
    }


def _complete(record: DayRecord, pitch_id: str) -> list[tuple[str, Mapping[str, int]]]:
    found: list[tuple[str, Mapping[str, int]]] = []
    for sheet in record.sheets.get(pitch_id, ()):
        values = complete_values(record.settings.criteria, sheet)
        if values is not None:
            found.append((sheet.voter_id, values))
    return found


def _public(record: DayRecord) -> Body:
    """Scores per idea, sorted by what they say, so that their order tells nothing."""
    ballots: list[Body] = []
    conflicts: Body = {}
    for ask in record.asks:
        complete = _complete(record, ask.pitch_id)
        if len(complete) >= SHEETS_MIN_PUBLIC:
            rows = sorted((sorted(values.items()) for _, values in complete))
            ballots.extend({"idea": ask.pitch_id, "scores": dict(row)} for row in rows)
        conflicts[ask.pitch_id] = sum(map(abstains, record.sheets.get(ask.pitch_id, ())))
    return {"ballots": ballots, "conflicts": conflicts}


def _linked(record: DayRecord) -> Body:
    ballots: list[Body] = []
    conflicts: list[Body] = []
    for ask in record.asks:
        for sheet in record.sheets.get(ask.pitch_id, ()):
            voter = sheet.voter_id
            if sheet.degree is not None:
                degree = str(sheet.degree)
                conflicts.append({"idea": ask.pitch_id, "voter": voter, "degree": degree})
            if sheet.values is not None:
                scores = dict(sorted(sheet.values.items()))
                ballots.append({"idea": ask.pitch_id, "voter": voter, "scores": scores})
    revisions: list[Body] = [
        {
            "idea": one.pitch_id,
            "voter": one.voter_id,
            "number": one.number,
            "scores": dict(sorted(one.values.items())),
        }
        for one in record.revisions
    ]

    def by_voter(row: Body) -> tuple[str, str, int]:
        number = row.get("number", 0)
        return str(row["idea"]), str(row["voter"]), number if isinstance(number, int) else 0

    return {
        "ballots": sorted(ballots, key=by_voter),
        "conflicts": sorted(conflicts, key=by_voter),
        "revisions": sorted(revisions, key=by_voter),
    }


def _result(record: DayRecord, form: Form) -> Body:
    settings = record.settings
    tallies = {
        ask.pitch_id: tally(ask.pitch_id, record.sheets.get(ask.pitch_id, ()), settings)
        for ask in record.asks
    }
    matrix = matrix_of(settings.criteria, record.sheets)
    entries = [entry_of(record, ask, tallies[ask.pitch_id], matrix) for ask in record.asks]
    result: Body = {
        "tallies": [_tally(entry, tallies[entry.idea]) for entry in entries],
        **allocation_body(
            entries,
            record.budget_pence,
            settings.threshold_value,
            part_funding=settings.part_funding,
        ),
        "decisions": [
            {
                "idea": ask.pitch_id,
                "outcome": str(record.decisions[ask.pitch_id].outcome),
                "amount_pence": record.decisions[ask.pitch_id].amount_pence,
            }
            for ask in record.asks
            if ask.pitch_id in record.decisions
        ],
    }
    if form is Form.LINKED:
        result["methods"] = methods_body(matrix)
    return result


def methods_body(matrix: Matrix) -> Body:
    """The order of the ideas by each method; equals together, by id."""
    return {str(method): [sorted(each) for each in places(matrix, method)] for method in Method}


def entry_of(record: DayRecord, ask: Ask, one: Tally, matrix: Matrix) -> Entry:
    """An idea as the rule sees it."""
    values = list(matrix.get(ask.pitch_id, {}).values())
    threshold = record.settings.threshold_value
    return Entry(
        ask.pitch_id,
        ask.asked_pence,
        ask.smallest_pence,
        record.pledged_pence.get(ask.pitch_id, 0),
        one.mean,
        lower_median(values) if values else None,
        sum(value >= threshold for value in values),
        one.quorum_met,
        record.panel_votes.get(ask.pitch_id, 0),
        record.lots[ask.pitch_id],
    )


def _tally(entry: Entry, one: Tally) -> Body:
    return tally_body(entry, one.complete, one.abstained, one.missing)


def tally_body(entry: Entry, complete: int, abstained: int, missing: int) -> Body:
    """The count of one idea."""
    return {
        "idea": entry.idea,
        "complete": complete,
        "abstained": abstained,
        "missing": missing,
        "quorum_met": entry.quorum_met,
        "mean": _text(entry.mean),
        "lower_median": _text(entry.lower_median),
        "supporters": entry.supporters,
    }


def allocation_body(
    entries: Sequence[Entry], budget_pence: int, threshold: Fraction, *, part_funding: bool
) -> Body:
    """What the rule gives, from the pot and with the pledges, and what co-funding changed."""
    placed = rank_and_fund(entries, budget_pence, threshold, part_funding=part_funding)
    by_id = {entry.idea: entry for entry in entries}
    rows: list[Body] = [
        {
            "idea": one.idea,
            "standing": str(one.standing),
            "from_pot_pence": one.amount_pence,
            "award_pence": award_pence(by_id[one.idea], one),
        }
        for one in placed
    ]
    changed = changed_by_cofunding(entries, budget_pence, threshold, part_funding=part_funding)
    return {
        "allocation": rows,
        "from_pot_pence": sum(one.amount_pence for one in placed),
        "changed_by_cofunding": list(changed),
    }


def award_pence(entry: Entry, placed: Placed) -> int:
    """What an idea gets by the rule, with the money that is meant for it alone."""
    if not placed.standing.is_funded:
        return 0
    return min(entry.asked_pence, placed.amount_pence + entry.pledged_pence)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)
