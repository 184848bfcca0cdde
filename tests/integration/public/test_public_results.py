"""The public result of a day: what it shows, what it keeps back, and that it can be recounted."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask

from makeithappen import awarding
from makeithappen.core.db import now, transaction
from makeithappen.ideas import models as ideas
from panels import store
from panels.rules.decide import recompute
from tests.integration.panels.given import DayGiven, a_decided_day
from tests.support.visitor import Visitor


@pytest.fixture
def confirmed(app: Flask, enter: Callable[..., Visitor]) -> DayGiven:
    """Idea 1 has five sheets, the others have four; the third got no money."""
    day = a_decided_day(app, enter, fifth_sheet=True)
    with day.writing() as (session, at):
        awarding.read_back_day(session, day.day_id, actor_id=day.chair.person_id, at=at)
        awarding.confirm_day(session, day.day_id, actor_id=day.members[0].person_id, at=at)
    return day


@pytest.fixture
def told(confirmed: DayGiven) -> DayGiven:
    confirmed.act(store.tell, actor_id=confirmed.chair.person_id)
    return confirmed


def test_nothing_is_public_before_everybody_was_told(confirmed: DayGiven, visitor: Visitor) -> None:
    for address in (f"/results/{confirmed.day_id}", f"/results/{confirmed.day_id}/bundle.json"):
        assert visitor.open(address).status == 404
        assert confirmed.chair.open(address).status == 404
    assert confirmed.day_id not in visitor.open("/awards").html
    assert visitor.open("/results/day-none").status == 404


def test_the_register_leads_to_the_result_of_a_day(told: DayGiven, visitor: Visitor) -> None:
    page = visitor.open("/awards")
    assert f'href="/results/{told.day_id}">Results of Spring day</a>, 14 May 2026' in page.html
    award = page.html.partition('href="/awards/')[2].partition('"')[0]
    assert f'href="/results/{told.day_id}"' in visitor.open(f"/awards/{award}").html


def test_only_funded_ideas_are_named_and_few_sheets_show_nothing(
    told: DayGiven, visitor: Visitor
) -> None:
    put_idea(told.app, "idea-1", "A bench for all")
    page = visitor.open(f"/results/{told.day_id}")
    said = page.text
    assert "The panel gave £900 to 2 of 3 ideas." in said
    assert (
        "A bench for all gets £400 of the £500 that it asked for. "
        "It scored 3.00: 1.00 more than the 2.00 needed." in said
    )
    assert "An idea that was taken down gets £500, all that it asked for. It scored what" in said
    assert "A bench for all In part £500 £300 £100 £400" in said
    assert "A bench for all 3.00 2.00 +1.00 5 £500" in said
    assert "An idea that was taken down – 2.00 – 4 £400" in said
    assert "Not funded, idea 1 – 2.00 – 4 £0" in said
    assert "A bench for all 3.00 3.00 can't be said" in said
    assert page.html.count('role="img"') == 4
    for kept_back in (
        "Idea 1",
        "Idea 3",
        "It helps.",
        "Ashok",
        "How firm",
        "Your sheets",
        "1.00 2.00",
    ):
        assert kept_back not in said


def put_idea(app: Flask, idea_id: str, title: str) -> None:
    """An idea in the ideas' own table, where titles that may be public come from."""
    with app.app_context(), transaction() as session:
        at = now(session)
        whose = {"round_id": "round-1", "fund_id": "fund-1", "owner_id": "somebody"}
        words = {"what": title, "who_for": "", "contact": "", "reason_words": "", "title": title}
        session.add(ideas.Idea(id=idea_id, state="funded", started_at=at, **whose, **words))


def test_the_file_recounts_to_what_was_sealed(told: DayGiven, visitor: Visitor) -> None:
    page = visitor.open(f"/results/{told.day_id}")
    assert f'href="/results/{told.day_id}/bundle.json" download' in page.html
    answer = visitor.client.get(f"/results/{told.day_id}/bundle.json")
    assert answer.content_type == "application/json"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={told.day_id}.json"
    bundle = json.loads(answer.data)
    verdict = recompute(bundle, told.read().events[-2].facts["public_digest"])
    assert (verdict.differences, verdict.decided_pence) == ((), 90_000)
    assert f"makeithappen decide {told.day_id}.json --expect {bundle['digest']}" in page.text
    assert [row["idea"] for row in bundle["ballots"]] == [told.pitches[0]] * 5
