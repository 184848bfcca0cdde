"""The tables of community votes. While a vote is open ballots are only added; the newest counts.

At the close the count is written to `vote_box`, and all that ties a ballot to a card is deleted:
see `docs/decisions/0019-a-vote-forgets-who-cast-it.md`. No row holds the time of a ballot.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, Pence, UtcTime


class Vote(Base):
    """A vote. `sealed_key` keys the digests of its cards, encrypted; the close destroys it."""

    __tablename__ = "votes"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR sealed_key IS NULL", name="key_destroyed"),
        CheckConstraint("pot_pence > 0", name="pot"),
        CheckConstraint("turnout_denominator > 0", name="turnout"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    fund_id: Mapped[str]
    round_id: Mapped[str] = mapped_column(index=True)
    day_id: Mapped[str | None] = mapped_column(ForeignKey("days.id"))
    name: Mapped[str]
    words: Mapped[str]
    zone: Mapped[str]
    use: Mapped[str]
    choices_max: Mapped[int]
    opens_at: Mapped[datetime] = mapped_column(UtcTime)
    closes_at: Mapped[datetime] = mapped_column(UtcTime)
    turnout_numerator: Mapped[int]
    turnout_denominator: Mapped[int]
    weight: Mapped[int | None]
    pot_pence: Mapped[int | None] = mapped_column(Pence)
    rule: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    sealed_key: Mapped[str | None]
    lots: Mapped[str]
    settings_digest: Mapped[str | None]
    opened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    close_reason: Mapped[str]
    ballots: Mapped[int | None]
    set_aside: Mapped[int]
    published_at: Mapped[datetime | None] = mapped_column(UtcTime)


class VoteOption(Base):
    """Something to approve. An idea of a panel's day stands here without words: they stay there."""

    __tablename__ = "vote_options"
    __table_args__ = (UniqueConstraint("vote_id", "place"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id"))
    place: Mapped[int]
    title: Mapped[str]
    words: Mapped[str]
    price_pence: Mapped[int | None] = mapped_column(Pence)
    pitch_id: Mapped[str | None]


class VoteArea(Base):
    """How many cards were printed for an area."""

    __tablename__ = "vote_areas"

    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id"), primary_key=True)
    area_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    cards: Mapped[int]


class VoteCard(Base):
    """A card, known by a keyed digest of its code. Deleted at the close."""

    __tablename__ = "vote_cards"
    __table_args__ = (UniqueConstraint("vote_id", "code_digest"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id"))
    area_id: Mapped[str]
    code_digest: Mapped[str]


class VoteBallot(Base):
    """A ballot by phone; the highest revision of a card counts. Deleted at the close."""

    __tablename__ = "vote_ballots"
    __table_args__ = (UniqueConstraint("card_id", "revision"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("vote_cards.id"))
    revision: Mapped[int]
    choices: Mapped[str]


class VotePaper(Base):
    """How one person read a paper card; their highest revision counts. Deleted at the close."""

    __tablename__ = "vote_papers"
    __table_args__ = (UniqueConstraint("card_id", "person_id", "revision"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("vote_cards.id"))
    person_id: Mapped[str]
    revision: Mapped[int]
    number: Mapped[int]
    choices: Mapped[str]


class VoteBox(Base):
    """A different ballot and how often it was cast: all that is kept of ballots after the close."""

    __tablename__ = "vote_box"
    __table_args__ = (CheckConstraint("ballots > 0", name="ballots"),)

    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id"), primary_key=True)
    choices: Mapped[str] = mapped_column(primary_key=True)
    ballots: Mapped[int]


class VoteAreaCount(Base):
    """A count by area that may be shown; `place` 0 is the number of ballots. No row: hidden."""

    __tablename__ = "vote_area_counts"

    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id"), primary_key=True)
    area_id: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
