"""The coordinator asks about one answer; what its people say changes the idea, with its history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.outbox import waiting
from makeithappen.ideas import follow_ups, store
from makeithappen.ideas.rules.idea import Ask, Words
from panels import store as panels
from panels.rules.day import Move
from panels.store.pitches import replaced_versions
from tests.integration.ideas.given import WORDS, Place, open_round, own_ideas, panel_day, send_ideas
from tests.integration.ideas.test_review import open_day, pitches
from tests.integration.replies.given import shortlist
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
REACHED = replace(WORDS, contact="leanne@example.org")


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def morag(enter: Enter) -> Visitor:
    """A coordinator."""
    return enter(Role.COORDINATOR, first_name="Morag")


@pytest.fixture
def leanne(enter: Enter) -> Visitor:
    """Somebody with an idea."""
    return enter(Role.APPLICANT, first_name="Leanne")


def asked(app: Flask, idea_id: str) -> list[tuple[str, str | None, str | None]]:
    with app.app_context():
        found = follow_ups.of_idea(reading(), idea_id)
        return [(one.follow_up.question_id, one.before, one.after) for one in found]


def reply_path(app: Flask, idea_id: str) -> str:
    with app.app_context():
        [one] = follow_ups.open_ones(reading(), [idea_id]).values()
    return f"/ideas/{idea_id}/reply/{one.follow_up_id}"


def test_an_answer_changes_the_idea_and_what_was_said_before_is_kept(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id, words=REACHED)
    question = {"about": "who_for", "words": "Who else will use it?"}
    form = morag.open(f"/ideas/{idea_id}/ask-them")
    for _press in range(2):
        page = morag.fill(form, **question)
        assert (page.status, page.path) == (200, f"/ideas/{idea_id}/review")
    assert question["words"] in page.text
    second = morag.send(f"/ideas/{idea_id}/ask-them", **question)
    assert (second.status, "Ask one at a time" in second.text) == (409, True)
    with app.app_context():
        [mail] = waiting(reading())
        assert (mail.to, "bench" in mail.body) == ("leanne@example.org", False)
    for path in ("/ideas", f"/ideas/{idea_id}"):
        assert question["words"] in leanne.open(path).text
    form = leanne.open(reply_path(app, idea_id))
    assert form.forms[-1].values["who_for"] == WORDS.who_for
    assert leanne.fill(form, who_for="").status == 400
    same = leanne.fill(form)
    assert same.status == 409
    assert '<a href="#who_for">This is what you said before.' in same.html
    for _press in range(2):
        page = leanne.fill(form, who_for="Grandparents")
        assert (page.status, page.path) == (200, f"/ideas/{idea_id}")
    [idea] = own_ideas(app, leanne.person_id)
    assert idea.words == replace(REACHED, who_for="Grandparents")
    assert asked(app, idea_id) == [("who_for", "Everybody", "Grandparents")]
    late = leanne.fill(form, who_for="Late", intent="a" * 32)
    assert (late.status, "answered or taken back in the meantime" in late.text) == (409, True)
    for reader in (morag, leanne):
        history = reader.open(f"/ideas/{idea_id}/history").text
        assert all(words in history for words in (question["words"], "Everybody", "Grandparents"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"about": "", "words": "x"}, "Choose which answer"),
        ({"about": "state", "words": "x"}, "Choose one of the answers"),
        ({"about": "what", "words": " "}, "Write what you would like to know."),
        ({"about": "what", "words": "x" * 501}, "Use 500 letters or fewer"),
    ],
)
def test_a_question_that_is_not_whole_is_not_asked(
    app: Flask,
    place: Place,
    morag: Visitor,
    leanne: Visitor,
    typed: dict[str, str],
    sentence: str,
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    page = morag.send(f"/ideas/{idea_id}/ask-them", **typed)
    assert (page.status, sentence in page.text, asked(app, idea_id)) == (400, True, [])


def test_a_question_is_taken_back_and_nobody_else_sees_or_answers_it(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor, enter: Enter
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    morag.send(f"/ideas/{idea_id}/ask-them", about="ask", words="Is that per year?")
    path = reply_path(app, idea_id)
    other = enter(*(role for role in Role if role is not Role.COORDINATOR))
    paths = [path, f"/ideas/{idea_id}/history", f"/ideas/{idea_id}/ask-them"]
    assert [other.open(one).status for one in paths] == [404] * 3
    assert leanne.open(f"/ideas/{idea_id}/ask-them").status == 404
    form = leanne.open(path)
    page = morag.send(f"/ideas/{idea_id}/review", to="/take-back")
    assert (page.status, "Ask its people a question" in page.text) == (200, True)
    assert leanne.fill(form, ask="5").status == 409
    assert own_ideas(app, leanne.person_id)[0].ask == Ask(90_000, 60_000)
    assert "There is nothing to answer here any more." in leanne.open(path).text
    leanne.send(f"/ideas/{idea_id}/withdraw")
    assert morag.open(f"/ideas/{idea_id}/history").status == 404
    assert morag.send(f"/ideas/{idea_id}/ask-them", about="ask", words="And now?").status == 409


def test_what_was_skipped_is_asked_for_before_it_goes_to_a_panel(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    with app.app_context(), transaction() as session:
        ids = {"round_id": place.round_id, "fund_id": place.fund_id, "at": now(session)}
        owner = {"owner_id": leanne.person_id, "words": WORDS}
        idea_id = store.add_sent(session, **ids, **owner, ask=Ask(area_id=""))
    answer = {"outcome": "shortlisted", "day": panel_day(app, place), "strengths": "Yes."}
    for question_id, sentence in (("ask", "how much money"), ("smallest", "the smallest amount")):
        page = morag.send(f"/ideas/{idea_id}/letter", **answer)
        assert (page.status, sentence in page.text) == (409, True)
        morag.send(f"/ideas/{idea_id}/ask-them", about=question_id, words="How much?")
        leanne.send(reply_path(app, idea_id), **{question_id: "70"})
    shortlist(morag, place, answer["day"], idea_id)
    [pitch] = pitches(app, answer["day"])
    assert (pitch.asked_pence, pitch.smallest_pence) == (7_000, 7_000)


def test_an_answer_reaches_the_pitch_until_its_scoring_opens(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    day_id = panel_day(app, place)
    shortlist(morag, place, day_id, idea_id)
    open_day(app, day_id)
    morag.send(f"/ideas/{idea_id}/ask-them", about="what", words="Where?")
    leanne.send(reply_path(app, idea_id), what="A bench by the school.")
    [pitch] = pitches(app, day_id)
    assert (pitch.words, pitch.title, pitch.version) == (
        "A bench by the school.",
        "A bench by the pond",
        2,
    )
    with app.app_context():
        assert [row.version for row in replaced_versions(reading(), pitch.pitch_id)] == [1]
    morag.send(f"/ideas/{idea_id}/ask-them", about="drops", words="What can wait?")
    with app.app_context(), transaction() as session:
        for move in (Move.ASK_CONFLICTS, Move.SCORE_ALL):
            panels.move_day(session, day_id, move, actor_id="test", at=now(session))
    page = leanne.send(reply_path(app, idea_id), drops="The paint")
    assert (page.status, "The panel has begun to score" in page.text) == (409, True)
    [idea] = own_ideas(app, leanne.person_id)
    assert idea.words == Words("A bench by the school.", WORDS.who_for, WORDS.contact)
    assert page.forms[-1].values["drops"] == "The paint"
    assert pitches(app, day_id) == (pitch,)
