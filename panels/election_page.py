"""The results of an election as one page in one file, to be opened, mailed or put anywhere.

Made from the JSON that `makeithappen allocate --explain` prints, so that both say the same. Only
Jinja is needed, and it is loaded when a page is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from makeithappen.core.money import format_pence
from panels.rules.numbers import decimals, grouped
from panels.rules.pabulib import PabulibFile

ROOT = Path(__file__).parent.parent
STYLE = ROOT / "makeithappen" / "static" / "css" / "mih.css"
BAR = 1000
GROUPS_MOST = 4
OTHER_GROUPS, LEFT_OVER = 5, 6
"""Colours: the largest groups have one each, then all other groups, then money that was left."""
PICTURES_MOST = 12
PAID_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: of a winner's price, or of a group's share."""

    colour: int
    amount: Fraction
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Winner:
    """Where the money of a chosen idea came from."""

    idea: str
    cost: str
    parts: tuple[Part, ...]

    def of(self, colour: int) -> Fraction:
        """What came from one source."""
        return sum((part.amount for part in self.parts if part.colour == colour), Fraction(0))


def election_page(votes: PabulibFile, body: Mapping[str, Any]) -> str:
    """The page of an election, from what `allocate --explain` says of it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["_"] = lambda text, **facts: text % facts if facts else text
    env.filters |= {"pence": format_pence, "money": _money}
    template = env.get_template("panels/election.html")
    return template.render(
        style=STYLE.read_text(encoding="utf-8-sig"),
        meta=votes.meta,
        voters=votes.election.voters,
        names=_names(votes),
        body=body,
        told=body["explanations"],
        **_pictures(body),
    )


def _names(votes: PabulibFile) -> dict[str, str]:
    pairs = zip(votes.election.ids, votes.names, strict=True)
    return {idea: name or idea for idea, name in pairs}


def _money(amount: str | Fraction) -> str:
    """An amount to be read, with two decimals at most."""
    return grouped(decimals(Fraction(amount), 2))


def _pictures(body: Mapping[str, Any]) -> dict[str, object]:
    told: Mapping[str, Any] = body["explanations"]
    groups: list[Any] = told.get("groups", {}).get("groups", [])
    winners = [_winner(one, groups) for one in body["rounds"]] if "share" in told else []
    lost = [one for one in told["ideas"] if not one["chosen"]]
    return {
        "winners": winners,
        "colours": [at for at in range(1, LEFT_OVER + 1) if any(one.of(at) for one in winners)],
        "groups": [(one, _spent(one)) for one in groups],
        "groups_most": GROUPS_MOST,
        "paid_most": _paid_most,
        "lost": sorted(lost, key=_closeness, reverse=True),
        "pictures_most": PICTURES_MOST,
        "fewest": min((one["votes"] for one in told["ideas"] if one["chosen"]), default=0),
        "most_votes": max((one["votes"] for one in told["ideas"]), default=1) or 1,
    }


def _closeness(one: Mapping[str, Any]) -> tuple[Fraction, int]:
    return Fraction(one.get("support_percent", 0)), one["votes"]


def _winner(one: Mapping[str, Any], groups: list[Any]) -> Winner:
    cost = Fraction(one["cost"])
    if one["step"] == "greedy":
        amounts = {LEFT_OVER: cost}
    elif not groups:
        amounts = {1: cost}
    else:
        amounts: dict[int, Fraction] = {}
        for at, group in enumerate(groups, start=1):
            colour = at if at <= GROUPS_MOST else OTHER_GROUPS
            paid = Fraction(group["paid"].get(one["project"], 0))
            amounts[colour] = amounts.get(colour, Fraction(0)) + paid
    return Winner(one["project"], one["cost"], _parts(amounts, cost))


def _spent(group: Mapping[str, Any]) -> tuple[Part, ...]:
    if "had" not in group:
        return ()
    had = Fraction(group["had"])
    return _parts({1: had - Fraction(group["unspent"])}, had)


def _paid_most(group: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The ideas on which a group spent most: ids and amounts."""
    paid: Mapping[str, str] = group["paid"]
    return sorted(paid.items(), key=lambda one: -Fraction(one[1]))[:PAID_SHOWN]


def _parts(amounts: Mapping[int, Fraction], whole: Fraction) -> tuple[Part, ...]:
    parts: list[Part] = []
    paid = Fraction(0)
    for colour, amount in sorted(amounts.items()):
        if amount:
            start = int(paid * BAR / whole)
            paid += amount
            parts.append(Part(colour, amount, start, min(BAR, round(paid * BAR / whole)) - start))
    return tuple(parts)
