"""The rules of a day: chosen on a page, sealed at opening, and lived by until the recount."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from makeithappen import awarding
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from panels import store
from panels.rules.allocation.ranking import Tie
from panels.rules.bundle import Form
from panels.rules.conflicts import Degree, Effect, Effects
from panels.rules.decide import recompute
from panels.rules.design import USUAL_DESIGN, Design, Reveal
from panels.rules.refusal import Refusal
from panels.rules.settings import sealed
from tests.integration.panels.given import DayGiven, a_decided_day
from tests.support.visitor import Visitor

OTHER = Design(
    Effects(Effect.COUNTS, Effect.COUNTS_AND_SHOWN, Effect.MAY_TALK),
    (Tie.SMALLER_ASK, Tie.LOWER_MEDIAN),
    Reveal.ALLOCATION,
    60_000,
)


def choose(day: DayGiven, design: Design) -> None:
    day.act(store.put_design, design, actor_id=day.chair.person_id)


def refusal(act: Callable[[], object]) -> tuple[Refusal, dict[str, object]]:
    with pytest.raises(Refused) as refused:
        act()
    return Refusal(refused.value.code), dict(refused.value.facts)


def test_the_rules_are_chosen_on_a_page(day: DayGiven) -> None:
    page = day.chair.open(f"{day.address}/rules")
    seen = day.chair.fill(
        page,
        know="counts",
        close="counts_and_shown",
        benefit="may_talk",
        tie_1="smaller_ask",
        tie_2="lower_median",
        tie_3="",
        tie_4="",
        reveal="allocation",
        pot="600",
    )
    assert day.read().settings.design == OTHER
    assert "The day decides over £600." in seen.text
    assert "The panel sees the count when the money is shared out." in seen.text
    day.open()
    assert day.read().standing.settings_digest == sealed(day.read().settings).digest()
    assert day.chair.open(f"{day.address}/rules").status == 409
    assert "The day decides over £600." in day.chair.open(day.address).text


def test_what_can_not_be_is_said_on_the_page(day: DayGiven) -> None:
    page = day.chair.open(f"{day.address}/rules")
    laxer = day.chair.fill(page, know="may_talk", close="counts")
    assert laxer.status == 409
    assert "can't have a freer hand" in laxer.text
    typed = day.chair.fill(page, pot="a lot")
    assert typed.status == 400
    assert day.read().settings.design == USUAL_DESIGN


def test_a_day_as_usual_is_sealed_as_before(day: DayGiven) -> None:
    before = sealed(day.read().settings)
    choose(day, USUAL_DESIGN)
    assert sealed(day.read().settings) == before
    assert "tie_order" not in before.canonical_text()


def test_whoever_is_close_scores_where_that_was_chosen(day: DayGiven) -> None:
    choose(day, OTHER)
    day.open()
    for member in range(3):
        day.score(member, 0, 2, 2)
    day.declare(3, 0, Degree.CLOSE)
    asked = day.members[3].open(f"{day.address}/ideas/{day.pitches[0]}/conflict").text
    assert "I'm too close to this one Your score counts. The chair sees what you said" in asked
    day.score_again(3, 0, 4, 4)
    day.declare(4, 0, Degree.BENEFIT)
    code, _facts = refusal(lambda: day.score_again(4, 0, 4, 4))
    assert code is Refusal.CONFLICT_BARS_SCORING
    day.close_scoring()
    tally = day.ask(store.tallies)[day.pitches[0]]
    assert (tally.complete, tally.abstained, tally.shown) == (4, 1, 1)
    shown = "Whole sheets of members who said that they are near it: 1."
    assert shown in day.members[3].open(f"{day.address}/tally").text
    assert shown not in day.members[4].open(f"{day.address}/tally").text


def test_whoever_knows_them_stays_out_where_that_was_chosen(day: DayGiven) -> None:
    strict = Effects(Effect.MAY_TALK, Effect.LEAVES_ROOM, Effect.LEAVES_ROOM)
    choose(day, replace(USUAL_DESIGN, effects=strict))
    day.open()
    for member in range(4):
        day.score(member, 0, 2, 2)
    day.declare(3, 0, Degree.KNOW)
    day.declare(4, 0, Degree.CLOSE)
    assert "Elspeth : I'm too close to this one Leaves the room" in day.chair.open(day.address).text
    assert "You leave the room" in day.members[4].open(f"{day.address}/mine").text
    day.close_scoring()
    tally = day.ask(store.tallies)[day.pitches[0]]
    assert (tally.complete, tally.abstained, tally.shown) == (3, 2, 0)
    assert "Idea 1" not in day.members[3].open(f"{day.address}/tally").text


def test_members_see_the_count_when_it_was_sealed_that_they_do(day: DayGiven) -> None:
    choose(day, replace(USUAL_DESIGN, reveal=Reveal.CONFIRMED))
    day.open()
    day.close_scoring()
    ashok = day.members[0]
    assert "See the count" not in ashok.open(f"{day.address}/mine").text
    seen = ashok.open(f"{day.address}/tally")
    assert (seen.status, "members see the count later" in seen.text) == (409, True)
    assert day.chair.open(f"{day.address}/tally").status == 200


@pytest.fixture
def decided(app: Flask, enter: Callable[..., Visitor]) -> DayGiven:
    """£400 with £100 of it from the council, £500 and nothing; there are £800 and the £100."""
    return a_decided_day(app, enter, fifth_sheet=True)


def with_pot(day: DayGiven, pot_pence: int) -> None:
    """As if this pot had been sealed."""
    with day.writing() as (session, _at):
        from sqlalchemy import update

        from panels import models

        values = {"pot_pence": pot_pence, "tie_order": "smaller_ask"}
        session.execute(update(models.Day).values(**values))
        digest = sealed(store.load_day(session, day.day_id).settings).digest()
        opened = models.DayEvent.what == "open"
        facts = '{"settings_digest": "' + digest + '"}'
        session.execute(update(models.DayEvent).where(opened).values(facts=facts))


def test_a_pot_that_is_not_there_or_too_small_keeps_the_day_open(decided: DayGiven) -> None:
    with_pot(decided, 80_001)
    seen = decided.chair.open(f"{decided.address}/read-back").text
    assert "It was sealed that this day shares out £800.01, and only £800 can be" in seen
    with_pot(decided, 79_999)
    seen = decided.chair.open(f"{decided.address}/read-back").text
    assert "These decisions come to £900, and £899.99 can be promised." in seen
    code, facts = refusal(lambda: decided.confirm(90_000, for_ideas_pence={"idea-1": 10_000}))
    assert code is Refusal.EXCEEDS_TO_COMMIT
    assert facts == {"wanted_pence": 90_000, "to_commit_pence": 89_999}
    with_pot(decided, 80_000)
    decided.sign_off()
    assert decided.read().state.is_confirmed
    with decided.app.app_context():
        assert store.check_bundle(reading(), decided.day_id).problems == ()
        assert awarding.awards_that_differ(reading(), decided.day_id) == []
        for form in Form:
            bundle = store.day_bundle(reading(), decided.day_id, form)
            assert bundle["settings"]["budget_pence"] == 80_000  # type: ignore[index]
            assert bundle["settings"]["tie_order"] == ["smaller_ask", "lot"]  # type: ignore[index]
            assert recompute(bundle, str(bundle["digest"])).differences == ()
