"""What the page about an award's records shows, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.rules import instalments, trials
from ledger.rules.award_file import AwardFile
from ledger.rules.canonical import read_day
from ledger.rules.records import End, SupportKind, Unit


@dataclass(frozen=True, slots=True)
class PartShown:
    """An instalment: when, how much, what is left of it or was cancelled, whether it is due."""

    instalment_id: str
    number: int
    amount_pence: int
    left_pence: int
    cancelled_pence: int
    due_on: date | None
    milestone: str | None
    is_due: bool


@dataclass(frozen=True, slots=True)
class SupportShown:
    """One record of support: a quantity in hundredths of its unit."""

    words: str | None
    stage: str
    quantity: int


@dataclass(frozen=True, slots=True)
class UnitShown:
    """All support of one kind in one unit. Units are never added up."""

    kind: SupportKind
    unit: Unit
    lines: tuple[SupportShown, ...]

    @property
    def is_money(self) -> bool:
        """Whether the quantities are pence."""
        return self.unit is Unit.PENCE

    @property
    def bar(self) -> list[tuple[str, int]]:
        """The quantities of this one unit, for a picture."""
        return [(line.words or "", line.quantity) for line in self.lines]


@dataclass(frozen=True, slots=True)
class AwardRecordPage:
    """What is on record about an award."""

    file: AwardFile
    parts: tuple[PartShown, ...]
    due_pence: int
    units: tuple[UnitShown, ...]
    question: str | None
    learnt: str | None
    end: End | None
    trial_is_over: bool


def award_record_page(file: AwardFile, words: Mapping[str, str], today: date) -> AwardRecordPage:
    """The file of an award for a page; `words` are those behind its digests."""
    ending = file.endings.get(file.trial.id) if file.trial else None
    return AwardRecordPage(
        file=file,
        parts=_parts(file, words, today),
        due_pence=max(0, instalments.due_pence(file, today) - file.paid_pence),
        units=_units(file, words),
        question=words.get(file.trial.question_digest) if file.trial else None,
        learnt=words.get(ending.words_digest or "") if ending else None,
        end=ending.end if ending else None,
        trial_is_over=trials.is_over(file, today),
    )


def _parts(file: AwardFile, words: Mapping[str, str], today: date) -> tuple[PartShown, ...]:
    standing = instalments.standing_of_each(file)
    return tuple(
        PartShown(
            instalment_id=part.id,
            number=part.number,
            amount_pence=part.amount_pence,
            left_pence=own.left_pence,
            cancelled_pence=own.cancelled_pence,
            due_on=read_day(part.due_on) if part.due_on else None,
            milestone=words.get(part.milestone_digest) if part.milestone_digest else None,
            is_due=instalments.is_due(part, file, today),
        )
        for part, own in zip(file.instalments, standing, strict=True)
    )


def _units(file: AwardFile, words: Mapping[str, str]) -> tuple[UnitShown, ...]:
    groups: dict[tuple[SupportKind, Unit], list[SupportShown]] = {}
    for one in file.supports.values():
        line = SupportShown(words.get(one.words_digest), str(one.stage), one.quantity)
        groups.setdefault((one.kind, one.unit), []).append(line)
    return tuple(UnitShown(kind, unit, tuple(own)) for (kind, unit), own in groups.items())


def quantity_words(hundredths: int) -> str:
    """A quantity as people write it: 1250 -> "12.50", 4000 -> "40"."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}" + (f".{rest:02}" if rest else "")
