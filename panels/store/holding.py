"""Words of a pitch that are kept away from the panel while somebody looks at them.

They lie in a table of their own, and the pitch says something else meanwhile: whatever shows a
pitch can't show them. What changes them in between changes what is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from panels import models
from panels.models_holding import HeldWords
from panels.store.records import Pitch

PARTS = ("title", "words", "who_for", "how_many", "drops")
"""What of a pitch its people said: each can be kept away, and goes when they are erased."""


def held_words(session: Session, pitch_ids: Collection[str]) -> dict[tuple[str, str], str]:
    """What is kept away of these pitches: words by pitch and part."""
    held = session.scalars(select(HeldWords).where(HeldWords.pitch_id.in_(pitch_ids)))
    return {(row.pitch_id, row.part): row.words for row in held}


def held_of_idea(session: Session, idea_id: str) -> list[tuple[str, str]]:
    """What is kept away of an idea on all its days: part and words, each once."""
    held = select(HeldWords.part, HeldWords.words).join(
        models.Pitch, models.Pitch.id == HeldWords.pitch_id
    )
    found = session.execute(held.where(models.Pitch.idea_id == idea_id).distinct())
    return sorted((row.part, row.words) for row in found)


def words_of(pitch: Pitch) -> dict[str, str]:
    """The words of a pitch as they stand, by part."""
    return {part: getattr(pitch, part) for part in PARTS}


def put_under(session: Session, pitch: Pitch, text: Mapping[str, str]) -> dict[str, str]:
    """New words of a pitch: those of held parts are kept away too. Returns what the pitch says.

    A form that was filled in from the pitch gives back what stands there instead: no change.
    """
    shown = words_of(pitch)
    for _pitch_id, part in held_words(session, [pitch.pitch_id]):
        if text[part] != shown[part]:
            mine = (HeldWords.pitch_id == pitch.pitch_id) & (HeldWords.part == part)
            session.execute(update(HeldWords).where(mine).values(words=text[part]))
        text = {**text, part: shown[part]}
    return dict(text)


def swap(
    session: Session, pitch: Pitch, parts: Collection[str], instead: Mapping[str, str]
) -> dict[str, str] | None:
    """Keep exactly these parts of a pitch away: `instead` stands there. Returns what it says then;
    None: as it does now.

    Where nothing was said nothing stands instead: a skipped answer is never seen.
    """
    held = {part: said for (_, part), said in held_words(session, [pitch.pitch_id]).items()}
    hide, give = set(parts) - set(held), set(held) - set(parts)
    shown = words_of(pitch)
    kept = {part: held.get(part, shown[part]) and instead[part] for part in parts}
    says = shown | kept | {part: held[part] for part in give}
    if not hide and not give and says == shown:
        return None
    for part in sorted(hide):
        row = {"pitch_id": pitch.pitch_id, "part": part, "words": shown[part]}
        session.execute(insert(HeldWords).values(row))
    forget_held(session, [pitch.pitch_id], give)
    return says


def forget_held(
    session: Session, pitch_ids: Collection[str], parts: Collection[str] | None = None
) -> None:
    """Delete what is kept away of these pitches: these parts, or all."""
    mine = delete(HeldWords).where(HeldWords.pitch_id.in_(pitch_ids))
    session.execute(mine if parts is None else mine.where(HeldWords.part.in_(parts)))
