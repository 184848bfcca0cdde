"""Ideas become one when all of their people say yes; the old ones are kept and count no more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from makeithappen import safeguarding
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.outbox import waiting
from makeithappen.ideas import follow_ups, helping_store, merging, models, store
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas.behind import behind
from makeithappen.ideas.merging_models import Merge
from makeithappen.ideas.rules.helping import Channel
from makeithappen.ideas.rules.idea import Idea, Refusal, State, Words
from makeithappen.ideas.rules.merging import Standing
from tests.integration.ideas.given import ASK, WORDS, Place, open_round, send_ideas
from tests.integration.test_hidden_words import unpacked
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
SLIDE = Words("A slide by the pond.", "Small ones", "bo@example.org")
WHY = "Both want to sit and play by the pond."


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
    return enter(Role.APPLICANT, first_name="Bo")


@pytest.fixture
def both(app: Flask, place: Place, leanne: Visitor, bo: Visitor) -> tuple[str, str]:
    """Leanne's idea and Bo's."""
    [first] = send_ideas(app, place, leanne.person_id)
    [second] = send_ideas(app, place, bo.person_id, words=SLIDE)
    return first, second


def asked(app: Flask, morag: Visitor, both: tuple[str, str]) -> str:
    """The address of the question to the authors."""
    page = morag.send(f"/ideas/{both[0]}/merge", others=both[1], why=WHY)
    assert (page.status, page.path) == (200, f"/ideas/{both[0]}/review")
    with app.app_context():
        [merge_id] = set(merging.open_ones(reading(), both).values())
    return f"/merges/{merge_id}"


def say(visitor: Visitor, question: str, answer: str) -> int:
    return visitor.send(question, answer=answer).status


def idea(app: Flask, idea_id: str) -> Idea:
    with app.app_context():
        return store.find_sent(reading(), idea_id)


def states(app: Flask, both: tuple[str, str]) -> list[State]:
    return [idea(app, one).state for one in both]


def reached_by(app: Flask, idea_id: str, contact: str) -> None:
    with app.app_context(), transaction() as session:
        row = update(models.Idea).where(models.Idea.id == idea_id)
        session.execute(row.values(contact=contact))


def turn_down(app: Flask, idea_id: str) -> None:
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        store.turn_down(session, idea_id=idea_id, reason="Next time.", **who)


def new_idea(app: Flask, both: tuple[str, str]) -> Idea:
    with app.app_context():
        [made] = {one.new_id for one in merging.links(reading(), both)}
    return idea(app, made)


def test_two_ideas_become_one_when_all_say_yes(
    app: Flask,
    place: Place,
    both: tuple[str, str],
    morag: Visitor,
    leanne: Visitor,
    bo: Visitor,
) -> None:
    first = idea(app, both[0])
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        follow_ups.ask(session, idea_id=both[1], question_id="what", words="And?", **who)
    question = asked(app, morag, both)
    with app.app_context():
        mails = [(mail.to, "pond" in mail.body) for mail in waiting(reading())]
        assert mails == [("bo@example.org", False)]
    assert question in leanne.open("/ideas").html
    page = bo.open(question)
    assert [words in page.text for words in (WHY, WORDS.what, SLIDE.what)] == [True, False, True]
    assert say(leanne, question, "yes") == 200
    assert "You said yes." in leanne.open(question).text
    assert SLIDE.what not in leanne.open(question).text
    assert WORDS.what in bo.open(question).text
    assert states(app, both) == [State.SENT, State.SENT]
    for _press in range(2):
        assert bo.fill(page, answer="yes").status == 200
    assert states(app, both) == [State.MERGED, State.MERGED]
    made = new_idea(app, both)
    words = {"what": f"{WORDS.what}\n\n{SLIDE.what}", "who_for": f"{WORDS.who_for}\n\nSmall ones"}
    same = {"idea_id": made.idea_id, "started_at": made.started_at, "sent_at": made.sent_at}
    assert made == replace(first, words=replace(WORDS, **words), **same)
    with app.app_context():
        persons = {leanne.person_id, bo.person_id}
        assert behind(reading(), [made.idea_id]) == {made.idea_id: persons}
        assert helping_store.channels(reading()) == {(place.round_id, Channel.ONLINE): (2, 2)}
    for visitor in (leanne, bo):
        assert visitor.open(f"/ideas/{made.idea_id}").status == 200
        assert "became part of one that you and others wrote" in visitor.open("/ideas").text
        assert "All said yes." in visitor.open(question).text
    assert "And?" not in bo.open("/ideas").text
    review = morag.open(f"/ideas/{both[1]}/review")
    assert f"/ideas/{made.idea_id}/review" in review.html
    with pytest.raises(Refused) as refused:
        turn_down(app, both[1])
    assert refused.value.code is Refusal.NOT_WAITING


def test_money_of_old_and_new_is_counted_once(
    app: Flask, both: tuple[str, str], morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    question = asked(app, morag, both)
    for visitor in (leanne, bo):
        say(visitor, question, "yes")
    every = [idea(app, one) for one in (*both, new_idea(app, both).idea_id)]
    assert [one.counted_pence for one in every] == [None, None, ASK.ask_pence]
    assert morag.open("/ideas/board").text.count("£900") == 1
    assert morag.client.get("/ideas/board.csv").get_data(as_text=True).count("900") == 1


def test_one_no_ends_it_and_changes_nothing(
    app: Flask, both: tuple[str, str], morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    before = [idea(app, one) for one in both]
    question = asked(app, morag, both)
    form = bo.open(question)
    assert say(leanne, question, "yes") == 200
    assert say(leanne, question, "no") == 200
    assert [idea(app, one) for one in both] == before
    refused = bo.fill(form, answer="yes")
    assert (refused.status, "settled in the meantime" in refused.text) == (409, True)
    with app.app_context():
        merge = merging.find(reading(), question.split("/")[2])
        assert (merge.standing, merging.links(reading(), both)) == (Standing.ENDED, [])
    assert asked(app, morag, both) != question


def test_who_did_not_write_them_sees_no_question_and_bad_input_asks_nobody(
    app: Flask, both: tuple[str, str], morag: Visitor, bo: Visitor, enter: Enter
) -> None:
    form = morag.open(f"/ideas/{both[0]}/merge")
    for typed, sentence in (
        ({"why": WHY}, "Tick at least one other idea."),
        ({"others": "idea-x", "why": WHY}, "Choose one of"),
        ({"others": both[1], "why": " "}, "Write why these ideas"),
        ({"others": both[1], "why": "x" * 501}, "500 letters"),
    ):
        page = morag.fill(form, **typed)
        assert (page.status, sentence in page.text) == (400, True), typed
    question = asked(app, morag, both)
    other = enter(*(role for role in Role if role is not Role.COORDINATOR))
    for visitor in (other, morag):
        assert visitor.open(question).status == 404
    assert other.open(f"/ideas/{both[0]}/merge").status == 404
    assert bo.open("/merges/merge-x").status == 404
    assert bo.fill(bo.open(question), answer="perhaps").status == 400
    assert morag.send(f"/ideas/{both[0]}/merge", to="/take-back").status == 200
    with app.app_context():
        assert merging.open_ones(reading(), both) == {}
    assert bo.open(question).text.count("The ideas stay as they are.") == 1


def test_an_idea_that_was_answered_meanwhile_stays_as_it_is(
    app: Flask, both: tuple[str, str], morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    question = asked(app, morag, both)
    form = bo.open(question)
    assert say(leanne, question, "yes") == 200
    turn_down(app, both[0])
    refused = bo.fill(form, answer="yes")
    assert (refused.status, "So they stay apart." in refused.text) == (409, True)
    assert states(app, both) == [State.NOT_THIS_TIME, State.SENT]


def test_yes_and_yes_at_once_make_one_idea(
    app: Flask, place: Place, both: tuple[str, str], morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    merge_id = asked(app, morag, both).split("/")[2]
    persons = (leanne.person_id, bo.person_id)
    barrier = Barrier(len(persons))

    def yes(person_id: str) -> list[str]:
        barrier.wait()
        with app.app_context(), transaction() as session:
            said = {"yes": True, "person_id": person_id, "at": now(session)}
            return merging.answer(session, merge_id, **said)

    with ThreadPoolExecutor(len(persons)) as pool:
        made = [one for some in pool.map(yes, persons) for one in some]
    assert len(made) == 1
    with app.app_context():
        assert reading().scalar(select(func.count()).select_from(models.Idea)) == 3
        assert reading().scalars(select(Merge.new_idea_id)).all() == made


def test_what_is_hidden_of_one_is_hidden_of_what_it_became(
    app: Flask, both: tuple[str, str], morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    with app.app_context(), transaction() as session:
        second, who = store.find_sent(session, both[1]), {"actor_id": "x", "at": now(session)}
        safeguarding.raise_flag(session, second, "what", "Look.", **who)
    question = asked(app, morag, both)
    assert "slide" not in leanne.open(question).text
    assert "slide" in bo.open(question).text
    for visitor in (leanne, bo):
        say(visitor, question, "yes")
    made = new_idea(app, both).idea_id
    for path in (f"/ideas/{made}/review", "/ideas/board", "/ideas/board.csv"):
        assert "slide" not in morag.open(path).html
    with app.app_context():
        assert flags.hidden_of(reading(), [made]) == {made: frozenset({"what"})}


@pytest.mark.parametrize("how", ["withdraw", "erase"])
def test_others_get_their_idea_back_when_it_goes_with_who_began_the_first(
    app: Flask, both: tuple[str, str], morag: Visitor, leanne: Visitor, bo: Visitor, how: str
) -> None:
    question = asked(app, morag, both)
    for visitor in (leanne, bo):
        say(visitor, question, "yes")
    made = new_idea(app, both).idea_id
    if how == "erase":
        leanne.send("/me/erase", sure="y")
        left = [State.WITHDRAWN, State.SENT, State.WITHDRAWN]
    else:
        assert leanne.send(f"/ideas/{made}/withdraw").status == 200
        left = [State.WITHDRAWN, State.SENT, State.WITHDRAWN]
    assert [idea(app, one).state for one in (*both, made)] == left
    assert idea(app, both[1]).words == SLIDE


def test_what_an_idea_was_made_of_is_taken_back_with_it(
    app: Flask, both: tuple[str, str], morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    """Nobody but its own people reads her words; Bo's live on, in his own idea."""
    question = asked(app, morag, both)
    for visitor in (leanne, bo):
        say(visitor, question, "yes")
    made = new_idea(app, both).idea_id
    review, more = (
        [f"/ideas/{one}/{page}" for one in (*both, made)] for page in ("review", "more")
    )
    files = ["/ideas/board.csv", "/ideas/board.xlsx"]

    def shown() -> tuple[set[str], set[str]]:
        """Where the coordinator reads her words, and his."""
        got = {page: unpacked(morag.client.get(page).data) for page in [*review, *more, *files]}
        hers, his = WORDS.what.encode(), SLIDE.what.encode()
        return ({p for p in got if hers in got[p]}, {p for p in got if his in got[p]})

    assert shown() == ({review[0], review[2], *files}, {review[1], review[2], *files})
    assert leanne.send(f"/ideas/{made}/withdraw").status == 200
    assert shown() == (set(), {review[1], *files})
    assert WORDS.what not in bo.open(question).text
    assert WORDS.what in leanne.open(f"/ideas/{both[0]}/answers").text


def test_an_idea_made_of_one_that_was_made_of_others(
    app: Flask, place: Place, both: tuple[str, str], morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    """Each goes or comes back, however often they became one."""
    [third] = send_ideas(app, place, bo.person_id, words=replace(SLIDE, what="A den."))
    first = one_of(app, morag, both, leanne, bo)
    last = one_of(app, morag, (first, third), leanne, bo)
    assert leanne.send(f"/ideas/{last}/withdraw").status == 200
    gone, back = State.WITHDRAWN, State.SENT
    found = [idea(app, one).state for one in (*both, first, third, last)]
    assert found == [gone, back, gone, back, gone]


def test_an_idea_waits_again_once_nobody_holds_its_words(
    app: Flask,
    place: Place,
    both: tuple[str, str],
    morag: Visitor,
    leanne: Visitor,
    bo: Visitor,
    enter: Enter,
) -> None:
    """Cal's idea still has Bo's words when Leanne is erased, whose idea had them first."""
    cal = enter(Role.APPLICANT, first_name="Cal")
    [third] = send_ideas(app, place, cal.person_id, words=replace(SLIDE, what="A den."))
    first = one_of(app, morag, both, leanne, bo)
    last = one_of(app, morag, (third, first), leanne, bo, cal)
    gone, merged, back = State.WITHDRAWN, State.MERGED, State.SENT

    def found() -> list[State]:
        return [idea(app, one).state for one in (*both, third, first, last)]

    assert found() == [merged, merged, merged, merged, back]
    leanne.send("/me/erase", sure="y")
    assert found() == [gone, merged, merged, gone, back]
    assert cal.send(f"/ideas/{last}/withdraw").status == 200
    assert found() == [gone, back, gone, gone, gone]
    assert idea(app, both[1]).words == SLIDE


def test_an_answer_stands_for_all_whose_idea_it_was(
    app: Flask, both: tuple[str, str], morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    """Bo's idea does not wait again when Leanne is erased after the answer to both."""
    made = one_of(app, morag, both, leanne, bo)
    turn_down(app, made)
    leanne.send("/me/erase", sure="y")
    left = [State.WITHDRAWN, State.MERGED, State.NOT_THIS_TIME]
    assert [idea(app, one).state for one in (*both, made)] == left


def one_of(app: Flask, morag: Visitor, both: tuple[str, str], *persons: Visitor) -> str:
    """These two become one."""
    question = asked(app, morag, both)
    for visitor in persons:
        say(visitor, question, "yes")
    with app.app_context():
        [made] = {link.new_id for link in merging.links(reading(), both) if link.old_id in both}
    return made


def test_how_people_are_reached_is_not_asked_again(
    app: Flask, both: tuple[str, str], morag: Visitor, leanne: Visitor, bo: Visitor
) -> None:
    """An idea that was sent before it was asked whether somebody could use this, too."""
    reached_by(app, both[0], "Ann")
    question = asked(app, morag, both)
    assert [say(who, question, "yes") for who in (leanne, bo)] == [200, 200]
    assert (states(app, both), new_idea(app, both).words.contact) == ([State.MERGED] * 2, "Ann")
