"""An election as a Pabulib file (.pb), so that others can recount it with their own tools."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from panels.rules.allocation.election import BallotKind, Election
from panels.rules.pabulib import PabulibFile

_VOTE_TYPES: Mapping[BallotKind, frozenset[str]] = {
    BallotKind.APPROVAL: frozenset({"approval", "choose-1"}),
    BallotKind.POINTS: frozenset({"scoring", "cumulative"}),
    BallotKind.RANKED: frozenset({"ordinal"}),
}
_DEFAULT_TYPES: Mapping[BallotKind, str] = {
    BallotKind.APPROVAL: "approval",
    BallotKind.POINTS: "scoring",
    BallotKind.RANKED: "ordinal",
}


def amount_text(amount: int, places: int) -> str:
    """An amount in the file's own units, without zeros at the end: 31350 with 2 -> "313.5"."""
    if not places:
        return str(amount)
    sign, digits = "-" if amount < 0 else "", str(abs(amount)).rjust(places + 1, "0")
    decimals = digits[-places:].rstrip("0")
    return sign + digits[:-places] + (f".{decimals}" if decimals else "")


def write_pabulib(file: PabulibFile) -> str:
    """The text of a file. Voters keep their ids where they were kept, else they are numbered."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    election = file.election
    writer.writerow(["META"])
    writer.writerow(["key", "value"])
    writer.writerows(_meta(file).items())
    writer.writerow(["PROJECTS"])
    writer.writerow(["project_id", "cost", "name", "category"])
    texts = zip(election.ids, election.prices, file.names, file.categories, strict=True)
    for idea, price, name, category in texts:
        writer.writerow([idea, amount_text(price, file.places), name, category])
    writer.writerow(["VOTES"])
    with_points = election.kind is BallotKind.POINTS
    writer.writerow(["voter_id", "vote", *(["points"] if with_points else [])])
    for voter, row in _voters(file):
        writer.writerow([voter, *_ballot(election, row, file.points_places)])
    return out.getvalue()


def _meta(file: PabulibFile) -> dict[str, str]:
    election = file.election
    meta = dict(file.meta)
    meta["num_projects"], meta["num_votes"] = str(len(election.ids)), str(election.voters)
    meta["budget"] = amount_text(election.budget, file.places)
    if meta.get("vote_type") not in _VOTE_TYPES[election.kind]:
        meta["vote_type"] = _DEFAULT_TYPES[election.kind]
    return meta


def _voters(file: PabulibFile) -> Iterator[tuple[str, int]]:
    if file.voter_ids:
        yield from zip(file.voter_ids, file.voter_rows, strict=True)
        return
    number = 0
    for row, count in enumerate(file.election.ballots.counts):
        for _ in range(count):
            number += 1
            yield str(number), row


def _ballot(election: Election, row: int, points_places: int) -> list[str]:
    ballots = election.ballots
    start, end = ballots.starts[row], ballots.starts[row + 1]
    fields = [",".join(election.ids[idea] for idea in ballots.ideas[start:end])]
    if election.kind is BallotKind.POINTS:
        points = (amount_text(each, points_places) for each in ballots.points[start:end])
        fields.append(",".join(points))
    return fields
