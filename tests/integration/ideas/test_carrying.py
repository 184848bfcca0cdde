"""An idea that was not chosen goes on to the next round: as a draft, once, with nothing hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from makeithappen import safeguarding
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.funds import store as funds
from makeithappen.ideas import carrying, helping_store, models, plan_store, store
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas.helping_models import HelpedAnswer
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.spending_plan import Line
from tests.integration.ideas.given import (
    ASK,
    DAY,
    WORDS,
    Place,
    open_round,
    own_ideas,
    panel_day,
    send_ideas,
    today,
)
from tests.integration.ideas.test_review import pitches
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def leanne(enter: Enter) -> Visitor:
    """Somebody with an idea."""
    return enter(Role.APPLICANT, first_name="Leanne")


@pytest.fixture
def morag(enter: Enter) -> Visitor:
    """A coordinator who looks after safety too."""
    return enter(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, first_name="Morag")


def another_round(app: Flask, place: Place, *, days: int = 20) -> str:
    """Another round of the same fund that takes ideas for so many days."""
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        span = {"opens_on": today() - DAY, "closes_on": today() + days * DAY}
        round_id = funds.add_round(session, fund_id=place.fund_id, name="Summer", **span, **who)
        funds.open_round(session, round_id=round_id, **who)
    return round_id


def turned_down(app: Flask, place: Place, leanne: Visitor) -> str:
    """An idea with more answers and a line of a plan, that was not chosen."""
    page = leanne.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    idea_id = page.path.split("/")[2]
    with app.app_context(), transaction() as session:
        whose = {"idea_id": idea_id, "owner_id": leanne.person_id}
        said = {"who_for": WORDS.who_for, "contact": WORDS.contact, "area": "", "drops": "Paint"}
        amounts = {"ask": ASK.ask_pence, "smallest": ASK.smallest_pence}
        store.change_answers(session, **whose, answers={**said, **amounts, "how_many": "30"})
        plan_store.add_line(session, **whose, line=Line("Wood", 2, 500))
        session.add(HelpedAnswer(idea_id=idea_id, question_id="contact", whose=None))
        asks = {"takes_ideas": True, "asks_where": True, "at": now(session)}
        store.send(session, **whose, **asks)
        who = {"actor_id": "test", "at": now(session)}
        store.turn_down(session, idea_id=idea_id, reason="Next time.", **who)
    return idea_id


def newest(app: Flask, visitor: Visitor) -> Idea:
    return own_ideas(app, visitor.person_id)[0]


def test_one_press_makes_a_draft_that_says_the_same_and_nothing_is_sent(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    first_id = turned_down(app, place, leanne)
    page = leanne.open(f"/ideas/{first_id}")
    refused = leanne.fill(page, to="/carry")
    assert (refused.status, "No new round takes ideas yet." in refused.text) == (409, True)
    another_round(app, place, days=25)
    round_id = another_round(app, place, days=20)
    for _press in range(2):
        checked = leanne.fill(leanne.open(f"/ideas/{first_id}"), to="/carry")
        assert checked.status == 200
    first, draft = own_ideas(app, leanne.person_id)[1], newest(app, leanne)
    assert checked.path == f"/ideas/{draft.idea_id}/check"
    assert "children say were not copied" in checked.text
    gone = {"decided_at": None, "reason": "", "sent_at": None, "state": State.DRAFT}
    new = {"idea_id": draft.idea_id, "round_id": round_id, "started_at": draft.started_at}
    assert draft == replace(first, **gone, **new, carried_from=first_id)
    assert (first.idea_id, first.state) == (first_id, State.NOT_THIS_TIME)
    with app.app_context():
        said = [store.all_answers(reading(), one) for one in (first, draft)]
        assert said[0] == said[1]
        plans = plan_store.plans(reading(), [first_id, draft.idea_id])
        lines = [[replace(one, line_id="") for one in plan.lines] for plan in plans.values()]
        assert lines == [[Line("Wood", 2, 500)]] * 2
        assert helping_store.helped_answers(reading(), draft.idea_id) == {"contact": None}
    earlier = f"/ideas/{first_id}/review"
    assert morag.open(f"/ideas/{draft.idea_id}/review").status == 404
    sent = leanne.fill(checked, to="/send")
    assert (sent.path, newest(app, leanne).state) == (f"/ideas/{draft.idea_id}", State.SENT)
    there = morag.open(f"/ideas/{draft.idea_id}/review")
    assert ("Carried on from an earlier idea" in there.text, earlier in there.html) == (True, True)
    assert f"/ideas/{draft.idea_id}/review" in morag.open(earlier).html
    again = leanne.fill(leanne.open(f"/ideas/{first_id}"), to="/carry")
    assert again.path == f"/ideas/{draft.idea_id}"


def test_only_its_own_person_carries_an_idea_on_and_only_one_that_is_over(
    app: Flask, place: Place, leanne: Visitor, enter: Enter
) -> None:
    first_id = turned_down(app, place, leanne)
    another_round(app, place)
    [still_here] = send_ideas(app, place, leanne.person_id)
    page = leanne.open(f"/ideas/{first_id}")
    other = enter(*Role)
    mine = other.open(f"/rounds/{place.round_id}/idea/first")
    for visitor, form, idea_id, status in (
        (other, mine, first_id, 404),
        (leanne, page, "idea-unknown", 404),
        (leanne, page, still_here, 409),
    ):
        form.forms[-1].action = f"/ideas/{idea_id}/carry"
        assert visitor.fill(form, to="/carry").status == status
    assert "/carry" not in leanne.open(f"/ideas/{still_here}").html
    assert leanne.fill(leanne.open(f"/ideas/{first_id}"), to="/carry", intent="").status == 400
    assert len(own_ideas(app, leanne.person_id)) == 2


def test_what_is_hidden_of_an_idea_is_hidden_of_the_one_that_goes_on(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    first_id = turned_down(app, place, leanne)
    another_round(app, place)
    with app.app_context(), transaction() as session:
        first, who = store.find_sent(session, first_id), {"actor_id": "reader", "at": now(session)}
        for part in ("what", "drops"):
            safeguarding.raise_flag(session, first, part, "Look.", **who)
    checked = leanne.fill(leanne.open(f"/ideas/{first_id}"), to="/carry")
    assert (WORDS.what in checked.text, "hidden" in checked.text) == (True, False)
    draft_id = newest(app, leanne).idea_id
    leanne.fill(checked, to="/send")
    for path in ("/ideas/board", f"/ideas/{draft_id}/review", "/ideas/board.csv"):
        shown = morag.open(path).html
        assert ("bench" in shown, "Paint" in shown) == (False, False)
    with app.app_context():
        found = flags.flags_of(reading(), [draft_id])[draft_id]
        assert {(one.part, one.flagged_by, one.outcome) for one in found} == {
            ("what", "reader", None),
            ("drops", "reader", None),
        }


def test_erasing_somebody_takes_the_copy_along(app: Flask, place: Place, leanne: Visitor) -> None:
    first_id = turned_down(app, place, leanne)
    another_round(app, place)
    leanne.fill(leanne.open(f"/ideas/{first_id}"), to="/carry")
    leanne.send("/me/erase", sure="y")
    with app.app_context():
        left = reading().execute(select(models.Idea.id, models.Idea.what)).all()
        assert [tuple(row) for row in left] == [(first_id, "")]
        assert carrying.carried_on(reading(), first_id) == []


def put_off(app: Flask, place: Place, leanne: Visitor) -> tuple[str, str]:
    """An idea that a panel put off, and its day."""
    [idea_id], day_id = send_ideas(app, place, leanne.person_id), panel_day(app, place)
    with app.app_context(), transaction() as session:
        who = {"idea_id": idea_id, "actor_id": "test", "at": now(session)}
        store.shortlist(session, day_id=day_id, day_name="The Lens day", reason="Good.", **who)
        outcome = {"outcome": State.DEFERRED, "awarded_pence": 0, "reason": "Later."}
        store.tell(session, **outcome, **who)
    return idea_id, day_id


def test_what_a_panel_put_off_goes_before_another_day_of_its_round(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    idea_id, first_day = put_off(app, place, leanne)
    next_day = panel_day(app, place, name="Summer day")
    [before] = own_ideas(app, leanne.person_id)
    assert f"/ideas/{idea_id}/next-day" in morag.open(f"/ideas/{idea_id}/review").html
    form = morag.open(f"/ideas/{idea_id}/next-day")
    for typed, status, sentence in (
        ({"day": "", "reason": "x"}, 400, "Choose the panel day"),
        ({"day": "day-x", "reason": "x"}, 400, "Choose one of"),
        ({"day": next_day, "reason": " "}, 400, "Write a reason."),
    ):
        page = morag.fill(form, **typed)
        assert (page.status, sentence in page.text) == (status, True)
    for _press in range(2):
        page = morag.fill(form, day=next_day, reason="Now there is time.")
        assert (page.status, page.path) == (200, f"/ideas/{idea_id}/review")
    [idea] = own_ideas(app, leanne.person_id)
    again = {"day_id": next_day, "day_name": "Summer day", "reason": "Now there is time."}
    changed = {"state": State.SHORTLISTED, "decided_at": idea.decided_at}
    assert idea == replace(before, **again, **changed)
    [pitch] = pitches(app, next_day)
    assert pitch.idea_id == idea_id
    with app.app_context():
        assert carrying.went_on(reading(), first_day, [idea_id]) == 1
        assert carrying.went_on(reading(), next_day, [idea_id]) == 0
    late = morag.send(f"/ideas/{idea_id}/next-day", day=first_day, reason="Again.")
    assert (late.status, "Somebody has answered this idea already" in late.text) == (409, True)


def test_only_a_coordinator_puts_an_idea_before_another_day(
    app: Flask, place: Place, leanne: Visitor, enter: Enter
) -> None:
    idea_id, _first_day = put_off(app, place, leanne)
    other = enter(*(role for role in Role if role is not Role.COORDINATOR))
    for visitor in (other, leanne):
        assert visitor.open(f"/ideas/{idea_id}/next-day").status == 404
    assert enter(Role.COORDINATOR).open("/ideas/idea-x/next-day").status == 404
