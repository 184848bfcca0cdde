"""What happens at the same time is counted as if it had happened one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Semaphore

from flask import Flask

from makeithappen.core.errors import Refused
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.day import Move
from panels.rules.paper import PaperState, Said
from panels.rules.sheets import SheetState
from tests.integration.panels.given import DayGiven, a_day
from tests.support.visitor import Visitor, read

THREADS = 10


def test_many_sheets_of_one_member_give_one_counted_sheet_and_a_whole_history(
    open_day: DayGiven,
) -> None:
    open_day.declare(0, 0)
    barrier = Barrier(THREADS)

    def post(turn: int) -> list[int]:
        barrier.wait()
        return [open_day.score_again(0, 0, (turn + again) % 5, 2) for again in range(5)]

    with ThreadPoolExecutor(THREADS) as pool:
        revisions = [one for some in pool.map(post, range(THREADS)) for one in some]
    assert sorted(revisions) == list(range(1, THREADS * 5 + 1))
    open_day.close_scoring()
    assert open_day.ask(store.tallies)[open_day.pitches[0]].complete == 1


def test_sheets_that_race_the_close_are_counted_or_late(open_day: DayGiven) -> None:
    for member in range(5):
        for pitch in range(2):
            open_day.declare(member, pitch)
    barrier = Barrier(THREADS + 1)

    def post(turn: int) -> bool:
        barrier.wait()
        return open_day.score_again(turn % 5, turn // 5, 3, 3) > 0

    def close() -> None:
        barrier.wait()
        open_day.close_scoring()

    with ThreadPoolExecutor(THREADS + 1) as pool:
        answers = [pool.submit(post, turn) for turn in range(THREADS)]
        pool.submit(close).result()
        taken = sum(answer.result() for answer in answers)
    counted = open_day.ask(store.tallies)
    assert sum(tally.complete for tally in counted.values()) == taken


def test_a_day_is_opened_and_closed_once(day: DayGiven) -> None:
    barrier = Barrier(4)

    def move(_turn: int) -> int:
        barrier.wait()
        done = 0
        steps = (
            (store.open_day, ()),
            (store.move_day, (Move.ASK_CONFLICTS,)),
            (store.move_day, (Move.SCORE_ALL,)),
        )
        for step, given in steps:
            try:
                day.act(step, *given, actor_id=day.chair.person_id)
                done += 1
            except Refused:
                continue
        return done

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(move, range(4))) == 3
    assert [event.number for event in day.read().events] == [1, 2, 3]


def ready(day: DayGiven, member: int, pitch: int) -> Callable[[], int]:
    """A browser of its own before a filled-in sheet; sends it and gives the status."""
    client = day.app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = day.members[member].token
        cookie["_fresh"] = True
    place = f"{day.address}/ideas/{day.pitches[pitch]}/sheet"
    typed = read(client.get(place)).forms[-1].values | {"score_1": "3", "score_2": "3"}
    headers = {"Accept": "application/json", "Referer": "https://localhost/"}
    return lambda: client.post(place, data=typed, headers=headers).status_code


def test_200_posts_race_the_close_and_what_was_answered_2xx_counts(
    app: Flask, enter: Callable[..., Visitor]
) -> None:
    day = a_day(app, enter, pitches=40)
    day.open()
    posts: list[Callable[[], int]] = []
    for member in range(5):
        for pitch in range(40):
            day.declare(member, pitch)
            posts.append(ready(day, member, pitch))
    day.move(Move.BREAK)
    begun, closed = Semaphore(0), Event()

    def post(turn: int) -> int:
        begun.release()
        if turn >= 190:
            closed.wait()
        return posts[turn]()

    with ThreadPoolExecutor(THREADS) as pool:
        answers = [pool.submit(post, turn) for turn in range(200)]
        for _post in range(60):
            begun.acquire()
        day.move(Move.DELIBERATE)
        closed.set()
        statuses = Counter(answer.result() for answer in answers)
    assert set(statuses) == {200, 409}
    counted = sum(tally.complete for tally in day.ask(store.tallies).values())
    late = sum(day.ask(store.late_counts).values())
    assert (counted, late, counted + late) == (statuses[200], statuses[409], 200)


def test_50_posts_of_one_member_on_two_phones_give_one_counted_sheet(open_day: DayGiven) -> None:
    open_day.declare(0, 0)
    posts = [ready(open_day, 0, 0) for _post in range(50)]
    with ThreadPoolExecutor(THREADS) as pool:
        statuses = [one.result() for one in [pool.submit(send) for send in posts]]
    assert statuses == [200] * 50
    open_day.move(Move.BREAK, Move.DELIBERATE)
    assert open_day.ask(store.tallies)[open_day.pitches[0]].complete == 1
    member = open_day.read().members[0]
    mine = open_day.ask(lambda session, found: store.my_sheets(session, found, member))
    became = Counter(one.state for one in mine)
    assert became == {SheetState.REPLACED: 49, SheetState.COUNTED: 1}
    assert len({one.code for one in mine}) == 50


def test_two_scribes_at_once_give_one_sheet(open_day: DayGiven) -> None:
    member_id = open_day.read().members[0].member_id
    barrier = Barrier(THREADS)
    said = Said(Degree.NONE, dict.fromkeys(open_day.criteria, 3), "")

    def enter(turn: int) -> PaperState | None:
        barrier.wait()
        by = {"said": said, "reason": "", "actor_id": f"scribe-{turn % 2}"}
        try:
            return open_day.act(store.enter_paper, open_day.pitches[0], member_id, **by)
        except Refused:
            return None

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(pool.map(enter, range(THREADS)))
    assert answers == {PaperState.ENTERED_ONCE: 1, PaperState.SETTLED: 1, None: THREADS - 2}
    open_day.close_scoring()
    assert open_day.ask(store.tallies)[open_day.pitches[0]].complete == 1
