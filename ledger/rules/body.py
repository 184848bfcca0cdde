"""Reading an entry's body back: strictly, because whoever wants to deceive writes bodies too."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any, NoReturn, cast

from ledger.rules.accounts import Account, AccountKind, Side
from ledger.rules.canonical import Unsealable, read_day
from ledger.rules.closes import Close
from ledger.rules.conditions import Condition, ConditionKind, Mark
from ledger.rules.entry import (
    PARTS_OF,
    ROW_FIELDS,
    Award,
    Entry,
    EntryKind,
    Leg,
    PayeeMark,
    Payment,
    PaymentMethod,
    Pledge,
    RunMark,
    Spend,
    Stamp,
    canonical_body,
)
from ledger.rules.key_change import KeyChange
from ledger.rules.records import CODES, RECORDS
from ledger.rules.subjects import Subject

_OWN = frozenset(
    {
        *("v", "id", "kind", "recorded_at", "effective_on", "actor_id", "second_actor_id"),
        *("intent_key", "fund_id", "pledge_id", "award_id", "payment_id", "reverses_id"),
    }
)


class BadBody(ValueError):
    """The text is not the body of an entry; the message says why."""


def parse_body(text: str) -> Entry:
    """The entry that the text says; raises BadBody unless it is exactly its canonical form."""
    try:
        raw: object = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise BadBody("it is not JSON of the kind that entries are written in") from error
    version = _version(raw)
    values = _Values(raw, _OWN | set(PARTS_OF[version]))
    try:
        entry = _entry(values, version)
        again = canonical_body(entry)
    except BadBody:
        raise
    except Unsealable as error:
        raise BadBody(str(error)) from error
    except ValueError as error:
        raise BadBody("a code, date or time in it is unknown") from error
    if again != text:
        raise BadBody("it is not in canonical form")
    return entry


def _version(raw: object) -> int:
    """Which shape a body has; raises BadBody where nobody knows."""
    if not isinstance(raw, dict):
        raise BadBody("an object was expected")
    version: object = cast("dict[str, object]", raw).get("v")
    if type(version) is not int:
        raise BadBody("v is not a whole number")
    if version not in PARTS_OF:
        raise BadBody("it is of an unknown version")
    return version


def _no_float(text: str) -> NoReturn:
    raise ValueError(text)


class _Values:
    """An object of the body: asks for each value by the kind that it must have."""

    def __init__(self, raw: object, keys: frozenset[str]) -> None:
        if not isinstance(raw, dict):
            raise BadBody("an object was expected")
        self._values = cast("dict[str, object]", raw)
        if self._values.keys() != keys:
            raise BadBody("its keys are not those of an entry")

    def text(self, name: str) -> str:
        value = self._values[name]
        if not isinstance(value, str):
            raise BadBody(f"{name} is not text")
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self._values[name] is None else self.text(name)

    def whole(self, name: str) -> int:
        value = self._values[name]
        if type(value) is not int:
            raise BadBody(f"{name} is not a whole number")
        return value

    def whole_or_none(self, name: str) -> int | None:
        return None if self._values[name] is None else self.whole(name)

    def rows(self, name: str) -> list[_Values]:
        value = self._values.get(name, [])  # an older body has no such list
        if not isinstance(value, list):
            raise BadBody(f"{name} is not a list")
        keys = frozenset(ROW_FIELDS[name])
        return [_Values(row, keys) for row in cast("list[object]", value)]


def _entry(values: _Values, version: int) -> Entry:
    stamp = Stamp(
        entry_id=values.text("id"),
        recorded_at=datetime.fromisoformat(values.text("recorded_at")),
        effective_on=read_day(values.text("effective_on")),
        actor_id=values.text("actor_id"),
        intent_key=values.text("intent_key"),
    )
    return Entry(
        stamp=stamp,
        kind=EntryKind(values.text("kind")),
        fund_id=values.text("fund_id"),
        second_actor_id=values.text_or_none("second_actor_id"),
        pledge_id=values.text_or_none("pledge_id"),
        award_id=values.text_or_none("award_id"),
        payment_id=values.text_or_none("payment_id"),
        reverses_id=values.text_or_none("reverses_id"),
        legs=tuple(
            Leg(row.text("account_id"), row.whole("amount_pence")) for row in values.rows("legs")
        ),
        accounts=tuple(_account(row) for row in values.rows("accounts")),
        awards=tuple(_award(row) for row in values.rows("awards")),
        pledges=tuple(_pledge(row) for row in values.rows("pledges")),
        payments=tuple(_payment(row) for row in values.rows("payments")),
        conditions=tuple(_condition(row) for row in values.rows("conditions")),
        marks=tuple(_mark(row) for row in values.rows("marks")),
        keys=tuple(
            KeyChange(row.text("id"), row.text("public_key"), row.text("replaces"))
            for row in values.rows("keys")
        ),
        payees=tuple(_payee(row) for row in values.rows("payees")),
        runs=tuple(_run(row) for row in values.rows("runs")),
        spends=tuple(_spend(row) for row in values.rows("spends")),
        subjects=tuple(Subject(row.text("subject_id")) for row in values.rows("subjects")),
        closes=tuple(_close(row) for row in values.rows("closes")),
        version=version,
        **_records(values),
    )


def _records(values: _Values) -> dict[str, Any]:
    """The lists that there are since version 3, each read as its record says."""
    return {
        part: tuple(kind(**_record(kind, row)) for row in values.rows(part))
        for part, kind in RECORDS.items()
    }


def _record(kind: type, row: _Values) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for field in fields(kind):
        name, wanted = field.name, str(field.type)
        match wanted:
            case "int":
                read[name] = row.whole(name)
            case "str | None":
                read[name] = row.text_or_none(name)
            case "str":
                read[name] = row.text(name)
            case _:
                read[name] = CODES[wanted](row.text(name))
    return read


def _account(row: _Values) -> Account:
    return Account(
        id=row.text("id"),
        fund_id=row.text("fund_id"),
        pot_id=row.text("pot_id"),
        funder_id=row.text("funder_id"),
        idea_id=row.text_or_none("idea_id"),
        award_id=row.text_or_none("award_id"),
        kind=AccountKind(row.text("kind")),
        side=Side(row.text("side")),
        currency=row.text("currency"),
    )


def _award(row: _Values) -> Award:
    return Award(
        id=row.text("id"),
        fund_id=row.text("fund_id"),
        round_id=row.text("round_id"),
        day_id=row.text("day_id"),
        idea_id=row.text("idea_id"),
        amount_pence=row.whole("amount_pence"),
        asked_pence=row.whole("asked_pence"),
        decision_digest=row.text("decision_digest"),
    )


def _pledge(row: _Values) -> Pledge:
    return Pledge(
        id=row.text("id"),
        fund_id=row.text("fund_id"),
        pot_id=row.text("pot_id"),
        funder_id=row.text("funder_id"),
        idea_id=row.text_or_none("idea_id"),
        amount_pence=row.whole("amount_pence"),
    )


def _payment(row: _Values) -> Payment:
    return Payment(
        id=row.text("id"),
        award_id=row.text("award_id"),
        amount_pence=row.whole("amount_pence"),
        method=PaymentMethod(row.text("method")),
        prepared_by=row.text("prepared_by"),
    )


def _condition(row: _Values) -> Condition:
    return Condition(
        pledge_id=row.text("pledge_id"),
        kind=ConditionKind(row.text("kind")),
        about=row.text_or_none("about"),
        words_digest=row.text_or_none("words_digest"),
    )


def _mark(row: _Values) -> Mark:
    return Mark(
        pledge_id=row.text("pledge_id"),
        asked_pence=row.whole_or_none("asked_pence"),
        given_pence=row.whole_or_none("given_pence"),
        words_digest=row.text_or_none("words_digest"),
    )


def _payee(row: _Values) -> PayeeMark:
    return PayeeMark(
        payment_id=row.text("payment_id"),
        payee_digest=row.text("payee_digest"),
        invoice_digest=row.text_or_none("invoice_digest"),
    )


def _run(row: _Values) -> RunMark:
    return RunMark(row.text("payment_id"), row.text("run_id"), row.text("payload_hash"))


def _spend(row: _Values) -> Spend:
    return Spend(
        id=row.text("id"),
        award_id=row.text("award_id"),
        amount_pence=row.whole("amount_pence"),
        spent_on=str(read_day(row.text("spent_on"))),
        words_digest=row.text("words_digest"),
        photo_digest=row.text_or_none("photo_digest"),
    )


def _close(row: _Values) -> Close:
    return Close(
        fund_id=row.text("fund_id"),
        closes_on=row.text("closes_on"),
        trial_digest=row.text("trial_digest"),
    )
