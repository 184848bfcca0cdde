"""What records, and the refusals about them, are called on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from ledger.rules.conditions import Audience
from ledger.rules.entry import EntryKind
from ledger.rules.records import Purpose
from ledger.rules.refusal_records import RecordRefusal

SENTENCES = {
    RecordRefusal.AREA_NOT_KNOWN: _l(
        "Some of the money is only for one part of the place, and where this idea will happen is "
        "not known. Ask its people where, or use other money."
    ),
    RecordRefusal.OUTSIDE_AREA: _l(
        "Some of the money is only for another part of the place than this idea's, and the rest "
        "is not enough. Use less, or other money."
    ),
    RecordRefusal.PURPOSE_NOT_KNOWN: _l(
        "Some of the money is only for one purpose, and what this idea is for is not written down "
        "yet. Write it down first, or use other money."
    ),
    RecordRefusal.OUTSIDE_PURPOSE: _l(
        "Some of the money is only for another purpose than this idea's, and the rest is not "
        "enough. Use less, or other money."
    ),
    RecordRefusal.AUDIENCE_NOT_KNOWN: _l(
        "Some of the money is only for some people, and for whom this idea is has not been written "
        "down yet. Write it down first, or use other money."
    ),
    RecordRefusal.OUTSIDE_AUDIENCE: _l(
        "Some of the money is only for other people than those of this idea, and the rest is not "
        "enough. Use less, or other money."
    ),
    RecordRefusal.TOO_EARLY: _l(
        "Some of the money may not be given away yet: its first day is still to come. "
        "Wait, use less, or use other money."
    ),
    RecordRefusal.PREPARED_BY_YOU: _l(
        "You proposed this, so somebody else must approve it. Ask another person."
    ),
    RecordRefusal.CANNOT_CORRECT: _l(
        "Only a receipt, a pledge that came in, interest or a fee of this pot can be corrected, "
        "and not once it was reversed. Choose another entry."
    ),
    RecordRefusal.NEEDS_REASON: _l("Say why in a few words."),
    RecordRefusal.NEEDS_TWO_PEOPLE: _l(
        "Two different people must say yes here. Name the second one too."
    ),
    RecordRefusal.NEEDS_ONE_PERSON: _l(
        "Here one person says yes. Leave the second one out, or choose another kind of recipient."
    ),
    RecordRefusal.OWN_AGREEMENT: _l(
        "You are one of those who would get this money, so somebody else must offer the agreement."
    ),
    RecordRefusal.AGREEMENT_REPLACED: _l(
        "There is a newer agreement in the place of this one. Open that and read it first."
    ),
    RecordRefusal.NOT_A_PARTY: _l(
        "This agreement is for other people, so you can't say yes to it. "
        "Ask the fund if that is wrong."
    ),
    RecordRefusal.ALREADY_ACCEPTED: _l("You have said yes to this agreement already."),
    RecordRefusal.TEXT_CHANGED: _l(
        "The words of this agreement are not those that were offered. "
        "Ask the fund to offer it anew."
    ),
    RecordRefusal.NOT_ACCEPTED: _l(
        "Nothing of this award can be paid yet: not everybody has said yes to its agreement. "
        "Offer it, or remind them."
    ),
    RecordRefusal.PLAN_SUM: _l(
        "These parts come to %(sum_pence)s, and the award is %(amount_pence)s. "
        "Change the parts until they add up."
    ),
    RecordRefusal.PLAN_WHEN: _l(
        "Each part needs a day or something that is reached, and not both. Look at each of them."
    ),
    RecordRefusal.NO_MILESTONE: _l(
        "Nothing is to be reached here. Go back to see how the instalments stand now."
    ),
    RecordRefusal.OWN_MILESTONE: _l(
        "You are one of those who get this money, so somebody else must say that this is reached."
    ),
    RecordRefusal.EXCEEDS_DUE: _l(
        "This is %(amount_pence)s, and %(available_pence)s is due by now. "
        "Use that or less, or wait for the next instalment."
    ),
    RecordRefusal.WRONG_UNIT: _l("This can't be counted that way. Choose another unit."),
    RecordRefusal.WRONG_STAGE: _l("This can't be so here. Choose how sure it is once more."),
    RecordRefusal.ALREADY_AMENDED: _l(
        "Somebody has changed this record since. Go back to see how it stands now."
    ),
    RecordRefusal.ALREADY_TRIAL: _l("This award is a trial already. See its question on its page."),
    RecordRefusal.NO_TRIAL: _l("This award is no trial, so nothing follows from one."),
    RecordRefusal.TRIAL_TOO_SHORT: _l("A trial needs a last day that is still to come."),
    RecordRefusal.TOO_LATE: _l(
        "Some of the money may not be given away any more: its last day is over. "
        "Use less, or other money, or ask its funder."
    ),
}

ENTRY_NAMES = {
    EntryKind.INTEREST: _l("Interest came in"),
    EntryKind.CHANGE_PREPARED: _l("Change proposed"),
    EntryKind.CHANGE_REFUSED: _l("Change refused"),
    EntryKind.FEE: _l("Bank fee"),
    EntryKind.CORRECTION_UP: _l("Correction: more at the bank"),
    EntryKind.CORRECTION_DOWN: _l("Correction: less at the bank"),
    EntryKind.SET_ASIDE: _l("Money set aside"),
    EntryKind.SET_FREE: _l("Money set free"),
    EntryKind.AGREEMENT_OFFERED: _l("Agreement offered"),
    EntryKind.AGREEMENT_ACCEPTED: _l("Agreement accepted"),
    EntryKind.AMENDMENT: _l("Award made larger, reserved"),
    EntryKind.INSTALMENTS_PLANNED: _l("Instalments planned"),
    EntryKind.MILESTONE_REACHED: _l("Milestone reached"),
    EntryKind.SUPPORT: _l("Other support written down"),
    EntryKind.TRIAL_STARTED: _l("Trial started"),
    EntryKind.TRIAL_ENDED: _l("Trial ended"),
}

PURPOSE_NAMES = {
    Purpose.FOOD: _l("Food"),
    Purpose.PLAY: _l("Play"),
    Purpose.LEARNING: _l("Learning something"),
    Purpose.HEALTH: _l("Feeling well"),
    Purpose.TOGETHER: _l("Being together"),
    Purpose.GETTING_ABOUT: _l("Getting about"),
    Purpose.HOME: _l("Life at home"),
}


FOR_WHOM_NAMES = {
    Audience.UNDER_FIVES: _l("Families with children under five"),
    Audience.SCHOOL_AGE: _l("Children at school"),
    Audience.YOUNG_PEOPLE: _l("Young people"),
    Audience.PARENTS: _l("Parents and carers"),
}


def in_words(codes: Iterable[str], names: Mapping[Any, Any]) -> str:
    """What some codes are called, in the order of the names."""
    wanted = set(codes)
    return ", ".join(str(name) for code, name in names.items() if code in wanted)
