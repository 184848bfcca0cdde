"""What stands around panel days in `world.py`: reviews, care, seats, community votes."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from makeithappen import reviewing
from makeithappen.core.access import Role
from makeithappen.people import store as people
from makeithappen.reviews import store as reviews
from makeithappen.reviews.rules.review import Route
from makeithappen.reviews.store import Said
from panels.rehearsal_content import invented
from panels.rules.care import Answer
from panels.rules.day import State
from panels.rules.vote import AreaCards, Option, Use, VoteSettings, VoteState
from panels.store import care, rehearsing, seats, voting
from panels.store.voting_records import NewVote

if TYPE_CHECKING:
    from tests.integration.world import World


def reviews_around(world: World) -> None:
    """The viewer answers for a round without a day; an outsider for the viewer's own idea."""
    session, at = world.session, world.at
    stamp = {"actor_id": "test", "at": at}
    outsider = people.add_person(session, first_name="Grace", email="grace@example.org", **stamp)
    people.give_role(session, person_id=outsider, role=Role.COORDINATOR, **stamp)
    for fund_id in world.funds:
        route = Route(world.people[0], outsider, 14)
        reviews.put_route(session, fund_id=fund_id, route=route, **stamp)
    round_ = reviewing.of_round(session, world.still_rounds["closed"], at)
    for number in range(world.rows):
        said = Said("It was not fair.", "The bench", f"01632 960 {number:03}")
        reviewing.ask(session, round_, said, asked_by="", at=at)
    waiting, _answered = reviewing.for_answerer(session, world.people[0], at)
    world.review = waiting[0].review.review_id
    own = reviewing.of_own_idea(session, world.ideas[State.TOLD][0], world.people[0], at)
    reviewing.ask(session, own, Said("It was not fair."), asked_by=world.people[0], at=at)


def care_around(world: World) -> None:
    """Members of a told day take their pay; some of them have it already."""
    day_id = world.days[State.TOLD].day_id
    for person_id in world.people[: world.rows + 1]:
        answer = Answer(takes_pay=True, travel_pence=100)
        care.put_answer(world.session, day_id, person_id=person_id, answer=answer, at=world.at)
    for person_id in world.people[1 : world.rows + 1]:
        care.mark_paid(world.session, day_id, person_id, revision=1, **world.who)


def seats_around(world: World) -> None:
    """Each seat of the day that scores now has a code, and several phones."""
    day = world.days[State.SCORING]
    ids = [one.member_id for one in day.members]
    codes = seats.give_codes(world.session, day.day_id, ids, **world.who)
    for code in codes.values():
        for _phone in range(world.rows):
            seats.join(world.session, code, at=world.at)


def rehearsals_around(world: World) -> None:
    """Rehearsals of the day that is set up."""
    day_id = world.days[State.SETUP].day_id
    for number in range(world.rows):
        made = invented(f"Rehearsal {number}", with_people=False)
        world.rehearsal = rehearsing.begin_rehearsal(world.session, day_id, made, **world.who)


def votes_around(world: World) -> None:
    """Votes that are set up, and one for each further state, all with the cards of an area each."""
    for number in range(world.rows):
        world.votes[VoteState.SETUP] = _vote(world, f"Vote {number}")
    for state in (VoteState.OPEN, VoteState.CLOSED, VoteState.PUBLISHED):
        world.votes[state] = vote_id = _vote(world, f"Vote {state}")
        codes = [f"{letter}CARDS{number:03}"[:9] for number, letter in enumerate("ABCDEFG" * 1)]
        codes = [code.replace("0", "X").replace("1", "Y") for code in codes]
        area = AreaCards(world.areas[0], "Area 0", len(codes))
        voting.add_cards(world.session, vote_id, area, codes, **world.who)
        voting.open_vote(world.session, vote_id, **world.who)
        options = voting.load_vote(world.session, vote_id).settings.options
        for code in codes:
            chosen = [options[0].option_id]
            voting.put_ballot(world.session, vote_id, code, chosen, at=world.at)
        if state is not VoteState.OPEN:
            voting.close_vote(world.session, vote_id, reason="All have voted.", **world.who)
        if state is VoteState.PUBLISHED:
            voting.publish_vote(world.session, vote_id, **world.who)
    set_up = voting.load_vote(world.session, world.votes[VoteState.SETUP])
    world.option = set_up.settings.options[0].option_id


def _vote(world: World, name: str) -> str:
    settings = VoteSettings(
        use=Use.CHOICE,
        day_id=None,
        choices_max=1,
        opens_at=world.at,
        closes_at=world.at + timedelta(days=60),
        turnout_least=Fraction(1, 4),
        weight=None,
        pot_pence=None,
        rule=None,
        options=(),
        areas=(),
    )
    ids = {"fund_id": world.funds[0], "round_id": world.rounds[0], "zone": "Europe/London"}
    vote_id = voting.add_vote(world.session, NewVote(name, "", settings), **ids, **world.who)
    for number in range(max(world.rows, 2)):
        option = Option("", 0, f"Option {number}", "", None, None)
        voting.put_option(world.session, vote_id, option, **world.who)
    return vote_id
