"""The door from the panels to the ledger and the ideas for the reserve list of a day.

Two persons give money that came free to who is next: an award is made, and its people are told.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ledger import store as ledger
from makeithappen import awarding, replying, telling
from makeithappen.core.catalogs import for_others
from makeithappen.funds import store as funds
from makeithappen.replies.rules.reply import Reply
from panels import store as panels
from panels.rules.board_notes import ReserveStep
from panels.rules.rehearsal import check_counts


def today_of(session: Session, fund_id: str, at: datetime) -> date:
    """The day that it is where the fund is."""
    return at.astimezone(ZoneInfo(funds.find_fund(session, fund_id).zone)).date()


def free_money(session: Session, day: panels.Day) -> panels.DayMoney:
    """What can be promised now, for any idea and for those of the day alone.

    A pot that was sealed has been given by now; at most as much of what came free counts.
    """
    return panels.money_of(day, *awarding.money_now(session, day), is_draft=True)


def ask(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """The first person's step. Raises Refused."""
    day = panels.load_day(session, day_id)
    check_counts(is_rehearsal=day.is_rehearsal)
    ledger.check_no_shortfall(session, day.fund_id)
    money, today = free_money(session, day), today_of(session, day.fund_id, at)
    panels.ask_reserve(session, day_id, money=money, today=today, actor_id=actor_id, at=at)


def letter(session: Session, day: panels.Day, asked: ReserveStep) -> Reply:
    """What the people of who is next would be written."""
    idea_id = next(one.idea_id for one in day.pitches if one.pitch_id == asked.pitch_id)
    return replying.of_reserve(session, day, idea_id, asked.amount_pence)


@for_others()
def agree(session: Session, day_id: str, *, seen: str, actor_id: str, at: datetime) -> str:
    """The second person's step: makes the award and tells the idea's people; gives its id.

    `seen` is the digest of the letter that they read.
    """
    day = panels.load_day(session, day_id)
    check_counts(is_rehearsal=day.is_rehearsal)
    money, today = free_money(session, day), today_of(session, day.fund_id, at)
    given = panels.agree_reserve(
        session, day_id, money=money, today=today, actor_id=actor_id, at=at
    )
    found = awarding.known(session, [given.ask.idea_id])
    wanted = ledger.Wanted(
        fund_id=given.fund_id,
        round_id=given.round_id,
        day_id=day_id,
        idea_id=given.ask.idea_id,
        amount_pence=given.step.amount_pence,
        asked_pence=given.ask.asked_pence,
        decision_digest=given.digest,
        known=found.get(given.ask.idea_id, ledger.NOTHING_KNOWN),
    )
    key = f"reserve:{day_id}:{given.ask.pitch_id}:{len(day.events)}"
    by = ledger.By(actor_id, at, key, zones=awarding.zones(session))
    made = ledger.make_awards(session, by, [wanted], second_actor_id=given.step.asked_by)
    reply = letter(session, day, given.step)
    replying.check_look_at(session, reply, seen, actor_id=actor_id)
    telling.tell_idea(session, reply, actor_id=actor_id, at=at)
    return made[0]
