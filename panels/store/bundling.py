"""From the rows of a day to the record that a bundle is made from, and what is sealed of it.

The money is written down at confirmation: what the ledger holds afterwards is another matter.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from makeithappen.core.errors import Refused
from panels.rules.bundle import SCHEMA, SCHEMA_BEFORE, DayRecord, Form, build_bundle
from panels.rules.day import Event, Move
from panels.rules.decisions import Decision
from panels.rules.design import check_pot
from panels.rules.refusal import Refusal
from panels.rules.scoring import Sheet
from panels.rules.settings import sealed
from panels.rules.ties import panel_votes
from panels.store.records import Day
from panels.store.scoring import earlier_sheets, sheets_that_count


@dataclass(frozen=True, slots=True)
class DayMoney:
    """What the day could give, in pence: the pot, and what was given for one pitch alone.

    `schema` is that of the bundle in which it is sealed.
    """

    budget_pence: int
    pledged_pence: Mapping[str, int]
    schema: str = SCHEMA


def money_of(
    day: Day, to_commit_pence: int, for_ideas_pence: Mapping[str, int], *, is_draft: bool = False
) -> DayMoney:
    """Split what may be promised. Money for an idea that is not on the day is for nobody here.

    Refuses a pot that was sealed and is not there; a draft goes by what there is of it.
    """
    pledged = {
        pitch.pitch_id: for_ideas_pence[pitch.idea_id]
        for pitch in day.pitches
        if for_ideas_pence.get(pitch.idea_id)
    }
    free_pence = to_commit_pence - sum(for_ideas_pence.values())
    pot_pence = day.settings.design.pot_pence
    if not is_draft:
        check_pot(pot_pence, free_pence)
    return DayMoney(free_pence if pot_pence is None else min(pot_pence, free_pence), pledged)


def limit_pence(
    day: Day, decisions: Mapping[str, Decision], to_commit_pence: int, money: DayMoney
) -> int:
    """The most that these decisions may come to: the pot that was sealed and, for each idea, what
    is for it alone; without a pot all that can be promised."""
    if day.settings.design.pot_pence is None:
        return to_commit_pence
    return money.budget_pence + sum(
        min(one.amount_pence, money.pledged_pence.get(pitch_id, 0))
        for pitch_id, one in decisions.items()
    )


def draw_lots(day: Day) -> str:
    """The pitches in an order that nobody can foresee, as one text for the day's events."""
    order = [pitch.pitch_id for pitch in day.pitches]
    secrets.SystemRandom().shuffle(order)
    return " ".join(order)


def day_record(
    session: Session, day: Day, decisions: Mapping[str, Decision], money: DayMoney
) -> DayRecord:
    """All that a bundle is made from. Three statements."""
    record = draft_record(day, sheets_that_count(session, day), money)
    return replace(record, revisions=earlier_sheets(session, day), decisions=decisions)


def draft_record(day: Day, sheets: Mapping[str, Sequence[Sheet]], money: DayMoney) -> DayRecord:
    """A day as the rule sees it while nothing is decided yet."""
    return DayRecord(
        day_id=day.day_id,
        settings=sealed(day.settings),
        budget_pence=money.budget_pence,
        asks=[pitch.ask for pitch in day.pitches],
        sheets=sheets,
        revisions=[],
        pledged_pence=money.pledged_pence,
        panel_votes=panel_votes(day.standing.boards.tie_votes, sheets),
        lots=_lots(day),
        decisions={},
        schema=money.schema,
        vote=day.standing.vote,
    )


def sealing_facts(record: DayRecord) -> dict[str, str]:
    """What a day's confirmation keeps: the digests of both forms, and the money as it was."""
    return {
        "bundle_digest": str(bundle_of(record, Form.LINKED)["digest"]),
        "public_digest": str(bundle_of(record, Form.PUBLIC)["digest"]),
        "schema": record.schema,
        "budget_pence": str(record.budget_pence),
        "pledges": json.dumps(dict(record.pledged_pence), sort_keys=True),
    }


def bundle_of(record: DayRecord, form: Form) -> dict[str, object]:
    """The bundle of a record."""
    return build_bundle(record, form)


def confirmation(day: Day) -> Event:
    """The event that confirmed the day as it stands. Refused before that."""
    for event in reversed(day.events):
        if event.what is Move.CONFIRM and day.state.is_confirmed:
            return event
    raise Refused(Refusal.DAY_NOT_CONFIRMED)


def money_then(day: Day) -> DayMoney:
    """The money as it was when the day was confirmed."""
    facts = confirmation(day).facts
    pledges = json.loads(facts.get("pledges", "{}"))
    schema = facts.get("schema", SCHEMA_BEFORE)
    return DayMoney(int(facts.get("budget_pence", "0")), pledges, schema)


def _lots(day: Day) -> dict[str, int]:
    """The order that was drawn; where a day was opened without one, the order of the pitches."""
    drawn = [event.facts.get("lots", "") for event in day.events if event.what is Move.OPEN]
    order = drawn[0].split() if drawn else []
    order += [one.pitch_id for one in day.pitches if one.pitch_id not in order]
    return {pitch_id: number for number, pitch_id in enumerate(order, start=1)}
