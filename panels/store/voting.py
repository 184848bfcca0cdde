"""Writing a community vote: its settings and cards, ballots by phone and on paper, its close.

Nothing here notes when a ballot came in, or who sent it. The close keeps the count and destroys the
vote's key with all that ties a ballot to a card.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.core.keys import keys
from panels import models_voting as tables
from panels.rules.vote import (
    AreaCards,
    Option,
    VoteSettings,
    ballot_of,
    ballot_text,
    check_closing,
    check_more_cards,
    check_opening,
    check_paper,
    check_publishing,
    check_setting_up,
    check_vote_seal,
    check_voting,
)
from panels.rules.vote_cards import CODE_LENGTH, CODE_LETTERS, ballot_digest, card_digest
from panels.rules.vote_count import VoteCount, count_votes
from panels.rules.vote_refusal import VoteRefusal
from panels.store.reading import told_days
from panels.store.taking_votes import lock_day_of_vote, take_counted_vote
from panels.store.voting_reading import card_uses, load_vote, options_of
from panels.store.voting_records import NewVote, Vote


def add_vote(
    session: Session,
    new: NewVote,
    *,
    fund_id: str,
    round_id: str,
    zone: str,
    actor_id: str,
    at: datetime,
) -> str:
    """Begin a vote in a round, with a fresh key of its own; returns its id."""
    vote_id = new_id("vote")
    fresh = keys().cipher().encrypt(base64.b64encode(secrets.token_bytes(32))).decode()
    row = {"id": vote_id, "fund_id": fund_id, "round_id": round_id, "zone": zone}
    never = {"lots": "", "close_reason": "", "set_aside": 0, "created_at": at}
    session.execute(insert(tables.Vote).values(**row, **never, sealed_key=fresh, **_basics(new)))
    record(session, at=at, actor_id=actor_id, what="vote_added", subject_id=vote_id)
    return vote_id


def change_vote(
    session: Session, vote_id: str, new: NewVote, *, actor_id: str, at: datetime
) -> None:
    """Change what is said about a vote. Refused once sealed, or once cards are printed."""
    _unprinted(session, vote_id)
    session.execute(update(tables.Vote).where(tables.Vote.id == vote_id).values(**_basics(new)))
    record(session, at=at, actor_id=actor_id, what="vote_changed", subject_id=vote_id)


def put_option(
    session: Session, vote_id: str, option: Option, *, actor_id: str, at: datetime
) -> str:
    """Write an option down, the next one where its id is empty; returns its id."""
    vote = _unprinted(session, vote_id)
    if vote.settings.day_id is not None:
        raise Missing(vote_id)
    words = {"title": option.title, "words": option.words, "price_pence": option.price_pence}
    option_id = option.option_id or new_id("option")
    if option.option_id:
        mine = (tables.VoteOption.vote_id == vote_id) & (tables.VoteOption.id == option_id)
        if session.execute(update(tables.VoteOption).where(mine).values(**words)).rowcount != 1:  # type: ignore[attr-defined]
            raise Missing(option_id)
    else:
        place = max((one.place for one in vote.settings.options), default=0) + 1
        row = {"id": option_id, "vote_id": vote_id, "place": place, "pitch_id": None}
        session.execute(insert(tables.VoteOption).values(**row, **words))
    facts = {"option_id": option_id}
    record(session, at=at, actor_id=actor_id, what="option_put", subject_id=vote_id, facts=facts)
    return option_id


def remove_option(
    session: Session, vote_id: str, option_id: str, *, actor_id: str, at: datetime
) -> None:
    """Take an option away. Refused once sealed, or once cards are printed."""
    _unprinted(session, vote_id)
    mine = (tables.VoteOption.vote_id == vote_id) & (tables.VoteOption.id == option_id)
    session.execute(delete(tables.VoteOption).where(mine))
    facts = {"option_id": option_id}
    record(
        session, at=at, actor_id=actor_id, what="option_removed", subject_id=vote_id, facts=facts
    )


def make_cards(
    session: Session, vote_id: str, area: AreaCards, *, actor_id: str, at: datetime
) -> list[str]:
    """Make so many cards more for an area; returns their codes, which are kept nowhere."""
    codes: set[str] = set()
    while len(codes) < area.cards:
        codes.add("".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH)))
    add_cards(session, vote_id, area, codes, actor_id=actor_id, at=at)
    return sorted(codes)


def add_cards(
    session: Session,
    vote_id: str,
    area: AreaCards,
    codes: Iterable[str],
    *,
    actor_id: str,
    at: datetime,
) -> None:
    """Keep a keyed digest of each code; with the first card the ideas of a day are written down."""
    vote = load_vote(session, vote_id, lock="to_move")
    key = vote_key(vote)
    rows = [
        {"id": new_id("card"), "vote_id": vote_id, "area_id": area.area_id, "code_digest": digest}
        for digest in sorted(card_digest(key, code) for code in codes)
    ]
    check_more_cards(vote.state, vote.settings, len(rows))
    _write_ideas_down(session, vote)
    known = {one.area_id: one.cards for one in vote.settings.areas}
    mine = (tables.VoteArea.vote_id == vote_id) & (tables.VoteArea.area_id == area.area_id)
    session.execute(delete(tables.VoteArea).where(mine))
    whole = {"name": area.name, "cards": known.get(area.area_id, 0) + len(rows)}
    session.execute(insert(tables.VoteArea).values(vote_id=vote_id, area_id=area.area_id, **whole))
    session.execute(insert(tables.VoteCard), rows)
    facts = {"cards": len(rows), "area_id": area.area_id}
    record(session, at=at, actor_id=actor_id, what="cards_made", subject_id=vote_id, facts=facts)


def discard_cards(session: Session, vote_id: str, *, actor_id: str, at: datetime) -> None:
    """Throw all cards of a vote away: their codes are worth nothing from now on."""
    vote = load_vote(session, vote_id, lock="to_move")
    check_setting_up(vote.state)
    for table in (tables.VoteCard, tables.VoteArea):
        session.execute(delete(table).where(table.vote_id == vote_id))
    if vote.settings.day_id is not None:
        session.execute(delete(tables.VoteOption).where(tables.VoteOption.vote_id == vote_id))
    record(session, at=at, actor_id=actor_id, what="cards_discarded", subject_id=vote_id)


def open_vote(session: Session, vote_id: str, *, actor_id: str, at: datetime) -> str:
    """Draw the lots, seal the settings and open the vote; returns the digest of the seal."""
    vote = load_vote(session, vote_id, lock="to_move")
    check_opening(vote.state, vote.settings, at)
    lots = [option.option_id for option in vote.settings.options]
    secrets.SystemRandom().shuffle(lots)
    digest = replace(vote.settings, lots=tuple(lots)).digest()
    sealed = {"lots": " ".join(lots), "settings_digest": digest, "opened_at": at}
    session.execute(update(tables.Vote).where(tables.Vote.id == vote_id).values(**sealed))
    facts = {"settings_digest": digest}
    record(session, at=at, actor_id=actor_id, what="vote_opened", subject_id=vote_id, facts=facts)
    return digest


def put_ballot(
    session: Session, vote_id: str, code: str, chosen: Iterable[str], *, at: datetime
) -> int:
    """Take a ballot of a card; returns its revision. Raises Refused."""
    vote = load_vote(session, vote_id, lock="to_read")
    check_voting(vote.state, vote.settings, at)
    card_id = _card(session, vote, code)
    ballot = ballot_of(vote.settings, chosen)
    table = tables.VoteBallot
    revision = _next(session, table.revision, table.card_id == card_id)
    row = {"id": new_id("ballot"), "card_id": card_id, "revision": revision}
    session.execute(insert(table).values(**row, choices=ballot_text(ballot)))
    return revision


def put_paper(
    session: Session,
    vote_id: str,
    code: str,
    chosen: Iterable[str],
    *,
    number: int,
    person_id: str,
    at: datetime,
) -> int:
    """Take how a person reads a paper card; returns the revision of their reading."""
    vote = load_vote(session, vote_id, lock="to_read")
    check_paper(vote.state, vote.settings, at)
    card_id = _card(session, vote, code)
    ballot = ballot_of(vote.settings, chosen)
    table = tables.VotePaper
    mine = (table.card_id == card_id) & (table.person_id == person_id)
    revision = _next(session, table.revision, mine)
    row = {"id": new_id("paper"), "card_id": card_id, "person_id": person_id, "number": number}
    session.execute(insert(table).values(**row, revision=revision, choices=ballot_text(ballot)))
    return revision


def check_card(session: Session, vote: Vote, code: str, *, at: datetime) -> None:
    """Refuse a card that a ballot can't be sent with now. Reads only."""
    check_voting(vote.state, vote.settings, at)
    _card(session, vote, code, lock=False)


def form_body(session: Session, vote_id: str, code: str, said: Iterable[str]) -> str:
    """What a form that was sent twice is known by. Nobody can tell once the key is destroyed."""
    known = select(tables.Vote.sealed_key).where(tables.Vote.id == vote_id)
    return ballot_digest(_plain_key(session.execute(known).scalar_one()), code, list(said))


def close_vote(
    session: Session, vote_id: str, *, reason: str, actor_id: str, at: datetime
) -> VoteCount:
    """Count, keep the count, and forget who cast what: key, cards and ballots go.

    A panel day that has chosen the vote takes it in.
    """
    lock_day_of_vote(session, vote_id)
    vote = load_vote(session, vote_id, lock="to_move")
    uses = card_uses(session, vote_id)
    unsettled = sum(use.unsettled for use in uses)
    closes_at = vote.settings.closes_at
    check_closing(vote.state, closes_at, at, unsettled=unsettled, reason=reason)
    check_vote_seal(vote.settings, vote.settings_digest)
    count = count_votes(vote.settings, uses)
    counted = {"ballots": count.ballots, "set_aside": count.set_aside, "close_reason": reason}
    session.execute(
        update(tables.Vote)
        .where(tables.Vote.id == vote_id)
        .values(closed_at=at, sealed_key=None, **counted)
    )
    _keep(session, vote_id, vote.settings, count)
    _forget(session, vote_id)
    record(session, at=at, actor_id=actor_id, what="vote_closed", subject_id=vote_id)
    if vote.settings.day_id is not None:
        session.flush()
        take_counted_vote(session, vote.settings.day_id, actor_id=actor_id, at=at)
    return count


def publish_vote(session: Session, vote_id: str, *, actor_id: str, at: datetime) -> None:
    """Let everybody see the result."""
    vote = load_vote(session, vote_id, lock="to_move")
    told = vote.settings.day_id in told_days(session)
    check_publishing(vote.state, vote.settings.use, day_told=told)
    session.execute(update(tables.Vote).where(tables.Vote.id == vote_id).values(published_at=at))
    record(session, at=at, actor_id=actor_id, what="vote_published", subject_id=vote_id)


def vote_key(vote: Vote) -> bytes:
    """The key of a vote that was not counted yet."""
    return _plain_key(vote.sealed_key)


def _plain_key(sealed_key: str | None) -> bytes:
    if sealed_key is None:
        raise Refused(VoteRefusal.OVER)
    return base64.b64decode(keys().cipher().decrypt(sealed_key))


def _unprinted(session: Session, vote_id: str) -> Vote:
    vote = load_vote(session, vote_id, lock="to_move")
    check_setting_up(vote.state, cards=vote.settings.cards)
    return vote


def _card(session: Session, vote: Vote, code: str, *, lock: bool = True) -> str:
    """The card with this code. Locked, so that its ballots take turns."""
    table = tables.VoteCard
    digest = card_digest(vote_key(vote), code)
    query = select(table.id).where(table.vote_id == vote.vote_id, table.code_digest == digest)
    card_id = session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if card_id is None:
        raise Refused(VoteRefusal.CARD_UNKNOWN)
    return card_id


def _next(session: Session, revision: Any, mine: Any) -> int:
    return (session.execute(select(func.max(revision)).where(mine)).scalar_one() or 0) + 1


def _write_ideas_down(session: Session, vote: Vote) -> None:
    if vote.settings.day_id is None or options_of(session, vote.vote_id):
        return
    rows = [
        {"id": new_id("option"), "vote_id": vote.vote_id, "place": one.place, "title": "",
         "words": "", "price_pence": one.price_pence, "pitch_id": one.pitch_id}
        for one in vote.settings.options
    ]  # fmt: skip
    if rows:
        session.execute(insert(tables.VoteOption), rows)


def _keep(session: Session, vote_id: str, settings: VoteSettings, count: VoteCount) -> None:
    """Write down how often each ballot was cast, and of the areas only what may be shown."""
    box: list[dict[str, Any]] = [
        {"vote_id": vote_id, "choices": ballot_text(ballot), "ballots": times}
        for ballot, times in count.box
    ]
    areas: list[dict[str, Any]] = [
        {"vote_id": vote_id, "area_id": one.area.area_id, "place": place, "count": shown}
        for one in count.areas
        for place, shown in zip(
            [0, *(option.place for option in settings.options)],
            [one.ballots, *one.approvals],
            strict=True,
        )
        if shown is not None
    ]
    for table, rows in ((tables.VoteBox, box), (tables.VoteAreaCount, areas)):
        if rows:
            session.execute(insert(table), rows)


def _forget(session: Session, vote_id: str) -> None:
    """Delete all that ties a ballot to a card."""
    card = tables.VoteCard
    cards = select(card.id).where(card.vote_id == vote_id)
    for table in (tables.VoteBallot, tables.VotePaper):
        session.execute(delete(table).where(table.card_id.in_(cards)))
    session.execute(delete(card).where(card.vote_id == vote_id))


def _basics(new: NewVote) -> dict[str, Any]:
    said = new.settings
    return {
        "name": new.name,
        "words": new.words,
        "use": said.use,
        "day_id": said.day_id,
        "choices_max": said.choices_max,
        "opens_at": said.opens_at,
        "closes_at": said.closes_at,
        "turnout_numerator": said.turnout_least.numerator,
        "turnout_denominator": said.turnout_least.denominator,
        "weight": said.weight,
        "pot_pence": said.pot_pence,
        "rule": said.rule,
    }
