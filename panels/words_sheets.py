"""What is said about sheets that come late, are changed once, or came on paper."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from panels.rules.paper import PaperState
from panels.rules.sheet_refusal import SheetRefusal
from panels.rules.sheets import SheetState

SENTENCES = {
    SheetRefusal.SHEET_NOT_KEPT: _l(
        "The day is confirmed. This copy of your sheet was not counted and not kept: from now on "
        "nothing may tell whose scores are whose. An earlier copy that got here in time counts."
    ),
    SheetRefusal.REVISING_NOT_OPEN: _l(
        "You can change your sheet once while the panel talks it over, and not after that."
    ),
    SheetRefusal.NOTHING_TO_REVISE: _l(
        "You have no sheet that counts for this idea, so there is none to change."
    ),
    SheetRefusal.REVISED_ALREADY: _l(
        "You have changed this sheet once already. It can't be changed a second time."
    ),
    SheetRefusal.REVISION_NEEDS_REASON: _l(
        "Write why you change it. The panel reads the reason without your name."
    ),
    SheetRefusal.PAPER_NOT_TAKEN_IN: _l(
        "This paper was not noted as taken in before scoring closed, so it can't be counted. "
        "Keep it with the papers of the day."
    ),
    SheetRefusal.PAPER_AFTER_CONFIRMING: _l(
        "The day is confirmed. No paper can be entered any more."
    ),
    SheetRefusal.PAPER_IS_YOURS: _l("This is your own paper. Two other people have to enter it."),
    SheetRefusal.PAPER_IS_SETTLED: _l("Two people have read this paper alike. It is settled."),
    SheetRefusal.PAPER_NEEDS_ANOTHER_PERSON: _l(
        "You have entered this paper. Now another person has to enter it, without you."
    ),
    SheetRefusal.PAPER_NEEDS_REASON: _l("Write what you saw when you looked at the paper again."),
    SheetRefusal.PAPERS_OPEN: _l(
        "Two people have to read each paper alike before the day is confirmed. "
        "Papers still open: %(papers)s."
    ),
}

SHEET_STATE_NAMES = {
    SheetState.COUNTED: _l("Counted"),
    SheetState.REPLACED: _l("Replaced"),
    SheetState.VOID: _l("Void"),
    SheetState.LATE: _l("Late"),
}

SHEET_STATE_SENTENCES = {
    SheetState.COUNTED: _l(
        "This sheet is in the count. A question answered with “I can't say” adds nothing to it."
    ),
    SheetState.REPLACED: _l("A later sheet of the same member stands in its place."),
    SheetState.VOID: _l("Its member stepped back from the idea, so it is not counted."),
    SheetState.LATE: _l("It came after scoring had closed. It is kept and not counted."),
}

PAPER_STATE_NAMES = {
    PaperState.TAKEN_IN: _l("Taken in, not entered yet"),
    PaperState.ENTERED_ONCE: _l("Entered by one person"),
    PaperState.DIFFERS: _l("Two people read it differently"),
    PaperState.SETTLED: _l("Settled"),
}
