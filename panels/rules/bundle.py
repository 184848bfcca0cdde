"""A day's decision as one file that anybody can recompute (docs/bundle.md describes each field).

Two forms. Public: what each idea was given, without who gave it; of an idea with fewer than five
sheets only how many there are, and whether it passes (docs/decisions/0018). Linked, for auditors:
sheets under pseudonyms, conflicts and revisions. Neither holds a name or a free text. The digest is
over everything else in the file.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from panels.rules.allocation.ranking import Entry, Placed, changed_by_cofunding, fund, ranked
from panels.rules.decisions import Ask, Decision
from panels.rules.methods import Matrix, Method, lower_median, matrix_of, places
from panels.rules.numbers import exact_text
from panels.rules.scoring import Sheet, Tally, complete_values, tally
from panels.rules.settings import SealedSettings
from panels.rules.vote_criterion import VoteCriterion, VoteIn, vote_criterion

SCHEMA_BEFORE = "makeithappen-bundle/1"
"""Of days that were confirmed before the rules of a day could be chosen: they stay as sealed."""
SCHEMA = "makeithappen-bundle/2"
SHEETS_MIN_PUBLIC = 5
"""Fewer sheets than this could be told apart, so the public form shows no score of them."""

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

    `schema` is that of the day's confirmation. `lots` is the order that was drawn before scoring
    opened; `panel_votes` a recorded vote.
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
    schema: str = SCHEMA
    vote: VoteIn | None = None

    @property
    def criterion(self) -> VoteCriterion | None:
        """The community vote as one more criterion, where the day has one."""
        if self.vote is None:
            return None
        pitch_ids = [ask.pitch_id for ask in self.asks]
        return vote_criterion(
            self.vote, scale=self.settings.criteria[0].values, pitch_ids=pitch_ids
        )

    @property
    def is_before(self) -> bool:
        """Whether the bundle is one of the schema before."""
        return self.schema == SCHEMA_BEFORE


@dataclass(frozen=True, slots=True)
class Counted:
    """How many sheets an idea has. `shown` are those of members who are near it, and count."""

    complete: int
    abstained: int
    missing: int
    shown: int


def build_bundle(record: DayRecord, form: Form) -> Body:
    """The bundle of a day. Its sheets are those of voters: ids that say nothing but which belong
    together."""
    settings = record.settings
    body: Body = {
        "schema": record.schema,
        "form": str(form),
        "day": {"id": record.day_id, "settings_digest": settings.digest()},
        "settings": {
            "tally": "mean",
            "quorum": settings.quorum,
            "threshold": exact_text(settings.threshold),
            "scale_top": settings.scale_top,
            "criteria": [
                {"id": one.criterion_id, "weight": one.weight, "values": list(one.values)}
                for one in settings.criteria
            ],
            "rule": "rank-and-fund",
            "part_funding": settings.part_funding,
            "budget_pence": record.budget_pence,
            **_rules(record),
        },
        "ideas": [_idea(record, ask) for ask in record.asks],
    }
    body |= _linked(record) if form is Form.LINKED else _public(record)
    if record.vote is not None:
        body["vote"] = record.vote.body()
    body["pledges"] = [
        {"idea": pitch_id, "amount_pence": pence}
        for pitch_id, pence in sorted(record.pledged_pence.items())
    ]
    body["result"] = _result(record, form)
    body["digest"] = digest_of(body)
    return body


def digest_of(bundle: Mapping[str, object]) -> str:
    """The SHA-256, in hex, of a bundle without its own digest, and without the ledger's head: that
    is signed later than the digest was sealed, and proves itself.
    """
    rest = {key: value for key, value in bundle.items() if key not in {"digest", "head"}}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(f"{bundle['schema']}\n{text}".encode()).hexdigest()


def bundle_text(bundle: Mapping[str, object]) -> str:
    """A bundle as the text of its file."""
    return json.dumps(bundle, indent=1, ensure_ascii=False) + "\n"


def _rules(record: DayRecord) -> Body:
    """What the day chose beforehand."""
    if record.is_before:
        return {"seats": max((len(sheets) for sheets in record.sheets.values()), default=0)}
    design = record.settings.design
    return {
        "conflict_effects": design.effects.body(),
        "tie_order": [*map(str, design.ties), "lot"],
    }


def _idea(record: DayRecord, ask: Ask) -> Body:
    seats = len(record.sheets.get(ask.pitch_id, ()))
    return {
        **({} if record.is_before else {"seats": seats}),
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
        sheets = record.sheets.get(ask.pitch_id, ())
        one = tally(ask.pitch_id, sheets, record.settings)
        near = {"stepped_back": one.abstained, "shown": one.shown}
        conflicts[ask.pitch_id] = one.abstained if record.is_before else near
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
    settings, vote = record.settings, record.criterion
    tallies = {
        ask.pitch_id: tally(ask.pitch_id, record.sheets.get(ask.pitch_id, ()), settings, vote)
        for ask in record.asks
    }
    matrix = matrix_of(settings.criteria, record.sheets, vote)
    entries = [entry_of(record, ask, tallies[ask.pitch_id], matrix) for ask in record.asks]
    order = ranked(entries, settings.design.ties)
    withheld = frozenset[str]()
    if form is Form.PUBLIC and not record.is_before:
        withheld = frozenset(
            one for one, each in tallies.items() if each.complete < SHEETS_MIN_PUBLIC
        )
        order = public_order(order, withheld, settings.threshold_value)
    result: Body = {
        "tallies": [
            tally_body(
                entry,
                _counted(tallies[entry.idea]),
                passed=None if record.is_before else passes(entry, settings.threshold_value),
                is_withheld=entry.idea in withheld,
            )
            for entry in entries
        ],
        **allocation_body(
            order,
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


def passes(entry: Entry, threshold: Fraction) -> bool:
    """Whether an idea may be given money at all: its sheets suffice, its mean reaches the line."""
    return entry.quorum_met and entry.mean is not None and entry.mean >= threshold


def public_order(
    order: Sequence[Entry], withheld: Collection[str], threshold: Fraction
) -> list[Entry]:
    """The order that everybody sees: ideas that pass in their true order; then the others that
    have five sheets; then those of the others that have fewer, by their lot, which tells nothing.
    """

    def place(entry: Entry) -> tuple[bool, bool, int]:
        behind, few = not passes(entry, threshold), entry.idea in withheld
        return (behind, behind and few, entry.lot if behind and few else 0)

    return sorted(order, key=place)


def _counted(one: Tally) -> Counted:
    return Counted(one.complete, one.abstained, one.missing, one.shown)


def tally_body(
    entry: Entry, counted: Counted, *, passed: bool | None, is_withheld: bool = False
) -> Body:
    """The count of one idea. Where it is withheld, without any number that comes from scores.

    `passed` is None in the schema before, which did not say it, nor who is near and counts.
    """
    body: Body = {
        "idea": entry.idea,
        "complete": counted.complete,
        "abstained": counted.abstained,
        "missing": counted.missing,
        "quorum_met": entry.quorum_met,
        "mean": None if is_withheld else _text(entry.mean),
        "lower_median": None if is_withheld else _text(entry.lower_median),
        "supporters": None if is_withheld else entry.supporters,
    }
    return body if passed is None else {**body, "shown": counted.shown, "passes": passed}


def allocation_body(
    entries: Sequence[Entry], budget_pence: int, threshold: Fraction, *, part_funding: bool
) -> Body:
    """What the rule gives to ideas in this order, from the pot and with the pledges, and what
    co-funding changed."""
    placed = fund(entries, budget_pence, threshold, part_funding=part_funding)
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
