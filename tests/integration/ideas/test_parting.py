"""One idea becomes two when all of its people say yes; it is kept and counts no more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from makeithappen import safeguarding
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.outbox import waiting
from makeithappen.ideas import helping_store, merging, models, store
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.behind import behind
from makeithappen.ideas.rules.helping import Channel
from makeithappen.ideas.rules.idea import State, Words
from makeithappen.ideas.rules.merging import Standing
from makeithappen.ideas.rules.parting import SplitRefusal
from tests.integration.ideas.given import Place, open_round, send_ideas
from tests.integration.ideas.test_merging import idea, say, turn_down
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
WORDS = Words("A bench and a slide by the pond.", "Everybody", "bo@example.org")
WHY = "The slide needs a fence, the bench does not."
NAMES = {"first": "A bench", "second": "A slide"}


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def morag(enter: Enter) -> Visitor:
    """A coordinator."""
    return enter(Role.COORDINATOR, first_name="Morag")


@pytest.fixture
def leanne(enter: Enter) -> Visitor:
    return enter(Role.APPLICANT, first_name="Leanne")


@pytest.fixture
def bo(enter: Enter) -> Visitor:
    return enter(Role.APPLICANT, first_name="Bo", email="bo@example.org")


@pytest.fixture
def old(app: Flask, place: Place, leanne: Visitor, bo: Visitor) -> str:
    """An idea that Leanne began, and that Bo writes too."""
    [idea_id] = send_ideas(app, place, leanne.person_id, words=WORDS)
    with app.app_context(), transaction() as session:
        who = {"person_id": bo.person_id, "first_name": "Bo", "made_at": now(session)}
        session.add(CoAuthor(id="author-1", idea_id=idea_id, **who))
    return idea_id


def asked(app: Flask, morag: Visitor, old: str) -> str:
    """The address of the question to the authors."""
    page = morag.send(f"/ideas/{old}/split", **NAMES, why=WHY)
    assert (page.status, page.path) == (200, f"/ideas/{old}/review")
    with app.app_context():
        return f"/merges/{merging.open_ones(reading(), [old])[old]}"


def made_of(app: Flask, old: str) -> list[str]:
    with app.app_context():
        return [one.new_id for one in merging.links(reading(), [old])]


def test_an_idea_becomes_two_when_all_say_yes(
    app: Flask, place: Place, old: str, morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    before = idea(app, old)
    question = asked(app, morag, old)
    with app.app_context():
        mails = [(mail.to, "pond" in mail.body) for mail in waiting(reading())]
        assert mails == [("bo@example.org", False)]
    assert question in leanne.open("/ideas").html
    page = bo.open(question)
    assert all(words in page.text for words in (WHY, WORDS.what, *NAMES.values()))
    assert say(leanne, question, "yes") == 200
    assert idea(app, old) == before
    for _press in range(2):
        assert bo.fill(page, answer="yes").status == 200
    assert idea(app, old) == replace(before, state=State.SPLIT)
    two = made_of(app, old)
    for new_id, name in zip(two, NAMES.values(), strict=True):
        new = idea(app, new_id)
        ask = replace(before.ask, ask_pence=None, smallest_pence=None, title=name)
        times = {"started_at": new.started_at, "sent_at": new.sent_at}
        assert new == replace(before, idea_id=new_id, ask=ask, **times)
        assert f"/ideas/{new_id}/review" in morag.open(f"/ideas/{old}/review").html
        assert f"/ideas/{old}/review" in morag.open(f"/ideas/{new_id}/review").html
        for visitor in (leanne, bo):
            assert visitor.open(f"/ideas/{new_id}").status == 200
            assert f"/ideas/{new_id}" in visitor.open(question).html
    mine = leanne.open("/ideas")
    assert (mine.html.count(question), "This idea became two." in mine.text) == (3, True)
    assert "There are two ideas now." in bo.open(question).text
    with app.app_context():
        persons = {leanne.person_id, bo.person_id}
        assert behind(reading(), two) == dict.fromkeys(two, persons)
        assert helping_store.channels(reading()) == {(place.round_id, Channel.ONLINE): (1, 1)}
    assert "900" not in morag.client.get("/ideas/board.csv").get_data(as_text=True)
    page = morag.send(f"/ideas/{old}/split", **NAMES, why=WHY)
    assert (page.status, "So it stays as it is." in page.text) == (409, True)


def test_one_no_ends_it_and_changes_nothing(
    app: Flask, old: str, morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    before = idea(app, old)
    question = asked(app, morag, old)
    form = bo.open(question)
    for answer in ("yes", "no"):
        assert say(leanne, question, answer) == 200
    refused = bo.fill(form, answer="yes")
    assert (refused.status, "settled in the meantime" in refused.text) == (409, True)
    assert "The idea stays as it is." in bo.open(question).text
    with app.app_context():
        assert merging.find(reading(), question.split("/")[2]).standing is Standing.ENDED
    assert (idea(app, old), made_of(app, old)) == (before, [])
    assert asked(app, morag, old) != question


def test_bad_input_asks_nobody_and_strangers_see_no_question(
    app: Flask, old: str, morag: Visitor, bo: Visitor, enter: Enter
) -> None:
    form = morag.open(f"/ideas/{old}/split")
    whole = {**NAMES, "why": WHY}
    for typed, status, sentence in (
        ({"first": " "}, 400, "a name of its own"),
        ({"second": "x" * 81}, 400, "80 letters"),
        ({"second": "a BENCH"}, 409, "a name of its own"),
        ({"why": " "}, 400, "Write why it should"),
        ({"why": "x" * 501}, 400, "500 letters"),
    ):
        page = morag.fill(form, **{**whole, **typed})
        assert (page.status, sentence in page.text) == (status, True), typed
    question = asked(app, morag, old)
    page = morag.send(f"/ideas/{old}/merge", to="/take-back")
    assert (page.status, page.path) == (200, f"/ideas/{old}/review")
    other = enter(*(role for role in Role if role is not Role.COORDINATOR))
    assert [one.open(question).status for one in (morag, other, bo)] == [404, 404, 200]
    assert other.open(f"/ideas/{old}/split").status == 404
    with app.app_context():
        assert merging.open_ones(reading(), [old]) == {}


def test_an_idea_that_was_answered_meanwhile_stays_as_it_is(
    app: Flask, old: str, morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    question = asked(app, morag, old)
    form = bo.open(question)
    say(leanne, question, "yes")
    turn_down(app, old)
    refused = bo.fill(form, answer="yes")
    assert (refused.status, "So it stays as it is." in refused.text) == (409, True)
    assert (idea(app, old).state, made_of(app, old)) == (State.NOT_THIS_TIME, [])


def test_yes_and_yes_at_once_make_two_ideas(
    app: Flask, old: str, morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    merge_id = asked(app, morag, old).split("/")[2]
    persons = (leanne.person_id, bo.person_id)
    barrier = Barrier(len(persons))

    def yes(person_id: str) -> list[str]:
        barrier.wait()
        with app.app_context(), transaction() as session:
            said = {"yes": True, "person_id": person_id, "at": now(session)}
            return merging.answer(session, merge_id, **said)

    with ThreadPoolExecutor(len(persons)) as pool:
        made = [one for some in pool.map(yes, persons) for one in some]
    assert (len(made), made) == (2, made_of(app, old))
    with app.app_context():
        assert reading().scalar(select(func.count()).select_from(models.Idea)) == 3


def test_what_is_hidden_of_it_is_hidden_of_both(
    app: Flask, old: str, morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    with app.app_context(), transaction() as session:
        who = {"actor_id": "x", "at": now(session)}
        safeguarding.raise_flag(session, store.find_sent(session, old), "what", "Look.", **who)
    question = asked(app, morag, old)
    for visitor in (leanne, bo):
        say(visitor, question, "yes")
    two = made_of(app, old)
    with app.app_context():
        assert flags.hidden_of(reading(), two) == dict.fromkeys(two, frozenset({"what"}))
    for path in (*(f"/ideas/{one}/review" for one in two), "/ideas/board", "/ideas/board.csv"):
        assert "pond" not in morag.open(path).html


@pytest.mark.parametrize("how", ["withdraw", "erase"])
def test_one_of_the_two_goes_alone_and_all_go_with_who_began_them(
    app: Flask, old: str, morag: Visitor, leanne: Visitor, bo: Visitor, how: str
) -> None:
    question = asked(app, morag, old)
    for visitor in (leanne, bo):
        say(visitor, question, "yes")
    two, left = made_of(app, old), [State.SPLIT, State.WITHDRAWN, State.SENT]
    if how == "erase":
        leanne.send("/me/erase", sure="y")
        left = [State.WITHDRAWN] * 3
    else:
        assert leanne.send(f"/ideas/{two[0]}/withdraw").status == 200
    assert [idea(app, one).state for one in (old, *two)] == left
    if how == "withdraw":  # with the last of the two goes what both were made of
        assert WORDS.what in morag.open(f"/ideas/{old}/review").text
        assert leanne.send(f"/ideas/{two[1]}/withdraw").status == 200
        assert [idea(app, one).state for one in (old, *two)] == [State.WITHDRAWN] * 3
        for one in (old, *two):
            assert WORDS.what not in morag.open(f"/ideas/{one}/review").text


def test_what_was_made_of_several_stays_one(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    both = send_ideas(app, place, leanne.person_id, count=2)
    with app.app_context(), transaction() as session:
        at = now(session)
        merge_id = merging.propose(session, both, "Alike.", actor_id="x", at=at)
        said = {"yes": True, "person_id": leanne.person_id, "at": at}
        [made] = merging.answer(session, merge_id, **said)
        with pytest.raises(Refused) as refused:
            merging.propose_split(session, made, ["A", "B"], WHY, actor_id="x", at=at)
    assert refused.value.code is SplitRefusal.OF_SEVERAL
    assert morag.send(f"/ideas/{made}/split", **NAMES, why=WHY).status == 409
