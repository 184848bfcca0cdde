"""The part of the world in which a coordinator answers: ideas with a letter, and a fund's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from makeithappen import replying
from makeithappen.funds import start_store
from makeithappen.funds.rules.start import Fit, Start
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Ask, Words
from makeithappen.replies import store
from makeithappen.replies.rules.letter import Outcome
from tests.integration.letters import PARTS

if TYPE_CHECKING:
    from tests.integration.world import World

LETTER = "{strengths} {criterion} {reason} {would_help} {elsewhere} {person} {talk_days}"


def replies_around(world: World) -> None:
    """In one round as many ideas with an answer as are asked for, and one without."""
    session = world.session
    start = Start(fits=(Fit("Do you live here?", "The next town has a fund."),))
    start_store.put_start(session, fund_id=world.funds[0], start=start, **world.who)
    ids = {"round_id": world.rounds[0], "fund_id": world.funds[0], "owner_id": world.people[0]}
    no = Outcome.NOT_THIS_TIME
    for number in range(world.rows):
        words = Words(f"A pond {number}", "All", "0123")
        idea_id = ideas.add_sent(session, **ids, words=words, ask=Ask(2, 1), at=world.at)
        said = store.Kept(idea_id, world.rounds[0], PARTS, no)
        store.write(session, said, **world.who)
        world.answered = idea_id
    letter = {"fund_id": world.funds[0], "outcome": no, "words": LETTER}
    store.put_template(session, **letter, **world.who)
    assert replying.of_round(session, world.rounds[0]).unanswered
