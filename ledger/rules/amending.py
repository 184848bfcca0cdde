"""More money for an award that stands: from what is free and fits, ratified by another person."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.rules.accounts import AccountKind, account_id, award_accounts
from ledger.rules.award_file import AwardFile
from ledger.rules.enough import checked
from ledger.rules.entry import (
    Award,
    Entry,
    EntryKind,
    Stamp,
    check_amount,
)
from ledger.rules.moves import legs_of
from ledger.rules.posting import check_fits
from ledger.rules.refusal import Refusal
from ledger.rules.restriction import Known, codes_of_known
from ledger.rules.stack import Balances, Share
from makeithappen.core.errors import Refused


def amend(
    stamp: Stamp,
    award: Award,
    file: AwardFile,
    shares: Sequence[Share],
    balances: Balances,
    known: Known,
) -> Entry:
    """Reserves more for an award; like the award itself it has to be ratified by somebody else."""
    check_amount(sum(share.amount_pence for share in shares))
    if file.promised_pence <= 0:
        raise Refused(Refusal.NOTHING_COMMITTED, award_id=award.id)
    for share in shares:
        check_fits(share.pot, award, known)
    opened = [
        account
        for share in shares
        if account_id(share.pot.id, AccountKind.COMMITTED, award.id) not in balances
        for account in award_accounts(share.pot, award.id)
    ]
    moved = [(share.pot.id, share.amount_pence) for share in shares]
    entry = Entry(
        stamp,
        EntryKind.AMENDMENT,
        award.fund_id,
        award_id=award.id,
        legs=legs_of(EntryKind.AMENDMENT, moved, award.id),
        accounts=tuple(opened),
        codes=codes_of_known(award.id, known),
    )
    return checked(entry, balances)
