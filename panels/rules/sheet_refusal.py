"""Why a sheet that comes late, is changed later or came on paper is not taken as it is."""

from __future__ import annotations

from enum import StrEnum


class SheetRefusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    SHEET_NOT_KEPT = "sheet_not_kept"
    # Changing a sheet once, while the panel talks it over.
    REVISING_NOT_OPEN = "revising_not_open"
    NOTHING_TO_REVISE = "nothing_to_revise"
    REVISED_ALREADY = "revised_already"
    REVISION_NEEDS_REASON = "revision_needs_reason"
    # Paper.
    PAPER_NOT_TAKEN_IN = "paper_not_taken_in"
    PAPER_AFTER_CONFIRMING = "paper_after_confirming"
    PAPER_IS_YOURS = "paper_is_yours"
    PAPER_IS_SETTLED = "paper_is_settled"
    PAPER_NEEDS_ANOTHER_PERSON = "paper_needs_another_person"
    PAPER_NEEDS_REASON = "paper_needs_reason"
    PAPERS_OPEN = "papers_open"
