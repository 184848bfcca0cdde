"""Each version of each criterion: who wrote it, who saved it and when. Only appended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from panels import models
from panels.rules.criteria import Criterion, ScalePoint


@dataclass(frozen=True, slots=True)
class CriterionVersion:
    """A criterion as it was written once. `saved_by` is a person, "" where nobody knows."""

    criterion: Criterion
    is_removed: bool
    saved_by: str
    saved_at: datetime


def keep_version(
    session: Session,
    day_id: str,
    criterion: Criterion,
    *,
    is_removed: bool = False,
    actor_id: str,
    at: datetime,
) -> None:
    """Append a version of a criterion, or that it was removed."""
    body = {
        "name": criterion.name,
        "question": criterion.question,
        "scale": [[point.value, point.words] for point in criterion.scale],
        "value": criterion.value_words,
        "weight": criterion.weight,
    }
    row = {
        "criterion_id": criterion.criterion_id,
        "version": criterion.version,
        "day_id": day_id,
        "said": json.dumps(body, sort_keys=True, ensure_ascii=False),
        "written_by": criterion.written_by,
        "is_removed": int(is_removed),
    }
    saved = {"saved_by": actor_id, "saved_at": at}
    session.execute(insert(models.CriterionVersion).values(**row, **saved))


def criterion_versions(session: Session, day_id: str) -> list[CriterionVersion]:
    """All versions of all criteria of a day, the newest first. One statement."""
    table = models.CriterionVersion
    rows = session.execute(
        select(table)
        .where(table.day_id == day_id)
        .order_by(table.saved_at.desc(), table.criterion_id, table.version.desc())
    ).scalars()
    return [
        CriterionVersion(_criterion(row), bool(row.is_removed), row.saved_by, row.saved_at)
        for row in rows
    ]


def _criterion(row: models.CriterionVersion) -> Criterion:
    said = json.loads(row.said)
    return Criterion(
        criterion_id=row.criterion_id,
        position=0,
        name=said["name"],
        question=said["question"],
        value_words=said["value"],
        weight=said["weight"],
        scale=tuple(ScalePoint(value, words) for value, words in said["scale"]),
        written_by=row.written_by,
        version=row.version,
    )
