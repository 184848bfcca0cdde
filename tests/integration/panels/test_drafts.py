"""Before a sheet is sent: drafts, one question a page, and what a phone needs without a signal."""

from __future__ import annotations

import base64

import pytest

from makeithappen.core.db import reading
from makeithappen.core.errors import Missing
from panels import store
from panels.rules.day import Move
from tests.integration.panels.given import DayGiven
from tests.support.visitor import Page, Visitor


def idea(day: DayGiven, pitch: int = 0) -> str:
    return f"{day.address}/ideas/{day.pitches[pitch]}"


def draft(day: DayGiven, member: int = 0, pitch: int = 0) -> dict[str, str]:
    member_id = day.read().members[member].member_id
    with day.app.app_context():
        return store.find_draft(reading(), day.pitches[pitch], member_id)


def autosave(day: DayGiven, page: Page, **typed: str) -> tuple[int, object]:
    """What the page's script does while somebody types."""
    values = {**page.forms[-1].values, **typed}
    headers = {"Accept": "application/json", "Referer": "https://localhost/"}
    client = day.members[0].client
    answer = client.post(f"{idea(day)}/draft", data=values, headers=headers)
    return answer.status_code, answer.get_json()


@pytest.fixture
def typing(open_day: DayGiven) -> tuple[DayGiven, Page]:
    """A day, and the first member before an empty sheet."""
    open_day.declare(0, 0)
    return open_day, open_day.members[0].open(f"{idea(open_day)}/sheet")


def test_what_is_typed_is_kept_until_it_is_sent(typing: tuple[DayGiven, Page]) -> None:
    day, page = typing
    assert autosave(day, page, score_1="4") == (200, {"saved": True})
    assert autosave(day, page, score_2="2", comment="A tr") == (200, {"saved": True})
    assert draft(day) == {"score_1": "4", "score_2": "2", "comment": "A tr"}
    member_id = day.read().members[0].member_id
    assert day.ask(store.drafts_begun) == {member_id: 1}
    sheets = day.chair.open(f"{day.address}/sheets").text
    assert "Begun on the phone and not sent: 1" in sheets
    assert day.ask(store.progress)[day.pitches[0]].received == frozenset()

    again = day.members[0].open(f"{idea(day)}/sheet")
    shown = {name: again.forms[1].values[name] for name in ("score_1", "score_2", "comment")}
    assert shown == {"score_1": "4", "score_2": "2", "comment": "A tr"}
    assert day.members[0].fill(again).status == 200
    assert (draft(day), day.ask(store.drafts_begun)) == ({}, {})


def test_a_draft_can_be_thrown_away(typing: tuple[DayGiven, Page]) -> None:
    day, page = typing
    autosave(day, page, score_1="4")
    gone = day.members[0].send(f"{idea(day)}/sheet", to="/draft/drop")
    assert (gone.status, draft(day)) == (200, {})


def test_drafts_are_gone_when_scoring_closes(typing: tuple[DayGiven, Page]) -> None:
    day, page = typing
    autosave(day, page, score_1="4")
    day.move(Move.BREAK)
    assert draft(day) == {"score_1": "4", "comment": ""}
    day.move(Move.DELIBERATE)
    assert draft(day) == {}
    status, said = autosave(day, page, score_1="4")
    assert (status, draft(day)) == (409, {})
    assert isinstance(said, dict)
    assert said["saved"] is False


def test_a_draft_is_neither_long_nor_a_strangers(typing: tuple[DayGiven, Page]) -> None:
    day, page = typing
    assert autosave(day, page, comment="a" * 501) == (400, {"saved": False})
    with pytest.raises(Missing):
        day.act(store.save_draft, day.pitches[0], person_id="person-x", answers={})
    who = day.members[0].person_id
    with pytest.raises(Missing):
        day.act(store.save_draft, "pitch-x", person_id=who, answers={})


def test_one_question_after_another(typing: tuple[DayGiven, Page]) -> None:
    day, _page = typing
    ashok, home = day.members[0], idea(day)
    first = ashok.open(f"{home}/sheet/1")
    assert "Question 1 of 3" in first.text
    assert 'data-live-mode="tell"' in first.html
    assert "Together: is it so?" in first.text
    assert "Lasting: is it so?" not in first.text
    assert ashok.fill(first).status == 400
    second = ashok.fill(first, score_1="3")
    assert (second.path, "Question 2 of 3" in second.text) == (f"{home}/sheet/2", True)
    third = ashok.fill(second, score_2="cant_say")
    check = ashok.fill(third, comment="I like it.")
    assert check.path == f"{home}/sheet/check"
    assert "Together: is it so? 3 · Most of it" in check.text
    assert "Lasting: is it so? I can't say" in check.text
    assert ashok.open(f"{home}/sheet").path == f"{home}/sheet/1"
    assert draft(day) == {"score_1": "3", "score_2": "cant_say", "comment": "I like it."}

    sent = ashok.fill(check)
    assert (sent.status, "Your receipt Counted" in sent.text) == (200, True)
    assert draft(day) == {}
    changed = ashok.open(f"{home}/sheet/check")
    assert "Together: is it so? 3 · Most of it" in changed.text

    whole = ashok.open(f"{home}/sheet?all=1")
    assert whole.path == f"{home}/sheet"
    ashok.client.post(
        f"{home}/sheet?all=1",
        data={**whole.forms[1].values, "score_1": "4"},
        headers={"Referer": "https://localhost/"},
    )
    assert ashok.open(f"{home}/sheet").path == f"{home}/sheet"


def test_a_step_that_is_not_there_or_not_now(typing: tuple[DayGiven, Page]) -> None:
    day, _page = typing
    ashok = day.members[0]
    steps = [ashok.open(f"{idea(day)}/sheet/{step}").status for step in (0, 3, 4)]
    assert steps == [404, 200, 404]
    assert ashok.open(f"{idea(day, 1)}/sheet/1").status == 409
    unanswered = ashok.open(f"{idea(day)}/sheet/check")
    assert "Together: is it so? No answer yet" in unanswered.text
    assert ashok.fill(unanswered).status == 400


def test_the_key_for_a_phone(typing: tuple[DayGiven, Page], visitor: Visitor) -> None:
    day, _page = typing
    place = f"{day.address}/mine/phone-key"
    keys = [one.client.get(place).get_json()["key"] for one in day.members[:2]]
    assert [len(base64.b64decode(key)) for key in keys] == [32, 32]
    assert (keys[0] != keys[1], keys[0]) == (
        True,
        day.members[0].client.get(place).get_json()["key"],
    )
    assert [one.open(place).status for one in (day.chair, visitor)] == [404, 404]
    assert "no-store" in day.members[0].client.get(place).headers["Cache-Control"]
    day.move(Move.BREAK, Move.DELIBERATE)
    assert day.members[0].open(place).status == 404


def test_what_is_shown_without_a_signal_says_nothing_about_anybody(visitor: Visitor) -> None:
    page = visitor.open("/days/offline")
    assert (page.status, "Nothing is lost." in page.text) == (200, True)
    with visitor.client.get("/days/offline-worker.js") as worker:
        assert (worker.status_code, worker.mimetype) == (200, "text/javascript")
