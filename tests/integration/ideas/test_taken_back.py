"""Its people take an idea back: nobody else reads it any more, on a day that is open either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import update

from makeithappen import shortlisting
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.ideas import models, searching
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import State
from panels import store as panels
from panels.store.pitches import pitches_at_opening, pitches_digest
from tests.integration.ideas.given import own_ideas, panel_day, send_ideas
from tests.integration.ideas.test_safeguarding import CANARY, SAID, Scene, scene
from tests.integration.test_hidden_words import unpacked
from tests.support.visitor import Visitor

__all__ = ["scene"]

NAME = "An idea that was taken back"
WORDS = "The words of this idea are not shown any more."
FOR_COORDINATORS = ("review", "more", "letter", "ask-them", "merge", "split", "next-day", "flag")
FILES = ("/ideas/board.csv", "/ideas/board.xlsx")


def open_the_day(scene: Scene) -> str:
    """Open the panel day; returns the digest of its ideas at that time."""
    with scene.app.app_context(), transaction() as session:
        panels.open_day(session, scene.day_id, actor_id="test", at=now(session))
    return digest_at_opening(scene)


def digest_at_opening(scene: Scene) -> str:
    with scene.app.app_context():
        day = panels.load_day(reading(), scene.day_id)
        return pitches_digest(pitches_at_opening(reading(), day, day.events[0].at))


def take_back(scene: Scene, idea_id: str) -> None:
    assert scene.leanne.send(f"/ideas/{idea_id}/withdraw").path == "/ideas"


def test_nobody_but_its_people_reads_what_was_taken_back(
    scene: Scene, enter: Callable[..., Visitor]
) -> None:
    said = replace(SAID, what=f"{CANARY} sits on a bench alone.")
    [early] = send_ideas(scene.app, scene.place, scene.leanne.person_id, words=said)
    everybody = enter(*Role, first_name="Ada")
    pages = ["/ideas/board", *FILES, *(f"/days/{scene.day_id}/{one}" for one in ("", "room"))]
    pages += [f"/ideas/{one}/{page}" for one in (early, scene.idea_id) for page in FOR_COORDINATORS]
    seats = [f"/days/{scene.day_id}/mine", *(f"{scene.sheet}/{one}" for one in ("sheet", "plan"))]
    read = [(everybody, page) for page in pages] + [(scene.member, page) for page in seats]

    def shows_it() -> set[str]:
        got = {page: who.client.get(page) for who, page in read}
        assert {one.status_code for one in got.values()} <= {200, 302, 404}
        return {page for page, one in got.items() if CANARY.encode() in unpacked(one.data)}

    assert {*FILES, seats[1], f"/ideas/{early}/letter"} < shows_it()
    take_back(scene, early)
    open_the_day(scene)
    take_back(scene, scene.idea_id)
    assert shows_it() == set()
    board = scene.morag.open("/ideas/board")
    assert (board.text.count(NAME) >= 2, board.text.count("£900") >= 2) == (True, True)
    [form] = [one for one in board.forms if one.action.startswith("/ideas/board")]
    ticked = {**form.values, "idea": [early, scene.idea_id], "person": ""}
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": "https://localhost/"}
    for place in FILES:
        file = unpacked(scene.morag.client.post(place, data=ticked, headers=headers).data)
        assert (file.count(WORDS.encode()) > 0, CANARY.encode() in file) == (True, False)
    with scene.app.app_context():
        assert searching.named(reading(), scene.place.fund_id, "bench") == {}
        assert set(ideas.titles(reading(), [early, scene.idea_id]).values()) == {NAME}
    for one in (early, scene.idea_id):
        assert CANARY in scene.leanne.open(f"/ideas/{one}/answers").text
    assert {one.state for one in own_ideas(scene.app, scene.leanne.person_id)} == {State.WITHDRAWN}


def test_a_day_keeps_its_seal_and_a_flag_its_words(scene: Scene) -> None:
    """The lead still opens what was flagged; what can be shown is not shown for that."""
    flag_id = scene.flag("who_for")
    before = open_the_day(scene)
    take_back(scene, scene.idea_id)
    pitch = scene.pitch()
    assert (pitch.title, pitch.words, pitch.who_for) == (NAME, WORDS, "–")
    assert (pitch.asked_pence, digest_at_opening(scene)) == (90_000, before)
    opened = scene.lead.send(f"/safety/{flag_id}", to="/open")
    assert (SAID.who_for in opened.text, SAID.what in opened.text) == (True, False)
    scene.lead.fill(opened, outcome="can_be_shown", reason="I spoke to her.")
    assert scene.pitch() == pitch


def test_its_words_leave_the_day_that_put_it_off_too(scene: Scene) -> None:
    open_the_day(scene)
    later = panel_day(scene.app, scene.place, name="The next day")
    with scene.app.app_context(), transaction() as session:
        idea = ideas.find_sent(session, scene.idea_id)
        pitched = shortlisting.for_panel(session, idea)
        shortlisting.shortlist(session, pitched, day_id=later, at=now(session))
        mine = models.Idea.id == scene.idea_id
        session.execute(update(models.Idea).where(mine).values(day_id=later))
    take_back(scene, scene.idea_id)
    assert (scene.pitch().title, scene.pitch().words) == (NAME, WORDS)
    with scene.app.app_context():
        assert panels.load_day(reading(), later).pitches == ()
