"""The pages that need no sign-in. No person can be told from them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template

import ledger
from ledger.rules import unit_cost
from makeithappen.core.access import allow_everyone
from makeithappen.core.db import reading
from makeithappen.funds import store as funds
from makeithappen.public import days, store
from makeithappen.public.words import STATUS_WORDS, STEP_WORDS, note_sentence
from makeithappen.reviews.words import OUTCOMES
from panels import results_words
from panels.words import OUTCOME_NAMES

bp = Blueprint("public", __name__)
bp.context_processor(lambda: {"status_words": STATUS_WORDS, "step_words": STEP_WORDS})
EXAMPLE = Path(ledger.__file__).parent / "examples" / "bradford.csv"


@bp.get("/")
@allow_everyone
def home() -> Any:
    """What this is, and the rounds that take ideas today."""
    rounds = funds.open_rounds(reading(), datetime.now(UTC))
    return render_template("public/home.html", rounds=rounds, sums=store.sums(reading()))


@bp.get("/awards")
@allow_everyone
def register() -> Any:
    """The register: each award with who gave how much, and where it stands; days; reviews."""
    return render_template(
        "public/register.html",
        awards=store.awards(reading()),
        days=store.told_days(reading()),
        rounds=store.reviews_by_round(reading()),
        outcomes=OUTCOMES,
    )


@bp.get("/awards/<award_id>")
@allow_everyone
def award(award_id: str) -> Any:
    """One award: its money from every giver, and what happened when."""
    found = store.find_award(reading(), award_id)
    steps = store.steps(reading(), award_id)
    return render_template("public/award.html", award=found, steps=steps)


@bp.get("/results/<day_id>")
@allow_everyone
def result(day_id: str) -> Any:
    """What a panel day decided, and the file from which anybody can count it again."""
    found = days.result(reading(), day_id)
    names = {"outcome_names": OUTCOME_NAMES, "words": results_words}
    return render_template("public/result.html", day=found, results=found.results, **names)


@bp.get("/results/<day_id>/bundle.json")
@allow_everyone
def bundle(day_id: str) -> Response:
    """The public bundle of a day."""
    name = f"attachment; filename={day_id}.json"
    text = days.bundle(reading(), day_id)
    return Response(text, content_type="application/json", headers={"Content-Disposition": name})


@bp.get("/proof")
@allow_everyone
def proof() -> Any:
    """The newest signed head of the ledger, what waits for the next one, and how to check it."""
    lag = store.lag(reading())
    return render_template("public/proof.html", head=store.newest_head(reading()), lag=lag)


@bp.get("/unit-costs")
@allow_everyone
def unit_costs() -> Any:
    """A worked example: what the same help cost per family, before and after."""
    services, problems = unit_cost.parse(EXAMPLE.read_text(encoding="utf-8"))
    assert not problems, problems
    compared = unit_cost.comparison(services)
    tables = [(change, unit_cost.lines(change)) for change in compared.changes]
    return render_template(
        "public/unit_costs.html", compared=compared, tables=tables, note_sentence=note_sentence
    )
