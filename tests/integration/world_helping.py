"""Who helps with ideas in the world of `world.py`: the viewer, and somebody the viewer asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from makeithappen.child_bands import SUGGESTED
from makeithappen.ideas import child_store
from makeithappen.ideas import helping_store as helping
from makeithappen.ideas import paper_store as papers
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.child import Who
from makeithappen.ideas.rules.helping import HELP_LASTS, Whose
from makeithappen.ideas.rules.paper import ROWS, Paper, PaperChild, Second, figures
from makeithappen.ideas.rules.spending_plan import Help, HelpKind, HelpStage, Line, Plan, Unit

if TYPE_CHECKING:
    from tests.integration.world import World


def helping_around(world: World) -> None:
    """Drafts that the viewer types for others, the first just begun; a code for one's own draft."""
    ids = {"round_id": world.rounds[0], "fund_id": world.funds[0], "at": world.at}
    helper_id, whose = world.people[0], {"what": Whose.OWN}
    for _number in range(world.rows + 1):
        idea_id = helping.begin_for_somebody(world.session, **ids, helper_id=helper_id)
        world.helped.append(idea_id)
    for idea_id in world.helped[1:]:
        mine = {"idea_id": idea_id, "at": world.at}
        said = {"answers": {"what": "A bench", "who_for": "All"}, "whose": whose}
        helping.note_given(world.session, helper_id=helper_id, **mine)
        helping.save(world.session, person_id=helper_id, **said, **mine)
        helping.note_read(world.session, helper_id=helper_id, **mine)
    draft = {"idea_id": world.drafts[0], "at": world.at}
    helping.invite(world.session, owner_id=world.people[0], **draft)
    times = {"made_at": world.at, "began_at": world.at, "ends_at": world.at + HELP_LASTS}
    for idea_id in world.sent[:1]:
        by = {"idea_id": idea_id, "helper_id": helper_id}
        world.session.add(helping.Helper(id="help-sent", **by, **times))
        world.session.add(helping.HelpedAnswer(idea_id=idea_id, question_id="what", whose="own"))
    paper = _paper(world.rows)
    for typed_by in (*world.people[:2], *world.people[:1] * world.rows):
        by = {"actor_id": typed_by, "paper": paper, "bands": SUGGESTED}
        world.papers.append(papers.type_in(world.session, **ids, **by))
    children = child_store.written_down(world.session, world.papers[1])
    found, _idea = papers.find(world.session, world.papers[1])
    read = {"contact": "01 23", **figures(paper.plan, children)}
    mine = {"idea_id": world.papers[1], "second": Second(read, (), found.typing)}
    assert not papers.check(world.session, **mine, asks_where=True, **world.who)
    owners = ideas.owners(world.session, [*world.helped, *world.papers])
    world.guests += owners.values()


def _paper(rows: int) -> Paper:
    """A paper with as many rows filled in as there are, at most all that it has."""
    full = {question_id: min(rows, most) for question_id, most in ROWS.items()}
    bread = Help(HelpKind.IN_KIND, Unit.ITEMS, 200, HelpStage.SECURED, "Bread")
    child = PaperChild(7, "A slide!", dict.fromkeys(Who, True))
    plan = Plan((Line("Wood", 2, 500),) * full["spending"], (bread,) * full["other_help"])
    answers = {"what": "A slide", "contact": "0123", "area": ""}
    return Paper(answers, plan, (child,) * full["children"])
