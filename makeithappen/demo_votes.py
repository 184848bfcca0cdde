"""The demo's community votes: one to set up, one that is open with codes to try, one with a result.

Only a demo knows its codes: they stand here, and on a page that no real site has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from panels.rules.allocation.choose import RuleName
from panels.rules.vote import AreaCards, Option, Use, VoteSettings
from panels.rules.vote_cards import CODE_LETTERS
from panels.store import voting
from panels.store.voting_records import NewVote

OPEN_NAME = "What should the small pot pay for?"
CODES = ("TRY-THE-322", "TRY-THE-433", "TRY-THE-544", "TRY-THE-655", "TRY-THE-766", "TRY-THE-877")
"""Cards that nobody has used yet."""

POT = (
    ("Wellies to share", "A shelf of wellies at the school, all sizes.", 45_000, "1 3"),
    ("A bench by the school gate", "So that grandparents can sit down.", 60_000, "1 4"),
    ("Open evening in the hall", "Soup and games, once a month for a year.", 90_000, "2 3"),
    ("Bus fares to the sea", "One trip for forty children.", 110_000, "2"),
    ("A shed for tools", "To borrow a drill or a ladder.", 75_000, "4 5"),
)
"""Name, words, price in pence, and a ballot that some people cast: places from 1 on."""
NAMES = (
    ("Make it Happen", "What we say when somebody has an idea."),
    ("The Brae Fund", "Where we live."),
    ("Small Sparks", "From the children's drawing."),
)
NAME_BALLOTS = {"North": ("1",) * 9 + ("1 3",) * 8 + ("2",) * 6, "South": ("1 3",) * 7 + ("3",) * 5}
LOGOS = (
    ("A sun over a hill", "Yellow on green, by a child of nine."),
    ("Two hands and a star", "Blue hands that hold up a star."),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the votes belong, who sets them up, and when."""

    session: Session
    at: datetime
    actor_id: str
    fund_id: str
    round_id: str
    areas: tuple[tuple[str, str], ...]

    @property
    def by(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"actor_id": self.actor_id, "at": self.at}


def hold_votes(place: Place) -> None:
    """Make the three votes."""
    _publish_a_name(place)
    _set_a_logo_up(place)
    _open_a_pot(place)


def _publish_a_name(place: Place) -> None:
    vote_id = _vote(place, "What should the fund be called?", NAMES, choices_max=2)
    codes: list[tuple[str, str]] = []
    for (area_id, name), (area, ballots) in zip(place.areas, NAME_BALLOTS.items(), strict=False):
        made = [_code(area[0], number) for number in range(len(ballots) + 10)]
        cards = AreaCards(area_id, name, len(made))
        voting.add_cards(place.session, vote_id, cards, made, **place.by)
        codes += zip(made, ballots, strict=False)
    _cast(place, vote_id, codes)
    reason = "Everybody who was handed a card in the hall had voted."
    voting.close_vote(place.session, vote_id, reason=reason, **place.by)
    voting.publish_vote(place.session, vote_id, **place.by)


def _set_a_logo_up(place: Place) -> None:
    _vote(place, "Which logo do you like?", LOGOS, choices_max=1)


def _open_a_pot(place: Place) -> None:
    options = tuple((title, words) for title, words, _price, _ballot in POT)
    pot = {"use": Use.POT, "pot_pence": 200_000, "rule": RuleName.EQUAL_SHARES, "choices_max": 3}
    prices = [price for _title, _words, price, _ballot in POT]
    vote_id = _vote(place, OPEN_NAME, options, prices=prices, **pot)
    (first_id, first), (second_id, second) = place.areas[:2]
    others = [_code("W", number) for number in range(24)]
    here = AreaCards(first_id, first, len(CODES) + 16)
    voting.add_cards(place.session, vote_id, here, [*CODES, *others[:16]], **place.by)
    there = AreaCards(second_id, second, 8)
    voting.add_cards(place.session, vote_id, there, others[16:], **place.by)
    ballots = [ballot for _title, _words, _price, ballot in POT]
    _cast(place, vote_id, [(code, ballots[at % 5]) for at, code in enumerate(others)])


def _vote(
    place: Place,
    name: str,
    options: tuple[tuple[str, str], ...],
    *,
    prices: list[int] | None = None,
    **settings: Any,
) -> str:
    """A vote with these options, in set-up; returns its id."""
    whole: dict[str, Any] = {
        "use": Use.CHOICE,
        "day_id": None,
        "opens_at": place.at,
        "closes_at": place.at + timedelta(days=60),
        "turnout_least": Fraction(1, 4),
        "weight": None,
        "pot_pence": None,
        "rule": None,
        "options": (),
        "areas": (),
        **settings,
    }
    ids = {"fund_id": place.fund_id, "round_id": place.round_id, "zone": "Europe/London"}
    new = NewVote(name, "", VoteSettings(**whole))
    vote_id = voting.add_vote(place.session, new, **ids, **place.by)
    for at, (title, words) in enumerate(options):
        option = Option("", 0, title, words, prices[at] if prices else None, None)
        voting.put_option(place.session, vote_id, option, **place.by)
    return vote_id


def _cast(place: Place, vote_id: str, ballots: list[tuple[str, str]]) -> None:
    """Open a vote and send these ballots: a code, and places."""
    voting.open_vote(place.session, vote_id, **place.by)
    options = {
        str(one.place): one.option_id
        for one in voting.load_vote(place.session, vote_id).settings.options
    }
    for code, chosen in ballots:
        ids = [options[one] for one in chosen.split()]
        voting.put_ballot(place.session, vote_id, code, ids, at=place.at)


def _code(letter: str, number: int) -> str:
    """A code that no page shows: these cards are used already."""
    first, second = divmod(number, len(CODE_LETTERS))
    return f"{letter}DEMCRD{CODE_LETTERS[first]}{CODE_LETTERS[second]}"
