"""A community vote in the database: one ballot per card, paper by two persons, and what remains."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from fractions import Fraction
from itertools import combinations
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from makeithappen.core.db import reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.keys import keys
from panels.rules.vote import AreaCards, Option, Use, VoteState
from panels.rules.vote_cards import ballot_digest, card_digest
from panels.rules.vote_count import AreaCount
from panels.rules.vote_refusal import VoteRefusal
from panels.store import voting, voting_reading
from panels.store.voting_records import Paper
from tests.integration.panels.given import DayGiven
from tests.integration.panels.vote_given import CODES, VoteGiven, a_vote, new_vote
from tests.support.visitor import Visitor

NORTH, SOUTH = CODES["north"], CODES["south"]
THREADS = 10


def refusal(what: Callable[..., Any], *given: Any, **named: Any) -> str | None:
    try:
        what(*given, **named)
    except Refused as refused:
        return str(refused.code)
    return None


def test_a_vote_walks_from_its_opening_to_its_result(open_vote: VoteGiven) -> None:
    for code in NORTH[:9]:
        open_vote.cast(code, 1)
    for code in SOUTH[:3]:
        open_vote.cast(code, 2, 3)
    assert open_vote.ask(voting_reading.cards_used_by_phone, open_vote.vote_id) == 12
    kept = open_vote.close()
    found = open_vote.count()
    assert found == kept
    assert (found.ballots, found.approvals, found.set_aside) == (12, (9, 3, 3), 0)
    assert found.box == (((1,), 9), ((2, 3), 3))
    areas = open_vote.read().settings.areas
    nothing = [AreaCount(area, None, (None, None, None)) for area in areas]
    assert list(found.areas) == nothing
    open_vote.by_staff(voting.publish_vote)
    assert open_vote.read().state is VoteState.PUBLISHED
    assert refusal(open_vote.by_staff, voting.publish_vote) == "vote_move_not_now"


def test_a_card_that_is_used_again_counts_once_with_its_newest(open_vote: VoteGiven) -> None:
    assert [open_vote.cast(NORTH[0], 1), open_vote.cast(NORTH[0], 2, 3)] == [1, 2]
    for code in NORTH[1:6]:
        open_vote.cast(code, 1)
    assert open_vote.close().box == (((1,), 5), ((2, 3), 1))


def test_under_five_ballots_none_are_kept(open_vote: VoteGiven) -> None:
    for code in NORTH[:4]:
        open_vote.cast(code, 1)
    open_vote.close()
    found = open_vote.count()
    assert (found.ballots, found.box, found.approvals) == (None, (), (0, 0, 0))
    assert open_vote.rows()["vote_box"] == []


def test_areas_are_kept_only_as_far_as_they_may_be_shown(open_vote: VoteGiven) -> None:
    for code in NORTH[:12]:
        open_vote.cast(code, 1, 2)
    for code in SOUTH[:7]:
        open_vote.cast(code, 1)
    for code in SOUTH[7:]:
        open_vote.cast(code, 1, 3)
    open_vote.close()
    north, south = open_vote.count().areas
    assert (north.ballots, north.approvals) == (12, (12, None, None))
    assert (south.ballots, south.approvals) == (10, (10, None, None))
    rows = sorted(row[1:] for row in open_vote.rows()["vote_area_counts"])
    assert rows == [("north", 0, 12), ("north", 1, 12), ("south", 0, 10), ("south", 1, 10)]


def test_a_code_counts_however_it_is_typed_and_no_other_does(open_vote: VoteGiven) -> None:
    assert open_vote.cast(f" {NORTH[0][:3].lower()}-{NORTH[0][3:]} ", 1) == 1
    assert refusal(open_vote.cast, "ZZZZZZZZZ", 1) == "vote_card_unknown"
    assert refusal(open_vote.cast, NORTH[0]) == "vote_no_choice"
    assert refusal(open_vote.cast, NORTH[0], 1, 2, 3) == "vote_too_many_choices"


def test_time_is_the_servers(app: Flask, enter: Callable[..., Visitor], vote: VoteGiven) -> None:
    assert refusal(vote.cast, NORTH[0], 1) == "vote_not_open_yet"
    vote.open()
    settings = vote.read().settings
    chosen = [vote.options[0]]
    moments = {
        settings.opens_at - timedelta(microseconds=1): "vote_not_open_yet",
        settings.opens_at: None,
        settings.closes_at - timedelta(microseconds=1): None,
        settings.closes_at: "vote_over",
    }
    for at, code in moments.items():
        assert refusal(vote.act, voting.put_ballot, NORTH[0], chosen, at=at) == code
    vote.close()
    assert refusal(vote.cast, NORTH[0], 1) == "vote_over"
    assert refusal(vote.close) == "vote_move_not_now"


def test_paper_counts_when_two_persons_read_the_same(open_vote: VoteGiven) -> None:
    one, two = open_vote.staff.person_id, open_vote.second.person_id
    for number, code in enumerate(NORTH[:5], 1):
        for person_id in (one, two):
            open_vote.read_paper(code, 2, number=number, person_id=person_id)
    open_vote.read_paper(NORTH[5], 1, number=6, person_id=one)
    open_vote.read_paper(NORTH[6], 1, number=7, person_id=one)
    open_vote.read_paper(NORTH[6], 1, 3, number=7, person_id=two)
    differing, waiting = open_vote.ask(voting_reading.unsettled_papers, open_vote.vote_id)
    both = sorted([(one, (1,)), (two, (1, 3))])
    assert (differing, waiting) == ([Paper(7, tuple(both))], 1)
    assert refusal(open_vote.close, "") == "vote_closing_needs_reason"
    assert open_vote.read_paper(NORTH[6], 1, number=7, person_id=two) == 2
    assert open_vote.ask(voting_reading.unsettled_papers, open_vote.vote_id) == ([], 1)
    found = open_vote.close("One paper is torn")
    assert (found.ballots, found.approvals, found.set_aside) == (6, (1, 5, 0), 1)
    assert open_vote.read().close_reason == "One paper is torn"


def test_a_card_on_paper_and_by_phone_is_one_ballot_the_phones(open_vote: VoteGiven) -> None:
    for person in (open_vote.staff, open_vote.second):
        open_vote.read_paper(NORTH[0], 3, number=1, person_id=person.person_id)
    for code in NORTH[:5]:
        open_vote.cast(code, 1)
    assert open_vote.close().box == (((1,), 5),)


def test_paper_is_typed_in_after_the_hour_until_the_count(open_vote: VoteGiven) -> None:
    late = open_vote.read().settings.closes_at + timedelta(hours=1)
    said = (NORTH[0], [open_vote.options[0]])
    whose = {"number": 1, "person_id": "p"}
    assert open_vote.act(voting.put_paper, *said, **whose, at=late) == 1
    open_vote.close()
    assert refusal(open_vote.act, voting.put_paper, *said, **whose, at=late) == "vote_over"


def subsets(options: list[str]) -> Iterable[list[str]]:
    return [list(some) for size in (1, 2) for some in combinations(options, size)]


def test_after_the_close_nothing_says_which_card_chose_what(open_vote: VoteGiven) -> None:
    """Whoever holds all printed cards, the site's keys and the whole database finds nothing."""
    visitor = Visitor(open_vote.app.test_client())
    for at, code in enumerate(NORTH[:6]):
        page = visitor.send(open_vote.address, code=code, chosen=open_vote.options[at % 3])
        sent = visitor.fill(page, to="/send")
        assert "Your vote is in" in sent.text
    paper = {"code": SOUTH[0], "chosen": open_vote.options[0], "number": "1"}
    for person in (open_vote.staff, open_vote.second):
        assert person.send(f"{open_vote.desk}/paper", **paper).status == 200
    with open_vote.app.app_context():
        key = voting.vote_key(open_vote.read())
        digest = keys().keyed_digest
        every = [(code, some) for code in NORTH + SOUTH for some in subsets(open_vote.options)]
        tied = {card_digest(key, code) for code in NORTH + SOUTH}
        tied |= {digest(f"intent\n{ballot_digest(key, code, [*some, ''])}") for code, some in every}
        guesses = {digest(f"intent\n{words}") for code, some in every for words in (
            code, f"{code} {some}", ballot_digest(b"", code, some))}  # fmt: skip
    before = open_vote.rows()
    assert len(before["vote_ballots"]) == 6
    assert {row[3] for row in before["vote_cards"]} <= tied
    kept_bodies = {value for row in before["intents"] for value in row}
    assert len(kept_bodies & tied) == 6

    open_vote.close()
    after = open_vote.rows()
    assert open_vote.read().sealed_key is None
    assert key.hex() not in str(after)
    assert [after[table] for table in ("vote_cards", "vote_ballots", "vote_papers")] == [[], [], []]
    assert {choices: ballots for _, choices, ballots in after["vote_box"]} == {
        "1": 3,
        "2": 2,
        "3": 2,
    }
    values = {value for rows in after.values() for row in rows for value in row}
    assert values & guesses == set()
    assert not any(code in str(after) for code in NORTH + SOUTH)
    # Forms that were sent are known by the destroyed key alone, and nobody's name stands by them.
    voters = [row for row in after["intents"] if row[1].startswith("votes.take")]
    assert sorted({one[2] for one in voters}) == sorted(
        {"", open_vote.staff.person_id, open_vote.second.person_id}
    )
    told = {row[3] for row in after["events"] if row[4] == open_vote.vote_id}
    assert told == {"vote_added", "option_put", "cards_made", "vote_opened", "vote_closed"}


def test_a_card_with_a_vote_leaves_no_trace_beside_its_ballot(open_vote: VoteGiven) -> None:
    before = open_vote.rows()
    open_vote.cast(NORTH[0], 1)
    after = open_vote.rows()
    changed = [table for table in after if after[table] != before[table]]
    assert changed == ["vote_ballots"]
    [[_id, _card, revision, choices]] = after["vote_ballots"]
    assert (revision, choices) == (1, "1")


@pytest.mark.parametrize(
    ("statement", "when"),
    [
        ("UPDATE vote_ballots SET choices = '2'", "open"),
        ("DELETE FROM vote_ballots", "open"),
        ("DELETE FROM vote_papers", "open"),
        ("TRUNCATE vote_ballots", "open"),
        ("UPDATE vote_cards SET area_id = 'south'", "open"),
        ("DELETE FROM vote_cards", "open"),
        ("INSERT INTO vote_cards VALUES ('c', :vote, 'north', 'd')", "open"),
        ("UPDATE vote_options SET title = 'Other'", "open"),
        ("DELETE FROM vote_areas", "open"),
        ("UPDATE votes SET closes_at = opens_at", "open"),
        ("UPDATE votes SET choices_max = 3", "open"),
        ("UPDATE votes SET sealed_key = NULL", "open"),
        ("UPDATE votes SET closed_at = opened_at", "open"),
        ("INSERT INTO vote_box VALUES (:vote, '1', 1)", "open"),
        ("INSERT INTO vote_area_counts VALUES (:vote, 'north', 1, 9)", "open"),
        ("UPDATE votes SET sealed_key = 'again'", "closed"),
        ("UPDATE votes SET ballots = 99", "closed"),
        ("UPDATE votes SET closed_at = NULL", "closed"),
        ("UPDATE vote_box SET ballots = 99", "closed"),
        ("DELETE FROM vote_box", "closed"),
        ("INSERT INTO vote_box VALUES (:vote, '2 3', 1)", "closed"),
        ("UPDATE vote_area_counts SET count = 99", "closed"),
        ("DELETE FROM votes", "closed"),
    ],
)
def test_the_database_itself_refuses(open_vote: VoteGiven, statement: str, when: str) -> None:
    for area in (NORTH[:9], SOUTH[:9]):
        for code in area:
            open_vote.cast(code, 1)
    open_vote.read_paper(NORTH[9], 1, number=1, person_id="p")
    if when == "closed":
        open_vote.close()
    # SQLite knows no TRUNCATE.
    if statement.startswith("TRUNCATE") and "sqlite" in str(open_vote.app.extensions["settings"]):
        statement = "DELETE FROM vote_ballots"
    before = open_vote.rows()
    with (
        open_vote.app.app_context(),
        pytest.raises(DBAPIError, match="vote"),
        transaction() as session,
    ):
        session.execute(
            text(statement), {"vote": open_vote.vote_id} if ":vote" in statement else {}
        )
    assert open_vote.rows() == before


def test_cards_are_known_by_their_digests_and_can_be_thrown_away(vote: VoteGiven) -> None:
    codes = vote.by_staff(voting.make_cards, AreaCards("north", "North", 30))
    assert (len(set(codes)), {len(code) for code in codes}) == (30, {9})
    areas = vote.read().settings.areas
    assert areas == (AreaCards("north", "North", 50), AreaCards("south", "South", 10))
    assert not any(code in str(vote.rows()) for code in codes)
    assert refusal(vote.by_staff, voting.change_vote, None) == "vote_cards_printed"
    many = AreaCards("north", "North", 4941)
    assert refusal(vote.by_staff, voting.make_cards, many) == "vote_too_many_cards"
    vote.by_staff(voting.discard_cards)
    assert (vote.read().settings.areas, vote.rows()["vote_cards"]) == ((), [])
    assert refusal(vote.open) == "vote_too_few_cards"


def test_a_vote_changes_until_its_cards_are_printed(vote: VoteGiven) -> None:
    vote.by_staff(voting.discard_cards)
    at = vote.read().settings.opens_at
    vote.by_staff(voting.change_vote, new_vote(at, choices_max=1))
    first = vote.options[0]
    vote.by_staff(voting.put_option, Option(first, 0, "Better", "Words", None, None))
    vote.by_staff(voting.remove_option, vote.options[2])
    found = vote.read()
    assert found.settings.choices_max == 1
    assert [one.title for one in found.settings.options] == ["Better", "Option 2"]
    with pytest.raises(Missing):
        vote.by_staff(voting.put_option, Option("option-x", 0, "No", "", None, None))
    with pytest.raises(Missing):
        vote.ask(voting_reading.load_vote, "vote-x")


def test_a_vote_beside_a_day_takes_its_ideas_and_waits_for_its_end(
    app: Flask, enter: Callable[..., Visitor], day: DayGiven
) -> None:
    beside = {"use": Use.PANEL, "day_id": day.day_id, "weight": 2, "choices_max": 2}
    vote = a_vote(app, enter, **beside)
    ideas = vote.read().settings.options
    assert [(one.pitch_id, one.title, one.place, one.price_pence) for one in ideas] == [
        (day.pitches[0], "Idea 1", 1, 50_000),
        (day.pitches[1], "Idea 2", 2, 50_000),
    ]
    assert not any("Idea 1" in str(row) for row in vote.rows()["vote_options"])
    vote.open()
    for code in NORTH[:10]:
        vote.cast(code, 1)
    vote.close()
    assert vote.count().share(1) == Fraction(1)
    assert refusal(vote.by_staff, voting.publish_vote) == "vote_day_not_told"
    again = a_vote(app, enter, **beside)
    again.by_staff(voting.discard_cards)
    assert again.rows()["vote_cards"] == []
    with pytest.raises(Missing):
        again.by_staff(voting.put_option, Option("", 0, "No", "", None, None))


def test_what_was_sealed_is_what_is_counted(
    app: Flask, enter: Callable[..., Visitor], day: DayGiven
) -> None:
    vote = a_vote(app, enter)
    vote.open()
    assert vote.read().settings.digest() == vote.read().settings_digest
    assert sorted(vote.read().settings.lots) == sorted(vote.options)
    assert refusal(vote.open) == "vote_move_not_now"
    assert refusal(vote.count) == VoteRefusal.NO_RESULT_YET
    assert refusal(vote.by_staff, voting.discard_cards) == "vote_sealed"


def test_many_posts_of_one_card_are_one_ballot_with_a_whole_history(open_vote: VoteGiven) -> None:
    barrier = Barrier(THREADS)

    def post(turn: int) -> list[int]:
        barrier.wait()
        return [open_vote.cast(NORTH[0], (turn + again) % 3 + 1) for again in range(5)]

    with ThreadPoolExecutor(THREADS) as pool:
        revisions = [one for some in pool.map(post, range(THREADS)) for one in some]
    assert sorted(revisions) == list(range(1, 51))
    for code in NORTH[1:5]:
        open_vote.cast(code, 1)
    assert len(open_vote.rows()["vote_ballots"]) == 54
    assert open_vote.close().ballots == 5


def test_ballots_that_race_the_close_are_counted_or_refused(open_vote: VoteGiven) -> None:
    codes = NORTH + SOUTH
    for code in codes[:6]:
        open_vote.cast(code, 1)
    barrier = Barrier(len(codes[6:]) + 1)

    def post(code: str) -> bool:
        barrier.wait()
        return refusal(open_vote.cast, code, 2) is None

    def close() -> Any:
        barrier.wait()
        return open_vote.close()

    with ThreadPoolExecutor(len(codes)) as pool:
        answers = [pool.submit(post, code) for code in codes[6:]]
        count = pool.submit(close).result()
        taken = sum(answer.result() for answer in answers)
    assert (count.ballots, count.approvals) == (6 + taken, (6, taken, 0))
    with open_vote.app.app_context():
        assert reading().execute(text("SELECT count(*) FROM vote_ballots")).scalar_one() == 0
