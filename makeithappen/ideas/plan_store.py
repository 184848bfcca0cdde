"""An idea's lines, other help and outcomes in the database: all of a plan in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Subquery, delete, func, literal, select, union_all
from sqlalchemy.orm import Session

from makeithappen.core.db import now
from makeithappen.core.ids import new_id
from makeithappen.ideas import helping_store as helping
from makeithappen.ideas import store
from makeithappen.ideas.plan_models import IdeaHelp, IdeaLine, IdeaOutcome
from makeithappen.ideas.rules.idea import Idea, check_change
from makeithappen.ideas.rules.spending_plan import (
    Help,
    HelpKind,
    HelpStage,
    Line,
    Plan,
    Unit,
    ask_from,
    check_help,
    check_line,
)

TABLES = (IdeaLine, IdeaHelp, IdeaOutcome)
_COLUMNS: dict[str, str | int] = {
    **dict.fromkeys(("idea_id", "id", "words", "kind", "unit", "stage"), ""),
    **dict.fromkeys(("number", "quantity", "unit_pence"), 0),
}


def plan_of(session: Session, idea_id: str) -> Plan:
    """The plan of an idea; an empty one where nothing was said. One statement."""
    return plans(session, [idea_id])[idea_id]


def plans(session: Session, idea_ids: Iterable[str]) -> dict[str, Plan]:
    """The plans of these ideas by id. One statement."""
    found = {idea_id: Plan() for idea_id in idea_ids}
    all_of_it = _all_of_it()
    wanted = select(all_of_it).where(all_of_it.c.idea_id.in_(found))
    for row in session.execute(wanted.order_by(all_of_it.c.number, all_of_it.c.id)):
        plan = found[row.idea_id]
        if row.part == "line":
            line = Line(row.words, row.quantity, row.unit_pence, row.id)
            plan = replace(plan, lines=(*plan.lines, line))
        elif row.part == "help":
            what = (HelpKind(row.kind), Unit(row.unit), row.quantity, HelpStage(row.stage))
            plan = replace(plan, helps=(*plan.helps, Help(*what, row.words, row.id)))
        else:
            plan = replace(plan, outcome_ids=(*plan.outcome_ids, row.id))
        found[row.idea_id] = plan
    return found


def _all_of_it() -> Subquery:
    line, help_, outcome = IdeaLine.__table__.c, IdeaHelp.__table__.c, IdeaOutcome.__table__.c
    parts = (
        _part("line", line, {}),
        _part("help", help_, {}),
        _part("outcome", outcome, {"id": outcome.outcome_id}),
    )
    return union_all(*parts).subquery()


def _part(part: str, table: Any, named: dict[str, Any]) -> Any:
    """The rows of one table, with nothing in the columns that only the others have."""
    columns = [
        named.get(name, table.get(name, literal(nothing))).label(name)
        for name, nothing in _COLUMNS.items()
    ]
    return select(literal(part).label("part"), *columns)


def add_line(session: Session, *, idea_id: str, owner_id: str, line: Line) -> None:
    """Write down one more thing that the money would be spent on. Only on a draft."""
    _own_draft(session, idea_id, owner_id)
    check_line(line, plan_of(session, idea_id).lines)
    _add_lines(session, idea_id, [line])


def remove_line(session: Session, *, idea_id: str, owner_id: str, line_id: str) -> None:
    """Take a line off a draft; one that is gone already does no harm."""
    _own_draft(session, idea_id, owner_id)
    mine = (IdeaLine.idea_id == idea_id, IdeaLine.id == line_id)
    session.execute(delete(IdeaLine).where(*mine))


def ask_for_sum(session: Session, *, idea_id: str, owner_id: str) -> None:
    """Ask for what the lines come to. Refused where less would not work."""
    whose = {"idea_id": idea_id, "owner_id": _own_draft(session, idea_id, owner_id)}
    ask_pence = ask_from(plan_of(session, idea_id))
    store.change_answers(session, **whose, answers={"ask": ask_pence})


def add_help(session: Session, *, idea_id: str, owner_id: str, help_: Help) -> None:
    """Write down something that others give. Only on a draft."""
    _own_draft(session, idea_id, owner_id)
    check_help(help_, plan_of(session, idea_id).helps)
    _add_helps(session, idea_id, [help_])


def remove_help(session: Session, *, idea_id: str, owner_id: str, help_id: str) -> None:
    """Take something that others give off a draft; what is gone already does no harm."""
    _own_draft(session, idea_id, owner_id)
    mine = (IdeaHelp.idea_id == idea_id, IdeaHelp.id == help_id)
    session.execute(delete(IdeaHelp).where(*mine))


def put_outcomes(
    session: Session, *, idea_id: str, owner_id: str, outcome_ids: Iterable[str]
) -> None:
    """Say which outcomes a draft serves, in the place of what was said before."""
    _own_draft(session, idea_id, owner_id)
    session.execute(delete(IdeaOutcome).where(IdeaOutcome.idea_id == idea_id))
    _add_outcomes(session, idea_id, outcome_ids)


def put_plan(session: Session, *, idea_id: str, owner_id: str, plan: Plan) -> None:
    """Say all of a draft's plan at once, in the place of what was said before."""
    _own_draft(session, idea_id, owner_id)
    for number, line in enumerate(plan.lines):
        check_line(line, plan.lines[:number])
    for number, one in enumerate(plan.helps):
        check_help(one, plan.helps[:number])
    forget_plans(session, [idea_id])
    _add_lines(session, idea_id, plan.lines)
    _add_helps(session, idea_id, plan.helps)
    _add_outcomes(session, idea_id, plan.outcome_ids)


def copy_plan(session: Session, from_idea: Idea, to_idea: Idea) -> None:
    """Give a new idea what another one said; outcomes only within one fund, as they are its own."""
    plan = plan_of(session, from_idea.idea_id)
    _add_lines(session, to_idea.idea_id, plan.lines)
    _add_helps(session, to_idea.idea_id, plan.helps)
    if from_idea.fund_id == to_idea.fund_id:
        _add_outcomes(session, to_idea.idea_id, plan.outcome_ids)


def forget_plans(session: Session, idea_ids: Any) -> None:
    """Delete all of the plans of these ideas: a select of their ids."""
    for table in TABLES:
        session.execute(delete(table).where(table.idea_id.in_(idea_ids)))


def _own_draft(session: Session, idea_id: str, person_id: str) -> str:
    """A draft that one may write in, to be read out again; gives whose it is. Raises Missing."""
    idea = helping.find_to_write(session, idea_id, person_id, now(session), lock=True)
    check_change(idea)
    helping.has_changed(session, idea_id)
    return idea.owner_id


def _add_lines(session: Session, idea_id: str, lines: Sequence[Line]) -> None:
    last = _last(session, IdeaLine, idea_id)
    session.add_all(
        IdeaLine(
            id=new_id("line"),
            idea_id=idea_id,
            number=number,
            words=line.words,
            quantity=line.quantity,
            unit_pence=line.unit_pence,
        )
        for number, line in enumerate(lines, start=last + 1)
    )
    session.flush()


def _add_helps(session: Session, idea_id: str, helps: Sequence[Help]) -> None:
    last = _last(session, IdeaHelp, idea_id)
    session.add_all(
        IdeaHelp(
            id=new_id("help"),
            idea_id=idea_id,
            number=number,
            words=one.words,
            kind=one.kind,
            unit=one.unit,
            quantity=one.quantity,
            stage=one.stage,
        )
        for number, one in enumerate(helps, start=last + 1)
    )
    session.flush()


def _add_outcomes(session: Session, idea_id: str, outcome_ids: Iterable[str]) -> None:
    session.add_all(
        IdeaOutcome(idea_id=idea_id, outcome_id=outcome_id) for outcome_id in set(outcome_ids)
    )
    session.flush()


def _last(session: Session, table: type[IdeaLine | IdeaHelp], idea_id: str) -> int:
    numbers = select(func.max(table.number)).where(table.idea_id == idea_id)
    return session.execute(numbers).scalar_one() or 0
