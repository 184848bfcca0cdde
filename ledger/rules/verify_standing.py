"""What an entry rests on: pots, accounts, awards, payments and pledges that must stand before it.

What this remembers grows with awards, pledges and what waits, not with every entry. The stand-alone
verifier, ledger/exports/verify_ledger.py, says the same in its own words; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping

from ledger.rules.accounts import Account
from ledger.rules.entry import Award, Entry, EntryKind, Payment, Pledge

_PotFacts = tuple[str, str, str | None]  # fund, funder, idea
# A step of a pledge: must it be confirmed before, is it closed after, does it move all of it.
_STEPS: Mapping[EntryKind, tuple[bool, bool, bool]] = {
    EntryKind.PLEDGE_CONDITION_MET: (False, False, False),
    EntryKind.PLEDGE_CONFIRMED: (False, False, True),
    EntryKind.PLEDGE_RECEIVED: (True, True, True),
    EntryKind.PLEDGE_WITHDRAWN: (False, True, False),
    EntryKind.PLEDGE_LOST: (True, False, True),
}
# Which kind of entry brings which row, and which of its ids names the row.
BRINGS: Mapping[str, tuple[EntryKind, str]] = {
    "awards": (EntryKind.AWARD, "award_id"),
    "pledges": (EntryKind.PLEDGE_OFFERED, "pledge_id"),
    "payments": (EntryKind.PAYMENT_PREPARED, "payment_id"),
}


class StandingCheck:
    """Follows sound entries in the order of their seals."""

    def __init__(self) -> None:
        self._accounts: set[str] = set()
        self._pots: dict[str, _PotFacts] = {}
        self._awards: dict[str, str] = {}  # the idea of each
        self._payments: dict[str, Payment] = {}  # those that wait
        self._pledges: dict[str, tuple[int, bool | None]] = {}  # pence, confirmed; None: came in
        self._known = True

    def lose_track(self) -> None:
        """An entry could not be followed, so what stands is not known any longer."""
        self._known = False

    def breach(self, entry: Entry) -> str | None:
        """The first rule that the entry breaks against those before it."""
        if not self._known:
            return None
        return self._brings(entry) or self._opens(entry) or self._rests(entry)

    def _brings(self, entry: Entry) -> str | None:
        for part, (kind, own) in BRINGS.items():
            rows: tuple[Award | Pledge | Payment, ...] = getattr(entry, part)
            if len(rows) != (entry.kind is kind):
                return f"it does not bring the {part} of its kind"
            if any(row.id != getattr(entry, own) for row in rows):
                return f"its {part} are about something else"
        for award in entry.awards:
            if award.id in self._awards or award.fund_id != entry.fund_id:
                return "it makes an award that stands already, or of another fund"
            self._awards[award.id] = award.idea_id
        for payment in entry.payments:
            known = payment.award_id == entry.award_id and payment.award_id in self._awards
            person = payment.prepared_by == entry.stamp.actor_id
            if not known or not person or payment.id in self._payments:
                return "it prepares a payment of another award or person, or twice"
            self._payments[payment.id] = payment
        for pledge in entry.pledges:
            own_pot = (pledge.fund_id, pledge.funder_id, pledge.idea_id)
            if pledge.id in self._pledges or self._pots.get(pledge.pot_id, own_pot) != own_pot:
                return "it offers a pledge that stands already, or for another pot"
            self._pledges[pledge.id] = (pledge.amount_pence, False)
        return None

    def _opens(self, entry: Entry) -> str | None:
        for account in entry.accounts:
            if account.id in self._accounts:
                return "it opens an account that stands already"
            if not self._fits(account, entry):
                return "an account that it opens does not fit its pot"
            self._accounts.add(account.id)
        if not all(leg.account_id in self._accounts for leg in entry.legs):
            return "it moves an account that was never opened"
        return None

    def _fits(self, account: Account, entry: Entry) -> bool:
        own = (account.fund_id, account.funder_id, account.idea_id)
        if self._pots.setdefault(account.pot_id, own) != own or account.fund_id != entry.fund_id:
            return False
        meant = account.award_id is None or account.idea_id is None
        return meant or account.idea_id == self._awards.get(account.award_id or "")

    def _rests(self, entry: Entry) -> str | None:
        if entry.award_id is not None and entry.award_id not in self._awards:
            return "its award was never made"
        if entry.kind in _STEPS:
            return self._pledged(entry)
        if entry.kind in {EntryKind.PAYMENT, EntryKind.PAYMENT_REFUSED}:
            return self._settled(entry)
        if entry.kind is EntryKind.REVERSAL:
            pence, confirmed = self._pledges.get(entry.pledge_id or "", (0, True))
            if confirmed is None:  # the bank took it back
                self._pledges[entry.pledge_id or ""] = (pence, True)
        return None

    def _settled(self, entry: Entry) -> str | None:
        """A payment was prepared by somebody else, as it is; it is paid or refused once."""
        payment = self._payments.pop(entry.payment_id or "", None)
        if payment is None or payment.award_id != entry.award_id:
            return "it settles a payment that is not waiting"
        other = payment.prepared_by != entry.second_actor_id
        wrong = other or _debits_pence(entry) != 2 * payment.amount_pence
        if entry.kind is EntryKind.PAYMENT and wrong:
            return "it pays another amount than was prepared, or by who prepared it"
        return None

    def _pledged(self, entry: Entry) -> str | None:
        """A pledge goes one way: offered, confirmed, received; or withdrawn, or lost."""
        was_confirmed, closes, moves_it = _STEPS[entry.kind]
        pledge_id = entry.pledge_id or ""
        pence, confirmed = self._pledges.get(pledge_id, (0, None))
        if confirmed is not was_confirmed:
            return "its pledge does not stand where it should: offered, confirmed, received"
        if closes:
            del self._pledges[pledge_id]
        if entry.kind is EntryKind.PLEDGE_RECEIVED:
            self._pledges[pledge_id] = (pence, None)
        elif entry.kind is EntryKind.PLEDGE_CONFIRMED:
            self._pledges[pledge_id] = (pence, True)
        wrong = moves_it and _debits_pence(entry) != pence
        return "it is not the amount that was pledged" if wrong else None


def _debits_pence(entry: Entry) -> int:
    return sum(leg.amount_pence for leg in entry.legs if leg.amount_pence > 0)
