"""Voting and running a vote through real pages, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
from makeithappen.core.limits import within_limit
from makeithappen.funds import store as funds
from makeithappen.funds.rules.rounds import Structure
from panels.rules.allocation.choose import RuleName
from panels.rules.vote import Use, VoteState
from panels.store import voting, voting_reading
from panels.views_voting_base import NETWORK_LIMIT
from tests.integration.panels.vote_given import CODES, VoteGiven, a_vote
from tests.support.visitor import Page, Visitor

NORTH, SOUTH = CODES["north"], CODES["south"]
UNKNOWN = "This is not a code of this vote."


@pytest.fixture
def voter(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def round_id(app: Flask) -> str:
    """A round of a fund with one area, in which a vote can be set up."""
    with app.app_context(), transaction() as session:
        at = now(session)
        by = {"actor_id": "test", "at": at}
        fund_id = funds.add_fund(session, name="Brae", purpose="For all", **by)
        structure = Structure("Trust", "Grace", "Morag", "1", "2")
        funds.change_fund(
            session, fund_id=fund_id, name="Brae", purpose="", structure=structure, **by
        )
        funds.add_area(session, fund_id=fund_id, name="Heaton", **by)
        dates = {"opens_on": at.date(), "closes_on": at.date() + timedelta(days=9)}
        made = funds.add_round(session, fund_id=fund_id, name="Spring", **dates, **by)
        funds.open_round(session, round_id=made, **by)
        return made


def send(voter: Visitor, vote: VoteGiven, code: str, *places: int) -> Page:
    """Vote through both pages."""
    chosen = [vote.options[place - 1] for place in places]
    page = voter.send(vote.address, code=code, chosen=chosen)
    return voter.fill(page, to="/send", chosen=chosen)


def test_somebody_without_an_account_votes_and_changes_it(
    open_vote: VoteGiven, voter: Visitor
) -> None:
    listed = voter.open("/vote")
    assert ("Which name?" in listed.text, "Set up and run votes" in listed.text) == (True, False)
    page = voter.send(open_vote.address, code=NORTH[0].lower(), chosen=open_vote.options[:2])
    assert page.status == 200
    assert "You choose: Option 1 Option 2" in page.text
    changed = voter.fill(page, to="/send", change="yes")
    assert (changed.status, changed.forms[-1].values["code"]) == (200, NORTH[0].lower())
    assert open_vote.rows()["vote_ballots"] == []
    sent = voter.fill(page, to="/send", chosen=open_vote.options[:2])
    assert (sent.status, sent.path) == (200, f"{open_vote.address}/sent")
    assert send(voter, open_vote, NORTH[0], 3).status == 200
    assert sorted(row[2:] for row in open_vote.rows()["vote_ballots"]) == [(1, "1 2"), (2, "3")]
    for code in NORTH[1:5]:
        open_vote.cast(code, 1)
    assert open_vote.close().box == (((1,), 4), ((3,), 1))


def test_nothing_secret_stands_in_an_address_or_a_stored_page(
    open_vote: VoteGiven, voter: Visitor
) -> None:
    page = voter.send(open_vote.address, code=NORTH[0], chosen=open_vote.options[0])
    sent = voter.fill(page, to="/send", follow=False)
    addresses = [page.path, sent.response.headers["Location"]]
    assert not any(NORTH[0] in address for address in addresses)
    assert {one.response.headers["Cache-Control"] for one in (page, sent)} == {"no-store"}


def test_the_same_form_sent_twice_is_one_ballot(open_vote: VoteGiven, voter: Visitor) -> None:
    page = voter.send(open_vote.address, code=NORTH[0], chosen=open_vote.options[0])
    answers = [voter.fill(page, to="/send", follow=False) for _time in range(2)]
    assert [one.status for one in answers] == [302, 302]
    assert len(open_vote.rows()["vote_ballots"]) == 1
    other = voter.fill(page, to="/send", chosen=open_vote.options[1])
    assert (other.status, "sent before with other words" in other.text) == (409, True)


def test_looking_uses_nothing_up(open_vote: VoteGiven, voter: Visitor) -> None:
    before = open_vote.rows()
    for _time in range(20):
        assert voter.open(f"{open_vote.address}?code={NORTH[0]}").status == 200
        assert voter.client.head(open_vote.address).status_code == 200
    assert open_vote.rows() == before


@pytest.mark.parametrize(
    ("typed", "places", "sentence"),
    [
        ("", (1,), "Type the code that stands on your card"),
        ("ZZZZZZZZZ", (1,), UNKNOWN),
        ("' OR 1=1 --", (1,), UNKNOWN),
        (NORTH[0], (), "Choose one or more."),
        (NORTH[0], (1, 2, 3), "Choose 2 or fewer. You have chosen 3."),
    ],
)
def test_what_is_wrong_with_a_ballot_is_said_and_kept(
    open_vote: VoteGiven, voter: Visitor, typed: str, places: tuple[int, ...], sentence: str
) -> None:
    chosen = [open_vote.options[place - 1] for place in places]
    page = voter.send(open_vote.address, code=typed, chosen=chosen)
    assert (page.status, sentence in page.text) == (400, True)
    assert page.forms[-1].values["code"] == typed
    assert open_vote.rows()["vote_ballots"] == []


def test_an_option_of_another_vote_is_refused(
    app: Flask, enter: Callable[..., Visitor], open_vote: VoteGiven, voter: Visitor
) -> None:
    other = a_vote(app, enter)
    page = voter.send(open_vote.address, code=NORTH[0], chosen=other.options[0])
    assert (page.status, open_vote.rows()["vote_ballots"]) == (400, [])


def test_wrong_codes_look_alike_and_are_limited(
    app: Flask, enter: Callable[..., Visitor], open_vote: VoteGiven, voter: Visitor
) -> None:
    thrown_away, elsewhere = "ZZZZZZZZZ", a_vote(app, enter)
    elsewhere.by_staff(voting.discard_cards)
    words = set[str]()
    for code in (thrown_away, NORTH[0] + "A", "QQQQQQQQQ"):
        page = voter.send(open_vote.address, code=code, chosen=open_vote.options[0])
        words.add(page.text)
    assert (len(words), page.status) == (1, 400)
    with app.app_context():
        for _time in range(NETWORK_LIMIT["hits_max"] - 3):
            assert within_limit("card network", "127.0.0.1", **NETWORK_LIMIT)
    for code in ("WWWWWWWWW", NORTH[0]):
        page = voter.send(open_vote.address, code=code, chosen=open_vote.options[0])
        assert (page.status, "Please wait a little" in page.text) == (429, True)
    away = Visitor(app.test_client())
    away.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert send(away, open_vote, NORTH[0], 1).status == 200


def test_a_whole_hall_behind_one_address_can_vote(open_vote: VoteGiven, voter: Visitor) -> None:
    for code in [*NORTH, *SOUTH] * 2:
        assert send(voter, open_vote, code, 1).status == 200
    assert open_vote.close().ballots == 30


def test_a_vote_after_the_close_is_answered_409_and_not_counted(
    open_vote: VoteGiven, voter: Visitor
) -> None:
    for code in NORTH[:5]:
        open_vote.cast(code, 1)
    page = voter.send(open_vote.address, code=NORTH[5], chosen=open_vote.options[0])
    form = voter.open(open_vote.address)
    open_vote.close()
    late = voter.fill(page, to="/send")
    assert (late.status, "What is sent now is not counted." in late.text) == (409, True)
    early = voter.fill(form, code=NORTH[6], chosen=open_vote.options[0])
    assert early.status == 409
    assert "This vote is over." in voter.open(open_vote.address).text
    assert open_vote.count().ballots == 5


def test_posts_that_race_the_close_are_counted_as_they_are_answered(
    app: Flask, open_vote: VoteGiven
) -> None:
    """What was answered with success is counted, and nothing else."""
    codes = NORTH + SOUTH
    for code in codes[:5]:
        open_vote.cast(code, 1)
    pages: list[tuple[Visitor, Page]] = []
    for code in codes[5:]:
        one = Visitor(app.test_client())
        pages.append((one, one.send(open_vote.address, code=code, chosen=open_vote.options[1])))
    barrier = Barrier(len(pages) + 1)

    def post(given: tuple[Visitor, Page]) -> int:
        barrier.wait()
        return given[0].fill(given[1], to="/send", follow=False).status

    def close() -> Any:
        barrier.wait()
        return open_vote.close()

    with ThreadPoolExecutor(len(pages) + 1) as pool:
        answers = [pool.submit(post, given) for given in pages]
        count = pool.submit(close).result()
        said = [answer.result() for answer in answers]
    assert set(said) <= {302, 409}
    assert count.approvals == (5, said.count(302), 0)


def test_fifty_posts_of_one_card_are_one_ballot(app: Flask, open_vote: VoteGiven) -> None:
    one = Visitor(app.test_client())
    pages = [
        one.send(open_vote.address, code=NORTH[0], chosen=open_vote.options[at % 3])
        for at in range(50)
    ]
    cookie = one.client._cookies

    def post(page: Page) -> int:
        mine = Visitor(app.test_client())
        mine.client._cookies = cookie.copy()
        return mine.fill(page, to="/send", follow=False).status

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(post, pages)) == {302}
    assert len(open_vote.rows()["vote_ballots"]) == 50
    assert open_vote.ask(voting_reading.cards_used_by_phone, open_vote.vote_id) == 1


def test_a_vote_that_is_not_open_yet_is_nobodys(vote: VoteGiven, voter: Visitor) -> None:
    assert [voter.open(path).status for path in (vote.address, f"{vote.address}/sent")] == [404] * 2
    assert voter.open(vote.desk).status == 404
    assert vote.staff.open(vote.desk).path == f"{vote.desk}/set-up"
    assert "Which name?" not in voter.open("/vote").text


def test_paper_is_typed_in_twice_and_settled(open_vote: VoteGiven) -> None:
    desk = f"{open_vote.desk}/paper"
    said = {"code": NORTH[0], "number": "17"}
    first = open_vote.staff.send(desk, **said, chosen=open_vote.options[0])
    assert "Paper 17 is typed in." in first.text
    assert "Papers that wait for a second person: 1" in first.text
    second = open_vote.second.send(desk, **said, chosen=open_vote.options[:2])
    assert "Read differently: look again" in second.text
    assert "Paper 17" in second.text
    wrong = open_vote.second.send(desk, code="ZZZZZZZZZ", number="x", chosen=open_vote.options[0])
    assert (wrong.status, "Write the number that you wrote on the paper" in wrong.text) == (
        400,
        True,
    )
    unknown = open_vote.second.send(desk, code="ZZZZZZZZZ", number="1", chosen=open_vote.options[0])
    assert (unknown.status, UNKNOWN in unknown.text) == (400, True)
    settled = open_vote.second.send(desk, **said, chosen=open_vote.options[0])
    assert "Read differently" not in settled.text


def test_closing_early_takes_a_reason_that_everybody_can_read(
    open_vote: VoteGiven, voter: Visitor
) -> None:
    for at, code in enumerate(NORTH[:12]):
        open_vote.cast(code, 1 + at // 8)
    address = f"{open_vote.desk}/close"
    page = open_vote.staff.open(address)
    assert "People were told that they can vote until" in page.text
    refused = open_vote.staff.fill(page)
    assert (refused.status, "Write why you count now" in refused.text) == (409, True)
    done = open_vote.staff.send(address, reason="The hall is empty")
    assert (done.status, done.path) == (200, f"{open_vote.desk}/result")
    assert "Option 1 wins: more people chose it than anything else." in done.text
    assert voter.open(f"{open_vote.address}/result").status == 409
    assert open_vote.staff.fill(done, to="/publish").status == 200
    public = voter.open(f"{open_vote.address}/result")
    assert public.status == 200
    for words in (
        "12 of 30 cards were used: 40%. 8 had to be used.",
        "The hall is empty",
        "Option 1 Chosen 8 66.7%",
        "Option 2 4 33.3%",
        "South 10 hidden hidden hidden hidden",
    ):
        assert words in public.text
    assert "Which name?" in voter.open("/vote").text
    assert open_vote.staff.open(address).status == 409


def test_a_pot_is_shared_with_a_sentence_for_each(
    app: Flask, enter: Callable[..., Visitor], voter: Visitor
) -> None:
    pot = {"use": Use.POT, "pot_pence": 20_000, "rule": RuleName.EQUAL_SHARES}
    vote = a_vote(app, enter, **pot)
    vote.open()
    for at, code in enumerate(NORTH[:12]):
        vote.cast(code, *((1, 2) if at < 6 else (1,) if at < 7 else (3,)))
    vote.close()
    page = vote.staff.open(f"{vote.desk}/result")
    assert "The pot pays for 2. £0 is left." in page.text
    assert "Everybody has an equal share." in page.text
    assert "Option 1 was chosen: the 7 people who wanted it paid £100 together" in page.text
    assert "Option 2 was not chosen: the 6 people who wanted it had" in page.text
    vote.staff.fill(page, to="/publish")
    address = f"/vote/{vote.vote_id}/result"
    asked = voter.open(address)
    assert "What did my vote pay for?" in asked.text
    assert "Not spent" not in asked.text
    first, _second, third = re.findall(r'name="mine" value="([^"]+)"', asked.html)
    told = voter.open(f"{address}?mine={first}&mine={third}&mine=nothing")
    assert "Show me Option 1 : £14.29 Option 3 : £6.38 Not spent: £0" in told.text


def test_a_vote_is_set_up_from_the_first_page_to_its_cards(
    enter: Callable[..., Visitor], round_id: str, voter: Visitor
) -> None:
    staff = enter(Role.COORDINATOR)
    assert "A vote for Spring" in staff.open("/votes").text
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    when = {
        f"{name}_on__{part}": str(getattr(tomorrow, part))
        for name in ("opens", "closes")
        for part in ("day", "month", "year")
    }
    typed = {"name": "Which logo?", "choices_max": "1", "use": "choice", "opens_time": "9:00"}
    wrong = staff.send(f"/votes/new/{round_id}", **typed, **when, closes_time="24:00")
    assert (wrong.status, "Write it like 18:30" in wrong.text) == (400, True)
    page = staff.send(f"/votes/new/{round_id}", **typed, **when, closes_time="18:30")
    home = page.path.removesuffix("/set-up")
    assert "Write down 2 or more to choose from." in page.text
    for name in ("A sun", "A bridge", "A kite"):
        page = staff.send(f"{home}/options/new", title=name, words="Yellow")
    first = re.search(rf"{home}/options/(option-[a-z2-7]+)", page.html)
    assert first is not None
    page = staff.send(f"{home}/options/{first[1]}", title="A rising sun")
    page = staff.send(first[0], to="/remove")
    assert ("A rising sun" in page.text, "A bridge" in page.text) == (False, True)
    changed = staff.send(f"{home}/change", closes_time="19:45")
    assert "19:45" in changed.text
    ask = staff.open(f"{home}/cards")
    cards = staff.fill(ask, area="none", cards="8")
    codes = re.findall(r">([A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]{3})<", cards.html)
    assert (cards.status, len(set(codes)), cards.html.count('class="segno"')) == (200, 8, 8)
    assert "localhost/vote" in cards.text
    assert cards.response.headers["Cache-Control"] == "no-store"
    again = staff.fill(ask, area="none", cards="8")
    assert again.path == f"{home}/set-up"
    assert "These cards were shown once." in again.text
    assert not any(code in again.html for code in codes)
    opened = staff.fill(staff.open(f"{home}/set-up"), to="/open")
    assert (opened.status, opened.path) == (200, home)
    public = voter.open(home.replace("/votes/", "/vote/"))
    assert "This vote is open from" in public.text
    refused = staff.open(f"{home}/cards")
    assert (refused.status, "it is sealed" in refused.text) == (409, True)


def test_a_vote_that_has_problems_does_not_open(vote: VoteGiven) -> None:
    page = vote.staff.open(f"{vote.desk}/set-up")
    vote.by_staff(voting.discard_cards)
    refused = vote.staff.fill(page, to="/open")
    assert (refused.status, "Print 5 cards or more." in refused.text) == (409, True)
    assert vote.read().state is VoteState.SETUP


@pytest.mark.parametrize("options", [2, 30])
def test_statements_per_page(
    app: Flask, enter: Callable[..., Visitor], statements: Callable[[], Any], voter: Visitor,
    options: int,
) -> None:  # fmt: skip
    vote = a_vote(app, enter, options=options)
    for _time in range(options // 8):
        a_vote(app, enter)
    staff, pages = vote.staff, list[Page]()
    ballot = {"code": NORTH[0], "chosen": vote.options[0]}
    visits: dict[str, Callable[[], Any]] = {
        "list": lambda: staff.open("/votes"),
        "set up": lambda: staff.open(f"{vote.desk}/set-up"),
        "open it": vote.open,
        "open": lambda: staff.open(vote.desk),
        "public list": lambda: voter.open("/vote"),
        "ballot": lambda: pages.append(voter.open(vote.address)) or pages[-1],
        "check": lambda: pages.append(voter.fill(pages[-1], **ballot)) or pages[-1],
        "send": lambda: voter.fill(pages[-1], to="/send"),
        "cast": lambda: [vote.cast(code, 1) for code in [*NORTH, *SOUTH]],
        "paper": lambda: staff.open(f"{vote.desk}/paper"),
        "close": lambda: staff.open(f"{vote.desk}/close"),
        "close it": vote.close,
        "result": lambda: staff.open(f"{vote.desk}/result"),
    }
    found: dict[str, int] = {}
    for name, visit in visits.items():
        with statements() as said:
            page = visit()
        if isinstance(page, Page):
            assert page.status == 200, name
            found[name] = len(said)
    assert found == {
        "list": 3, "set up": 5, "open": 6, "public list": 1, "ballot": 4, "check": 7, "send": 18,
        "paper": 6, "close": 6, "result": 7,
    }  # fmt: skip
