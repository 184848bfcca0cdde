"""Proving the ledger from its raw rows, trusting nothing but the signing key.

Two passes, both in constant memory: one along the seals (each entry's body against its hash, its
seal and every row that it brought into being), one along the accounts (each balance against its
postings). The caller brings the rows; a value of a wrong kind is a finding, never an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ledger.rules.accounts import AccountKind, account_name, natural_pence
from ledger.rules.body import BadBody, parse_body
from ledger.rules.entry import Entry, EntryKind, content_hash
from ledger.rules.kept import Kept
from ledger.rules.meaning import breach, undoes
from ledger.rules.problems import PARTS, Problem, RawRow, altered, projected, row_key, shown
from ledger.rules.verify_chain import HeadCheck, SealCheck, SignatureCheck
from ledger.rules.verify_order import OrderCheck
from ledger.rules.verify_periods import PeriodCheck
from ledger.rules.verify_records import RecordsCheck
from ledger.rules.verify_runs import OTHER_RUN, RunsCheck
from ledger.rules.verify_standing import StandingCheck

BELOW_ZERO: Mapping[AccountKind, str] = {
    AccountKind.COMMITTED: "it was below zero at one time: paid before it was ratified, or too much"
}
TABLES = ("entries", *PARTS, "seals", "heads", "balances", "pot_months")
POTS = "pots"
"""Words about pots, which may change; but not whose money it is."""
QUEUE = "unsealed"
"""The table of what waits; a queue and no record, so only what is in it is checked."""


@dataclass(frozen=True, slots=True)
class SealedRows:
    """One seal with all that hangs on it: its entry, the entry's rows, the entry it reverses.

    Of an entry that waits, the row of the queue stands in place of the seal.
    """

    seal: RawRow
    entry: RawRow | None
    rows: Mapping[str, Sequence[RawRow]] = field(default_factory=dict[str, Sequence[RawRow]])
    reversed_entry: RawRow | None = None


@dataclass(frozen=True, slots=True)
class AccountRows:
    """One account's id and balance row; its postings (entry id, pence) in the order of sealing."""

    account_id: object
    balance: RawRow | None
    postings: Iterable[tuple[object, object]]


class Verification:
    """One run: call `along` per seal, then `at_end`, `waiting` per row of the queue, `outside` per
    row that no such entry stands for, and last `account` per account, `lone_balance` per balance
    without one, and `at_risk` for each account of what is at risk.

    What it remembers grows with findings, reversals, awards and what is open, not with entries.
    """

    def __init__(
        self,
        heads: Iterable[RawRow],
        public_keys: Mapping[str, bytes],
        signed: SignatureCheck,
        kept: Kept | None = None,
    ) -> None:
        self._seals = SealCheck()
        own = None if kept is None else (kept.head.number, kept.hash, kept.public_key)
        self._heads = HeadCheck(iter(heads), public_keys, signed, kept=own)
        self._order = OrderCheck()
        self._records = RecordsCheck()
        self._runs = RunsCheck()
        self._periods = PeriodCheck()
        self._standing = StandingCheck()
        self._corrections: dict[str, int] = {}  # what wrong postings hide from an account's sum
        self._strange: set[object] = set()  # accounts that are named as findings already
        self._edited: set[object] = set()  # those of which a value is
        self._reversed: set[str] = set()

    def along(self, sealed: SealedRows) -> Iterator[Problem]:
        """Checks the next seal, its entry and all rows of that entry."""
        entry = sealed.entry
        wrong = list(self._seals.problems(sealed.seal, _own_hash(entry)))
        if wrong:
            self._standing.lose_track()
            self._runs.lose_track()
        yield from wrong
        if entry is not None:
            wanted = (sealed.seal if self._seals.proven else entry).get("content_hash")
            yield from self._entry(sealed, entry, wanted)
            if not self._seals.proven:
                self._doubt(entry)
        else:
            self._lose_track()
            if self._seals.proven:
                reason = f"it is missing, though sealed at {sealed.seal['position']}"
                key = row_key("entries", {"id": sealed.seal["entry_id"]})
                yield Problem("entries", key, reason)
        yield from self._heads.after_seal(self._seals.state)

    def waiting(self, rows: SealedRows) -> Iterator[Problem]:
        """Checks the next entry that waits for its seal; call it in the order of the queue, after
        `at_end`. What it says must fit, though nothing keeps it from being altered yet.
        """
        if rows.entry is None:
            self._order.lose_track()
            reason = "it stands for an entry that does not exist"
            yield Problem(QUEUE, shown(rows.seal.get("number")), reason)
        else:
            yield from self._entry(rows, rows.entry, rows.entry.get("content_hash"))

    def at_end(self) -> Iterator[Problem]:
        """Checks that heads and seals end together, and runs with their last payment."""
        yield from self._heads.at_end(self._seals.state)
        for payment_id in self._runs.left():
            yield Problem("payment_runs", payment_id, OTHER_RUN)

    def outside(self, table: str, row: RawRow) -> Problem:
        """The finding for an entry that has no seal and waits for none, or for a row whose entry
        does not exist."""
        self._remember(table, None, row)
        if table == "entries":
            self._doubt(row)
        unknown = "it is neither sealed nor in the queue"
        reason = unknown if table == "entries" else "it belongs to no entry"
        return Problem(table, row_key(table, row), reason)

    def account(self, rows: AccountRows) -> Iterator[Problem]:
        """Checks one balance, and that the account never fell below zero on its natural side."""
        if rows.account_id in self._strange:
            return
        name, key = str(rows.account_id), row_key("accounts", {"id": rows.account_id})
        try:
            kind = account_name(name).kind
        except ValueError:
            yield Problem("accounts", key, "it is not the id of an account")
            return
        sum_pence, lowest_pence, moved_by = 0, 0, None
        for entry_id, amount in rows.postings:
            sum_pence += _pence(amount)
            lowest_pence = min(lowest_pence, natural_pence(kind, sum_pence))
            moved_by = entry_id
        correction_pence = self._corrections.get(name)
        if lowest_pence < 0 and correction_pence is None:
            reason = BELOW_ZERO.get(kind, "it was below zero at one time")
            yield Problem("accounts", key, reason)
        if rows.balance is None:
            yield Problem("balances", key, "it is missing")
            return
        due_pence = natural_pence(kind, sum_pence + (correction_pence or 0))
        expected: dict[str, object] = {"account_id": name, "balance_pence": due_pence}
        if correction_pence is None:
            expected["entry_id"] = moved_by
        key = row_key("balances", rows.balance)
        yield from altered("balances", key, expected, rows.balance, "the sum of the postings")

    def at_risk(self, account_id: object, legs: Iterable[Sequence[object]]) -> Iterator[Problem]:
        """Checks that what was at risk of an award in a pot stayed within what was promised.

        `legs` are those of the three accounts that stand against each other, as (entry id,
        account id, pence) in the order of sealing; an account with a finding of its own is left.
        """
        unbacked_pence, broken = 0, False
        for _, group in groupby(legs, key=lambda leg: leg[0]):
            for _, account, amount in group:
                if account in self._corrections or account in self._strange:
                    return
                unbacked_pence += _pence(amount)  # debits: at risk; credits: promised
            broken = broken or unbacked_pence > 0
        if broken:
            key = row_key("accounts", {"id": account_id})
            yield Problem("accounts", key, "more was at risk at one time than was promised")

    def pot(self, row: RawRow, account: RawRow) -> Iterator[Problem]:
        """Checks whose money a pot says it holds, and for which idea, against its account."""
        if account.get("id") not in self._edited:
            expected = {name: account.get(name) for name in ("fund_id", "funder_id", "idea_id")}
            yield from altered(POTS, row_key("accounts", row), expected, row, "its account")

    def lone_balance(self, row: RawRow) -> Iterator[Problem]:
        """The finding for a balance whose account does not exist."""
        if row.get("account_id") not in self._strange:
            yield Problem("balances", row_key("balances", row), "it has no account")

    def keys(self, kept: frozenset[str]) -> Iterator[Problem]:
        """Checks the keys of single people, by their ids, after all entries."""
        yield from self._order.keys(kept)

    def months(self, rows: Iterable[RawRow]) -> Iterator[Problem]:
        """Checks the sums of each month, after all entries."""
        yield from self._periods.months(rows)

    def _entry(self, sealed: SealedRows, row: RawRow, wanted: object) -> Iterator[Problem]:
        """Checks an entry that should have this hash."""
        key = row_key("entries", row)
        body = row.get("body")
        if not isinstance(body, str) or content_hash(body) != wanted:
            self._lose_track()
            yield Problem("entries", key, "body is not what its content hash was taken of")
            return
        try:
            entry = parse_body(body)
        except BadBody as error:
            self._lose_track()
            yield Problem("entries", key, f"body can't be read: {error}")
            return
        tables = projected(entry, body)
        yield from altered("entries", key, tables["entries"][entry.id], row)
        for table in PARTS:
            yield from self._rows(table, tables[table], sealed.rows.get(table, ()))
        reason = breach(entry) or self._reversal_breach(entry, sealed.reversed_entry)
        if reason is None:
            checks = (self._order, self._records, self._standing)
            self._runs.follow(entry)
            reasons = [check.breach(entry) for check in checks]
            reasons.append(self._periods.breach(entry, _kind_undone(entry, sealed.reversed_entry)))
            reason = next(filter(None, reasons), None) or self._new_key(entry)
        else:
            self._lose_track()
        if reason is not None:
            self._standing.lose_track()
        if reason is not None:
            yield Problem("entries", key, reason)

    def _new_key(self, entry: Entry) -> str | None:
        for key in entry.keys if self._seals.proven else ():
            return self._heads.announce(self._seals.state.position, key.public_key, key.replaces)
        return None

    def _lose_track(self) -> None:
        self._order.lose_track()
        self._records.lose_track()
        self._periods.lose_track()
        self._standing.lose_track()
        self._runs.lose_track()

    def _rows(
        self, table: str, expected: Mapping[str, RawRow], rows: Sequence[RawRow]
    ) -> Iterator[Problem]:
        missing = dict(expected)
        for row in rows:
            key = row_key(table, row)
            columns = missing.pop(key, None)
            wrong = [Problem(table, key, "its entry does not hold it")]
            if columns is not None:
                wrong = list(altered(table, key, columns, row))
            if wrong:
                self._remember(table, columns, row)
                if table == "accounts":
                    self._edited.add(row.get("id"))
                yield from wrong
        for key, columns in missing.items():
            self._remember(table, columns, None)
            yield Problem(table, key, "it is missing")

    def _remember(self, table: str, expected: RawRow | None, found: RawRow | None) -> None:
        """Keeps one wrong row from being reported again as a wrong balance."""
        if table == "postings":
            for row, sign in ((expected, 1), (found, -1)):
                if row is not None:
                    account = str(row.get("account_id"))
                    change = sign * _pence(row.get("amount_pence"))
                    self._corrections[account] = self._corrections.get(account, 0) + change
        elif table == "accounts" and (expected is None or found is None):
            self._strange.add((expected or found or {}).get("id"))

    def _doubt(self, row: RawRow) -> None:
        """An entry out of its place: where its legs fall among the others can't be told."""
        try:
            entry = parse_body(str(row.get("body")))
        except BadBody:
            return
        if not entry.legs:
            return
        self._periods.lose_track()
        for leg in entry.legs:
            self._corrections.setdefault(leg.account_id, 0)

    def _reversal_breach(self, entry: Entry, row: RawRow | None) -> str | None:
        if entry.reverses_id is None:
            return None
        if entry.reverses_id in self._reversed:
            return "it reverses an entry for the second time"
        self._reversed.add(entry.reverses_id)
        if row is None:
            return "the entry that it reverses is missing"
        original_hash = _own_hash(row)
        if original_hash is None:
            return None  # the original is a finding itself
        try:
            original = parse_body(str(row["body"]))
        except BadBody:
            return None
        return None if undoes(entry, original) else "it does not undo the entry that it reverses"


def _kind_undone(entry: Entry, row: RawRow | None) -> EntryKind | None:
    """The kind of what a sound reversal reverses, where it can be read."""
    if entry.reverses_id is None or row is None:
        return None
    try:
        return parse_body(str(row["body"])).kind
    except BadBody:
        return None


def _own_hash(entry: RawRow | None) -> str | None:
    """The hash of the entry's body, where its own column agrees."""
    body = None if entry is None else entry.get("body")
    if entry is None or not isinstance(body, str):
        return None
    own = content_hash(body)
    return own if own == entry.get("content_hash") else None


def _pence(amount: object) -> int:
    return amount if isinstance(amount, int) else 0
