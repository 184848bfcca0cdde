"""Recompute a decision from its bundle alone, and say what differs.

Reads the JSON that `bundle.py` writes; needs nothing else. A bundle whose form is wrong raises
`NotAsExpected`; one that was altered gives differences.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from panels.rules.allocation.ranking import TIES, Entry, Tie, ranked
from panels.rules.bundle import (
    SCHEMA,
    SCHEMA_BEFORE,
    SHEETS_MIN_PUBLIC,
    Body,
    Counted,
    Form,
    allocation_body,
    digest_of,
    methods_body,
    passes,
    public_order,
    tally_body,
)
from panels.rules.conflicts import USUAL, Degree, Effect, Effects
from panels.rules.decisions import Outcome
from panels.rules.json_reading import Node, NotAsExpected
from panels.rules.methods import lower_median
from panels.rules.vote_criterion import VoteCriterion, VoteIn, vote_criterion, with_vote


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in the bundle that is not what comes out when it is recomputed."""

    what: str
    in_bundle: object
    recomputed: object


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out, in pence: `awards` is what the panel gave, `by_rule` what the rule gives."""

    digest: str
    differences: tuple[Difference, ...]
    decided_pence: int
    awards: Mapping[str, int]
    by_rule: Mapping[str, int]

    @property
    def agrees(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class _Settings:
    weights: Mapping[str, int]
    values: Mapping[str, frozenset[int]]
    quorum: int
    seats: int | None
    threshold: Fraction
    budget_pence: int
    part_funding: bool
    effects: Effects
    ties: tuple[Tie, ...]
    vote: VoteCriterion | None

    @property
    def is_before(self) -> bool:
        """Whether the bundle is one of the schema before: it says its seats once for all ideas."""
        return self.seats is not None


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The value of each sheet that counts by voter, how many stepped back, and how many are near
    and count; all by idea."""

    values: Mapping[str, Mapping[str, Fraction]]
    abstained: Mapping[str, int]
    shown: Mapping[str, int]


def recompute(bundle: object, expected_digest: str | None = None) -> Verdict:
    """Recompute a bundle; `expected_digest` is the sealed one, where it is known."""
    root = Node(bundle)
    is_before = root["schema"].one_of([SCHEMA_BEFORE, SCHEMA]) == SCHEMA_BEFORE
    is_public = root["form"].one_of([str(form) for form in Form]) == Form.PUBLIC
    settings = _settings(root, is_before=is_before)
    seen = _Seen()
    fields = {key: node.raw for key, node in root.items()}
    digest = digest_of(fields)
    seen.compare("digest", root["digest"].text(), digest)
    if expected_digest is not None:
        seen.compare("sealed digest", digest, expected_digest)
    sheets = _sheets(root, settings, seen, is_public=is_public)
    result = root["result"]
    entries, withheld = _entries(root, settings, sheets, seen, is_public=is_public)
    order = ranked(entries, settings.ties)
    if is_public and not is_before:
        order = _public_order(order, withheld, settings, result["allocation"])
    again = allocation_body(
        order, settings.budget_pence, settings.threshold, part_funding=settings.part_funding
    )
    for key, found in again.items():
        seen.compare(f"result.{key}", result[key].raw, found)
    if not is_public:
        seen.compare("result.methods", result["methods"].raw, methods_body(sheets.values))
    awards = _decisions(result["decisions"], entries, settings, seen)
    by_rule = {
        row["idea"].text(): row["award_pence"].whole() for row in Node(again["allocation"]).rows()
    }
    return Verdict(digest, tuple(seen.differences), sum(awards.values()), awards, by_rule)


class _Seen:
    """Gathers what differs."""

    def __init__(self) -> None:
        self.differences: list[Difference] = []

    def compare(self, what: str, in_bundle: object, recomputed: object) -> None:
        if in_bundle != recomputed:
            self.differences.append(Difference(what, in_bundle, recomputed))


def _settings(root: Node, *, is_before: bool) -> _Settings:
    node = root["settings"]
    node["tally"].one_of(["mean"])
    node["rule"].one_of(["rank-and-fund"])
    criteria = node["criteria"].rows()
    weights = {one["id"].text(): one["weight"].whole() for one in criteria}
    if not sum(weights.values()):
        raise NotAsExpected("settings.criteria", "given weights that do not sum to 0")
    return _Settings(
        weights,
        {one["id"].text(): frozenset(v.whole() for v in one["values"].rows()) for one in criteria},
        node["quorum"].whole(1),
        node["seats"].whole() if is_before else None,
        node["threshold"].exact() * node["scale_top"].whole(1),
        node["budget_pence"].whole(),
        node["part_funding"].yes_or_no(),
        USUAL if is_before else _effects(node["conflict_effects"]),
        TIES if is_before else _ties(node["tie_order"]),
        _vote(root),
    )


def _vote(root: Node) -> VoteCriterion | None:
    """The community vote as one more criterion, where the day has one."""
    node = dict(root.items()).get("vote")
    if node is None:
        return None
    vote = VoteIn(
        node["id"].text(),
        node["weight"].whole(),
        node["turnout_least"].exact(),
        node["cards"].whole(),
        None if node["ballots"].is_null else node["ballots"].whole(1),
        {idea: one.whole() for idea, one in node["approvals"].items()},
    )
    scale = sorted(one.whole() for one in root["settings"]["criteria"].rows()[0]["values"].rows())
    if not scale:
        raise NotAsExpected("settings.criteria[0].values", "a scale")
    ids = [idea["id"].text() for idea in root["ideas"].rows()]
    return vote_criterion(vote, scale=scale, pitch_ids=ids)


def _effects(node: Node) -> Effects:
    found = {degree: Effect(node[degree].one_of(list(Effect))) for degree in Degree}
    node[Degree.NONE].one_of([Effect.COUNTS])
    return Effects(found[Degree.KNOW], found[Degree.CLOSE], found[Degree.BENEFIT])


def _ties(node: Node) -> tuple[Tie, ...]:
    *ties, last = node.rows() or [node]
    last.one_of(["lot"])
    return tuple(Tie(one.one_of(TIES)) for one in ties)


def _sheets(root: Node, settings: _Settings, seen: _Seen, *, is_public: bool) -> _Sheets:
    ids = [idea["id"].text() for idea in root["ideas"].rows()]
    values: dict[str, dict[str, Fraction]] = {idea: {} for idea in ids}
    abstained, shown = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    degrees: dict[tuple[str, str], Degree] = {}
    if is_public:
        for idea, node in root["conflicts"].items():
            abstained[idea] = (node if settings.is_before else node["stepped_back"]).whole()
            shown[idea] = 0 if settings.is_before else node["shown"].whole()
    else:
        for row in root["conflicts"].rows():
            idea, degree = row["idea"].text(), Degree(row["degree"].one_of(list(Degree)))
            degrees[idea, row["voter"].text()] = degree
            abstained[idea] = abstained.get(idea, 0) + (not settings.effects.may_score(degree))
    for number, ballot in enumerate(root["ballots"].rows()):
        idea = ballot["idea"].one_of(ids)
        voter = str(number) if is_public else ballot["voter"].text()
        degree = Degree.NONE if is_public else degrees.get((idea, voter))
        value = _sheet_value(ballot["scores"], settings, seen)
        if value is not None and degree is not None and settings.effects.may_score(degree):
            weights = sum(settings.weights.values())
            values[idea][voter] = with_vote(value, weights, settings.vote, idea)
            shown[idea] += settings.effects.of(degree) is Effect.COUNTS_AND_SHOWN
    return _Sheets(values, abstained, shown)


def _sheet_value(node: Node, settings: _Settings, seen: _Seen) -> Fraction | None:
    """The weighted value of one sheet; None when a criterion is open."""
    total, is_complete = 0, True
    scores = dict(node.items())
    seen.compare(f"{node.path}: criteria", sorted(scores), sorted(settings.weights))
    for criterion, weight in settings.weights.items():
        score = scores.get(criterion)
        if score is None or score.is_null:
            is_complete = False
            continue
        if score.whole() not in settings.values[criterion]:
            seen.compare(score.path, score.raw, sorted(settings.values[criterion]))
        total += weight * score.whole()
    return Fraction(total, sum(settings.weights.values())) if is_complete else None


def _entries(
    root: Node,
    settings: _Settings,
    sheets: _Sheets,
    seen: _Seen,
    *,
    is_public: bool,
) -> tuple[list[Entry], frozenset[str]]:
    """The ideas as the rule sees them, and those of which no score is told."""
    tallies = {row["idea"].text(): row for row in root["result"]["tallies"].rows()}
    pledged: dict[str, int] = {}
    for row in root["pledges"].rows():
        idea = row["idea"].text()
        pledged[idea] = pledged.get(idea, 0) + row["amount_pence"].whole()
    entries: list[Entry] = []
    few: set[str] = set()
    for idea in root["ideas"].rows():
        name = idea["id"].text()
        if name not in tallies:
            raise NotAsExpected("result.tallies", f"given a tally for {name}")
        given, found = tallies[name], list(sheets.values[name].values())
        is_withheld = is_public and not found and given["complete"].whole() < SHEETS_MIN_PUBLIC
        complete = given["complete"].whole() if is_withheld else len(found)
        if is_withheld:
            few.add(name)
        mean, median, supporters = _counts(given, found, settings, is_withheld=is_withheld)
        entry = Entry(
            name,
            idea["asked_pence"].whole(),
            idea["smallest_pence"].whole(),
            pledged.get(name, 0),
            mean,
            median,
            supporters,
            complete >= settings.quorum,
            idea["panel_votes"].whole(),
            idea["lot"].whole(),
        )
        entries.append(entry)
        seats = settings.seats if settings.seats is not None else idea["seats"].whole()
        missing = seats - complete - sheets.abstained[name]
        counted = Counted(complete, sheets.abstained[name], missing, sheets.shown[name])
        passed = None if settings.is_before else passes(entry, settings.threshold)
        hidden = is_withheld and not settings.is_before
        again = tally_body(entry, counted, passed=passed, is_withheld=hidden)
        seen.compare(f"result.tallies of {name}", given.raw, again)
    return entries, frozenset(few)


def _public_order(
    order: Sequence[Entry], few: Collection[str], settings: _Settings, given: Node
) -> list[Entry]:
    """Those with few sheets that pass stand where the bundle puts them; all others where they
    belong."""
    places = {row["idea"].text(): at for at, row in enumerate(given.rows())}
    told = iter(
        public_order([one for one in order if one.idea not in few], few, settings.threshold)
    )
    withheld = [one for one in order if one.idea in few]
    standing = sorted(
        (one for one in withheld if passes(one, settings.threshold)),
        key=lambda one: places.get(one.idea, len(places)),
    )
    found: list[Entry] = []
    for one in standing:
        while len(found) < places.get(one.idea, 0) and (ahead := next(told, None)) is not None:
            found.append(ahead)
        found.append(one)
    behind = [one for one in withheld if not passes(one, settings.threshold)]
    return public_order([*found, *told, *behind], few, settings.threshold)


def _counts(
    given: Node, found: Sequence[Fraction], settings: _Settings, *, is_withheld: bool
) -> tuple[Fraction | None, Fraction | None, int]:
    """Mean, lower median and supporters. Where the sheets are withheld: as given, or, where no
    score is told either, some that pass or don't as given."""
    if is_withheld and not settings.is_before:
        passed = given["passes"].yes_or_no()
        return settings.threshold - (not passed), None, int(passed)
    if is_withheld:
        mean, median = given["mean"], given["lower_median"]
        return (
            None if mean.is_null else mean.exact(),
            None if median.is_null else median.exact(),
            given["supporters"].whole(),
        )
    if not found:
        return None, None, 0
    supporters = sum(value >= settings.threshold for value in found)
    return sum(found, Fraction(0)) / len(found), lower_median(found), supporters


def _decisions(
    node: Node, entries: Sequence[Entry], settings: _Settings, seen: _Seen
) -> dict[str, int]:
    """What the panel gave, checked against what it may give at all."""
    by_idea = {entry.idea: entry for entry in entries}
    awards: dict[str, int] = {}
    for row in node.rows():
        entry = by_idea[row["idea"].one_of(list(by_idea))]
        outcome, amount = Outcome(row["outcome"].one_of(list(Outcome))), row["amount_pence"].whole()
        may_be = {
            Outcome.FULL: (entry.asked_pence, entry.asked_pence),
            Outcome.PART: (max(1, entry.smallest_pence), entry.asked_pence - 1),
        }.get(outcome, (0, 0))
        if not may_be[0] <= amount <= may_be[1]:
            seen.compare(f"amount of {entry.idea}", amount, list(may_be))
        if outcome is Outcome.PART and not settings.part_funding:
            seen.compare(f"outcome of {entry.idea}", str(outcome), "no parts")
        if outcome.gives_money:
            if not entry.quorum_met:
                seen.compare(f"outcome of {entry.idea}", str(outcome), "no quorum")
            awards[entry.idea] = amount
    pledged = sum(entry.pledged_pence for entry in entries)
    most = settings.budget_pence + pledged
    if sum(awards.values()) > most:
        seen.compare("all awards", sum(awards.values()), most)
    return awards


def verdict_body(verdict: Verdict) -> Body:
    """The verdict as JSON."""
    return {
        "agrees": verdict.agrees,
        "digest": verdict.digest,
        "decided_pence": verdict.decided_pence,
        "awards": dict(verdict.awards),
        "by_rule": dict(verdict.by_rule),
        "differences": [
            {"what": one.what, "in_bundle": one.in_bundle, "recomputed": one.recomputed}
            for one in verdict.differences
        ],
    }
