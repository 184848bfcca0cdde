"""Short trials: a question, a day by which it is answered, and what follows from the answer."""

from __future__ import annotations

from datetime import date

from ledger.rules.award_file import AwardFile
from ledger.rules.canonical import read_day
from ledger.rules.entry import Award, Entry, EntryKind, Stamp
from ledger.rules.keyed import keyed
from ledger.rules.records import End, Ending, Trial
from ledger.rules.refusal import Refusal
from ledger.rules.refusal_records import RecordRefusal
from makeithappen.core.errors import Refused

ENDS = (End.ADOPT, End.ADAPT, End.ABANDON)


def start(stamp: Stamp, award: Award, file: AwardFile, trial: Trial) -> Entry:
    """Makes a trial of an award, once."""
    if file.trial is not None:
        raise Refused(RecordRefusal.ALREADY_TRIAL)
    if read_day(trial.ends_on) <= stamp.effective_on:
        raise Refused(RecordRefusal.TRIAL_TOO_SHORT)
    kind = EntryKind.TRIAL_STARTED
    return keyed(Entry(stamp, kind, award.fund_id, award_id=award.id, trials=(trial,)))


def finish(stamp: Stamp, award: Award, file: AwardFile, end: End, digest: str | None) -> Entry:
    """Says what follows from a trial, and what was learnt."""
    if file.trial is None or end not in ENDS:
        raise Refused(RecordRefusal.NO_TRIAL)
    if file.trial.id in file.endings:
        raise Refused(Refusal.ALREADY_SETTLED, trial_id=file.trial.id)
    if digest is None:
        raise Refused(RecordRefusal.NEEDS_REASON)
    endings = (Ending(file.trial.id, end, digest),)
    kind = EntryKind.TRIAL_ENDED
    return keyed(Entry(stamp, kind, award.fund_id, award_id=award.id, endings=endings))


def is_over(file: AwardFile, on: date) -> bool:
    """Whether a trial's day is past and nobody said yet what follows."""
    trial = file.trial
    return trial is not None and trial.id not in file.endings and trial.ends_on < on.isoformat()
