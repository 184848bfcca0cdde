"""The lines, the other help, the outcomes and the children of a paper: typed, compared, and kept
where the pages for them keep theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from makeithappen.child_bands import SUGGESTED
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.funds import outcomes_store
from makeithappen.funds import store as funds
from makeithappen.ideas import child_store, forgetting, models, paper_store, plan_store, store
from makeithappen.ideas.child_models import ChildYes, IdeaChild
from makeithappen.ideas.helping_models import PaperIdea
from makeithappen.ideas.plan_models import IdeaHelp, IdeaLine
from makeithappen.ideas.questions import QUESTIONS
from makeithappen.ideas.rules.child import Child, ChildRefusal
from makeithappen.ideas.rules.idea import State
from makeithappen.ideas.rules.paper import Paper, PaperChild, as_typed
from makeithappen.ideas.rules.spending_plan import Help, HelpKind, HelpStage, Line, Plan, Unit
from tests.integration.ideas.given import Place, open_round
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
ANSWERS: dict[str, Any] = {"what": "A slide", "area": "anywhere", "contact": "01234 5678"}
LINES: dict[str, Any] = {
    "spending_1__words": "Paint",
    "spending_1__quantity": "3",
    "spending_1__price": "17.31",
    "spending_4__words": "A slide",
    "spending_4__quantity": "1",
    "spending_4__price": "£2,400",
}
HELPS: dict[str, Any] = {
    "other_help_1__words": "Neighbours",
    "other_help_1__how_much": "12.5",
    "other_help_1__what": "hours:hours",
    "other_help_2__words": "The bakery",
    "other_help_2__how_much": "46.93",
    "other_help_2__what": "leverage:pence",
    "other_help_2__sure": "y",
}
CHILDREN: dict[str, Any] = {
    "children_1__age": "7",
    "children_1__words": "A slide that ends in water!",
    "children_1__child": "yes",
    "children_1__carer": "yes",
    "children_2__age": "13",
    "children_2__words": "Make it high",
    "children_2__carer": "yes",
}
SECOND: dict[str, Any] = {
    "contact": "01234 5678",
    "spending_1__quantity": "3",
    "spending_1__price": "17.31",
    "spending_2__quantity": "1",
    "spending_2__price": "2400",
    "other_help_1__how_much": "12.50",
    "other_help_2__how_much": "46.93",
    "children_1__age": "7",
    "children_2__age": "13",
    "compared": "y",
}
PLAN = Plan(
    (Line("Paint", 3, 17_31), Line("A slide", 1, 2_400_00)),
    (
        Help(HelpKind.HOURS, Unit.HOURS, 12_50, HelpStage.PENDING, "Neighbours"),
        Help(HelpKind.LEVERAGE, Unit.PENCE, 46_93, HelpStage.SECURED, "The bakery"),
    ),
)


@pytest.fixture
def place(app: Flask) -> Place:
    """A round of a fund that has outcomes, and asks children from five on."""
    found = open_round(app)
    with app.app_context(), transaction() as session:
        who = {"fund_id": found.fund_id, "actor_id": "test", "at": now(session)}
        funds.put_child_bands(session, bands=SUGGESTED[1:], **who)
        outcomes_store.add_outcomes(session, typed="More play\nLess noise", **who)
    return found


def outcome_ids(app: Flask, place: Place) -> dict[str, str]:
    with app.app_context():
        found = outcomes_store.outcomes(reading(), place.fund_id)
    return {one.name: one.outcome_id for one in found}


def typing(place: Place) -> str:
    return f"/rounds/{place.round_id}/papers/next"


def the_idea(app: Flask) -> tuple[str, str]:
    with app.app_context():
        [found] = reading().execute(select(models.Idea.id, models.Idea.owner_id))
        return found.id, found.owner_id


def plan_of(app: Flask, idea_id: str) -> Plan:
    with app.app_context():
        found = plan_store.plan_of(reading(), idea_id)
    lines = tuple(replace(one, line_id="") for one in found.lines)
    return replace(found, lines=lines, helps=tuple(replace(one, help_id="") for one in found.helps))


def children_of(app: Flask, idea_id: str) -> list[Child]:
    with app.app_context():
        return child_store.written_down(reading(), idea_id)


def errors(page: Page) -> list[tuple[str, str]]:
    """The field and the sentence of each mistake, without the label before several."""
    return re.findall(r'<li><a href="#([\w-]+)">(?:<bdi>.*?</bdi> )?(.*?)</a></li>', page.html)


def labels(page: Page) -> list[str]:
    """The questions that two people did not find the same."""
    listed = page.html.split("Two people did not find the same")[1].split("</ul>")[0]
    return re.findall(r"<li>(.*?)</li>", listed)


def test_the_printed_paper_has_all_questions_and_asks_for_no_childs_name(
    visitor: Visitor, place: Place
) -> None:
    page = visitor.open(f"/rounds/{place.round_id}/idea/paper")
    order = [*list(QUESTIONS)[:7], "spending", "other_help", "outcomes", "title", "children"]
    shown = re.findall(r'<h2 id="paper-(\w+)">(\d+)\.', page.html)
    order += ["take_part", "contact"]
    numbered = [(one, str(number)) for number, one in enumerate(order, start=1)]
    assert shown == numbered
    assert [page.html.count(words) for words in ("<td>£</td>", "> Sure</td>", "You decide")] == [
        *(6, 4, 2),
    ]
    hint = "Say it your way. One line is fine. Leave out names."
    assert re.findall(r"(Aged .*?\.) (?=Aged|Child A)", page.text) == [
        f"Aged 5 to 11: {hint} Both tick, the child and the grown-up.",
        f"Aged 12 to 15: {hint} You tick first, and then the grown-up.",
        f"Aged 16 to 17: {hint} Only you tick a box, no grown-up.",
    ]


def test_bad_rows_are_not_kept_and_stay_in_their_boxes(
    app: Flask, enter: Enter, place: Place
) -> None:
    wrong: dict[str, Any] = {
        "spending_1__price": "12",
        "spending_2__words": "Paint",
        "spending_2__quantity": "1.5",
        "spending_2__price": "100000.01",
        "spending_6__quantity": "10001",
        "other_help_1__words": "Bread",
        "other_help_4__sure": "y",
        "children_1__age": "4",
        "children_1__words": "Yes!",
        "children_2__carer": "no",
    }
    page = enter(Role.COORDINATOR).send(typing(place), **ANSWERS, **wrong)
    assert errors(page) == [
        ("spending_1-words", "Write what it is, like “Paint”"),
        ("spending_1-quantity", "Write a whole number from 1 to 10,000, like 12"),
        ("spending_2-quantity", "Write a whole number, like 12"),
        ("spending_2-price", "Write a price of £100,000 or less, like 12.50"),
        ("spending_6-words", "Write what it is, like “Paint”"),
        ("spending_6-quantity", "Write a whole number from 1 to 10,000, like 12"),
        ("spending_6-price", "Write the amount in pounds, like 250 or 250.50"),
        ("other_help_1-how_much", "Write a number above 0 and up to 10 million, like 12 or 2.50"),
        ("other_help_1-what", "Choose what is counted"),
        ("other_help_4-words", "Write what it is, like “Bread from the bakery”"),
        ("other_help_4-how_much", "Write a number above 0 and up to 10 million, like 12 or 2.50"),
        ("other_help_4-what", "Choose what is counted"),
        ("children_1-age", "This fund asks children from 5 to 17, and not of this age."),
        ("children_2-age", "Write the child&#39;s age in years, like 7"),
        (
            "children_2-words",
            "Write what the child says, or leave all boxes of this child empty",
        ),
    ]
    values = page.forms[-1].values
    kept = {name.replace("__", "-"): typed for name, typed in {**ANSWERS, **wrong}.items()}
    radios = {"area"}
    assert (page.status, {name: values[name] for name in kept if name not in radios}) == (
        400,
        {name: typed for name, typed in kept.items() if name not in radios},
    )
    with app.app_context():
        assert reading().execute(select(models.Idea.id)).all() == []


def test_rows_land_where_the_pages_for_them_keep_theirs(
    app: Flask, enter: Enter, place: Place
) -> None:
    morag, isla = enter(Role.COORDINATOR), enter(Role.COORDINATOR)
    play = outcome_ids(app, place)["More play"]
    morag.send(typing(place), **ANSWERS, **LINES, **HELPS, **CHILDREN, outcomes=play)
    idea_id, owner_id = the_idea(app)
    plan = replace(PLAN, outcome_ids=(play,))
    assert plan_of(app, idea_id) == plan
    first, other = children_of(app, idea_id)
    assert [(one.letter, one.age, one.agreed, one.seen) for one in (first, other)] == [
        ("A", 7, True, True),
        ("B", 13, False, False),
    ]
    check = f"/papers/{idea_id}/check"
    page = isla.open(check)
    figures = ("17.31", "2,400", "2400", "12.5", "46.93", 'value="3"', "Child A, 7")
    assert [one for one in figures if one in page.html] == []
    words = ("Paint", "Volunteer hours: hours", "More play", "A slide that ends in water!")
    assert [one for one in words if one not in page.text] == []
    assert "A grown-up's yes does not count before the young person's." in page.text
    page = isla.fill(page, **{**SECOND, "spending_1__price": "x", "other_help_2__how_much": "0"})
    assert errors(page) == [
        ("spending_1-price", "Write the amount in digits, like 250 or 250.50"),
        ("other_help_2-how_much", "Write a number above 0 and up to 10 million, like 12 or 2.50"),
    ]
    typed: dict[str, Any] = {
        **SECOND,
        "spending_2__price": "",
        "children_2__age": "12",
        "wrong": "outcomes",
    }
    assert "Two people differ: look again" in isla.fill(page, **typed).text
    mend = morag.open(f"/papers/{idea_id}/mend")
    assert labels(mend) == [
        "Does a child want to say something?",
        "What would get better with your idea?",
        "What would the money be spent on?",
    ]
    values = mend.forms[-1].values
    shown = {name.replace("__", "-"): typed for name, typed in {**HELPS, **CHILDREN}.items()}
    shown |= {"other_help_1-how_much": "12.50", "children_2-child": "", "children_2-carer": ""}
    shown |= {"spending_2-price": "2,400", "spending_3-quantity": "", "outcomes": play}
    assert {name: values[name] for name in shown} == shown
    morag.fill(mend, children_2__age="12", outcomes=None)
    page = isla.send(check, **{**SECOND, "children_2__age": "12"})
    assert page.path == f"/papers/{idea_id}/slip"
    mended = as_typed([first]) + as_typed([replace(other, age=12)])
    assert (plan_of(app, idea_id), as_typed(children_of(app, idea_id))) == (PLAN, mended)
    page = isla.open(f"/ideas/{idea_id}/more")
    told = ("In all: £2,451.93", "Volunteer hours: 12.50 hours", "Child A, 7")
    assert [one for one in told if one not in page.text] == []
    assert "Make it high" not in page.text
    before_others(app, idea_id, owner_id)


def before_others(app: Flask, idea_id: str, owner_id: str) -> None:
    """Others see the child with both yeses, and nothing at all once its person is erased."""
    with app.app_context(), transaction() as session:
        assert store.find_sent(session, idea_id).state is State.SENT
        assert [one.letter for one in child_store.seen(session, idea_id)] == ["A"]
        session.execute(update(models.Idea).values(state=State.SHORTLISTED))
        assert [one.letter for one in child_store.for_panel(session, idea_id)] == ["A"]
        forgetting.forget_ideas(session, owner_id)
        assert plan_store.plan_of(session, idea_id) == Plan()
        assert session.execute(select(IdeaChild)).all() == []


def test_a_childs_ticks_are_the_same_presses_as_on_a_phone(
    app: Flask, enter: Enter, place: Place
) -> None:
    morag = enter(Role.COORDINATOR)
    both: dict[str, Any] = {"children_1__child": "no", "children_2__child": "yes"}
    page = morag.open(typing(place))
    for _press in range(2):
        assert morag.fill(page, **ANSWERS, **{**CHILDREN, **both}).status == 200
    idea_id, owner_id = the_idea(app)
    first, other = children_of(app, idea_id)

    def presses() -> list[tuple[str, str, int, int, str]]:
        with app.app_context():
            found = reading().execute(select(ChildYes).order_by(ChildYes.number)).scalars()
            return [(row.child_id, row.who, row.yes, row.version, row.actor_id) for row in found]

    pressed = [
        (first.child_id, "child", 0, 2, owner_id),
        (first.child_id, "carer", 1, 2, owner_id),
        (other.child_id, "child", 1, 2, owner_id),
        (other.child_id, "carer", 1, 2, owner_id),
    ]
    assert (presses(), first.seen, other.seen) == (pressed, False, True)
    mend = morag.open(f"/papers/{idea_id}/mend")
    morag.fill(mend, contact="01234 9999")
    assert (presses(), children_of(app, idea_id)) == (pressed, [first, other])
    with app.app_context(), transaction() as session:
        ids = {"fund_id": place.fund_id, "actor_id": "test", "at": now(session)}
        funds.put_child_bands(session, bands=(), **ids)
    mend = morag.open(f"/papers/{idea_id}/mend")
    assert "Child A" not in mend.text
    morag.fill(mend, contact="01234 5678")
    assert (presses(), children_of(app, idea_id)) == (pressed, [first, other])


def test_what_was_typed_again_meanwhile_is_compared_again(
    app: Flask, enter: Enter, place: Place
) -> None:
    morag, isla = enter(Role.COORDINATOR), enter(Role.COORDINATOR)
    morag.send(typing(place), **ANSWERS, children_1__age="7", children_1__words="Yes!")
    idea_id, _owner = the_idea(app)
    page = isla.open(f"/papers/{idea_id}/check")
    morag.send(f"/papers/{idea_id}/mend", children_1__child="yes", children_1__carer="yes")
    same: dict[str, Any] = {"contact": "01234 5678", "children_1__age": "7", "compared": "y"}
    page = isla.fill(page, **{**same, "compared": None})
    assert errors(page) == [("compared", "Compare every answer with the paper, then tick this")]
    page = isla.fill(page, **same)
    assert (page.status, "Somebody typed this paper again since you opened it." in page.text) == (
        *(409, True),
    )
    assert "The child's own boxes: Yes, show it to the panel" in page.text
    assert isla.fill(page, **same).path == f"/papers/{idea_id}/slip"


def test_of_a_paper_that_is_refused_nothing_is_kept(app: Flask, place: Place) -> None:
    child = PaperChild(4, "Yes!", {})
    paper = Paper({"what": "A slide"}, PLAN, (PaperChild(7, "A slide", {}), child))
    ids = {"round_id": place.round_id, "fund_id": place.fund_id, "actor_id": "bo"}
    facts: dict[str, Any] = {**ids, "paper": paper, "bands": SUGGESTED[1:]}
    with app.app_context(), pytest.raises(Refused) as refused, transaction() as session:
        paper_store.type_in(session, **facts, at=now(session))
    assert refused.value.code is ChildRefusal.NOT_ASKED
    with app.app_context():
        tables = (models.Idea, IdeaLine, IdeaHelp, IdeaChild, ChildYes, PaperIdea)
        assert [reading().execute(select(one)).all() for one in tables] == [[]] * len(tables)
