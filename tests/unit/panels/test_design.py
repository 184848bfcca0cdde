"""What is chosen before a day: what the seal says of it, and what can't be chosen."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from makeithappen.core.errors import Refused
from panels.rules.allocation.ranking import TIES, Tie
from panels.rules.conflicts import Effect, Effects
from panels.rules.day import State
from panels.rules.design import (
    USUAL_DESIGN,
    Design,
    Reveal,
    check_design,
    check_pot,
    check_revealed,
    design_problems,
)
from panels.rules.settings import opening_problems
from tests.unit.panels.given import SEALED, SETTINGS, codes

CHOSEN = Design(
    Effects(Effect.COUNTS, Effect.COUNTS_AND_SHOWN, Effect.MAY_TALK),
    (Tie.SMALLER_ASK, Tie.SUPPORTERS),
    Reveal.ALLOCATION,
    3_000_000,
)


def test_the_seal_says_what_is_not_as_usual() -> None:
    usual = json.loads(SEALED.canonical_text())
    assert json.loads(replace(SEALED, design=CHOSEN).canonical_text()) == {
        **usual,
        "conflict_effects": {
            "none": "counts",
            "know": "counts",
            "close": "counts_and_shown",
            "benefit": "may_talk",
        },
        "tie_order": ["smaller_ask", "supporters", "lot"],
        "reveal": "allocation",
        "pot_pence": 3_000_000,
    }
    assert replace(SEALED, design=Design(ties=TIES)).digest() == SEALED.digest()


@pytest.mark.parametrize(
    ("design", "problems"),
    [
        (USUAL_DESIGN, []),
        (CHOSEN, []),
        (replace(CHOSEN, ties=()), []),
        (replace(CHOSEN, effects=Effects(benefit=Effect.COUNTS)), None),
        (replace(CHOSEN, ties=(Tie.SMALLER_ASK, Tie.SMALLER_ASK)), ["tie_twice"]),
        (replace(CHOSEN, pot_pence=0), ["pot_empty"]),
        (replace(CHOSEN, ties=(*TIES, *TIES), pot_pence=-1), ["tie_twice", "pot_empty"]),
    ],
)
def test_what_can_not_be_chosen(design: Design, problems: list[str] | None) -> None:
    wanted = ["benefit_must_not_score", "nearer_is_laxer"] if problems is None else problems
    assert codes(list(design_problems(design))) == wanted
    if not wanted:
        check_design(design)
        return
    with pytest.raises(Refused) as refused:
        check_design(design)
    assert str(refused.value.code) == wanted[0]


def test_a_day_does_not_open_with_rules_that_can_not_be() -> None:
    settings = replace(SETTINGS, design=Design(pot_pence=0))
    assert codes(list(opening_problems(settings, panel_size=5, pitches=1))) == ["pot_empty"]


def test_a_cap_has_to_leave_each_idea_its_sheets() -> None:
    def problems(cap: int, members: int, quorum: int = 3) -> list[str]:
        settings = replace(SETTINGS, quorum=quorum, design=Design(ideas_max=cap))
        return codes(list(opening_problems(settings, panel_size=members, pitches=4)))

    assert problems(2, 6) == []
    assert problems(1, 6) == ["care_cap_too_low"]
    assert problems(4, 3) == []
    assert problems(1, 2) == ["quorum_too_large", "care_cap_too_low"]
    said = json.loads(replace(SEALED, design=Design(ideas_max=2)).canonical_text())
    assert said["ideas_max"] == 2


@pytest.mark.parametrize(
    ("reveal", "first"),
    [
        (Reveal.DELIBERATION, State.DELIBERATION),
        (Reveal.ALLOCATION, State.ALLOCATION),
        (Reveal.CONFIRMED, State.CONFIRMED),
    ],
)
def test_members_see_the_count_from_the_sealed_moment_on(reveal: Reveal, first: State) -> None:
    for state in State:
        if state.place >= first.place:
            check_revealed(state, reveal)
            continue
        with pytest.raises(Refused) as refused:
            check_revealed(state, reveal)
        assert refused.value.facts == {"reveal": reveal}


def test_a_pot_has_to_be_there() -> None:
    check_pot(None, -5)
    check_pot(100, 100)
    with pytest.raises(Refused) as refused:
        check_pot(101, 100)
    assert refused.value.facts == {"pot_pence": 101, "free_pence": 100}
