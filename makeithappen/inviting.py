"""The door from the funds to the ideas: the round that asks for an idea, as its people see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from makeithappen.child_bands import Band
from makeithappen.core.errors import Missing
from makeithappen.funds import outcomes_store, store
from makeithappen.funds.rules.rounds import Standing
from makeithappen.funds.rules.start import Fit, Start


@dataclass(frozen=True, slots=True)
class Invitation:
    """A round that was opened at some time.

    `areas` and `outcomes` are ids and names, the archived ones too. `is_late` says that the day by
    which everybody was to have an answer is over.
    """

    round_id: str
    round_name: str
    fund_id: str
    fund_name: str
    zone: str
    purpose: str
    criteria_words: str
    opens_on: date
    closes_on: date
    answers_due_on: date | None
    is_late: bool
    to_come: bool
    takes_ideas: bool
    areas: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    archived: frozenset[str]
    safeguarding_lead: str
    safeguarding_contact: str
    review_contact: str
    start: Start
    child_bands: tuple[Band, ...] = ()

    @property
    def fit_questions(self) -> tuple[Fit, ...]:
        """The questions before the form; what is answered is never kept."""
        return self.start.fits

    @property
    def signposts(self) -> tuple[str, ...]:
        """Where else to go and whom to call, a line each."""
        return self.start.signposts

    def on(self, at: datetime) -> date:
        """The day on which a time falls where the fund is."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def area_name(self, area_id: str | None) -> str | None:
        """The name of an area, if it is one of this fund's."""
        return dict(self.areas).get(area_id or "")

    def choices(self, *, kept: str | None) -> list[tuple[str, str]]:
        """The areas that can be chosen now, and the one that was chosen before."""
        return [
            (area_id, name)
            for area_id, name in self.areas
            if area_id not in self.archived or area_id == kept
        ]

    def outcome_choices(self, *, kept: Collection[str] = ()) -> list[tuple[str, str]]:
        """The outcomes that can be chosen now, and those that were chosen before."""
        return [one for one in self.outcomes if one[0] not in self.archived or one[0] in kept]

    def outcome_names(self, outcome_ids: Collection[str]) -> list[str]:
        """What these outcomes are called, in the order of the list."""
        return [name for outcome_id, name in self.outcomes if outcome_id in outcome_ids]


def opened_rounds(session: Session) -> list[tuple[str, str]]:
    """Id and name of every round that was ever opened, the latest first."""
    return [(one.round_id, one.name) for one in store.opened_rounds(session)]


def next_round(session: Session, fund_id: str, *, after: str, at: datetime) -> str | None:
    """The round to which an idea of another round of the same fund can be carried now: the one
    that closes first. None where there is none."""
    rounds = [one for one in store.open_rounds(session, at) if one.fund_id == fund_id]
    return next((one.round_id for one in rounds if one.round_id != after), None)


def find(session: Session, round_id: str, at: datetime) -> Invitation:
    """The invitation of one round. Raises Missing while the round was never opened."""
    found = find_many(session, [round_id], at).get(round_id)
    if found is None:
        raise Missing(round_id)
    return found


def find_many(session: Session, round_ids: Iterable[str], at: datetime) -> dict[str, Invitation]:
    """The invitations of these rounds by id, without those that were never opened."""
    rounds = store.find_rounds(session, round_ids)
    funds = {fund.fund_id: fund for fund in store.find_funds(session, {r.fund_id for r in rounds})}
    lists = outcomes_store.areas_and_outcomes(session, funds)
    return {
        round_.round_id: _invitation(round_, funds[round_.fund_id], *lists, at)
        for round_ in rounds
        if round_.opened_at is not None
    }


def _invitation(
    round_: store.RoundRow,
    fund: store.FundRow,
    areas: list[store.AreaRow],
    outcomes: list[outcomes_store.OutcomeRow],
    at: datetime,
) -> Invitation:
    own = [area for area in areas if area.fund_id == fund.fund_id]
    aims = [outcome for outcome in outcomes if outcome.fund_id == fund.fund_id]
    standing = round_.standing(at)
    return Invitation(
        round_id=round_.round_id,
        round_name=round_.name,
        fund_id=fund.fund_id,
        fund_name=fund.name,
        zone=fund.zone,
        purpose=fund.purpose,
        criteria_words=round_.criteria_words,
        opens_on=round_.opens_on,
        closes_on=round_.closes_on,
        answers_due_on=round_.answers_due_on,
        is_late=round_.is_late(at),
        to_come=standing is Standing.TO_COME,
        takes_ideas=standing is Standing.TAKES_IDEAS,
        areas=tuple((area.area_id, area.name) for area in own),
        outcomes=tuple((aim.outcome_id, aim.name) for aim in aims),
        archived=frozenset(
            {area.area_id for area in own if area.archived}
            | {aim.outcome_id for aim in aims if aim.archived}
        ),
        safeguarding_lead=fund.structure.safeguarding_lead,
        safeguarding_contact=fund.structure.safeguarding_contact,
        review_contact=fund.structure.review_contact,
        child_bands=fund.child_bands,
        start=fund.start,
    )
