"""The board on which the panel talks the ideas over: what it shows, and to whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from makeithappen.core.access import Role
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.day import Move, Presence
from tests.integration.panels.given import DayGiven
from tests.support.visitor import Visitor


@pytest.fixture
def talking(open_day: DayGiven) -> DayGiven:
    """All but Elspeth scored both ideas; she is too close to the first, and silent on the second.

    The sheets for the second idea lie further apart, and it is near the line.
    """
    for member, value in enumerate((3, 3, 2, 3)):
        open_day.score(member, 0, value, value, comment=f"First {member}")
    for member, value in enumerate((0, 4, 1, 3)):
        open_day.score(member, 1, value, value)
    open_day.declare(4, 0, Degree.CLOSE)
    open_day.declare(4, 1)
    open_day.move(Move.BREAK, Move.DELIBERATE)
    return open_day


def board(day: DayGiven) -> str:
    return f"{day.address}/board"


def test_the_idea_with_most_disagreement_comes_first(talking: DayGiven) -> None:
    page = talking.members[0].open(board(talking))
    assert page.text.index("Idea 2") < page.text.index("Idea 1")
    assert "From 0.00 to 4.00. The mean is 2.00. Two sheets lie 2.33 apart on average." in page.text
    assert "From 2.00 to 3.00. The mean is 2.75. Two sheets lie 0.50 apart on average." in page.text
    assert 'aria-label="Idea 2: from 0.00 to 4.00, the mean 2.00, the line 2.00"' in page.html
    assert "Idea 2 0.00 4.00 2.00 2.33 4 Idea 1 2.00 3.00 2.75 0.50 4" in page.text
    assert page.text.count("Near the line") == 1
    assert page.text.count("Few sheets") == 2


def test_comments_and_reasons_have_no_name(talking: DayGiven) -> None:
    values = dict.fromkeys(talking.criteria, 4)
    said = {"person_id": talking.members[2].person_id, "values": values, "comment": "Now I see"}
    talking.act(store.revise_sheet, talking.pitches[0], **said, reason="They will keep it up.")
    text = talking.chair.open(board(talking)).text
    assert "What 4 members wrote First 0 First 1 First 3 Now I see" in text
    assert "Why 1 sheet was changed They will keep it up." in text
    for name in ("Ashok", "Bella", "Catriona", "Dawid", "Elspeth"):
        assert name not in text


def test_the_draft_is_what_the_rule_gives_and_what_hangs_on_one_person(talking: DayGiven) -> None:
    text = talking.chair.open(board(talking)).text
    assert "Idea 1 £500 No money: it passed, but it did not fit" in text
    assert "Money that was promised for one idea changes nothing." in text
    assert "The count would give the same to each idea, whoever's sheets were left out." in text


def test_a_member_who_stepped_back_or_gave_no_sheet_sees_nothing_of_it(
    talking: DayGiven,
) -> None:
    page = talking.members[4].open(board(talking))
    assert "Idea 1 You stepped back from this idea, so you don't see its sheets." in page.text
    assert "Idea 2 You gave this idea no sheet of your own" in page.text
    assert 'role="img"' not in page.html
    for hidden in ("First 0", "£500", "2.75", "The draft", "Without one person"):
        assert hidden not in page.text
    tally = talking.members[4].open(f"{talking.address}/tally").text
    assert "You stepped back from 2 of the ideas or gave them no sheet of your own" in tally
    assert "2.75" not in tally


def test_a_reserve_member_sees_it_only_with_sheets_of_their_own(talking: DayGiven) -> None:
    assert 'role="img"' not in talking.reserve.open(board(talking)).html
    member_id = talking.read().members[-1].member_id
    by = {"actor_id": talking.chair.person_id}
    talking.act(store.note_presence, member_id, Presence.CAME, **by)
    assert 'role="img"' not in talking.reserve.open(board(talking)).html


def test_nobody_else_sees_it_and_only_while_the_panel_decides(
    talking: DayGiven, enter: Callable[..., Visitor], visitor: Visitor
) -> None:
    for role in (Role.COORDINATOR, Role.AUDITOR, Role.PANEL_MEMBER, Role.ADMINISTRATOR):
        assert enter(role).open(board(talking)).status == 404
    assert visitor.open(board(talking)).status == 404
    assert talking.chair.open(talking.address).html.count(f'href="{board(talking)}"') == 1
    mine = talking.members[0].open(f"{talking.address}/mine")
    assert mine.html.count(f'href="{board(talking)}"') == 1
    talking.act(store.ask_to_reopen, reason="A slip.", actor_id=talking.chair.person_id)
    talking.act(store.reopen, actor_id=talking.members[0].person_id)
    early = talking.chair.open(board(talking))
    assert (early.status, "Scores are private until scoring has closed" in early.text) == (
        409,
        True,
    )
    talking.move(Move.DELIBERATE, Move.ALLOCATE)
    assert talking.chair.open(board(talking)).status == 200
    talking.decide(0, "not_now")
    talking.decide(1, "not_now")
    talking.confirm()
    late = talking.chair.open(board(talking))
    assert (late.status, "The day is confirmed now." in late.text) == (409, True)
