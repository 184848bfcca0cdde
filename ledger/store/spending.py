"""Spend lines: the amounts are entries, the words and photos lie beside and can be erased."""

from __future__ import annotations

import io
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from ledger import models, models_paying
from ledger.rules import posting
from ledger.rules.accounts import AccountKind
from ledger.rules.canonical import read_day, sha256_hex
from ledger.rules.entry import Spend
from ledger.rules.spending import Result, check_photo
from ledger.sealing import take_turn
from ledger.store import facts, limits
from ledger.store.reading import find_award_line
from ledger.store.writing import By, post
from makeithappen.core.errors import Missing
from makeithappen.core.files import delete_files, put_file
from makeithappen.core.ids import new_id
from makeithappen.core.keys import keys

_Spend, _Words = models_paying.Spend, models_paying.SpendWords
_Undoing = aliased(models.Entry)


@dataclass(frozen=True, slots=True)
class Bought:
    """What was bought, in plain words, and the photo of its receipt (a clean JPEG), if any."""

    what: str
    supplier: str
    spent_on: date
    photo: bytes | None = None


@dataclass(frozen=True, slots=True)
class SpendLine:
    """A spend line as pages show it; words and photo may have been erased."""

    spend_id: str
    entry_id: str
    amount_pence: int
    spent_on: date
    what: str
    supplier: str
    photo: str | None
    is_undone: bool


def record_spend(
    session: Session, by: By, *, award_id: str, amount_pence: int, bought: Bought
) -> str:
    """Record what a recipient spent on one thing; gives the spend line's id. Raises Refused."""
    award = facts.find_award(session, award_id)
    take_turn(session, award.fund_id)
    light_pence = limits.limits_of(session, award.fund_id).light_pence
    check_photo(amount_pence, light_pence, has_photo=bought.photo is not None)
    pots = facts.pots_of_award(session, award_id)
    salt = secrets.token_hex(16)
    spend = Spend(
        id=new_id("spend"),
        award_id=award_id,
        amount_pence=amount_pence,
        spent_on=bought.spent_on.isoformat(),
        words_digest=_words_digest(salt, bought),
        photo_digest=_photo_digest(salt, bought.photo),
    )
    entry = posting.record_spend(
        by.stamp(award.fund_id),
        award,
        spend,
        pots,
        opened=_opened(session, award_id),
        balances=facts.balances(session, pots, award_id),
    )
    post(session, entry)
    photo = None if bought.photo is None else put_file(session, io.BytesIO(bought.photo))
    words = {"what": bought.what, "supplier": bought.supplier, "salt": salt, "photo": photo}
    session.add(_Words(spend_id=spend.id, award_id=award_id, **words))
    session.flush()
    return spend.id


def _words_digest(salt: str, bought: Bought) -> str:
    return keys().keyed_digest(f"spend\n{salt}\n{bought.supplier}\n{bought.what}")


def _photo_digest(salt: str, photo: bytes | None) -> str | None:
    return None if photo is None else keys().keyed_digest(f"photo\n{salt}\n{sha256_hex(photo)}")


def _opened(session: Session, award_id: str) -> set[str]:
    account = models.Account
    spent = (account.award_id == award_id) & (account.kind == AccountKind.SPENT.value)
    return set(session.scalars(select(account.id).where(spent)))


def spend_lines(session: Session, award_id: str) -> list[SpendLine]:
    """What was spent of an award, in the order in which it was recorded. One statement."""
    found = session.execute(
        select(_Spend, _Words, _Undoing.id)
        .outerjoin(_Words, _Words.spend_id == _Spend.id)
        .outerjoin(_Undoing, _Undoing.reverses_id == _Spend.entry_id)
        .where(_Spend.award_id == award_id)
        .order_by(_Spend.spent_on, _Spend.id)
    )
    return [
        SpendLine(
            spend_id=spend.id,
            entry_id=spend.entry_id,
            amount_pence=spend.amount_pence,
            spent_on=read_day(spend.spent_on),
            what=words.what if words else "",
            supplier=words.supplier if words else "",
            photo=words.photo if words else None,
            is_undone=undone is not None,
        )
        for spend, words, undone in found
    ]


def photo_of(session: Session, spend_id: str) -> tuple[str, str]:
    """The award of a spend line, and the name of its photo. Raises Missing."""
    words = session.get(_Words, spend_id)
    if words is None or words.photo is None:
        raise Missing(spend_id)
    return words.award_id, words.photo


def result_of(session: Session, award_id: str) -> Result:
    """Where an award's money came to. Raises Missing."""
    whole = find_award_line(session, award_id).state.totals
    account = models.Account
    spent = (
        select(func.coalesce(func.sum(models.Balance.balance_pence), 0))
        .join(account, account.id == models.Balance.account_id)
        .where(account.award_id == award_id, account.kind == AccountKind.SPENT.value)
    )
    spent_pence = int(session.execute(spent).scalar_one())
    return Result(whole.unpaid_pence, whole.paid_pence, spent_pence, whole.returned_pence)


def erase_spends(session: Session, award_ids: Collection[str]) -> None:
    """Erase the words and photos of these awards' spend lines; amounts and digests stay."""
    theirs = _Words.award_id.in_(award_ids)
    photos = select(_Words.photo).where(theirs, _Words.photo.is_not(None))
    delete_files(session, [name for name in session.scalars(photos) if name])
    session.execute(delete(_Words).where(theirs))
