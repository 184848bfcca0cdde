"""What an award gets besides the fund's money: on record, in its own unit, never added to money."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.rules.award_file import AwardFile
from ledger.rules.entry import Award, Entry, EntryKind, Stamp, check_amount
from ledger.rules.keyed import keyed
from ledger.rules.records import Support, SupportKind, SupportStage, Unit
from ledger.rules.refusal_records import RecordRefusal
from makeithappen.core.errors import Refused

_GIVEN = frozenset({SupportStage.OFFERED, SupportStage.CONFIRMED, SupportStage.RECEIVED})
STAGES: Mapping[SupportKind, frozenset[SupportStage]] = {
    SupportKind.IN_KIND: _GIVEN | {SupportStage.WITHDRAWN},
    SupportKind.HOURS: _GIVEN | {SupportStage.WITHDRAWN},
    SupportKind.LEVERAGE: frozenset(
        {SupportStage.PENDING, SupportStage.SECURED, SupportStage.WITHDRAWN}
    ),
}
UNITS: Mapping[SupportKind, frozenset[Unit]] = {
    SupportKind.IN_KIND: frozenset(Unit) - {Unit.HOURS, Unit.PENCE},
    SupportKind.HOURS: frozenset({Unit.HOURS}),
    SupportKind.LEVERAGE: frozenset({Unit.PENCE}),
}


def record_support(stamp: Stamp, award: Award, file: AwardFile, support: Support) -> Entry:
    """Writes down what somebody gives; it moves no money and may replace an earlier record."""
    check_amount(support.quantity)
    if support.unit not in UNITS[support.kind]:
        raise Refused(RecordRefusal.WRONG_UNIT)
    if support.stage not in STAGES[support.kind]:
        raise Refused(RecordRefusal.WRONG_STAGE)
    if support.amends_id is not None:
        before = file.supports.get(support.amends_id)
        if before is None or before.kind is not support.kind:
            raise Refused(RecordRefusal.ALREADY_AMENDED)
    kind = EntryKind.SUPPORT
    return keyed(Entry(stamp, kind, award.fund_id, award_id=award.id, supports=(support,)))
