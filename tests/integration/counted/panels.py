"""Statements of each page of panel days, and what stands in its address."""

from __future__ import annotations

from panels.rules.day import State
from tests.integration.world import FACES, World

PAGES = {
    "panels.days": 4,
    "panels.my_days": 3,
    "panels.new_day": 5,
    "panels.change_day": 6,
    "panels.new_criterion": 6,
    "panels.criterion": 6,
    "panels.panel": 8,
    "panels.day (setup)": 6,
    "panels.day (scoring)": 9,
    "panels.day (allocation)": 9,
    "panels.day (confirmed)": 9,
    "panels.day (told)": 9,
    "panels.my_day (setup)": 11,
    "panels.my_day (scoring)": 11,
    "panels.my_day (allocation)": 9,
    "panels.my_day (confirmed)": 9,
    "panels.my_day (told)": 9,
    "panels.conflict (open)": 8,
    "panels.conflict (told)": 8,
    "panels.sheet (open)": 10,
    "panels.sheet (told)": 10,
    "panels.scrutineer": 6,
    "panels.tally": 9,
    "panels.decide": 10,
    "panels.read_back": 12,
    "panels.sign": 12,
    "panels.reopen": 6,
    "panels.agree": 6,
    "panels.results": 11,
    "panels.care_offer": 7,
    "panels.my_care": 8,
    "panels.care_to_pay": 4,
    "panels.day (deliberation)": 9,
    "panels.my_day (deliberation)": 9,
    "panels.receipts (deliberation)": 10,
    "panels.receipts (told)": 10,
    "panels.receipt": 10,
    "panels.revise": 11,
    "panels.sheet_step": 9,
    "panels.check_sheet": 9,
    "panels.phone_key": 7,
    "panels.offline_worker": 1,
    "panels.offline": 1,
    "panels.sheets (scoring)": 10,
    "panels.sheets (told)": 10,
    "panels.print_paper": 9,
    "panels.take_in": 6,
    "panels.enter_paper": 8,
}


def addresses(world: World) -> dict[str, dict[str, str]]:
    """What stands in the address of each page of the panels."""
    days = {state: {"day_id": day.day_id} for state, day in world.days.items()}
    pitches = {state: {"pitch_id": day.pitches[0].pitch_id} for state, day in world.days.items()}
    criterion = world.days[State.SETUP].settings.criteria[0].criterion_id
    setup = days[State.SETUP]
    second = {"member_id": world.days[State.SCORING].members[1].member_id}
    return {
        "panels.days": {},
        "panels.my_days": {},
        "panels.new_day": {"round_id": world.rounds[0]},
        "panels.change_day": setup,
        "panels.new_criterion": setup,
        "panels.criterion": {**setup, "criterion_id": criterion},
        "panels.panel": setup,
        "panels.care_offer": setup,
        "panels.my_care": days[State.TOLD],
        "panels.care_to_pay": {},
        "panels.scrutineer": setup,
        **{f"panels.day ({state})": days[state] for state in FACES},
        **{f"panels.my_day ({state})": days[state] for state in FACES},
        "panels.conflict (open)": {**days[State.SCORING], **pitches[State.SCORING]},
        "panels.conflict (told)": {**days[State.TOLD], **pitches[State.TOLD]},
        "panels.sheet (open)": {**days[State.SCORING], **pitches[State.SCORING]},
        "panels.sheet (told)": {**days[State.TOLD], **pitches[State.TOLD]},
        "panels.receipts (deliberation)": days[State.DELIBERATION],
        "panels.receipts (told)": days[State.TOLD],
        "panels.receipt": {
            **days[State.DELIBERATION],
            "sent_id": world.own_sheets[days[State.DELIBERATION]["day_id"]],
        },
        "panels.revise": {**days[State.DELIBERATION], **pitches[State.DELIBERATION]},
        "panels.sheet_step": {**days[State.SCORING], **pitches[State.SCORING], "step": "1"},
        "panels.check_sheet": {**days[State.SCORING], **pitches[State.SCORING]},
        "panels.phone_key": days[State.SCORING],
        "panels.offline_worker": {},
        "panels.offline": {},
        "panels.sheets (scoring)": days[State.SCORING],
        "panels.sheets (told)": days[State.TOLD],
        "panels.print_paper": {**days[State.SCORING], **second},
        "panels.take_in": {**days[State.SCORING], **second},
        "panels.enter_paper": {**days[State.SCORING], **second, **pitches[State.SCORING]},
        "panels.tally": days[State.ALLOCATION],
        "panels.decide": {**days[State.ALLOCATION], **pitches[State.ALLOCATION]},
        "panels.read_back": days[State.ALLOCATION],
        "panels.sign": days[State.ALLOCATION],
        "panels.reopen": days[State.ALLOCATION],
        "panels.agree": days[State.ALLOCATION],
        "panels.results": days[State.TOLD],
    }
