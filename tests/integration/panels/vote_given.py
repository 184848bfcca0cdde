"""A community vote to test with, and short ways to move it on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from panels.rules.vote import AreaCards, Option, Use, VoteSettings
from panels.store import voting, voting_reading
from panels.store.voting_records import NewVote, Vote
from tests.support.visitor import Visitor

CODES = {
    "north": [f"NRTH{at:05d}".replace("0", "A").replace("1", "B") for at in range(20)],
    "south": [f"SRTH{at:05d}".replace("0", "A").replace("1", "B") for at in range(10)],
}
TABLES = ("votes", "vote_options", "vote_areas", "vote_cards", "vote_ballots", "vote_papers",
          "vote_box", "vote_area_counts", "intents", "events", "rate_counters")  # fmt: skip


@dataclass
class VoteGiven:
    """A vote with two people of the staff; `options` are ids, `codes` by area."""

    app: Flask
    vote_id: str
    staff: Visitor
    second: Visitor
    options: list[str] = field(default_factory=list[str])
    codes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def address(self) -> str:
        return f"/vote/{self.vote_id}"

    @property
    def desk(self) -> str:
        return f"/votes/{self.vote_id}"

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, datetime]]:
        with self.app.app_context(), transaction() as session:
            yield session, now(session)

    def act(self, what: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Call a write of the store about this vote."""
        with self.writing() as (session, at):
            return what(session, self.vote_id, *given, **{"at": at, **named})

    def by_staff(self, what: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return self.act(what, *given, **named, actor_id=self.staff.person_id)

    def read(self) -> Vote:
        with self.app.app_context():
            return voting_reading.load_vote(reading(), self.vote_id)

    def ask(self, what: Callable[..., Any], *given: Any) -> Any:
        """Call a reading function of the store."""
        with self.app.app_context():
            return what(reading(), *given)

    def count(self) -> Any:
        return self.ask(voting_reading.load_count, self.read())

    def open(self) -> None:
        self.by_staff(voting.open_vote)

    def cast(self, code: str, *places: int) -> int:
        """Send a ballot for the options at these places (from 1 on); returns its revision."""
        chosen = [self.options[place - 1] for place in places]
        return self.act(voting.put_ballot, code, chosen)

    def read_paper(self, code: str, *places: int, number: int, person_id: str) -> int:
        chosen = [self.options[place - 1] for place in places]
        whose = {"number": number, "person_id": person_id}
        return self.act(voting.put_paper, code, chosen, **whose)

    def close(self, reason: str = "Everybody has voted") -> Any:
        return self.by_staff(voting.close_vote, reason=reason)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the database holds that could say something about a vote."""
        with self.app.app_context():
            return {
                table: [tuple(row) for row in reading().execute(text(f"SELECT * FROM {table}"))]
                for table in TABLES
            }


def new_vote(at: datetime, **changes: Any) -> NewVote:
    """What is said about a vote that is open from yesterday to tomorrow: two of three names."""
    settings = VoteSettings(
        use=Use.CHOICE,
        day_id=None,
        choices_max=2,
        opens_at=at - timedelta(days=1),
        closes_at=at + timedelta(days=1),
        turnout_least=Fraction(1, 4),
        weight=None,
        pot_pence=None,
        rule=None,
        options=(),
        areas=(),
    )
    return NewVote("Which name?", "For the van.", replace(settings, **changes))


def a_vote(
    app: Flask, enter: Callable[..., Visitor], *, options: int = 3, **changes: Any
) -> VoteGiven:
    """A vote in set-up that could open: three options, 30 cards in two areas."""
    staff, second = enter(Role.COORDINATOR, first_name="Morag"), enter(Role.CHAIR, first_name="Ira")
    with app.app_context(), transaction() as session:
        by = {"actor_id": staff.person_id, "at": now(session)}
        ids = {"fund_id": "fund-1", "round_id": "round-1", "zone": "Europe/London"}
        vote_id = voting.add_vote(session, new_vote(by["at"], **changes), **ids, **by)
        given = VoteGiven(app, vote_id, staff, second, codes=CODES)
        if not changes.get("day_id"):
            for at in range(1, options + 1):
                one = Option("", 0, f"Option {at}", f"It is number {at}.", 10_000, None)
                given.options.append(voting.put_option(session, vote_id, one, **by))
        for area_id, codes in CODES.items():
            area = AreaCards(area_id, area_id.title(), len(codes))
            voting.add_cards(session, vote_id, area, codes, **by)
    given.options = [one.option_id for one in given.read().settings.options]
    return given
