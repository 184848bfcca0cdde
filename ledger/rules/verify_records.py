"""What an entry must mean after those sealed before it, as far as its records say.

What this remembers grows with restricted pots, agreements that wait, proposals that wait and awards
in instalments, not with the ledger. What was paid before a first plan is not held against the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ledger.rules.accounts import AccountKind, account_name
from ledger.rules.award_file import SINCE
from ledger.rules.changes import SETTLED_BY
from ledger.rules.entry import Entry, EntryKind, shares_of
from ledger.rules.meaning_records import MATCHED
from ledger.rules.records import Agreement, Change, Instalment
from ledger.rules.restriction import UNRESTRICTED, Restriction, fits, known_of, restriction_of

NOT_ACCEPTED = "it pays an award whose agreement was not accepted"
NOT_OFFERED = "it accepts what was not offered to this person in these words"
NOT_DUE = "it pays more of an award than was due by then"
NOT_PREPARED = "nobody proposed this change, or another one"


@dataclass(slots=True)
class _Plan:
    """The instalments of an award, and what of them can be paid."""

    parts: tuple[Instalment, ...] = ()
    reached: set[str] = field(default_factory=set[str])

    def due_pence(self, on: date) -> int:
        return sum(
            part.amount_pence
            for part in self.parts
            if part.id in self.reached or (part.due_on is not None and part.due_on <= str(on))
        )


class RecordsCheck:
    """Follows sound entries in the order of their seals."""

    def __init__(self) -> None:
        self._restrictions: dict[str, Restriction] = {}
        self._open: dict[str, tuple[Agreement | None, frozenset[str]]] = {}  # by award
        self._plans: dict[str, _Plan] = {}
        self._paid_pence: dict[str, int] = {}  # by award, where there is a plan
        self._changes: dict[str, Change] = {}
        self._known = True

    def lose_track(self) -> None:
        """An entry could not be followed: what it had settled is not known any longer."""
        self._known = False

    def breach(self, entry: Entry) -> str | None:
        """The first rule that the entry breaks against those before it."""
        found = self._left_restriction(entry)
        for follow in (self._follow_agreement, self._follow_plan, self._follow_change):
            reason = follow(entry)
            if found is None and self._known:
                found = reason
        return found

    def _left_restriction(self, entry: Entry) -> str | None:
        """Whether free money of a restricted pot was promised to what it is not for."""
        if entry.kind is EntryKind.POT_OPENED:
            restriction = restriction_of(entry.codes)
            if entry.accounts and restriction != UNRESTRICTED:
                self._restrictions[entry.accounts[0].pot_id] = restriction
        if entry.kind not in MATCHED:
            return None
        known = known_of(entry.codes, entry.stamp.effective_on)
        for leg in entry.legs:
            name = account_name(leg.account_id)
            reason = fits(self._restrictions.get(name.pot_id, UNRESTRICTED), known)
            if name.kind is AccountKind.FREE and leg.amount_pence > 0 and reason is not None:
                return f"its money left its restriction: {reason}"
        return None

    def _follow_agreement(self, entry: Entry) -> str | None:
        award_id = entry.award_id or ""
        if entry.kind is EntryKind.AWARD and entry.version >= SINCE:
            self._open[award_id] = (None, frozenset())
        for one in entry.agreements:
            self._open[award_id] = (one, one.people)
        if entry.kind is EntryKind.PAYMENT and award_id in self._open:
            return NOT_ACCEPTED
        for acceptance in entry.acceptances:
            agreement, missing = self._open.get(award_id, (None, frozenset[str]()))
            named = (acceptance.agreement_id, acceptance.text_digest)
            if agreement is None or named != (agreement.id, agreement.text_digest):
                return NOT_OFFERED
            if acceptance.person_id not in missing:
                return NOT_OFFERED
            self._open[award_id] = (agreement, missing - {acceptance.person_id})
            if not self._open[award_id][1]:
                del self._open[award_id]
        return None

    def _follow_plan(self, entry: Entry) -> str | None:
        award_id = entry.award_id or ""
        if entry.instalments:
            self._plans[award_id] = _Plan(entry.instalments)
        plan = self._plans.get(award_id)
        if plan is None:
            return None
        if entry.payment_id is not None:
            paid = sum(
                leg.amount_pence
                for leg in entry.legs
                if account_name(leg.account_id).kind is AccountKind.PAID
            )
            self._paid_pence[award_id] = self._paid_pence.get(award_id, 0) + paid
        plan.reached.update(one.subject_id for one in entry.endings)
        due_pence = plan.due_pence(entry.stamp.effective_on)
        too_much = self._paid_pence.get(award_id, 0) > due_pence
        return NOT_DUE if too_much and entry.kind is EntryKind.PAYMENT else None

    def _follow_change(self, entry: Entry) -> str | None:
        for change in entry.changes:
            self._changes[change.id] = change
        if entry.kind not in {*SETTLED_BY.values(), EntryKind.CHANGE_REFUSED}:
            return None
        change = self._changes.pop(entry.endings[0].subject_id, None)
        if change is None:
            return NOT_PREPARED
        if entry.kind is EntryKind.CHANGE_REFUSED:
            return None
        same = (SETTLED_BY[change.kind], change.prepared_by, {change.pot_id: change.amount_pence})
        found = (entry.kind, entry.second_actor_id, shares_of(entry.legs))
        return None if same == found else NOT_PREPARED
