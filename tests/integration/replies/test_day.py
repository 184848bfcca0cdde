"""The letters of a panel day: one for each idea, looked at by a person, sent in one press."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from makeithappen import replying, telling
from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.outbox import waiting
from makeithappen.funds import start_store
from makeithappen.funds.rules.start import Start
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import State
from panels import store
from panels.rules.state import State as DayState
from tests.integration.letters import PARTS, look_at_letters
from tests.integration.panels.given import DayGiven, a_funded_day
from tests.support.visitor import Page, Visitor

LETTER = """Hello,

Thank you for your idea “Idea 1”. This is what the panel likes about it:
They make children laugh.

The panel said yes: £400 for your idea. This is why:
It helps.

If you get benefits: money that you hold can change them. We do not know how it is for you, so \
ask somebody who gives advice on benefits before you say yes to the money.

These people can help you along the way:
The library: 01234 567892

Would you like to talk about what comes next? You can reach Cy, 01234 567891."""
START = Start(signposts=("The library: 01234 567892",), talk_contact="Cy, 01234 567891")


@pytest.fixture
def day(app: Flask, enter: Callable[..., Visitor]) -> DayGiven:
    """One idea gets £400; the panel has signed."""
    given = a_funded_day(app, enter)
    fund_id = given.read().fund_id
    with given.writing() as (session, at):
        start_store.put_start(session, fund_id=fund_id, start=START, actor_id="test", at=at)
    given.act(store.add_remark, given.pitches[0], "They make children laugh.", actor_id="test")
    assert given.sign_off().status == 200
    return given


def idea_of(day: DayGiven) -> str:
    return day.read().pitches[0].idea_id


def letter(day: DayGiven, **written: str) -> Page:
    """Write the letter on its page."""
    return day.chair.send(f"{day.address}/replies/{idea_of(day)}", to=idea_of(day), **written)


def told(day: DayGiven) -> tuple[State, str, int | None]:
    with day.app.app_context():
        idea = ideas.find_sent(reading(), idea_of(day))
    return (idea.state, idea.reason, idea.awarded_pence)


def test_a_letter_is_written_looked_at_and_sent(day: DayGiven) -> None:
    link = day.chair.open(day.address)
    assert f'href="{day.address}/replies"' in link.html
    page = day.chair.open(f"{day.address}/replies/{idea_of(day)}")
    assert "They make children laugh.</textarea>" in page.html.replace("&#39;", "'")
    assert "Something is still missing in this letter." in page.text
    page = day.chair.fill(page, to=idea_of(day))
    assert "The reason is what the panel decided." in page.text
    with pytest.raises(Refused) as refused:
        day.act(telling.tell_day, actor_id=day.chair.person_id)
    assert (refused.value.code, refused.value.facts["count"]) == ("replies_not_looked_at", 1)
    assert told(day) == (State.SHORTLISTED, "Good.", None)
    page = day.chair.fill(page, to="/look")
    assert (page.path, "You can't take it back." in page.text) == (f"{day.address}/replies", True)
    page = day.chair.fill(page, to="/told")
    assert (page.status, day.read().state) == (200, DayState.TOLD)
    assert told(day) == (State.FUNDED, LETTER, 40_000)
    with day.app.app_context():
        [mail] = waiting(reading())
    assert mail.to == "family1@example.org"
    assert mail.body == (
        f"{LETTER}\n\nSign in to see your idea. If you think that we got it wrong, you can ask "
        "there for a review.\n"
    )
    page = day.chair.open(f"{day.address}/replies/{idea_of(day)}")
    assert ("This letter was sent." in page.text, len(page.forms)) == (True, 1)


def test_a_decision_that_changes_undoes_the_look(app: Flask, enter: Callable[..., Visitor]) -> None:
    day = a_funded_day(app, enter)
    day.act(look_at_letters, actor_id="reader")
    page = day.chair.open(f"{day.address}/replies")
    assert ("Looked at" in page.text, "once the decisions are signed" in page.text) == (True, True)
    day.decide(0, "part", 30_000)
    assert "To look at" in day.chair.open(f"{day.address}/replies").text


def test_a_day_that_is_told_again_is_looked_at_again(day: DayGiven) -> None:
    day.act(look_at_letters, actor_id="reader")
    day.act(telling.tell_day, actor_id=day.chair.person_id)
    day.act(telling.untell_day, actor_id=day.chair.person_id)
    assert told(day) == (State.SHORTLISTED, "", None)
    with day.app.app_context():
        [reply] = replying.find_day(reading(), day.day_id).replies
    assert (reply.parts.strengths, reply.look) == (PARTS.strengths, None)


def test_two_presses_at_once_tell_once(day: DayGiven) -> None:
    day.act(look_at_letters, actor_id="reader")

    def press(_number: int) -> str:
        try:
            day.act(telling.tell_day, actor_id=day.chair.person_id)
        except Refused as refused:
            return str(refused.code)
        return "told"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(press, range(4)))
    assert said == ["move_not_now"] * 3 + ["told"]
    with day.app.app_context():
        assert len(waiting(reading())) == 1


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"strengths": " "}, (400, "Write what is good about the idea.", "#strengths")),
        ({"strengths": "x" * 2001}, (400, "Use 2,000 letters or fewer", "#strengths")),
        ({"criterion": "Place 3"}, (400, "Choose one of the answers", "#criterion")),
        ({"elsewhere": "x" * 2001}, (400, "Use 2,000 letters or fewer", "#elsewhere")),
        ({"intent": "x"}, (400, "This page was open for too long.", "")),
    ],
)
def test_what_is_not_whole_is_not_kept(
    day: DayGiven, written: dict[str, str], said: tuple[int, str, str]
) -> None:
    page = letter(day, **written)
    status, sentence, href = said
    assert (page.status, sentence in page.text) == (status, True)
    assert f'href="{href}' in page.html
    with day.app.app_context():
        [reply] = replying.find_day(reading(), day.day_id).replies
    assert reply.parts.strengths == ""


def test_a_no_needs_a_way_on(app: Flask, enter: Callable[..., Visitor]) -> None:
    day = a_funded_day(app, enter)
    day.decide(0, "not_now")
    page = letter(day, strengths="Good.")
    assert (page.status, "Choose what the reason has to do with." in page.text) == (409, True)
    whole = {"criterion": "Together", "would_help": "Ask again.", "elsewhere": "The library"}
    page = letter(day, strengths="Good.", **whole)
    assert (page.status, "The fund names nobody to talk to" in page.text) == (200, False)
    assert "Something is still missing in this letter." in page.text


def test_only_who_runs_a_day_reads_its_letters(
    day: DayGiven, enter: Callable[..., Visitor]
) -> None:
    others = enter(*(role for role in Role if role not in (Role.CHAIR, Role.COORDINATOR)))
    paths = [f"{day.address}/replies", f"{day.address}/replies/{idea_of(day)}"]
    assert [others.open(path).status for path in paths] == [404, 404]
    assert day.chair.open(f"{day.address}/replies/idea-x").status == 404
    morag = enter(Role.COORDINATOR)
    day.act(look_at_letters, actor_id="reader")
    page = morag.open(paths[0])
    assert "When all are looked at, the chair can send them here." in page.text
