"""What an entry must mean after all that was sealed before it.

What this remembers grows with unmet conditions, lost pledges and erased people, not with the
ledger.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.rules.accounts import AccountKind, account_name
from ledger.rules.entry import Entry, EntryKind
from ledger.rules.problems import Problem

NOT_MET = "it confirms a pledge whose condition is not met"
TAKEN_BACK = "it confirms a pledge that was withdrawn"
SHORTFALL = "it promises money while other promises of the fund are at risk"
ERASED = "it names a person who was erased before"
KEY_MISSING = "the key is missing, and nothing says that the person was erased"
KEY_LEFT = "the person was erased, but the key is still there"
OLDER = "its version is older than that of an entry before it"


class OrderCheck:
    """Follows sound entries in the order of their seals."""

    def __init__(self) -> None:
        self._version = 0
        self._not_to_confirm: dict[str, str] = {}
        self._at_risk_pence: dict[str, int] = {}
        self._named: set[str] = set()
        self._erased: set[str] = set()
        self._known = True

    def lose_track(self) -> None:
        """An entry could not be followed, so what is at risk is not known any longer."""
        self._known = False

    def breach(self, entry: Entry) -> str | None:
        """The first rule that the entry breaks against those before it."""
        found = self._breach(entry)
        self._version = max(self._version, entry.version)
        pledge_id = entry.pledge_id or ""
        if entry.conditions:
            self._not_to_confirm[pledge_id] = NOT_MET
        elif entry.kind is EntryKind.PLEDGE_CONDITION_MET:
            self._not_to_confirm.pop(pledge_id, None)
        elif entry.kind is EntryKind.PLEDGE_WITHDRAWN:
            self._not_to_confirm[pledge_id] = TAKEN_BACK
        named = {subject.subject_id for subject in entry.subjects}
        self._named |= named
        self._erased |= named if entry.kind is EntryKind.SUBJECT_ERASED else set()
        for leg in entry.legs:
            if account_name(leg.account_id).kind is AccountKind.AT_RISK:
                before_pence = self._at_risk_pence.get(entry.fund_id, 0)
                self._at_risk_pence[entry.fund_id] = before_pence + leg.amount_pence
        return found

    def keys(self, kept: frozenset[str]) -> Iterator[Problem]:
        """Checks, after all entries, that everybody whom one names has a key, or was erased."""
        for subject_id in sorted(self._named - self._erased - kept) if self._known else ():
            yield Problem("subject_keys", subject_id, KEY_MISSING)
        for subject_id in sorted(self._erased & kept):
            yield Problem("subject_keys", subject_id, KEY_LEFT)

    def _breach(self, entry: Entry) -> str | None:
        if entry.version < self._version:
            return OLDER
        if any(subject.subject_id in self._erased for subject in entry.subjects):
            return ERASED
        if entry.kind is EntryKind.PLEDGE_CONFIRMED:
            return self._not_to_confirm.get(entry.pledge_id or "") if self._known else None
        if entry.kind is EntryKind.AWARD and self._at_risk_pence.get(entry.fund_id, 0) > 0:
            return SHORTFALL if self._known else None
        return None
