"""What was sent in, as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from makeithappen.core.spreadsheet import CSV, XLSX, Cell, Workbook, csv_table
from makeithappen.ideas.rules.idea import REPLACED, Idea, State
from makeithappen.ideas.rules.spending_plan import Plan
from makeithappen.ideas.words import STATES
from makeithappen.inviting import Invitation


def board_table(
    ideas: Sequence[Idea],
    invitations: Mapping[str, Invitation],
    plans: Mapping[str, Plan],
    kind: str,
) -> tuple[bytes, str]:
    """The file, and what kind of file it is: of kind "csv" or "xlsx"."""
    names = (_("Idea"), _("Who it is for"), _("Round"), _("Where"), _("Sent in"), _("State"))
    pence = (_("Asks for"), _("Smallest amount that works"), _("What the lines come to"))
    head = [*names, *pence, _("What would get better"), _("In their words")]
    rows = [_row(idea, invitations[idea.round_id], plans[idea.idea_id]) for idea in ideas]
    if kind == "csv":
        return csv_table(head, rows), CSV
    book = Workbook(_("Ideas sent in"))
    sheet = book.sheet(_("Ideas sent in"))
    sheet.head(head)
    for row in rows:
        sheet.row(row)
    return book.whole(), XLSX


def _row(idea: Idea, invitation: Invitation, plan: Plan) -> list[Cell]:
    """One idea. Of one that was taken back: its round, when it was sent in, and that it is gone."""
    is_gone = idea.state is State.WITHDRAWN
    has_sums = not is_gone and idea.state not in REPLACED
    return [
        idea.name,
        idea.words.who_for,
        invitation.round_name,
        None if is_gone else invitation.area_name(idea.ask.area_id),
        invitation.on(idea.sent_at) if idea.sent_at else None,
        str(STATES[idea.state]),
        idea.ask.ask_pence if has_sums else None,
        idea.ask.smallest_pence if has_sums else None,
        plan.total_pence if has_sums else None,
        None if is_gone else "; ".join(invitation.outcome_names(plan.outcome_ids)),
        idea.words.what,
    ]
