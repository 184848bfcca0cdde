"""A review walks from the idea to its answer; who may answer it, and who may not see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.events import Event
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import State
from makeithappen.reviews import store
from makeithappen.reviews.rules.review import Outcome, Route
from makeithappen.reviews.store import Matter, ReviewRow, Said
from panels.models import DayEvent
from tests.integration.ideas.given import WORDS as BY_PHONE
from tests.integration.ideas.given import panel_day, today
from tests.integration.reviews.given import DUE, Given, ask, letters, put, shown, trail
from tests.support.visitor import Visitor


def test_a_review_walks_from_the_idea_to_its_answer(fund: Given) -> None:
    idea_id = fund.idea()
    lea, rosa = fund.lea, fund.rosa
    assert "Do you think we got it wrong?" in lea.open(f"/ideas/{idea_id}").text
    page = lea.open(f"/ideas/{idea_id}/ask-for-review")
    assert f"Rosa answers you, by {shown(today() + DUE)}." in page.text

    after = lea.fill(page, words="You forgot the pond.")
    assert (after.status, after.path) == (200, f"/ideas/{idea_id}")
    assert f"You get an answer by {shown(today() + DUE)}." in after.text
    assert f"Rosa answers you, by {shown(today() + DUE)}. You forgot the pond." in after.text
    asked = fund.reviews(idea_id)
    matter = Matter(fund.place.fund_id, fund.place.round_id, idea_id, None)
    assert asked == [
        ReviewRow(
            review_id=asked[0].review_id,
            matter=matter,
            asked_by=lea.person_id,
            asked_at=asked[0].asked_at,
            due_on=today() + DUE,
            said=Said("You forgot the pond."),
            outcome=None,
            answered_by="",
            answered_at=None,
            reply="",
        )
    ]

    assert f"An idea without a title ({idea_id[-4:]})" in rosa.open("/reviews").text
    address = f"/reviews/{asked[0].review_id}"
    done = rosa.send(address, outcome="looks_again", reply="You are right.")
    assert (done.status, done.path) == (200, "/reviews")
    assert "No review waits for you" in done.text
    assert "The panel looks again" in done.text
    answered = fund.reviews(idea_id)
    assert answered == [
        replace(
            asked[0],
            outcome=Outcome.LOOKS_AGAIN,
            answered_by=rosa.person_id,
            answered_at=answered[0].answered_at,
            reply="You are right.",
        )
    ]
    page = lea.open(f"/ideas/{idea_id}")
    assert "Rosa answered on" in page.text
    assert "The panel looks again . You are right." in page.text
    to_rosa = (
        "Hello,\n\nSomebody asked for a review of a decision. You are the one who answers it, by "
        f"{shown(today() + DUE)}.\n\nSign in and open “Reviews” to read it.\n"
    )
    to_lea = (
        "Hello,\n\nYou asked us to look at a decision again.\n\nThe panel looks again.\n\n"
        "You are right.\n"
    )
    assert letters(fund.app) == [
        ("rosa@example.org", "A review waits for you", to_rosa),
        ("lea@example.org", "The answer to your review", to_lea),
    ]


def test_whoever_had_a_hand_in_it_makes_room(fund: Given) -> None:
    idea_id = fund.idea(by=fund.rosa)
    assert "Stan answers you, by" in fund.lea.open(f"/ideas/{idea_id}/ask-for-review").text
    ask(fund, idea_id)
    review_id = fund.reviews(idea_id)[0].review_id
    assert fund.rosa.open(f"/reviews/{review_id}").status == 404
    assert "No review waits for you" in fund.rosa.open("/reviews").text
    assert fund.stan.open(f"/reviews/{review_id}").status == 200


def test_the_chair_of_the_day_does_not_answer_for_it(fund: Given) -> None:
    day_id = panel_day(fund.app, fund.place)
    with fund.app.app_context(), transaction() as session:
        who = {"actor_id": fund.rosa.person_id, "at": now(session)}
        event = {"number": 1, "what": "tell", "facts": "{}"}
        session.add(DayEvent(id="event-1", day_id=day_id, **event, **who))
    idea_id = fund.idea(told=False)
    with fund.app.app_context(), transaction() as session:
        who = {"actor_id": fund.cora.person_id, "at": now(session)}
        ids = {"idea_id": idea_id, "reason": "Good."}
        ideas.shortlist(session, day_id=day_id, day_name="The day", **ids, **who)
        ideas.tell(session, outcome=State.NOT_NOW, awarded_pence=0, **ids, **who)
    assert "Stan answers you, by" in fund.lea.open(f"/ideas/{idea_id}/ask-for-review").text
    elsewhere = fund.idea()
    assert "Rosa answers you, by" in fund.lea.open(f"/ideas/{elsewhere}/ask-for-review").text
    assert "Stan answers you, by" in fund.lea.open(fund.public).text


def test_another_person_takes_over_what_waits(fund: Given) -> None:
    idea_id = fund.idea()
    ask(fund, idea_id)
    review_id = fund.reviews(idea_id)[0].review_id
    fund.name(Route(fund.stan.person_id, None, 7))
    assert "Stan answers you, by" in fund.lea.open(f"/ideas/{idea_id}").text
    assert fund.rosa.open(f"/reviews/{review_id}").status == 404
    assert fund.stan.open(f"/reviews/{review_id}").status == 200
    assert fund.reviews(idea_id)[0].due_on == today() + DUE


def test_with_nobody_free_the_page_says_whom_to_speak_to(fund: Given) -> None:
    fund.name(Route(fund.rosa.person_id, None, 14))
    idea_id = fund.idea()
    page = fund.lea.open(f"/ideas/{idea_id}/ask-for-review")
    with fund.app.app_context(), transaction() as session:
        facts = {"actor_id": fund.rosa.person_id, "subject_id": idea_id, "facts": "{}"}
        session.add(Event(at=now(session), what="idea_not_this_time", **facts))
    late = fund.lea.fill(page, words="You forgot the pond.")
    assert late.status == 409
    assert "There is nobody now who may answer this." in late.text
    assert "Speak to: Cy, 01234 567891" in late.text
    assert fund.reviews(idea_id) == []


def test_what_is_late_is_marked_and_stands_first(fund: Given) -> None:
    early = fund.idea()
    ask(fund, early)
    late = fund.idea(words=replace(BY_PHONE, what="A swing."))
    put(fund, late, due=today() - timedelta(days=1))
    text_ = fund.rosa.open("/reviews").text
    assert text_.index(f"({late[-4:]})") < text_.index(f"({early[-4:]})")
    assert text_.count("Late") == 1


def test_nobody_else_sees_a_review(
    fund: Given, visitor: Visitor, enter: Callable[..., Visitor]
) -> None:
    idea_id = fund.idea()
    ask(fund, idea_id)
    review = f"/reviews/{fund.reviews(idea_id)[0].review_id}"
    staff = [enter(role) for role in Role]
    assert [who.open(review).status for who in (*staff, fund.lea, fund.cora, visitor)] == [404] * (
        len(Role) + 3
    )
    for_all = [who.open("/reviews").status for who in staff]
    assert for_all == [
        200 if role in {"coordinator", "fund_holder", "approver", "administrator"} else 404
        for role in Role
    ]
    other = enter(Role.APPLICANT)
    assert other.open(f"/ideas/{idea_id}/ask-for-review").status == 404
    assert visitor.open(f"/ideas/{idea_id}/ask-for-review").status == 404
    assert fund.rosa.open("/reviews/review-none").status == 404


def test_an_administrator_says_who_answers(fund: Given, enter: Callable[..., Visitor]) -> None:
    path, stan = f"/funds/{fund.place.fund_id}/reviews", fund.stan
    page = stan.open(path)
    rosa_id, stan_id = fund.rosa.person_id, stan.person_id
    shown_ = {name: page.forms[-1].values[name] for name in ("person", "stand_in", "reply_days")}
    assert shown_ == {"person": rosa_id, "stand_in": stan_id, "reply_days": "14"}
    for typed, status, words in (
        ({"person": ""}, 400, "Choose who answers"),
        ({"person": fund.lea.person_id}, 400, "Choose one of the answers"),
        ({"reply_days": "soon"}, 400, "Write a whole number, like 12"),
        ({"reply_days": ""}, 400, "Write a number of days, like 14"),
        ({"reply_days": "0"}, 409, "Write a number of days from 1 to 60."),
        ({"reply_days": "61"}, 409, "Write a number of days from 1 to 60."),
        ({"stand_in": rosa_id}, 409, "Choose somebody else to stand in, or nobody."),
    ):
        page = stan.send(path, **typed)
        assert (page.status, words in page.text) == (status, True), typed
    kept = stan.send(path, person=stan_id, stand_in="", reply_days="7")
    assert (kept.status, kept.path) == (200, f"/funds/{fund.place.fund_id}")
    with fund.app.app_context():
        assert store.route(reading(), fund.place.fund_id) == Route(stan_id, None, 7)
    assert [facts["revision"] for _, _, facts in trail(fund.app, "review_route")] == [1, 2]
    assert enter(Role.COORDINATOR).open(path).status == 404
    assert stan.open("/funds/fund-none/reviews").status == 404
