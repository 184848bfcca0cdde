"""Lines that add up, other help in its own units, and outcomes: on the way, and for who reads."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from makeithappen import shortlisting
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.funds import outcomes_store
from makeithappen.ideas import plan_store, store
from makeithappen.ideas.plan_models import IdeaHelp, IdeaLine, IdeaOutcome
from makeithappen.ideas.rules.idea import Idea
from makeithappen.ideas.rules.spending_plan import Help, HelpKind, HelpStage, Line, Plan, Unit
from panels import store as panels
from tests.integration.ideas.given import ASK, WORDS, Place, open_round, panel_day
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
PAINT = Line("Paint", 12, 450)
HALL = Line("Hall", 1, 3_333)
BREAD = Help(HelpKind.IN_KIND, Unit.MEALS, 2_550, HelpStage.SECURED, "Bread from the bakery")
FAIR = Help(HelpKind.LEVERAGE, Unit.PENCE, 5_050, HelpStage.PENDING, "The fair")
TYPED_HELP = {"words": "The fair", "what": "leverage:pence", "how_much": "50.50"}


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def leanne(enter: Enter) -> Visitor:
    return enter(Role.APPLICANT, first_name="Leanne")


def draft(app: Flask, place: Place, owner_id: str, **answers: int) -> str:
    with app.app_context(), transaction() as session:
        ids = {"round_id": place.round_id, "fund_id": place.fund_id, "owner_id": owner_id}
        said = {"what": WORDS.what, "area": "", "contact": WORDS.contact, **answers}
        return store.begin(session, **ids, answers=said, at=now(session))


def plan(app: Flask, idea_id: str) -> Plan:
    """The plan as it was said, without the ids of its rows."""
    with app.app_context():
        found = plan_store.plan_of(reading(), idea_id)
    lines = tuple(Line(one.words, one.quantity, one.unit_pence) for one in found.lines)
    helps = tuple(
        Help(one.kind, one.unit, one.quantity, one.stage, one.words) for one in found.helps
    )
    return Plan(lines, helps, found.outcome_ids)


def add_outcomes(app: Flask, place: Place, typed: str) -> list[str]:
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        outcomes_store.add_outcomes(session, fund_id=place.fund_id, typed=typed, **who)
        return [one.outcome_id for one in outcomes_store.outcomes(session, place.fund_id)]


def test_lines_add_up_and_can_become_the_amount(app: Flask, place: Place, leanne: Visitor) -> None:
    idea_id = draft(app, place, leanne.person_id, ask=9_000, smallest=6_000)
    page = leanne.open(f"/ideas/{idea_id}/spending")
    assert ("Skip this" in page.text, "In all" in page.text) == (True, False)
    first = leanne.fill(page, words="Paint", quantity="12", price="£4.50")
    again = leanne.fill(page, words="Paint", quantity="12", price="£4.50")
    assert [one.path for one in (first, again)] == [f"/ideas/{idea_id}/spending"] * 2
    assert plan(app, idea_id) == Plan((PAINT,))
    page = leanne.fill(first, to="/spending", words="Hall", price="33.33", go_on="1")
    assert (page.path, plan(app, idea_id)) == (f"/ideas/{idea_id}/other-help", Plan((PAINT, HALL)))
    page = leanne.open(f"/ideas/{idea_id}/spending?back=check")
    assert "12 × £4.50 = £54" in page.text
    assert "Your lines come to £87.33. You ask for £90. Both can stay as they are." in page.text
    page = leanne.fill(page, to="use-sum?back=check")
    assert "That is just what you ask for." in page.text
    page = leanne.fill(page, to="/remove?back=check")
    assert plan(app, idea_id) == Plan((HALL,))
    page = leanne.fill(page, to="use-sum?back=check")
    assert (page.status, plan(app, idea_id)) == (409, Plan((HALL,)))
    assert "The smallest amount can't be more than the £33.33 that you ask for." in page.text
    page = leanne.fill(page, to="/spending?back=check", go_on="1")
    assert page.path == f"/ideas/{idea_id}/check"
    with app.app_context():
        assert store.find_own(reading(), idea_id, leanne.person_id).ask.ask_pence == 8_733


BAD = (
    ("spending", {"words": " ", "price": "2"}, "words", "Write what it is"),
    ("spending", {"quantity": "0"}, "quantity", "a whole number from 1 to 10,000"),
    ("spending", {"quantity": "10001"}, "quantity", "a whole number from 1 to 10,000"),
    ("spending", {"quantity": "1.5"}, "quantity", "Write a whole number"),
    ("spending", {"quantity": ""}, "quantity", "a whole number from 1 to 10,000"),
    ("spending", {"price": "-1"}, "price", "Write an amount of more than £0"),
    ("spending", {"price": "1e3"}, "price", "Write the amount in digits"),
    ("spending", {"price": "100000.01"}, "price", "Write a price of £100,000 or less"),
    ("spending", {"price": str(2**63)}, "price", "This amount is too large"),
    ("spending", {"words": "x" * 121}, "words", "Use 120 letters or fewer"),
    ("other-help", {"how_much": "0"}, "how_much", "Write a number above 0"),
    ("other-help", {"how_much": "1.005"}, "how_much", "no more than two digits after the point"),
    ("other-help", {"how_much": "10000000.01"}, "how_much", "Write a number above 0"),
    ("other-help", {"what": "hours:pence"}, "what", "Choose one of the answers"),
    ("other-help", {"stage": "given"}, "stage", "Choose one of the answers"),
    ("other-help", {"words": ""}, "words", "Write what it is"),
)


def test_what_is_wrong_is_not_kept_but_stays_in_its_box(
    app: Flask, place: Place, leanne: Visitor
) -> None:
    idea_id = draft(app, place, leanne.person_id)
    good = {"spending": {"words": "Paint", "quantity": "2", "price": "3"}, "other-help": TYPED_HELP}
    for number, (step, typed, field, sentence) in enumerate(BAD):
        said = {**good[step], **typed, "go_on": "1" if number % 2 else None}
        page = leanne.send(f"/ideas/{idea_id}/{step}", to=f"/{step}", **said)
        assert (page.status, sentence in page.text) == (400, True), typed
        assert f'href="#{field}' in page.html
        if field in {"words", "quantity", "price", "how_much"}:
            [form] = [one for one in page.forms if field in one.values]
            assert form.values[field].strip() == typed[field].strip()
    assert plan(app, idea_id) == Plan()


def test_other_help_is_added_up_in_its_own_unit(app: Flask, place: Place, leanne: Visitor) -> None:
    idea_id = draft(app, place, leanne.person_id)
    bread = {"words": BREAD.words, "what": "in_kind:meals", "how_much": "25.5", "stage": "secured"}
    page = leanne.send(f"/ideas/{idea_id}/other-help", to="/other-help", **bread)
    for _press in range(2):
        last = leanne.fill(page, to="/other-help", **TYPED_HELP)
    assert plan(app, idea_id) == Plan(helps=(BREAD, FAIR))
    for sum_ in ("Money from elsewhere: £50.50 (not sure yet)", "25.50 meals (sure)"):
        assert sum_ in last.text
    leanne.fill(last, to="/remove")
    assert plan(app, idea_id) == Plan(helps=(FAIR,))


def test_what_is_counted_is_named_in_the_language_of_who_asks(
    app: Flask, place: Place, leanne: Visitor
) -> None:
    idea_id = draft(app, place, leanne.person_id)
    first = {}
    for code in ("en", "pl"):
        leanne.open(f"/language/{code}")
        page = leanne.open(f"/ideas/{idea_id}/other-help").html
        first[code] = re.findall(r'<option value="leverage:pence"[^>]*>([^<]+)', page)
    assert first == {
        "en": ["Money from elsewhere: pounds"],
        "pl": ["Pieniądze z innych źródeł: funty"],
    }


def test_outcomes_are_asked_for_where_the_fund_has_some(
    app: Flask, place: Place, leanne: Visitor, enter: Enter
) -> None:
    idea_id = draft(app, place, leanne.person_id)
    assert leanne.open(f"/ideas/{idea_id}/outcomes").status == 404
    ada = enter(Role.ADMINISTRATOR)
    listed = f"/funds/{place.fund_id}/outcomes"
    ada.send(listed, names="Children play\n\n Children  sleep well \nChildren play")
    page = ada.send(listed, names="Children play")
    assert (page.status, "These are on the list already." in page.text) == (409, True)
    assert ada.send(listed, names="x" * 121).status == 409
    assert ada.send(listed, names="\n".join(map(str, range(19)))).status == 409
    with app.app_context():
        play, sleep = (one.outcome_id for one in outcomes_store.outcomes(reading(), place.fund_id))
    page = leanne.send(f"/ideas/{idea_id}/other-help", to="/other-help", go_on="1")
    assert page.path == f"/ideas/{idea_id}/outcomes"
    assert leanne.fill(page, outcomes="nothing").status == 400
    leanne.fill(page, outcomes=[sleep, play])
    page = leanne.send(f"/ideas/{idea_id}/outcomes?back=check", outcomes=[sleep])
    assert (page.path, plan(app, idea_id).outcome_ids) == (f"/ideas/{idea_id}/check", (sleep,))
    ada.send(f"/funds/outcomes/{sleep}/archive")
    assert "Children sleep well" in leanne.open(f"/ideas/{idea_id}/check").text
    other = leanne.open(f"/ideas/{draft(app, place, leanne.person_id)}/outcomes")
    assert ["Children play" in other.text, "Children sleep" in other.text] == [True, False]
    assert "Children play" in ada.open(f"/funds/{place.fund_id}").text


def full_idea(app: Flask, place: Place, owner_id: str) -> tuple[str, Plan]:
    """An idea with all of a plan, sent in."""
    idea_id = draft(app, place, owner_id, ask=ASK.ask_pence, smallest=ASK.smallest_pence)
    [outcome_id] = add_outcomes(app, place, "Children play")
    whose = {"idea_id": idea_id, "owner_id": owner_id}
    with app.app_context(), transaction() as session:
        for line in (PAINT, HALL):
            plan_store.add_line(session, **whose, line=line)
        plan_store.add_help(session, **whose, help_=BREAD)
        plan_store.put_outcomes(session, **whose, outcome_ids=[outcome_id])
        store.send(session, **whose, takes_ideas=True, asks_where=True, at=now(session))
    return idea_id, Plan((PAINT, HALL), (BREAD,), (outcome_id,))


def test_what_was_sent_stays_and_all_who_read_it_see_it(
    app: Flask, place: Place, leanne: Visitor, enter: Enter
) -> None:
    idea_id, sent = full_idea(app, place, leanne.person_id)
    form = leanne.open(f"/ideas/{draft(app, place, leanne.person_id)}/spending").forms[-1].values
    typed = {**form, "words": "Late", "quantity": "1", "price": "1"}
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": "https://localhost/"}
    with app.app_context():
        line_id = plan_store.plan_of(reading(), idea_id).lines[0].line_id
    for late in ("spending", "spending/use-sum", f"spending/{line_id}/remove"):
        answer = leanne.client.post(f"/ideas/{idea_id}/{late}", data=typed, headers=headers)
        assert answer.status_code == 409
    assert plan(app, idea_id) == sent
    assert leanne.open(f"/ideas/{idea_id}/spending").path == f"/ideas/{idea_id}"
    morag, aisha = enter(Role.COORDINATOR), enter(Role.PANEL_MEMBER)
    day_id = panel_day(app, place)
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        member = panels.NewMember(aisha.person_id, "Aisha", is_reserve=False)
        panels.put_members(session, day_id, [member], **who)
        facts = ("The bench", WORDS.what, WORDS.who_for, 90_000, 60_000)
        pitch = shortlisting.ShortlistedIdea(idea_id, *facts)
        shortlisting.shortlist(session, pitch, day_id=day_id, at=who["at"])
        [pitch_id] = [one.pitch_id for one in panels.load_day(session, day_id).pitches]
    told = ("12 × £4.50 = £54", "In all: £87.33", "25.50 meals (sure)", "Children play")
    seen_by_panel = f"/days/{day_id}/ideas/{pitch_id}/plan"
    for reader, path in (
        (leanne, f"/ideas/{idea_id}/answers"),
        (morag, f"/ideas/{idea_id}/more"),
        (morag, seen_by_panel),
        (aisha, seen_by_panel),
    ):
        page = reader.open(path)
        assert [words in page.text for words in told] == [True] * 4, path
    rows = csv.reader(StringIO(morag.client.get("/ideas/board.csv").data.decode("utf-8-sig")))
    assert [row[8:10] for row in rows][1:] == [["87.33", "Children play"]]
    assert enter(Role.PANEL_MEMBER).open(seen_by_panel).status == 404
    morag.send(f"/days/{day_id}/ideas/{pitch_id}/change", to="take-down")
    assert "Paint" not in aisha.open(seen_by_panel).text


def test_nobody_else_changes_a_plan(app: Flask, place: Place, enter: Enter) -> None:
    leanne, robbie = enter(Role.APPLICANT), enter(Role.APPLICANT)
    idea_id = draft(app, place, leanne.person_id)
    leanne.send(f"/ideas/{idea_id}/spending", words="Paint", quantity="12", price="4.50")
    for step in ("spending", "other-help", "outcomes"):
        assert robbie.open(f"/ideas/{idea_id}/{step}").status == 404
    other = draft(app, place, robbie.person_id)
    with app.app_context(), transaction() as session:
        line_id = plan_store.plan_of(session, idea_id).lines[0].line_id
        plan_store.remove_line(session, idea_id=other, owner_id=robbie.person_id, line_id=line_id)
    assert plan(app, idea_id) == Plan((PAINT,))


def ideas_of(app: Flask, owner_id: str) -> dict[str, Idea]:
    with app.app_context():
        return {idea.idea_id: idea for idea in store.own_ideas(reading(), owner_id)}


def test_a_plan_is_copied_and_goes_with_its_idea(app: Flask, place: Place, leanne: Visitor) -> None:
    idea_id, sent = full_idea(app, place, leanne.person_id)
    next_id = draft(app, place, leanne.person_id)
    elsewhere = draft(app, open_round(app), leanne.person_id)
    ideas = ideas_of(app, leanne.person_id)
    with app.app_context(), transaction() as session:
        for to_id in (next_id, elsewhere):
            plan_store.copy_plan(session, ideas[idea_id], ideas[to_id])
    copied = [plan(app, one) for one in (idea_id, next_id, elsewhere)]
    assert copied == [sent, sent, Plan(sent.lines, sent.helps)]
    leanne.send("/me/erase", sure="y")
    with app.app_context():
        counts = [
            reading().execute(select(func.count()).select_from(table)).scalar_one()
            for table in (IdeaLine, IdeaHelp, IdeaOutcome)
        ]
    assert counts == [0, 0, 0]


def test_the_rules_hold_below_the_pages(app: Flask, place: Place, leanne: Visitor) -> None:
    idea_id = draft(app, place, leanne.person_id)
    whose = {"idea_id": idea_id, "owner_id": leanne.person_id}
    wrong = Help(HelpKind.HOURS, Unit.PENCE, 5, HelpStage.SECURED, "x")
    for act, what in (
        (plan_store.add_line, {"line": Line("x", 0, 1)}),
        (plan_store.add_help, {"help_": wrong}),
        (plan_store.ask_for_sum, {}),
    ):
        with pytest.raises(Refused), app.app_context(), transaction() as session:
            act(session, **whose, **what)
    assert plan(app, idea_id) == Plan()
