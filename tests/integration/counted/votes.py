"""Statements of each page of community votes, and what stands in its address."""

from __future__ import annotations

from panels.rules.vote import VoteState
from tests.integration.world import World

PAGES = {
    "votes.votes": 3,
    "votes.new_vote": 6,
    "votes.set_up": 5,
    "votes.change_vote": 5,
    "votes.new_option": 4,
    "votes.option": 4,
    "votes.cards": 8,
    "votes.vote (open)": 6,
    "votes.paper": 6,
    "votes.close_vote": 6,
    "votes.result (closed)": 6,
    "votes.result (published)": 6,
    "votes.votes_open": 2,
    "votes.ballot": 5,
    "votes.ballot_sent": 4,
    "votes.public_result": 6,
}


def addresses(world: World) -> dict[str, dict[str, str]]:
    """The same for the community votes."""
    votes = {state: {"vote_id": vote_id} for state, vote_id in world.votes.items()}
    setup, now, closed, published = (votes[state] for state in VoteState)
    return {
        "votes.votes": {},
        "votes.new_vote": {"round_id": world.rounds[0]},
        "votes.set_up": setup,
        "votes.change_vote": setup,
        "votes.new_option": setup,
        "votes.option": {**setup, "option_id": world.option},
        "votes.cards": setup,
        "votes.vote (open)": now,
        "votes.paper": now,
        "votes.close_vote": now,
        "votes.result (closed)": closed,
        "votes.result (published)": published,
        "votes.votes_open": {},
        "votes.ballot": now,
        "votes.ballot_sent": now,
        "votes.public_result": published,
    }
