"""What may be done with an idea, and what it is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.idea import (
    SHORT_NAME_LENGTH,
    Ask,
    Idea,
    Refusal,
    State,
    Words,
    can_reach,
    check_amounts,
    check_change,
    check_decide,
    check_send,
    check_withdraw,
    email_of,
    short_name,
)

DRAFT = Idea(
    idea_id="idea-1",
    round_id="round-1",
    fund_id="fund-1",
    owner_id="person-1",
    state=State.DRAFT,
    words=Words("A bench by the pond", "Everybody", "01234 567890"),
    ask=Ask(ask_pence=90_000, smallest_pence=60_000),
    started_at=datetime(2027, 3, 2, 9, 0, tzinfo=UTC),
)
OTHERS = [state for state in State if state is not State.DRAFT]


def with_words(idea: Idea, **words: str) -> Idea:
    return replace(idea, words=replace(idea.words, **words))


def with_ask(idea: Idea, **ask: int | None) -> Idea:
    return replace(idea, ask=replace(idea.ask, **ask))


def test_a_whole_draft_may_be_sent_while_the_round_takes_ideas() -> None:
    assert check_send(DRAFT, takes_ideas=True, asks_where=False) is None


def test_asking_for_the_smallest_amount_is_fine() -> None:
    assert (
        check_send(with_ask(DRAFT, smallest_pence=90_000), takes_ideas=True, asks_where=False)
        is None
    )


BARE = replace(DRAFT, words=Words(" ", "", "\n"), ask=Ask())
STEPS = [
    (replace(BARE, state=State.SENT), False, Refusal.NOT_A_DRAFT),
    (BARE, False, Refusal.ROUND_CLOSED),
    (BARE, True, Refusal.WHAT_MISSING),
    (with_words(BARE, what="x"), True, Refusal.AREA_MISSING),
    (replace(with_words(BARE, what="x"), ask=Ask(area_id="")), True, Refusal.CONTACT_MISSING),
    (with_words(with_ask(DRAFT, area_id=""), contact="a"), True, Refusal.CONTACT_UNCLEAR),
    (with_ask(DRAFT, area_id="a", smallest_pence=90_001), True, Refusal.SMALLEST_ABOVE_ASK),
]


@pytest.mark.parametrize(("idea", "takes_ideas", "code"), STEPS)
def test_refusals_to_send_come_in_their_order(idea: Idea, takes_ideas: bool, code: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        check_send(idea, takes_ideas=takes_ideas, asks_where=True)
    assert refused.value.code is code


@pytest.mark.parametrize(
    "contact",
    [
        "0123",
        "+48 22 123 45 67",
        "٠٣٠٠ ١٢٣٤٥٦٧",
        "(00353) 1 555-0199",
        "a@b.io",
        "@bo_hillside",
        "12 Mill Lane",
        "ask at the school office",
        "Ask for Bo",
        "اسکول کے دفتر میں پوچھیں",
        "请到学校办公室问我",
    ],
)
def test_what_a_person_could_use_is_a_way_to_be_reached(contact: str) -> None:
    assert can_reach(contact) is True


@pytest.mark.parametrize(
    "contact", ["", "a", "Bo", "-", "email", "phone", "077", "@", "a @ b", "..... ."]
)
def test_what_leads_to_nobody_is_none(contact: str) -> None:
    assert can_reach(contact) is False


def test_amounts_may_be_skipped_and_a_recording_stands_for_words() -> None:
    spoken = with_words(replace(DRAFT, ask=Ask(area_id="")), what="", who_for="")
    assert check_send(spoken, takes_ideas=True, asks_where=True, recorded={"what"}) is None


def test_the_refusal_of_amounts_tells_the_ask() -> None:
    with pytest.raises(Refused) as refused:
        check_amounts(Ask(ask_pence=100, smallest_pence=101))
    assert refused.value.facts == {"ask_pence": 100}


@pytest.mark.parametrize("ask", [Ask(), Ask(ask_pence=5), Ask(smallest_pence=5), Ask(5, 5)])
def test_amounts_that_do_not_contradict_each_other(ask: Ask) -> None:
    assert check_amounts(ask) is None


@pytest.mark.parametrize("state", OTHERS)
def test_only_a_draft_changes(state: State) -> None:
    assert check_change(DRAFT) is None
    with pytest.raises(Refused) as refused:
        check_change(replace(DRAFT, state=state))
    assert refused.value.code is Refusal.NOT_A_DRAFT


@pytest.mark.parametrize("state", list(State))
def test_what_is_out_may_be_taken_back(state: State) -> None:
    idea = replace(DRAFT, state=state)
    if state in {State.SENT, State.SHORTLISTED}:
        assert check_withdraw(idea) is None
        return
    with pytest.raises(Refused) as refused:
        check_withdraw(idea)
    assert refused.value.code is Refusal.NOT_OUT


SENT = replace(DRAFT, state=State.SENT)


@pytest.mark.parametrize(
    ("idea", "outcome", "reason", "day_id", "code"),
    [
        (DRAFT, State.SHORTLISTED, "", None, Refusal.NOT_WAITING),
        (replace(DRAFT, state=State.WITHDRAWN), State.SHORTLISTED, "", None, Refusal.NOT_WAITING),
        (SENT, State.SHORTLISTED, " ", None, Refusal.REASON_MISSING),
        (SENT, State.NOT_THIS_TIME, "", None, Refusal.REASON_MISSING),
        (SENT, State.SHORTLISTED, "It brings people together.", "", Refusal.DAY_MISSING),
        (replace(SENT, ask=Ask()), State.SHORTLISTED, "x", "day-1", Refusal.ASK_MISSING),
        (replace(SENT, ask=Ask(1)), State.SHORTLISTED, "x", "day-1", Refusal.SMALLEST_MISSING),
        (with_words(SENT, what=""), State.SHORTLISTED, "x", "day-1", Refusal.NAME_MISSING),
    ],
)
def test_refusals_to_decide_come_in_their_order(
    idea: Idea, outcome: State, reason: str, day_id: str | None, code: Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        check_decide(idea, outcome=outcome, reason=reason, day_id=day_id)
    assert refused.value.code is code


def test_a_decision_has_a_reason_and_a_panel_day_where_it_needs_one() -> None:
    reason = "It brings people together."
    assert check_decide(SENT, outcome=State.SHORTLISTED, reason=reason, day_id="day-1") is None
    assert check_decide(SENT, outcome=State.NOT_THIS_TIME, reason=reason, day_id=None) is None


def test_what_a_panel_put_off_goes_before_another_one_and_nothing_else_does() -> None:
    again = {"outcome": State.SHORTLISTED, "reason": "x", "waits": State.DEFERRED}
    assert check_decide(replace(SENT, state=State.DEFERRED), day_id="day-2", **again) is None
    for state in set(State) - {State.DEFERRED}:
        with pytest.raises(Refused) as refused:
            check_decide(replace(SENT, state=state), day_id="day-2", **again)
        assert refused.value.code is Refusal.NOT_WAITING


@pytest.mark.parametrize("outcome", [State.DRAFT, State.SENT, State.WITHDRAWN])
def test_what_is_no_decision_is_misuse(outcome: State) -> None:
    with pytest.raises(ValueError, match="is no decision"):
        check_decide(SENT, outcome=outcome, reason="x", day_id="day-1")


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("A bench by the pond", "A bench by the pond"),
        ("A bench.  We would sit there.", "A bench"),
        ("Bikes!\nFor all of us", "Bikes!"),
        ("Version 2.5 of the garden", "Version 2.5 of the garden"),
        ("w" * 61, "w" * 59 + "…"),
        (
            "We want to cook together each week, and eat, and then wash up as well",
            "We want to cook together each week, and eat, and then wash…",
        ),
        (" ", ""),
    ],
)
def test_an_idea_is_called_by_its_first_words(what: str, name: str) -> None:
    assert short_name(what) == name
    assert with_words(DRAFT, what=what).name == name


def test_a_name_that_was_given_comes_first() -> None:
    assert replace(DRAFT, ask=replace(DRAFT.ask, title="The bench")).name == "The bench"


@given(st.text())
def test_a_short_name_is_short_and_on_one_line(what: str) -> None:
    name = short_name(what)
    assert len(name) <= SHORT_NAME_LENGTH
    assert "\n" not in name


@pytest.mark.parametrize(
    ("contact", "email"),
    [
        (" Ann@Example.ORG ", "ann@example.org"),
        ("01234 567890", None),
        ("ann@example.org or 01234 567890", None),
        ("ann@example", None),
        ("ann@example.org,bo@example.org", None),
        ("", None),
    ],
)
def test_an_address_is_known_only_when_it_is_all_that_was_typed(
    contact: str, email: str | None
) -> None:
    assert email_of(contact) == email
