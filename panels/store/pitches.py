"""Changing an idea before the panel, keeping its words away for a while, or taking it back.

A change makes a new version; of the old one its amounts and a digest of its words are kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import Event, record
from makeithappen.core.keys import keys
from panels import models
from panels.models_pitches import PitchVersion
from panels.rules.day import Note, State
from panels.rules.pitches import check_amounts, check_changing
from panels.store.appending import append
from panels.store.holding import forget_held, put_under, swap, words_of
from panels.store.reading import load_day
from panels.store.records import Day, Pitch
from panels.store.setting_up import remove_pitch


@dataclass(frozen=True, slots=True)
class PitchText:
    """The words of a pitch. What was skipped is empty."""

    title: str
    words: str
    who_for: str
    how_many: str = ""
    drops: str = ""

    def digest(self) -> str:
        """A keyed digest: it stands for the words without saying them.

        Without the last two it is what it was before there were any, so that older days hold.
        """
        words = astuple(self) if self.how_many or self.drops else astuple(self)[:3]
        text = json.dumps(words, ensure_ascii=False)
        return keys().keyed_digest(f"panels.pitch\n{text}")


@dataclass(frozen=True, slots=True)
class SealedPitch:
    """A version of a pitch without its words."""

    pitch_id: str
    version: int
    asked_pence: int
    smallest_pence: int
    words_digest: str


def amend_pitch(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    day_id: str,
    pitch_id: str,
    text: PitchText,
    *,
    asked_pence: int,
    smallest_pence: int,
    actor_id: str,
    at: datetime,
) -> None:
    """Put an idea right. Refused once its scoring has opened."""
    day, pitch = _locked(session, day_id, pitch_id)
    check_changing(day.standing, pitch_id)
    check_amounts(asked_pence, smallest_pence)
    text = PitchText(**put_under(session, pitch, asdict(text)))
    row = {"asked_pence": asked_pence, "smallest_pence": smallest_pence, "changed_at": at}
    _replace(session, pitch, text, row, actor_id=actor_id, at=at)
    facts = {"pitch_id": pitch_id, "version": pitch.version + 1}
    record(session, at=at, actor_id=actor_id, what="pitch_amended", subject_id=day_id, facts=facts)


def take_down_pitch(
    session: Session, day_id: str, pitch_id: str, text: PitchText, *, actor_id: str, at: datetime
) -> None:
    """Take an idea's words away for good; `text` stands there instead. Its amounts stay."""
    _day, pitch = _locked(session, day_id, pitch_id)
    forget_held(session, [pitch_id])
    _replace(session, pitch, text, {"changed_at": at}, actor_id=actor_id, at=at)
    facts = {"pitch_id": pitch_id, "version": pitch.version + 1}
    what = "pitch_taken_down"
    record(session, at=at, actor_id=actor_id, what=what, subject_id=day_id, facts=facts)


def hold_words(
    session: Session,
    idea_id: str,
    parts: Collection[str],
    instead: PitchText,
    *,
    actor_id: str,
    at: datetime,
) -> None:
    """Keep exactly these parts of an idea away from each day that it is on, and give back others.

    `instead` stands there meanwhile. Scores and decisions go on as they do.
    """
    places = select(models.Pitch.day_id, models.Pitch.id).where(models.Pitch.idea_id == idea_id)
    for day_id, pitch_id in session.execute(places.order_by(models.Pitch.day_id)).all():
        _day, pitch = _locked(session, day_id, pitch_id)
        says = swap(session, pitch, parts, asdict(instead))
        if says is None:
            continue
        _replace(session, pitch, PitchText(**says), {}, actor_id=actor_id, at=at)
        facts = {"pitch_id": pitch_id, "version": pitch.version + 1, "held": len(parts)}
        record(session, at=at, actor_id=actor_id, what="pitch_held", subject_id=day_id, facts=facts)


def is_taken_down(session: Session, day_id: str, pitch_id: str) -> bool:
    """Whether an idea's words were taken down for good."""
    taken = select(Event.facts).where(Event.what == "pitch_taken_down", Event.subject_id == day_id)
    return any(json.loads(facts)["pitch_id"] == pitch_id for facts in session.scalars(taken))


def withdraw_pitch(
    session: Session, day_id: str, idea_id: str, *, actor_id: str, at: datetime
) -> None:
    """Its people take an idea back. Refused once its scoring has opened.

    Before the day opens it leaves the day. After that it stays on it, is not heard, and is decided
    about like one whose people did not come. For the door from the ideas.
    """
    day = load_day(session, day_id, lock="to_move")
    if day.state is State.SETUP:
        remove_pitch(session, day_id, idea_id)
        return
    pitch_id = next(one.pitch_id for one in day.pitches if one.idea_id == idea_id)
    check_changing(day.standing, pitch_id)
    facts = {"pitch_id": pitch_id}
    append(session, day, Note.WITHDRAWN, actor_id=actor_id, at=at, facts=facts)


def replaced_versions(session: Session, pitch_id: str) -> Sequence[PitchVersion]:
    """What a pitch was before, the oldest first."""
    of_pitch = select(PitchVersion).where(PitchVersion.pitch_id == pitch_id)
    return session.scalars(of_pitch.order_by(PitchVersion.version)).all()


def pitches_digest(pitches: Sequence[SealedPitch]) -> str:
    """What stands for the ideas of a day in its opening: ids, versions, pence, keyed digests."""
    return sha256(json.dumps([astuple(one) for one in pitches]).encode()).hexdigest()


def pitches_now(day: Day) -> list[SealedPitch]:
    """The ideas of a day as they stand, for its opening."""
    return [
        SealedPitch(
            one.pitch_id, one.version, one.asked_pence, one.smallest_pence, _text(one).digest()
        )
        for one in sorted(day.pitches, key=lambda one: one.pitch_id)
    ]


def pitches_at_opening(session: Session, day: Day, opened_at: datetime) -> list[SealedPitch]:
    """The ideas as they stood when the day opened, by what is kept of each version."""
    ids = [pitch.pitch_id for pitch in day.pitches]
    later = select(PitchVersion).where(
        PitchVersion.pitch_id.in_(ids), PitchVersion.replaced_at >= opened_at
    )
    then: dict[str, SealedPitch] = {one.pitch_id: one for one in pitches_now(day)}
    for row in session.scalars(later.order_by(PitchVersion.version.desc())):
        pence = (row.asked_pence, row.smallest_pence)
        then[row.pitch_id] = SealedPitch(row.pitch_id, row.version, *pence, row.words_digest)
    return list(then.values())


def _text(pitch: Pitch) -> PitchText:
    return PitchText(**words_of(pitch))


def _locked(session: Session, day_id: str, pitch_id: str) -> tuple[Day, Pitch]:
    day = load_day(session, day_id, lock="to_move")
    pitch = day.pitch(pitch_id)
    if pitch is None:
        raise Missing(pitch_id)
    return day, pitch


def _replace(
    session: Session,
    pitch: Pitch,
    text: PitchText,
    row: dict[str, Any],
    *,
    actor_id: str,
    at: datetime,
) -> None:
    """The version goes up even where only words go: days that are kept are known by it."""
    session.execute(
        insert(PitchVersion).values(
            pitch_id=pitch.pitch_id,
            version=pitch.version,
            asked_pence=pitch.asked_pence,
            smallest_pence=pitch.smallest_pence,
            words_digest=_text(pitch).digest(),
            replaced_by=actor_id,
            replaced_at=at,
        )
    )
    session.execute(
        update(models.Pitch)
        .where(models.Pitch.id == pitch.pitch_id)
        .values(**asdict(text), **row, version=pitch.version + 1)
    )
