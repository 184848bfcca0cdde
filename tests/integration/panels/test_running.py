"""The chair's page: who still has to score and never how; closing, reopening, the count."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from makeithappen.core.access import Role
from makeithappen.core.errors import Missing, Refused
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.day import Move, Presence, State
from panels.rules.refusal import Refusal
from panels.rules.scoring import Tally
from tests.integration.panels.given import DayGiven
from tests.support.visitor import Visitor


def counted(day: DayGiven) -> list[Tally]:
    return list(day.ask(store.tallies).values())


def score_by_three(day: DayGiven) -> None:
    """Three whole sheets for the first idea, one half done, one member who stepped back."""
    day.score(0, 0, 4, 1)
    day.score(1, 0, 1, 4, comment="The tree is old.")
    day.score(2, 0, 0, 0, comment="A bench rots.")
    day.score(3, 0, 4, None)
    day.score(4, 0, 4, 4, comment="My sister's idea!")
    day.declare(4, 0, Degree.CLOSE)


def test_the_chair_sees_who_still_has_to_score_and_never_how(open_day: DayGiven) -> None:
    open_day.score(0, 0, 3, 2, comment="A secret")
    open_day.declare(1, 0, Degree.CLOSE)
    open_day.declare(1, 1, Degree.KNOW)
    page = open_day.chair.open(open_day.address)
    assert page.status == 200
    assert "Ashok Here Mark as left : Ashok 1" in page.text
    assert "Bella Here Mark as left : Bella 1" in page.text
    assert "Catriona Here Mark as left : Catriona 2" in page.text
    assert "Farah In reserve Mark as here : Farah –" in page.text
    assert "Bella : I'm too close to this one" in page.text
    assert "Bella : I know them" in page.text
    assert "A secret" not in page.html
    early = open_day.chair.open(f"{open_day.address}/tally")
    assert (early.status, "Scores are private until" in early.text) == (409, True)
    with pytest.raises(Refused) as refused:
        open_day.ask(store.counts)
    assert refused.value.code is Refusal.COUNTS_STILL_PRIVATE


def test_members_come_and_go(open_day: DayGiven) -> None:
    address = f"/members/{open_day.read().members[0].member_id}"
    page = open_day.chair.send(open_day.address, to=address, presence="member_left")
    assert "Ashok Not here Mark as here : Ashok –" in page.text
    reserve_id = open_day.read().members[-1].member_id
    page = open_day.chair.send(
        open_day.address, to=f"/members/{reserve_id}", presence="member_came"
    )
    assert "Farah Here Mark as left : Farah 2" in page.text
    again = open_day.chair.send(open_day.address, to=f"/{reserve_id}", presence="member_came")
    assert again.status == 200
    assert [event.what for event in open_day.read().events[3:]] == [Presence.LEFT, Presence.CAME]
    odd = open_day.chair.send(open_day.address, to=address, presence="member_flew")
    assert odd.status == 404
    with pytest.raises(Missing):
        open_day.act(store.note_presence, "member-x", Presence.LEFT, actor_id="test")


def test_the_count_once_scoring_has_closed(open_day: DayGiven) -> None:
    score_by_three(open_day)
    open_day.move(Move.BREAK)
    page = open_day.chair.send(open_day.address, to="/move", move="deliberate")
    assert (page.status, "Talking it over" in page.text) == (200, True)
    first, second = open_day.pitches
    ids = open_day.criteria
    assert counted(open_day) == [
        Tally(first, 3, 1, 1, True, Fraction(5, 3), False, dict.fromkeys(ids, Fraction(5, 3))),
        Tally(second, 0, 5, 0, False, None, False, dict.fromkeys(ids)),
    ]
    text = open_day.chair.open(f"{open_day.address}/tally").text
    assert "Its mean must reach 2.00 out of 4." in text
    assert "Idea 1 1 1.67 3 1 1 Not reached" in text
    assert "Idea 2 – Nothing to count 0 5 0 Needs scores" in text
    assert "The exact mean is 5/3." in text
    assert "A bench rots. The tree is old." in text
    assert "My sister" not in text


def test_a_finished_sheet_stands_when_its_member_leaves(open_day: DayGiven) -> None:
    open_day.score(0, 0, 4, 4)
    left = open_day.read().members[0].member_id
    open_day.act(store.note_presence, left, Presence.LEFT, actor_id="test")
    open_day.close_scoring()
    assert [(one.complete, one.missing) for one in counted(open_day)] == [(1, 4), (0, 5)]


def test_a_reserve_member_counts_once_called_in(open_day: DayGiven) -> None:
    farah = open_day.read().members[-1]
    open_day.act(store.note_presence, farah.member_id, Presence.CAME, actor_id="test")
    open_day.members.append(open_day.reserve)
    open_day.score(5, 0, 4, 4)
    open_day.close_scoring()
    assert [(one.complete, one.missing) for one in counted(open_day)] == [(1, 5), (0, 6)]


def test_a_tie_is_said(open_day: DayGiven) -> None:
    for member in range(3):
        open_day.score(member, 0, 3, 1)
        open_day.score(member, 1, 2, 4)
    open_day.close_scoring()
    text = open_day.members[0].open(f"{open_day.address}/tally").text
    assert "A tie: 2 ideas share place 1, with exactly the same mean." in text


def test_who_stepped_back_sees_no_count_of_that_idea(open_day: DayGiven) -> None:
    score_by_three(open_day)
    open_day.score(4, 1, 3, 3)
    open_day.close_scoring()
    page = open_day.members[4].open(f"{open_day.address}/tally")
    assert "You stepped back from 1 of the ideas" in page.text
    assert "Idea 1" not in page.html
    assert "Idea 2" in page.text


def test_a_late_conflict_voids_the_sheet_and_keeps_it(open_day: DayGiven) -> None:
    score_by_three(open_day)
    open_day.close_scoring()
    address = f"{open_day.address}/ideas/{open_day.pitches[0]}/conflict"
    assert open_day.members[0].send(address, degree="benefit").status == 200
    assert (counted(open_day)[0].complete, counted(open_day)[0].abstained) == (2, 2)
    back = open_day.members[0].send(address, degree="none")
    assert (back.status, "so you can only step further back" in back.text) == (409, True)


def test_scoring_opens_again_when_two_people_want_it(open_day: DayGiven) -> None:
    open_day.close_scoring()
    silent = open_day.chair.send(f"{open_day.address}/reopen", reason=" ")
    assert (silent.status, "Write the reason. It is kept." in silent.text) == (400, True)
    page = open_day.chair.send(f"{open_day.address}/reopen", reason="A sheet was on paper.")
    assert (page.status, open_day.read().state) == (200, State.ALLOCATION)
    alone = open_day.chair.send(f"{open_day.address}/agree")
    assert (alone.status, "This takes two people" in alone.text) == (409, True)
    assert "A sheet was on paper." in open_day.members[0].open(f"{open_day.address}/agree").text
    agreed = open_day.members[0].send(f"{open_day.address}/agree")
    assert (agreed.status, open_day.read().standing.version) == (200, 2)
    assert open_day.read().state is State.BREAK
    assert open_day.score(0, 0, 4, 4) == 1
    late = open_day.chair.open(f"{open_day.address}/reopen")
    assert (late.status, "The day has moved on" in late.text) == (409, True)


def test_a_calm_day_is_moved_on_button_by_button(day: DayGiven) -> None:
    day.act(store.open_day, actor_id=day.chair.person_id)
    pressed = []
    for wanted in (
        {"move": "ask_conflicts"},
        {"move": "pitch", "pitch_id": day.pitches[0]},
        {"move": "questions"},
        {"move": "score"},
        {"move": "pitch", "pitch_id": day.pitches[1]},
        {"move": "score"},
        {"move": "break"},
        {"move": "deliberate"},
        {"move": "allocate"},
    ):
        page = day.chair.send(day.address, to="/move", **wanted)
        pressed.append((page.status, str(day.read().state)))
    assert pressed == [
        (200, state)
        for state in (
            "conflicts",
            "pitch",
            "questions",
            "scoring",
            "pitch",
            "scoring",
            "break",
            "deliberation",
            "allocation",
        )
    ]
    assert day.read().standing.heard == frozenset(day.pitches)


def test_an_idea_can_be_scored_from_its_scoring_to_the_end_of_the_break(day: DayGiven) -> None:
    day.act(store.open_day, actor_id=day.chair.person_id)
    day.move(Move.ASK_CONFLICTS, Move.PITCH)
    day.declare(0, 0)
    with pytest.raises(Refused) as refused:
        day.score_again(0, 0, 4, 4)
    assert refused.value.code is Refusal.SCORING_NOT_YET
    day.move(Move.SCORE)
    assert day.score_again(0, 0, 4, 4) == 1
    day.move(Move.PITCH, pitch=1)
    assert day.score_again(0, 0, 3, 4) == 2
    day.move(Move.SCORE, Move.BREAK)
    assert day.score_again(0, 0, 2, 4) == 3
    day.move(Move.DELIBERATE)
    assert day.score_again(0, 0, 1, 4) == 0
    assert day.ask(store.late_counts) == {day.pitches[0]: 1}


def test_who_does_not_come_is_called_again_and_then_put_off(day: DayGiven) -> None:
    day.act(store.open_day, actor_id=day.chair.person_id)
    day.move(Move.ASK_CONFLICTS, Move.PITCH)
    first, second = day.pitches
    page = day.chair.send(day.address, to="/no-show", pitch_id=first)
    assert (page.status, day.read().standing.to_hear) == (200, (second, first))
    day.chair.send(day.address, to="/earlier", pitch_id=first)
    assert day.read().standing.to_hear == (first, second)
    day.move(Move.PITCH)
    day.chair.send(day.address, to="/no-show", pitch_id=first)
    assert day.read().standing.absent == frozenset({first})
    wrong = day.chair.send(day.address, to="/move", move="pitch", pitch_id=first)
    assert (wrong.status, "still to be heard" in wrong.text) == (409, True)


def test_a_pause_and_more_time(open_day: DayGiven) -> None:
    open_day.chair.send(open_day.address, to="/extra-time", minutes="2")
    assert open_day.read().standing.extra_minutes == 2
    paused = open_day.chair.send(open_day.address, to="/pause")
    assert ("Paused" in paused.text, "Take a break" in paused.text) == (True, False)
    with pytest.raises(Refused) as refused:
        open_day.move(Move.BREAK)
    assert refused.value.code is Refusal.DAY_PAUSED
    assert open_day.score(0, 0, 4, 4) == 1
    assert "Take a break" in open_day.chair.send(open_day.address, to="/resume").text


def test_an_unknown_move_looks_like_a_missing_page(open_day: DayGiven) -> None:
    for odd in ("confirm", "open", "fly"):
        assert open_day.chair.send(open_day.address, to="/move", move=odd).status == 404
    odd_time = open_day.chair.send(open_day.address, to="/extra-time", minutes="900")
    assert odd_time.status == 409


def test_a_member_may_not_move_the_day(open_day: DayGiven, enter: Callable[..., Visitor]) -> None:
    page = open_day.chair.open(open_day.address)
    for other in (open_day.members[0], enter(Role.COORDINATOR)):
        page.forms = [form for form in page.forms if form.action.endswith("/move")]
        token = other.open("/me").html.split('name="csrf_token" value="')[1].split('"')[0]
        page.forms[0].values["csrf_token"] = token
        assert other.fill(page, move="break").status == 404
    assert open_day.read().state is State.SCORING
    assert "Take a break" not in enter(Role.COORDINATOR).open(open_day.address).text


def test_who_is_not_of_the_day_sees_no_count(
    open_day: DayGiven, enter: Callable[..., Visitor]
) -> None:
    open_day.close_scoring()
    address = f"{open_day.address}/tally"
    assert enter(Role.PANEL_MEMBER).open(address).status == 404
    assert enter(Role.FUND_HOLDER).open(address).status == 404
    assert enter(Role.COORDINATOR).open(address).status == 200
