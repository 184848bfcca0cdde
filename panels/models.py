"""The tables of investment days. What members and the panel say is appended: the latest counts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, Pence, UtcTime


class Day(Base):
    """An investment day. `threshold` is a share of the top of the scale, in whole numbers."""

    __tablename__ = "days"
    __table_args__ = (
        CheckConstraint("part_funding IN (0, 1)", name="part_funding"),
        CheckConstraint("is_rehearsal IN (0, 1)", name="is_rehearsal"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    fund_id: Mapped[str]
    round_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    held_on: Mapped[date]
    quorum: Mapped[int | None]
    threshold_numerator: Mapped[int | None]
    threshold_denominator: Mapped[int | None]
    part_funding: Mapped[int] = mapped_column(server_default=text("1"))
    scrutineer_key: Mapped[str | None]
    is_rehearsal: Mapped[int] = mapped_column(server_default=text("0"))
    know_effect: Mapped[str] = mapped_column(server_default="counts_and_shown")
    close_effect: Mapped[str] = mapped_column(server_default="may_talk")
    benefit_effect: Mapped[str] = mapped_column(server_default="leaves_room")
    tie_order: Mapped[str] = mapped_column(
        server_default="lower_median supporters smaller_ask panel_vote"
    )
    reveal: Mapped[str] = mapped_column(server_default="deliberation")
    pot_pence: Mapped[int | None] = mapped_column(Pence)
    vote_id: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class Criterion(Base):
    """A question that is asked of each idea of the day."""

    __tablename__ = "criteria"
    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    question: Mapped[str]
    value_words: Mapped[str]
    weight: Mapped[int]
    written_by: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))


class CriterionVersion(Base):
    """A criterion as it was written once. Never changed; the last one says so if it was removed.

    `said` is all that is asked, as JSON; who wrote it stands beside.
    """

    __tablename__ = "criterion_versions"
    __table_args__ = (CheckConstraint("is_removed IN (0, 1)", name="is_removed"),)

    criterion_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"), index=True)
    said: Mapped[str]
    written_by: Mapped[str]
    is_removed: Mapped[int]
    saved_by: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


class ScalePoint(Base):
    """One step of a criterion's scale, in a sentence."""

    __tablename__ = "scale_points"
    __table_args__ = (UniqueConstraint("criterion_id", "value"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    criterion_id: Mapped[str] = mapped_column(ForeignKey("criteria.id"))
    value: Mapped[int]
    words: Mapped[str]


class Member(Base):
    """Somebody of the day's panel or of its reserve."""

    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("day_id", "person_id"),
        CheckConstraint("is_reserve IN (0, 1)", name="is_reserve"),
        Index("ix_members_person_id", "person_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"))
    person_id: Mapped[str]
    first_name: Mapped[str]
    is_reserve: Mapped[int]


class Voter(Base):
    """A member as their sheets know them; `member_id` is taken away when the day is confirmed.

    `ideas` are the ids of the pitches that they score, apart by spaces; None: all.
    """

    __tablename__ = "voters"
    __table_args__ = (
        UniqueConstraint("day_id", "member_id"),
        CheckConstraint("is_seated IN (0, 1)", name="is_seated"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"))
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"), index=True)
    is_seated: Mapped[int]
    ideas: Mapped[str | None]


class SealedLinks(Base):
    """Whose sheets were whose, encrypted for the scrutineer of the day."""

    __tablename__ = "sealed_links"

    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    ciphertext: Mapped[str]


class Pitch(Base):
    """An idea as it stands before the panel. The door from the ideas puts it here.

    `drops` is what its people would leave out with the smallest amount. What they skipped is empty.
    """

    __tablename__ = "pitches"
    __table_args__ = (
        UniqueConstraint("day_id", "idea_id"),
        CheckConstraint("asked_pence > 0", name="asked"),
        CheckConstraint("smallest_pence BETWEEN 0 AND asked_pence", name="smallest"),
        Index("ix_pitches_idea_id", "idea_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"))
    idea_id: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    words: Mapped[str]
    who_for: Mapped[str]
    how_many: Mapped[str] = mapped_column(server_default=text("''"))
    drops: Mapped[str] = mapped_column(server_default=text("''"))
    asked_pence: Mapped[int] = mapped_column(Pence)
    smallest_pence: Mapped[int] = mapped_column(Pence)
    version: Mapped[int]
    changed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class Conflict(Base):
    """How close a member said they are to an idea; the highest revision counts.

    With `is_kin` the system says so, because it knows of a household or family link.
    """

    __tablename__ = "conflicts"
    __table_args__ = (
        UniqueConstraint("pitch_id", "voter_id", "revision"),
        CheckConstraint("is_kin IN (0, 1)", name="is_kin"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    pitch_id: Mapped[str] = mapped_column(ForeignKey("pitches.id"))
    voter_id: Mapped[str] = mapped_column(ForeignKey("voters.id"), index=True)
    is_kin: Mapped[int]
    revision: Mapped[int]
    degree: Mapped[str]
    declared_at: Mapped[datetime] = mapped_column(UtcTime)


class Sheet(Base):
    """A member's score sheet for an idea; the highest revision counts."""

    __tablename__ = "sheets"
    __table_args__ = (UniqueConstraint("pitch_id", "voter_id", "revision"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    pitch_id: Mapped[str] = mapped_column(ForeignKey("pitches.id"))
    voter_id: Mapped[str] = mapped_column(ForeignKey("voters.id"), index=True)
    revision: Mapped[int]
    comment: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(UtcTime)


class SheetScore(Base):
    """The answer to one criterion of a sheet; no value means "can't say"."""

    __tablename__ = "sheet_scores"

    sheet_id: Mapped[str] = mapped_column(ForeignKey("sheets.id"), primary_key=True)
    criterion_id: Mapped[str] = mapped_column(ForeignKey("criteria.id"), primary_key=True)
    value: Mapped[int | None]


class Decision(Base):
    """What the panel decided about an idea, and why; the highest revision counts.

    `departure` says why it is not what the sealed rule gives.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("pitch_id", "revision"),
        CheckConstraint("amount_pence >= 0", name="amount"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    pitch_id: Mapped[str] = mapped_column(ForeignKey("pitches.id"))
    revision: Mapped[int]
    outcome: Mapped[str]
    amount_pence: Mapped[int] = mapped_column(Pence)
    reason: Mapped[str]
    departure: Mapped[str] = mapped_column(server_default=text("''"))
    decided_by: Mapped[str]
    decided_at: Mapped[datetime] = mapped_column(UtcTime)


class DayEvent(Base):
    """One thing that happened on a day. The state of the day is the fold of these."""

    __tablename__ = "day_events"
    __table_args__ = (UniqueConstraint("day_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"))
    number: Mapped[int]
    what: Mapped[str]
    actor_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcTime)
    facts: Mapped[str]


class RoomLink(Base):
    """The address under which a screen in the hall shows a day without signing in.

    The code in it is worked out from the id and a key, so nobody can read it from these rows.
    """

    __tablename__ = "room_links"

    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"), primary_key=True)
    id: Mapped[str]
    code_digest: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcTime)


class Remark(Base):
    """A sentence that the scribe wrote down while the panel talked an idea over.

    It is no part of what is sealed, so that it can be taken away for good.
    """

    __tablename__ = "remarks"

    id: Mapped[str] = mapped_column(primary_key=True)
    pitch_id: Mapped[str] = mapped_column(ForeignKey("pitches.id"), index=True)
    words: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(UtcTime)
