"""What happens at the same time is counted as if it had happened one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from makeithappen.core.errors import Refused
from panels import store
from panels.rules.day import Move
from tests.integration.panels.given import DayGiven

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


def test_sheets_that_race_the_close_are_counted_or_refused(open_day: DayGiven) -> None:
    for member in range(5):
        for pitch in range(2):
            open_day.declare(member, pitch)
    barrier = Barrier(THREADS + 1)

    def post(turn: int) -> bool:
        barrier.wait()
        try:
            open_day.score_again(turn % 5, turn // 5, 3, 3)
        except Refused:
            return False
        return True

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
