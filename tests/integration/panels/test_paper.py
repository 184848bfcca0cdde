"""Paper sheets: printed, taken in, entered by two people, and one count with the phones."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from makeithappen.core.access import Role
from makeithappen.core.errors import Missing, Refused
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.day import Move
from panels.rules.paper import PaperState, Said
from panels.rules.refusal import Refusal
from panels.rules.sheet_refusal import SheetRefusal
from tests.integration.panels.given import DayGiven
from tests.support.visitor import Page, Visitor

CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")
READ = {"degree": "none", "score_1": "4", "score_2": "cant_say", "comment": "Good."}


@pytest.fixture
def scribe(enter: Callable[..., Visitor]) -> Visitor:
    """A coordinator who enters papers beside the chair."""
    return enter(Role.COORDINATOR, first_name="Hamish")


def member_id(day: DayGiven, member: int = 0) -> str:
    return day.read().members[member].member_id


def paper(day: DayGiven, member: int = 0, pitch: int = 0) -> str:
    return f"{day.address}/paper/{member_id(day, member)}/{day.pitches[pitch]}"


def states(day: DayGiven) -> list[PaperState]:
    return [one.state for one in day.ask(store.list_papers)]


def part(day: DayGiven, member: int = 0, pitch: int = 0) -> store.MyPart:
    def ask(session: object, found: store.Day) -> store.MyPart:
        parts = store.my_parts(session, found, found.members[member])  # type: ignore[arg-type]
        return parts[day.pitches[pitch]]

    return day.ask(ask)


def enter_twice(day: DayGiven, scribe: Visitor, **read: str) -> Page:
    """Both people enter the first member's paper for the first idea alike."""
    day.chair.send(paper(day), **{**READ, **read})
    return scribe.send(paper(day), **{**READ, **read})


def test_a_paper_counts_when_two_people_read_it_alike(open_day: DayGiven, scribe: Visitor) -> None:
    chair = open_day.chair
    chair.send(
        f"{open_day.address}/paper/{member_id(open_day)}/taken-in", pitches=open_day.pitches[0]
    )
    assert states(open_day) == [PaperState.TAKEN_IN]
    sheets = chair.open(f"{open_day.address}/sheets").text
    assert "Papers taken in: 1. Settled: 0." in sheets
    assert "Taken in, not entered yet" in sheets

    first = chair.send(paper(open_day), **READ)
    assert (first.path, states(open_day)) == (
        f"{open_day.address}/sheets",
        [PaperState.ENTERED_ONCE],
    )
    mine = chair.open(paper(open_day))
    assert "Now another person has to enter it, without you." in mine.text
    other = scribe.open(paper(open_day))
    assert "without asking what the first one read" in other.text
    kept = {name: other.forms[-1].values.get(name, "") for name in READ}
    assert kept == {"degree": "", "score_1": "", "score_2": "", "comment": ""}
    assert part(open_day).revision == 0

    done = scribe.fill(other, **READ)
    assert ("What you read is kept." in done.text, states(open_day)) == (
        True,
        [PaperState.SETTLED],
    )
    values = dict(zip(open_day.criteria, (4, None), strict=True))
    assert part(open_day) == store.MyPart(Degree.NONE, 1, values, "Good.")


def test_the_same_person_can_not_enter_twice(open_day: DayGiven) -> None:
    page = open_day.chair.open(paper(open_day))
    open_day.chair.fill(page, **READ)
    other = open_day.chair.fill(open_day.chair.open(f"{open_day.address}/sheets"), to="/sign-out")
    assert other.status == 200
    with pytest.raises(Refused) as refused:
        enter(open_day, open_day.chair.person_id, 4)
    assert refused.value.code is SheetRefusal.PAPER_NEEDS_ANOTHER_PERSON
    assert states(open_day) == [PaperState.ENTERED_ONCE]


def enter(
    day: DayGiven,
    who: str,
    first: int,
    *,
    pitch: int = 0,
    degree: Degree | None = Degree.NONE,
    reason: str = "",
) -> PaperState:
    """Enter the first member's paper for an idea with one score for all questions."""
    said = Said(degree, dict.fromkeys(day.criteria, first), "")
    by = {"said": said, "reason": reason, "actor_id": who}
    return day.act(store.enter_paper, day.pitches[pitch], member_id(day), **by)


def test_a_difference_is_shown_without_who_and_has_to_be_settled(
    open_day: DayGiven, scribe: Visitor
) -> None:
    for member in range(1, 4):
        open_day.score(member, 0, 3, 3)
    open_day.chair.send(paper(open_day), **READ)
    differs = scribe.send(paper(open_day), **{**READ, "score_1": "1"})
    assert (differs.status, differs.path) == (200, paper(open_day))
    assert "Two people read it differently" in differs.text
    assert "Together: is it so? 1 4 Lasting: is it so? – –" in differs.text
    assert ("Hamish" in differs.text.replace("You are Hamish", ""), "Gail" in differs.text) == (
        False,
        False,
    )
    assert "Together: is it so? 1 4" in open_day.chair.open(paper(open_day)).text
    without = scribe.send(paper(open_day), **READ)
    assert (without.status, "Write what you saw" in without.text) == (409, True)
    assert without.forms[-1].values["score_1"] == "4"

    open_day.close_scoring()
    for pitch in range(2):
        open_day.decide(pitch, "not_now")
    page = open_day.chair.open(f"{open_day.address}/read-back")
    assert "Papers still open: 1." in page.text
    with pytest.raises(Refused) as refused:
        open_day.confirm()
    assert (refused.value.code, refused.value.facts) == (SheetRefusal.PAPERS_OPEN, {"papers": 1})

    settled = scribe.send(paper(open_day), **READ, reason="It is a four, I misread it.")
    assert (settled.status, states(open_day)) == (200, [PaperState.SETTLED])
    assert open_day.ask(store.tallies)[open_day.pitches[0]].complete == 3
    assert part(open_day).revision == 1
    open_day.confirm()
    record = open_day.ask(store.list_papers)[0]
    assert [one.reason for one in record.entries] == ["", "", "It is a four, I misread it."]
    assert (record.member_id, len({one.entered_by for one in record.entries})) == (None, 2)
    late = scribe.send(paper(open_day), **READ)
    assert (late.status, "not noted as taken in" in late.text) == (409, True)


def test_there_is_no_such_paper(open_day: DayGiven, scribe: Visitor) -> None:
    open_day.chair.send(paper(open_day), none="y", degree=None)
    page = scribe.send(paper(open_day), none="y", degree=None)
    assert (page.status, states(open_day)) == (200, [PaperState.SETTLED])
    assert part(open_day) == store.MyPart(None, 0, None, "")


def test_after_the_close_only_what_was_taken_in_is_entered(
    open_day: DayGiven, scribe: Visitor
) -> None:
    by = {"actor_id": open_day.chair.person_id}
    taken = open_day.act(store.take_in, member_id(open_day), open_day.pitches[:1], **by)
    again = open_day.act(store.take_in, member_id(open_day), open_day.pitches, **by)
    assert (taken, again) == (1, 1)
    assert open_day.act(store.take_in, member_id(open_day), [], **by) == 0
    open_day.move(Move.BREAK, Move.DELIBERATE)
    assert enter_twice(open_day, scribe, score_2="2").status == 200
    assert open_day.ask(store.tallies)[open_day.pitches[0]].complete == 1
    late = open_day.chair.send(paper(open_day, member=1), **READ)
    assert (late.status, "was not noted as taken in" in late.text) == (409, True)
    with pytest.raises(Refused) as refused:
        open_day.act(store.take_in, member_id(open_day, 1), open_day.pitches, **by)
    assert refused.value.code is SheetRefusal.PAPER_NOT_TAKEN_IN
    with pytest.raises(Missing):
        open_day.act(store.take_in, "member-x", open_day.pitches, **by)


def test_of_paper_and_phone_the_later_counts(open_day: DayGiven) -> None:
    member, pitch = member_id(open_day), open_day.pitches[0]
    by = {"actor_id": open_day.chair.person_id}
    open_day.score(0, 0, 1, 1)
    open_day.act(store.take_in, member, [pitch], **by)
    enter(open_day, "scribe-1", 2)
    enter(open_day, "scribe-2", 2)
    assert part(open_day).revision == 2
    assert part(open_day).values == dict.fromkeys(open_day.criteria, 2)

    open_day.act(store.take_in, member, [pitch], **by)
    open_day.score_again(0, 0, 3, 3)
    enter(open_day, "scribe-1", 4)
    assert enter(open_day, "scribe-2", 4) is PaperState.SETTLED
    assert part(open_day).values == dict.fromkeys(open_day.criteria, 3)
    assert [one.number for one in open_day.ask(store.list_papers)] == [1, 2]
    open_day.close_scoring()
    assert open_day.ask(store.tallies)[pitch].complete == 1


def test_a_paper_says_how_close_its_member_is(open_day: DayGiven) -> None:
    enter(open_day, "scribe-1", 4, degree=None)
    with pytest.raises(Refused) as refused:
        enter(open_day, "scribe-2", 4, degree=None)
    assert refused.value.code is Refusal.CONFLICT_NOT_DECLARED
    enter(open_day, "scribe-2", 4, degree=Degree.CLOSE)
    enter(open_day, "scribe-3", 4, degree=Degree.CLOSE, reason="It is ticked.")
    assert part(open_day) == store.MyPart(Degree.CLOSE, 0, None, "")

    open_day.declare(0, 1, Degree.CLOSE)
    for who in ("scribe-1", "scribe-2"):
        enter(open_day, who, 4, pitch=1)
    assert part(open_day, pitch=1) == store.MyPart(Degree.CLOSE, 0, None, "")


def test_nobody_enters_their_own_paper(open_day: DayGiven) -> None:
    with pytest.raises(Refused) as refused:
        enter(open_day, open_day.members[0].person_id, 4)
    assert refused.value.code is SheetRefusal.PAPER_IS_YOURS


def test_what_is_printed_has_the_code_of_its_receipt(
    open_day: DayGiven, scribe: Visitor, visitor: Visitor
) -> None:
    place = f"{open_day.address}/paper/{member_id(open_day)}"
    printed = open_day.chair.open(place)
    assert "Together: is it so? 0 Not at all 1 A little" in printed.text
    codes = list(dict.fromkeys(CODE.findall(printed.text)))
    assert len(codes) == 2
    enter_twice(open_day, scribe)
    again = list(dict.fromkeys(CODE.findall(open_day.chair.open(place).text)))
    assert (again[0] != codes[0], again[1] == codes[1]) == (True, True)
    assert "A paper of Ashok" in open_day.chair.open(paper(open_day)).text

    open_day.close_scoring()
    for pitch in range(2):
        open_day.decide(pitch, "not_now")
    open_day.confirm()
    open_day.act(store.tell, actor_id=open_day.chair.person_id)
    assert "Counted" in visitor.send("/receipts", code=codes[0]).text
    assert "Nothing to show" in visitor.send("/receipts", code=codes[1]).text
    assert CODE.findall(open_day.chair.open(place).text) == []


def test_paper_is_for_chair_and_coordinator(open_day: DayGiven) -> None:
    own = f"{open_day.address}/paper/{member_id(open_day)}"
    places = [f"{open_day.address}/sheets", own, f"{own}/taken-in", paper(open_day)]
    assert [open_day.members[0].open(one).status for one in places] == [404] * 4
    assert [open_day.chair.open(one).status for one in places] == [200] * 4
    elsewhere = f"{open_day.address}/paper/member-x"
    assert open_day.chair.open(elsewhere).status == 404
    assert open_day.chair.send(f"{own}/taken-in", pitches="pitch-x").status == 400
    assert open_day.chair.send(paper(open_day), degree="none").status == 400
