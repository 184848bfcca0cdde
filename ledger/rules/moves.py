"""Which accounts each kind of entry moves: what its legs have to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ledger.rules.accounts import AWARD_KINDS, PROMISED, AccountKind, account_id
from ledger.rules.entry import VERSION, EntryKind, Leg, in_order

MOVES: Mapping[EntryKind, tuple[tuple[AccountKind, int], ...]] = {
    EntryKind.RECEIPT: ((AccountKind.HELD, 1), (AccountKind.FREE, -1)),
    EntryKind.PLEDGE_CONFIRMED: ((AccountKind.RECEIVABLE, 1), (AccountKind.FREE, -1)),
    EntryKind.PLEDGE_RECEIVED: ((AccountKind.HELD, 1), (AccountKind.RECEIVABLE, -1)),
    EntryKind.AWARD: ((AccountKind.FREE, 1), (AccountKind.RESERVED, -1)),
    EntryKind.INTEREST: ((AccountKind.HELD, 1), (AccountKind.FREE, -1)),
    EntryKind.FEE: ((AccountKind.HELD, -1), (AccountKind.FREE, 1)),
    EntryKind.CORRECTION_UP: ((AccountKind.HELD, 1), (AccountKind.FREE, -1)),
    EntryKind.CORRECTION_DOWN: ((AccountKind.HELD, -1), (AccountKind.FREE, 1)),
    EntryKind.SET_ASIDE: ((AccountKind.FREE, 1), (AccountKind.SET_ASIDE, -1)),
    EntryKind.SET_FREE: ((AccountKind.SET_ASIDE, 1), (AccountKind.FREE, -1)),
    EntryKind.AMENDMENT: ((AccountKind.FREE, 1), (AccountKind.RESERVED, -1)),
    EntryKind.RATIFICATION: ((AccountKind.RESERVED, 1), (AccountKind.COMMITTED, -1)),
    EntryKind.PAYMENT: (
        (AccountKind.PAID, 1),
        (AccountKind.HELD, -1),
        (AccountKind.COMMITTED, 1),
        (AccountKind.GRANTED, -1),
    ),
    EntryKind.RETURN: (
        (AccountKind.HELD, 1),
        (AccountKind.PAID, -1),
        (AccountKind.GRANTED, 1),
        (AccountKind.FREE, -1),
    ),
    EntryKind.SPEND: ((AccountKind.SPENT, 1), (AccountKind.PAID, -1)),
}
"""Which accounts an entry moves, pot by pot, and in which direction (+1 debit, -1 credit)."""

# What the other moving kinds may do, since what is at risk differs from pot to pot.
MAY_MOVE: Mapping[EntryKind, frozenset[tuple[AccountKind, int]]] = {
    EntryKind.PLEDGE_LOST: frozenset(
        {(AccountKind.RECEIVABLE, -1), (AccountKind.FREE, 1), (AccountKind.AT_RISK, 1)}
    ),
    EntryKind.COVER: frozenset(
        {
            (AccountKind.FREE, 1),
            (AccountKind.AT_RISK, -1),
            *((kind, sign) for kind in PROMISED for sign in (1, -1)),
        }
    ),
    EntryKind.CANCELLATION: frozenset(
        {*((kind, 1) for kind in PROMISED), (AccountKind.FREE, -1), (AccountKind.AT_RISK, -1)}
    ),
}
FIRST_AWARD = ((AccountKind.FREE, 1), (AccountKind.COMMITTED, -1))
"""What an award moved in bodies of version 1: it needed no ratification."""


def moves_of(kind: EntryKind, version: int) -> tuple[tuple[AccountKind, int], ...]:
    """What such an entry moves in every pot; nothing where the kind has no one answer."""
    return FIRST_AWARD if (kind, version) == (EntryKind.AWARD, 1) else MOVES.get(kind, ())


def legs_of(
    kind: EntryKind,
    shares: Iterable[tuple[str, int]],
    award_id: str | None = None,
    version: int = VERSION,
) -> tuple[Leg, ...]:
    """The legs that such an entry has for so many pence per pot; pots with 0 pence have none."""
    legs: list[Leg] = []
    for pot_id, amount_pence in shares:
        if amount_pence:
            for account_kind, sign in moves_of(kind, version):
                of_award = award_id if account_kind in AWARD_KINDS else None
                account = account_id(pot_id, account_kind, of_award)
                legs.append(Leg(account, sign * amount_pence))
    return in_order(legs)
