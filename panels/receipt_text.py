"""The receipt of one ballot in an election from a file: read what was asked for, say what it paid.

A ballot need not have been cast, so that a receipt tells nothing of anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from panels.rules.allocation.choose import RuleSettings
from panels.rules.allocation.election import BallotKind, Ballots, Election, pack
from panels.rules.allocation.outcome import Outcome
from panels.rules.explain import receipt_for
from panels.rules.numbers import decimals, grouped
from panels.rules.pabulib import PabulibFile


def receipt_body(
    votes: PabulibFile, settings: RuleSettings, outcome: Outcome, asked: str
) -> dict[str, object]:
    """What the share of a ballot paid for, as JSON. Raises ValueError with a sentence."""
    election = votes.election
    found = receipt_for(election, settings, outcome, read_ballot(election, asked))
    if found is None:
        raise ValueError("Only the rule equal-shares gives each voter a share, so no receipt here.")

    def money(amount: Fraction) -> str:
        return decimals(amount / 10**votes.places, 2)

    paid = {election.ids[idea]: money(each) for idea, each in found.paid.items()}
    for_what = ", ".join(f"{grouped(each)} for {idea}" for idea, each in paid.items())
    share, unspent = money(found.share), money(found.unspent)
    return {
        "share": share,
        "paid": paid,
        "unspent": unspent,
        "sentence": f"Of a share of {grouped(share)} this ballot paid {for_what or 'nothing'}; "
        f"{grouped(unspent)} is left.",
    }


def read_ballot(election: Election, asked: str) -> Ballots:
    """A ballot from text: ids, the best first, each with its points where the file has points."""
    parts = [one.strip() for one in asked.split(",") if one.strip()]
    with_points = election.kind is BallotKind.POINTS
    ids = [one.rpartition("=")[0].strip() if with_points else one for one in parts]
    unknown = [one for one in ids if one not in election.ids]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no project of this file. Write ids from its list.")
    if len(set(ids)) < len(ids):
        raise ValueError("A ballot names each project once.")
    places = [election.ids.index(one) for one in ids]
    return pack([places], [1], [_points(parts)] if with_points else ())


def _points(parts: Sequence[str]) -> list[int]:
    points = [one.rpartition("=")[2].strip() for one in parts]
    wrong = [one for one in points if not (one.isascii() and one.isdigit())]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is not a number of points. Write whole numbers, like 3.")
    return [int(one) for one in points]
