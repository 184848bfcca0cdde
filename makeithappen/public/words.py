"""Words of the public pages: states, steps, and the doubts about a comparison of unit costs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ledger.rules.entry import EntryKind
from ledger.rules.status import AwardStatus
from ledger.rules.unit_cost import Note, NoteCode

STATUS_WORDS = {
    "delivered": _l("Carried out"),
    str(AwardStatus.RESERVED): _l("Decided, waits for the fund holder's check"),
    str(AwardStatus.RATIFIED): _l("Promised"),
    str(AwardStatus.AT_RISK): _l("Promised, but some of the money is missing"),
    str(AwardStatus.PART_PAID): _l("Part paid"),
    str(AwardStatus.PAID): _l("Paid"),
    str(AwardStatus.RETURNED): _l("Given back"),
    str(AwardStatus.CANCELLED): _l("Cancelled"),
    str(AwardStatus.TAKEN_BACK): _l("Taken back, to be decided anew"),
}

STEP_WORDS = {
    EntryKind.AWARD: _l("The panel awarded it"),
    EntryKind.RATIFICATION: _l("The fund holder checked it"),
    EntryKind.COVER: _l("Other money stepped in for a lost pledge"),
    EntryKind.PAYMENT: _l("Paid"),
    EntryKind.RETURN: _l("Given back, not needed"),
    EntryKind.CANCELLATION: _l("The rest was cancelled"),
    EntryKind.DELIVERY: _l("The idea was carried out"),
    EntryKind.REVERSAL: _l("An earlier entry was put right"),
}

NOTES = {
    NoteCode.YEARS_DIFFER: _l(
        "The years differ (%(existing)s and %(redesigned)s), and prices may have changed between."
    ),
    NoteCode.YEAR_UNCLEAR: _l(
        "It is not clear that both are of the same year (%(existing)s and %(redesigned)s)."
    ),
    NoteCode.PLANS_NOT_RESULTS: _l("These are plans. Nobody has checked here what came of them."),
    NoteCode.PLAN_BESIDE_RESULT: _l(
        "A plan stands beside a result (%(existing)s and %(redesigned)s)."
    ),
    NoteCode.BASIS_UNCLEAR: _l(
        "It is not clear whether these are plans or results (%(existing)s and %(redesigned)s)."
    ),
    NoteCode.UNPAID_TIME_LEFT_OUT: _l(
        "Only what is paid for is counted. The hours of volunteers are left out."
    ),
    NoteCode.EQUAL_UNIT_COST_AT: _l(
        "If fewer than %(people)s %(unit)s came at the same cost, the new way would cost more each."
    ),
}


def note_sentence(note: Note) -> str:
    """A doubt in words, with its figures."""
    return str(NOTES[note.code]) % note.facts
