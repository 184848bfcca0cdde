"""The result of a panel day as everybody may see it: never before everybody was told.

Only funded ideas are named, as in the register; of the others there are the figures that the
public bundle holds too. No word that anybody wrote about an idea is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import awarding, heads
from makeithappen.core.errors import Missing
from panels import results as panel_results
from panels import store as panels
from panels.results import Audience, Results
from panels.rules.bundle import Form, bundle_text


@dataclass(frozen=True, slots=True)
class DayResult:
    """A day's result. `digest` is that of the public bundle, sealed when the day was confirmed."""

    day_id: str
    name: str
    held_on: date
    results: Results
    digest: str


def result(session: Session, day_id: str) -> DayResult:
    """The result of a day. Raises Missing while not everybody was told."""
    day = _told(session, day_id)
    sources = awarding.sources(session, day_id)
    made = panel_results.results(
        session, day, sources, audience=Audience.PUBLIC, titles=_titles(session, day, set(sources))
    )
    return DayResult(day_id, day.name, day.held_on, made, panels.public_digest(day))


def bundle(session: Session, day_id: str) -> str:
    """The text of a day's public bundle. Raises Missing while not everybody was told."""
    day = _told(session, day_id)
    record = panels.record_of(session, day, panels.latest_decisions(session, day))
    made = panels.bundle_of(record, Form.PUBLIC)
    return bundle_text(heads.with_head(session, day, made))


def _told(session: Session, day_id: str) -> panels.Day:
    day = panels.load_day(session, day_id)
    if not day.is_public:
        raise Missing(day_id)
    return day


def _titles(session: Session, day: panels.Day, funded: set[str]) -> dict[str, str]:
    """What each idea is called, by pitch id. The order of their ids says nothing of the others."""
    known = awarding.titles(session, funded)
    others = sorted(pitch.pitch_id for pitch in day.pitches if pitch.idea_id not in funded)
    titles = {
        pitch_id: _("Not funded, idea %(number)s", number=number)
        for number, pitch_id in enumerate(others, start=1)
    }
    for pitch in day.pitches:
        if pitch.idea_id in funded:
            titles[pitch.pitch_id] = known.get(pitch.idea_id) or _("An idea that was taken down")
    return titles
