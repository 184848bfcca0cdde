"""Sheets in time and late, changed once with a reason, and what their receipts tell."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from panels import store
from panels.rules.bundle import Form
from panels.rules.conflicts import Degree
from panels.rules.day import Move, Presence
from panels.rules.sheet_refusal import SheetRefusal
from panels.rules.sheets import SheetState
from tests.integration.panels.given import DayGiven
from tests.support.visitor import Page, Visitor

CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")


def idea(day: DayGiven, pitch: int = 0) -> str:
    return f"{day.address}/ideas/{day.pitches[pitch]}"


def send(day: DayGiven, member: int, first: int, second: int, pitch: int = 0) -> Page:
    """Score an idea on its page, having declared no conflict; gives the receipt."""
    day.declare(member, pitch)
    scores = {"score_1": str(first), "score_2": str(second)}
    return day.members[member].send(f"{idea(day, pitch)}/sheet", **scores)


def code_on(page: Page) -> str:
    """The receipt code on a page."""
    return CODE.findall(page.text)[0]


def states(day: DayGiven, member: int) -> list[SheetState]:
    """What became of a member's sheets, the oldest first."""

    def ask(session: object, found: store.Day) -> list[SheetState]:
        mine = found.member_of(day.members[member].person_id)
        assert mine is not None
        sheets = store.my_sheets(session, found, mine)  # type: ignore[arg-type]
        return [one.state for one in reversed(sheets)]

    return day.ask(ask)


def looked_up(visitor: Visitor, code: str) -> str:
    """The heading that the public page gives for a code."""
    return visitor.send("/receipts", code=code).html.split("<h1>")[1].split("</h1>")[0]


def finish(day: DayGiven) -> None:
    """Decide, confirm and tell."""
    day.move(Move.ALLOCATE)
    for pitch in range(len(day.pitches)):
        day.decide(pitch, "not_now")
    day.confirm()
    day.act(store.tell, actor_id=day.chair.person_id)


def test_a_late_sheet_is_kept_shown_and_never_counted(open_day: DayGiven) -> None:
    for member in range(3):
        open_day.score(member, 0, 2, 2)
    open_day.declare(3, 0)
    dawid = open_day.members[3]
    page = dawid.open(f"{idea(open_day)}/sheet")
    open_day.move(Move.BREAK, Move.DELIBERATE)

    for _press in range(2):
        late = dawid.fill(page, score_1="4", score_2="4", comment="My bus was late")
        assert late.status == 409
        assert "Your sheet came too late. It is kept, and it is not counted." in late.text
        assert CODE.search(late.text)
    shown = dawid.open(f"{idea(open_day)}/sheet").text
    assert "Came too late: kept, not counted" in shown
    assert "Together: is it so? 4 Lasting: is it so? 4 Your words My bus was late" in shown
    assert states(open_day, 3) == [SheetState.LATE]

    assert open_day.ask(store.tallies)[open_day.pitches[0]].complete == 3
    assert open_day.ask(store.late_counts) == {open_day.pitches[0]: 1}
    sheets = open_day.chair.open(f"{open_day.address}/sheets")
    assert "Late sheets Idea 1 1 Idea 2 0" in sheets.text
    elspeth = open_day.members[4].open(f"{open_day.address}/tally").text
    assert ("bus" in sheets.text, "bus" in elspeth) == (False, False)


def test_a_late_sheet_stays_late_when_scoring_opens_again(open_day: DayGiven) -> None:
    for member in range(3):
        open_day.score(member, 0, 2, 2)
    open_day.declare(3, 0)
    open_day.move(Move.BREAK, Move.DELIBERATE)
    assert open_day.score_again(3, 0, 4, 4) == 0
    open_day.act(store.ask_to_reopen, reason="A bus.", actor_id=open_day.chair.person_id)
    open_day.act(store.reopen, actor_id=open_day.members[0].person_id)
    assert states(open_day, 3) == [SheetState.LATE]
    assert open_day.score_again(3, 0, 3, 3) == 1
    open_day.move(Move.DELIBERATE)
    assert open_day.ask(store.tallies)[open_day.pitches[0]].complete == 4
    assert states(open_day, 3) == [SheetState.LATE, SheetState.COUNTED]


def test_off_the_scale_or_too_close_is_not_even_kept(open_day: DayGiven) -> None:
    open_day.declare(0, 0)
    open_day.declare(1, 0, Degree.CLOSE)
    pages = [open_day.members[one].open(f"{idea(open_day)}/sheet") for one in (0, 1)]
    open_day.move(Move.BREAK, Move.DELIBERATE)
    assert open_day.members[0].fill(pages[0], score_1="7", score_2="4").status == 400
    with pytest.raises(Refused):
        open_day.score_again(1, 0, 4, 4)
    assert open_day.ask(store.late_counts) == {}


def test_after_the_confirmation_a_copy_is_not_kept(open_day: DayGiven) -> None:
    for member in range(3):
        open_day.score(member, 0, 2, 2)
    page = open_day.members[0].open(f"{idea(open_day)}/sheet")
    open_day.move(Move.BREAK, Move.DELIBERATE)
    finish(open_day)
    late = open_day.members[0].fill(page, score_1="4", score_2="4")
    assert (late.status, "not counted and not kept" in late.text) == (409, True)
    assert open_day.ask(store.late_counts) == {}


def test_a_script_gets_the_same_answers_in_short(open_day: DayGiven) -> None:
    open_day.declare(0, 0)
    ashok = open_day.members[0]
    pages = [ashok.open(f"{idea(open_day)}/sheet") for _copy in range(3)]

    def post(page: Page) -> tuple[int, dict[str, str]]:
        typed = {**page.forms[-1].values, "score_1": "4", "score_2": "4"}
        headers = {"Accept": "application/json", "Referer": "https://localhost/"}
        answer = ashok.client.post(page.path, data=typed, headers=headers)
        return answer.status_code, answer.get_json()

    status, said = post(pages[0])
    assert (status, said["state"], said["place"]) == (200, "counted", said["place"])
    assert ashok.open(said["place"]).status == 200
    assert post(pages[0]) == (status, said)
    open_day.declare(0, 0, Degree.CLOSE)
    status, said = post(pages[1])
    assert (status, said["state"]) == (409, "refused")
    open_day.declare(0, 0)
    open_day.move(Move.BREAK, Move.DELIBERATE)
    status, said = post(pages[2])
    assert (status, said["state"]) == (409, "late")


def test_a_sheet_is_changed_once_with_a_reason(open_day: DayGiven) -> None:
    for member in range(3):
        open_day.score(member, 0, 2, 2)
    open_day.declare(3, 0)
    open_day.move(Move.BREAK, Move.DELIBERATE)
    ashok = open_day.members[0]
    page = ashok.open(f"{idea(open_day)}/revise")
    assert {name: page.forms[-1].values[name] for name in ("score_1", "score_2")} == {
        "score_1": "2",
        "score_2": "2",
    }
    assert ashok.fill(page, score_1="4").status == 400
    for _press in range(2):
        changed = ashok.fill(page, score_1="4", reason="The answer about the van.")
        assert (changed.status, "Your receipt Counted" in changed.text) == (200, True)
    assert states(open_day, 0) == [SheetState.REPLACED, SheetState.COUNTED]

    again = ashok.open(f"{idea(open_day)}/revise")
    assert (again.status, "You have changed this sheet once already." in again.text) == (409, True)
    nothing = open_day.members[3].open(f"{idea(open_day)}/revise")
    assert (nothing.status, "You have no sheet that counts" in nothing.text) == (409, True)
    reasons = {open_day.pitches[0]: ("The answer about the van.",), open_day.pitches[1]: ()}
    assert open_day.ask(store.revision_reasons) == reasons

    finish(open_day)
    with open_day.app.app_context():
        bundle = store.day_bundle(reading(), open_day.day_id, Form.LINKED)
    revisions = bundle["revisions"]
    assert isinstance(revisions, list)
    scores = dict.fromkeys(open_day.criteria, 2)
    assert [(one["number"], one["scores"]) for one in revisions] == [(1, scores)]
    assert open_day.ask(store.revision_reasons) == reasons


def test_a_change_without_a_reason_is_refused_by_the_rule_too(open_day: DayGiven) -> None:
    open_day.score(0, 0, 2, 2)
    open_day.move(Move.BREAK, Move.DELIBERATE)
    values = dict.fromkeys(open_day.criteria, 3)
    who = {"person_id": open_day.members[0].person_id, "values": values, "comment": ""}
    with pytest.raises(Refused) as refused:
        open_day.act(store.revise_sheet, open_day.pitches[0], **who, reason=" ")
    assert refused.value.code is SheetRefusal.REVISION_NEEDS_REASON


def test_receipts_of_every_kind(open_day: DayGiven, visitor: Visitor) -> None:
    first = code_on(send(open_day, 0, 2, 2))
    second = code_on(send(open_day, 0, 3, 3))
    stepped_back = code_on(send(open_day, 1, 4, 4))
    open_day.declare(1, 0, Degree.BENEFIT)
    for member in (2, 3):
        open_day.score(member, 0, 1, 1)
    page = open_day.members[4]
    open_day.declare(4, 0)
    late_page = page.open(f"{idea(open_day)}/sheet")
    open_day.move(Move.BREAK, Move.DELIBERATE)
    late = code_on(page.fill(late_page, score_1="1", score_2="1"))
    codes = [first, second, stepped_back, late]
    assert len(set(codes)) == 4

    mine = open_day.members[0].open(f"{open_day.address}/mine/receipts")
    assert CODE.findall(mine.text) == [second, first]
    assert "Idea 1 Counted" in mine.text
    nothing = "Nothing to show for this code"
    assert [nothing in looked_up(visitor, code) for code in codes] == [True] * 4
    same = visitor.send("/receipts", code="AAAA-AAAA").html
    assert re.sub("value=.*?>", "", same) == re.sub(
        "value=.*?>", "", visitor.send("/receipts", code=first).html
    )

    finish(open_day)
    wanted = ["Replaced", "Counted", "Void", "Late", nothing]
    told = [looked_up(visitor, code) for code in [*codes, "AAAA-AAAA"]]
    assert [one in heading for one, heading in zip(wanted, told, strict=True)] == [True] * 5
    assert "Counted" in looked_up(visitor, second.lower().replace("-", " "))
    shown = visitor.send("/receipts", code=second).text
    assert ("Idea 1" in shown, "Ashok" in shown) == (False, False)


def test_codes_can_not_be_made_anew_once_the_day_is_confirmed(open_day: DayGiven) -> None:
    for member in range(3):
        open_day.score(member, 0, 2, 2)
    open_day.move(Move.BREAK, Move.DELIBERATE)
    finish(open_day)
    with open_day.app.app_context():
        assert store.find_secret(reading(), open_day.day_id) is None
    text = open_day.members[0].open(f"{open_day.address}/mine/receipts").text
    assert CODE.findall(text) == []


def test_the_page_of_receipts_takes_no_flood(visitor: Visitor) -> None:
    assert visitor.send("/receipts", code="").status == 400
    page = visitor.open("/receipts")
    answers = [visitor.fill(page, code="AAAA-AAAA").status for _guess in range(201)]
    assert (answers.count(200), answers[-1]) == (200, 429)


def test_a_receipt_is_its_own_members_only(
    open_day: DayGiven, enter: Callable[..., Visitor]
) -> None:
    place = send(open_day, 0, 2, 2).path
    assert open_day.members[0].open(place).status == 200
    assert open_day.members[1].open(place).status == 404
    assert open_day.chair.open(place).status == 404
    assert enter(Role.PANEL_MEMBER).open(f"{open_day.address}/mine/receipts").status == 404


def test_a_day_from_before_receipts_gets_its_secret_when_it_is_needed(day: DayGiven) -> None:
    page = day.members[0].open(f"{day.address}/mine/receipts")
    assert "No sheets yet" in page.text
    assert day.members[0].open(f"{day.address}/mine/phone-key").status == 404
    day.open()
    with day.writing() as (session, _at):
        store.wipe_secret(session, store.load_day(session, day.day_id))
    assert CODE.search(send(day, 0, 2, 2).text)


def test_who_left_before_it_arrived_still_has_it_kept(open_day: DayGiven) -> None:
    open_day.declare(0, 0)
    member_id = open_day.read().members[0].member_id
    open_day.move(Move.BREAK, Move.DELIBERATE)
    by = {"actor_id": open_day.chair.person_id}
    open_day.act(store.note_presence, member_id, Presence.LEFT, **by)
    assert open_day.score_again(0, 0, 1, 1) == 0
    assert open_day.ask(store.late_counts) == {open_day.pitches[0]: 1}
