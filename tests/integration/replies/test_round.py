"""A coordinator's answers: written, looked at, and sent to all of a round at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction

import pytest
from flask import Flask

from makeithappen import safeguarding, telling
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.outbox import waiting
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import State, Words
from panels import store as panels
from panels.rules.criteria import Criterion, ScalePoint
from panels.store import NewMember, Pitch
from tests.integration.ideas.given import (
    WORDS,
    Place,
    open_round,
    own_ideas,
    panel_day,
    send_ideas,
    today,
)
from tests.integration.replies.given import NOT_THIS_TIME, answer, send_all, shortlist, tell
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
LETTER = """Hello,

Thank you for your idea “A bench by the pond”. This is what we like about it:
We like the bench.

Your idea does not go to the panel this time. We looked at this: What the fund is for.
The council builds one in May.

This would help your idea:
Another place for it.

Where else you can go:
The library: 01234 567892

Would you like to talk about it? From 3 days after this letter on you can reach Cy, 01234 567891."""
CHOSEN = """Hello,

Thank you for your idea “A bench by the pond”. This is what we like about it:
It is for all of us.

Your idea goes to the panel: The Lens day.

Do you have a question? You can reach Cy, 01234 567891."""


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def morag(enter: Enter) -> Visitor:
    return enter(Role.COORDINATOR, first_name="Morag")


@pytest.fixture
def leanne(enter: Enter) -> Visitor:
    return enter(Role.APPLICANT, first_name="Leanne")


def pitches(app: Flask, day_id: str) -> tuple[Pitch, ...]:
    with app.app_context():
        return panels.load_day(reading(), day_id).pitches


def test_nobody_hears_before_all_do(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    first, second = send_ideas(app, place, leanne.person_id, count=2)
    day_id = panel_day(app, place)
    before = {idea.idea_id: idea for idea in own_ideas(app, leanne.person_id)}
    answer(morag, first, outcome="shortlisted", day=day_id, strengths="It is for all of us.")
    page = morag.open(f"/rounds/{place.round_id}/replies")
    assert "When all are answered and looked at, you can send them here." in page.text
    assert {idea.idea_id: idea for idea in own_ideas(app, leanne.person_id)} == before
    assert (pitches(app, day_id), "It is for all of us." in leanne.open("/ideas").text) == (
        (),
        False,
    )
    answer(morag, second, **NOT_THIS_TIME)
    page = send_all(morag, place)
    assert (page.status, page.path.split("?")[0]) == (200, "/ideas/board")
    found = {idea.idea_id: idea for idea in own_ideas(app, leanne.person_id)}
    told_at = found[first].decided_at
    assert found == {
        first: replace(
            before[first],
            state=State.SHORTLISTED,
            decided_at=told_at,
            day_id=day_id,
            day_name="The Lens day",
            reason=CHOSEN,
        ),
        second: replace(
            before[second], state=State.NOT_THIS_TIME, decided_at=told_at, reason=LETTER
        ),
    }
    [pitch] = pitches(app, day_id)
    assert pitch == Pitch(
        pitch_id=pitch.pitch_id,
        idea_id=first,
        position=1,
        title="A bench by the pond",
        words=WORDS.what,
        who_for=WORDS.who_for,
        asked_pence=90_000,
        smallest_pence=60_000,
        version=1,
    )
    page = leanne.open(f"/ideas/{second}")
    assert "This is what we wrote to you: Hello, Thank you for your idea" in page.text
    assert "Do you think we got it wrong? Ask for a review." in page.text


def test_the_letters_go_by_mail_as_well(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    words = Words("A bench by the pond", "All", "leanne@example.org")
    [idea_id] = send_ideas(app, place, leanne.person_id, words=words)
    tell(morag, place, idea_id, **NOT_THIS_TIME)
    with app.app_context():
        [mail] = waiting(reading())
    assert (mail.to, mail.subject) == (
        "leanne@example.org",
        "What becomes of your idea: A bench by the pond",
    )
    assert mail.body == (
        f"{LETTER}\n\nSign in to see your idea. If you think that we got it wrong, you can ask "
        "there for a review.\n"
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"outcome": ""}, (400, "Choose your answer", "#outcome")),
        ({"outcome": "withdrawn"}, (400, "Choose one of the answers", "#outcome")),
        ({"strengths": " "}, (400, "Write what is good about the idea.", "#strengths")),
        ({"criterion": ""}, (409, "Choose what the reason has to do with.", "#criterion")),
        ({"criterion": "Rank"}, (400, "Choose one of the answers", "#criterion")),
        ({"reason": " "}, (409, "Write the reason.", "#reason")),
        ({"would_help": ""}, (409, "Write what would help the idea.", "#would_help")),
        ({"elsewhere": ""}, (409, "Write where else its people can go.", "#elsewhere")),
        ({"reason": "x" * 2001}, (400, "Use 2,000 letters or fewer", "#reason")),
        ({"outcome": "shortlisted"}, (409, "Choose the panel day", "#day")),
        ({"outcome": "shortlisted", "day": "y"}, (400, "Choose one of", "#day")),
    ],
)
def test_an_answer_that_is_not_whole_changes_nothing(
    app: Flask,
    place: Place,
    morag: Visitor,
    leanne: Visitor,
    said: dict[str, str],
    told: tuple[int, str, str],
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    panel_day(app, place)
    before = own_ideas(app, leanne.person_id)
    page = morag.send(f"/ideas/{idea_id}/letter", to="/letter", **(NOT_THIS_TIME | said))
    status, sentence, href = told
    assert (page.status, sentence in page.text) == (status, True)
    assert f'href="{href}"' in page.html
    if said.get("would_help") is None:
        assert "Another place for it." in page.html  # what was typed is kept
    assert own_ideas(app, leanne.person_id) == before
    assert "No answer yet" in morag.open(f"/rounds/{place.round_id}/replies").text


def test_an_answer_can_change_until_it_went(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    page = answer(morag, idea_id, **NOT_THIS_TIME)
    assert "Send all letters" in page.text
    seen = morag.send(
        f"/ideas/{idea_id}/letter", to="/letter", **(NOT_THIS_TIME | {"strengths": "A fine bench."})
    )
    assert "Looked at" not in morag.open(f"/rounds/{place.round_id}/replies").text
    morag.send(f"/ideas/{idea_id}/letter", to="/letter", **NOT_THIS_TIME)
    page = morag.fill(seen, to="/letter/look")
    assert (page.status, "This letter was changed while you read it." in page.text) == (409, True)
    assert send_all(morag, place).status == 200  # what was looked at stands there again
    page = morag.fill(seen, to="/letter", strengths="Too late.")
    assert (page.status, "This letter was sent, so it stays as it is." in page.text) == (409, True)
    assert own_ideas(app, leanne.person_id)[0].reason == LETTER


def test_nobody_looks_at_the_letter_about_their_own_idea(
    app: Flask, place: Place, enter: Enter
) -> None:
    both = enter(Role.COORDINATOR, Role.APPLICANT)
    [idea_id] = send_ideas(app, place, both.person_id)
    page = answer(both, idea_id, **NOT_THIS_TIME)
    assert (page.status, "Somebody else has to look at its letter." in page.text) == (409, True)


def test_a_letter_keeps_a_flagged_name_to_itself(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    """Neither the name nor that somebody flagged it: its people may have to hear that first."""
    [idea_id] = send_ideas(app, place, leanne.person_id)
    answer(morag, idea_id, **NOT_THIS_TIME)
    with app.app_context(), transaction() as session:
        idea = ideas.find_sent(session, idea_id)
        by = {"actor_id": "test", "at": now(session)}
        safeguarding.raise_flag(session, idea, "what", "I worry.", **by)
    page = morag.open(f"/ideas/{idea_id}/letter")
    assert "A bench by the pond" not in page.text
    assert morag.fill(page, to="/letter/look").status == 200
    send_all(morag, place)
    [idea] = own_ideas(app, leanne.person_id)
    assert idea.reason == LETTER.replace("A bench by the pond", "the one that you sent us")


def a_day_to_open(app: Flask, place: Place) -> str:
    """A panel day that needs nothing more than to be opened."""
    day_id = panel_day(app, place)
    scale = (ScalePoint(0, "Not at all"), ScalePoint(1, "A lot"))
    criterion = Criterion("", 0, "Lasting", "Will it last?", "We want it to.", 1, scale, "Jo")
    panel = [NewMember(f"person-{number}", f"P{number}", is_reserve=False) for number in range(3)]
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        panels.put_criterion(session, day_id, criterion, **who)
        panels.put_members(session, day_id, panel, **who)
        basics = {"name": "The Lens day", "held_on": today(), "quorum": 3}
        panels.change_day(session, day_id, **basics, threshold=Fraction(1, 2), **who)
        pitch = {"title": "Pond", "words": "A pond", "who_for": "All", "at": who["at"]}
        amounts = {"asked_pence": 2, "smallest_pence": 1}
        panels.put_pitch(session, day_id, idea_id="idea-x", **pitch, **amounts)
    return day_id


def test_a_day_that_opened_meanwhile_stops_all_letters(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    day_id = a_day_to_open(app, place)
    answer(morag, idea_id, outcome="shortlisted", day=day_id, strengths="Good.")
    page = morag.open(f"/rounds/{place.round_id}/replies")
    with app.app_context(), transaction() as session:
        panels.open_day(session, day_id, actor_id="test", at=now(session))
    page = morag.fill(page, to="/replies/send")
    assert (page.status, "takes no ideas any more. Answer it again." in page.text) == (409, True)
    assert own_ideas(app, leanne.person_id)[0].state is State.SENT


def test_two_presses_at_once_tell_once(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    words = Words("A bench by the pond", "All", "leanne@example.org")
    [idea_id] = send_ideas(app, place, leanne.person_id, words=words)
    answer(morag, idea_id, **NOT_THIS_TIME)

    def press(_number: int) -> str:
        with app.app_context():
            try:
                with transaction() as session:
                    who = {"actor_id": morag.person_id, "at": now(session)}
                    telling.tell_round(session, place.round_id, **who)
            except Refused as refused:
                return str(refused.code)
        return "told"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(press, range(4)))
    assert said == ["replies_nothing_to_send"] * 3 + ["told"]
    with app.app_context():
        assert len(waiting(reading())) == 1


def test_an_idea_that_was_taken_back_gets_no_letter(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    first, second = send_ideas(app, place, leanne.person_id, count=2)
    for idea_id in (first, second):
        answer(morag, idea_id, **NOT_THIS_TIME)
    leanne.send(f"/ideas/{first}/withdraw")
    assert send_all(morag, place).status == 200
    states = {idea.idea_id: idea.state for idea in own_ideas(app, leanne.person_id)}
    assert states == {first: State.WITHDRAWN, second: State.NOT_THIS_TIME}
    assert "Nobody waits" in morag.open(f"/rounds/{place.round_id}/replies").text


def test_the_next_ones_are_told_together_again(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    day_id = panel_day(app, place)
    for _time in range(2):
        shortlist(morag, place, day_id, *send_ideas(app, place, leanne.person_id))
    assert len(pitches(app, day_id)) == 2
