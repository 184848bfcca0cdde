"""Queries and writes of the panel. They take a session and never commit."""

from __future__ import annotations

from panels.store.auditing import (
    BundleCheck,
    check_bundle,
    day_bundle,
    log_linked_export,
    public_digest,
    record_of,
)
from panels.store.bundling import bundle_of
from panels.store.deciding import (
    confirm,
    confirmed_decisions,
    latest_decisions,
    put_decision,
    rule_decisions,
)
from panels.store.reading import (
    days_of_round,
    list_days,
    list_days_of,
    load_day,
    told_days,
)
from panels.store.records import (
    ConfirmedDecision,
    Count,
    Day,
    DayLine,
    DecisionRecord,
    MyPart,
    NewMember,
    Pitch,
    Progress,
    ToldDay,
)
from panels.store.running import close_scoring, note_presence, open_day, reopen_scoring, tell
from panels.store.scoring import (
    barred,
    counts,
    declare,
    degree_of,
    my_parts,
    progress,
    put_sheet,
    tallies,
)
from panels.store.setting_up import (
    add_day,
    change_day,
    put_criterion,
    put_members,
    put_pitch,
    remove_criterion,
    remove_pitch,
)

__all__ = [
    "BundleCheck",
    "ConfirmedDecision",
    "Count",
    "Day",
    "DayLine",
    "DecisionRecord",
    "MyPart",
    "NewMember",
    "Pitch",
    "Progress",
    "ToldDay",
    "add_day",
    "barred",
    "bundle_of",
    "change_day",
    "check_bundle",
    "close_scoring",
    "confirm",
    "confirmed_decisions",
    "counts",
    "day_bundle",
    "days_of_round",
    "declare",
    "degree_of",
    "latest_decisions",
    "list_days",
    "list_days_of",
    "load_day",
    "log_linked_export",
    "my_parts",
    "note_presence",
    "open_day",
    "progress",
    "public_digest",
    "put_criterion",
    "put_decision",
    "put_members",
    "put_pitch",
    "put_sheet",
    "record_of",
    "remove_criterion",
    "remove_pitch",
    "reopen_scoring",
    "rule_decisions",
    "tallies",
    "tell",
    "told_days",
]
