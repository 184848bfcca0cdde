"""A member's own day on their phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from makeithappen.core.access import Role
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.day import Presence
from tests.integration.panels.given import DayGiven
from tests.support.visitor import Page, Visitor


def my_parts(day: DayGiven, member: int = 0) -> dict[str, store.MyPart]:
    return day.ask(lambda session, found: store.my_parts(session, found, seat(found, day, member)))


def seat(found: store.Day, day: DayGiven, member: int):
    return found.member_of(day.members[member].person_id)


def idea(day: DayGiven, pitch: int = 0) -> str:
    return f"{day.address}/ideas/{day.pitches[pitch]}"


def send_sheet(day: DayGiven, member: int = 0, **typed: str | None) -> Page:
    """Score the first idea through the page, having declared no conflict."""
    day.declare(member, 0)
    whole = {"score_1": "4", "score_2": "2", **typed}
    return day.members[member].send(f"{idea(day)}/sheet", **whole)


def test_the_way_of_a_member_through_one_idea(open_day: DayGiven) -> None:
    ashok = open_day.members[0]
    days = ashok.open("/days/mine")
    assert (days.status, "Spring day" in days.text) == (200, True)
    home = ashok.open(f"{open_day.address}/mine")
    assert home.text.count("Say how close you are") == 2

    sheet = ashok.send(f"{idea(open_day)}/conflict", degree="know")
    assert (sheet.status, sheet.path) == (200, f"{idea(open_day)}/sheet")
    assert "Together: is it so?" in sheet.text
    assert "A bench under the tree." in sheet.text

    saved = ashok.fill(sheet, score_1="4", score_2="cant_say", comment="I like the tree.")
    assert (saved.status, "Your receipt Counted" in saved.text) == (200, True)
    assert "Your sheet is in" in ashok.open(f"{open_day.address}/mine").text

    again = ashok.open(f"{idea(open_day)}/sheet")
    shown = {name: again.forms[-1].values[name] for name in ("score_1", "score_2", "comment")}
    assert shown == {"score_1": "4", "score_2": "cant_say", "comment": "I like the tree."}
    assert ashok.fill(again, score_2="2").status == 200

    values = dict(zip(open_day.criteria, (4, 2), strict=True))
    assert my_parts(open_day) == {
        open_day.pitches[0]: store.MyPart(Degree.KNOW, 2, values, "I like the tree."),
        open_day.pitches[1]: store.MyPart(None, 0, None, ""),
    }


def test_one_press_counts_once(open_day: DayGiven) -> None:
    open_day.declare(0, 0)
    ashok = open_day.members[0]
    page = ashok.open(f"{idea(open_day)}/sheet")
    for _press in range(3):
        assert ashok.fill(page, score_1="1", score_2="1").status == 200
    assert my_parts(open_day)[open_day.pitches[0]].revision == 1
    other = ashok.fill(page, score_1="4", score_2="1")
    assert (other.status, "sent before with other words" in other.text) == (409, True)
    assert my_parts(open_day)[open_day.pitches[0]].revision == 1


def test_each_question_needs_an_answer_and_typed_words_stay(open_day: DayGiven) -> None:
    page = send_sheet(open_day, score_2=None, comment="Still writing")
    assert page.status == 400
    assert "Choose an answer to “Lasting: is it so?”, or “I can't say”" in page.text
    assert page.forms[-1].values["score_1"] == "4"
    assert page.forms[-1].values["comment"] == "Still writing"
    assert my_parts(open_day)[open_day.pitches[0]].revision == 0


@pytest.mark.parametrize("value", ["5", "-1", "1.5", "NaN", "", "9223372036854775808"])
def test_a_value_off_the_scale_is_not_taken(open_day: DayGiven, value: str) -> None:
    page = send_sheet(open_day, score_1=value)
    assert page.status == 400
    assert "Choose an answer to “Together: is it so?”" in page.text
    assert my_parts(open_day)[open_day.pitches[0]].revision == 0


def test_without_saying_how_close_one_is_there_is_no_sheet(open_day: DayGiven) -> None:
    page = open_day.members[0].open(f"{idea(open_day)}/sheet")
    assert "First say how close you are to this idea, then score it." in page.text
    assert "Save my sheet" not in page.text


def test_stepping_back_ends_the_scoring_of_an_idea(open_day: DayGiven) -> None:
    open_day.declare(0, 0)
    ashok = open_day.members[0]
    page = ashok.open(f"{idea(open_day)}/sheet")
    open_day.declare(0, 0, Degree.BENEFIT)
    late = ashok.fill(page, score_1="4", score_2="4")
    assert late.status == 409
    assert "You said you are too close to this idea to score it." in late.text
    home = ashok.open(f"{open_day.address}/mine")
    assert "You leave the room for this one. That costs the idea nothing." in home.text
    assert my_parts(open_day)[open_day.pitches[0]] == store.MyPart(Degree.BENEFIT, 0, None, "")


def test_an_unknown_degree_is_not_taken(open_day: DayGiven) -> None:
    page = open_day.members[0].send(f"{idea(open_day)}/conflict", degree="cousin")
    assert (page.status, "Choose how close you are" in page.text) == (400, True)


def test_a_sheet_that_came_in_time_can_be_read_after_the_close(open_day: DayGiven) -> None:
    send_sheet(open_day)
    open_day.close_scoring()
    page = open_day.members[0].open(f"{idea(open_day)}/sheet")
    assert "Scoring has closed. This is the sheet that you sent." in page.text
    assert "not counted" not in page.text


def test_who_is_marked_as_away_is_told_what_to_do(open_day: DayGiven) -> None:
    member_id = open_day.read().members[0].member_id
    by = {"actor_id": open_day.chair.person_id}
    open_day.act(store.note_presence, member_id, Presence.LEFT, **by)
    page = open_day.members[0].open(f"{open_day.address}/mine")
    assert "You are marked as not here." in page.text
    open_day.declare(0, 0)
    sheet = open_day.members[0].open(f"{idea(open_day)}/sheet")
    assert "Ask the chair to mark you as here, then save again." in sheet.text


def test_before_the_day_ideas_can_be_read_but_nothing_said(day: DayGiven) -> None:
    ashok = day.members[0]
    home = ashok.open(f"{day.address}/mine")
    assert "The day has not begun yet." in home.text
    assert "A bench under the tree." in ashok.open(f"{idea(day)}/sheet").text
    early = ashok.send(f"{idea(day)}/conflict", degree="none")
    assert (early.status, "when the chair asks for it" in early.text) == (409, True)


def test_after_the_close_one_sees_ones_own_sheet(open_day: DayGiven) -> None:
    open_day.score(0, 0, 4, None, comment="Good for the old ones too.")
    open_day.close_scoring()
    text = open_day.members[0].open(f"{idea(open_day)}/sheet").text
    assert "Together: is it so? 4 Lasting: is it so? I can't say" in text
    assert "Good for the old ones too." in text


def test_nobody_else_gets_in(open_day: DayGiven, enter: Callable[..., Visitor]) -> None:
    stranger = enter(Role.PANEL_MEMBER, first_name="Zoe")
    paths = [f"{open_day.address}/mine", f"{idea(open_day)}/sheet", f"{idea(open_day)}/conflict"]
    assert [stranger.open(path).status for path in paths] == [404] * 3
    assert [open_day.chair.open(path).status for path in paths] == [404] * 3
    assert "You are not on a panel yet" in stranger.open("/days/mine").text
    ashok = open_day.members[0]
    elsewhere = [f"{open_day.address}/ideas/pitch-x/sheet", "/days/day-x/mine"]
    assert [ashok.open(path).status for path in elsewhere] == [404, 404]


def test_a_sheet_takes_a_known_number_of_statements(
    open_day: DayGiven, statements: Callable[[], Any]
) -> None:
    open_day.declare(0, 0)
    values = dict.fromkeys(open_day.criteria, 3)
    said_by = {"person_id": open_day.members[0].person_id, "values": values, "comment": ""}
    for known, expected in ((False, 16), (True, 11)):
        if known:  # this process has read the day, and nothing has happened since
            open_day.read()
        with statements() as said:
            open_day.act(store.put_sheet, open_day.pitches[0], **said_by)
        assert len(said) == expected
