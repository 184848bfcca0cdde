"""The stand-alone verifier and the ledger's own rules say the same, on good books and on forged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.exports import verify_ledger
from ledger.rules.accounts import AWARD_KINDS, AccountKind, side_of
from ledger.rules.canonical import Unsealable
from ledger.rules.conditions import Audience, ConditionKind
from ledger.rules.entry import (
    PARTS_OF,
    ROW_FIELDS,
    Entry,
    EntryKind,
    Leg,
    PaymentMethod,
)
from ledger.rules.erasing import COMMAND
from ledger.rules.keyed import DIGESTS
from ledger.rules.moves import FIRST_AWARD, MAY_MOVE, MOVES
from ledger.rules.records import (
    ChangeKind,
    CodeKind,
    End,
    Owns,
    Purpose,
    Reason,
    RecipientKind,
    Splits,
    SupportKind,
    SupportStage,
    Term,
    Unit,
)
from ledger.rules.subjects import ALL_FUNDS
from ledger.rules.supports import STAGES, UNITS
from tests.unit.ledger.ledger_export import checked, exported
from tests.unit.ledger.ledger_kinds import closed_in_june
from tests.unit.ledger.ledger_world import World, verify, whole_way
from tests.unit.ledger.test_ledger_invariants import STEPS, Play

Forge = Callable[[list[Entry], int, int], None]


def test_the_tables_are_those_of_the_rules() -> None:
    own = verify_ledger
    assert {v: set(parts) for v, parts in own.VERSIONS.items()} == {
        v: set(parts) for v, parts in PARTS_OF.items()
    }
    fields = {part: {f.partition(":")[0] for f in spec.split()} for part, spec in own.ROWS.items()}
    assert fields == {part: set(names) for part, names in ROW_FIELDS.items()}
    assert {
        kind.value: f"{side_of(kind)}{' award' if kind in AWARD_KINDS else ''}"
        for kind in AccountKind
    } == own.ACCOUNTS
    moves = {**MOVES, **MAY_MOVE}
    assert {
        kind.encode(): {(account.encode(), sign > 0) for account, sign in moves.get(kind, ())}
        for kind in EntryKind
    } == own.MOVES
    assert {kind.encode() for kind in MAY_MOVE} == own.FREE
    assert {(account.encode(), sign > 0) for account, sign in FIRST_AWARD} == own.OLD_AWARD
    codes = {"method": PaymentMethod, "condition": ConditionKind, "account": AccountKind}
    codes |= {
        "code": CodeKind,
        "change": ChangeKind,
        "reason": Reason,
        "end": End,
        "owns": Owns,
        "recipient": RecipientKind,
        "splits": Splits,
        "support": SupportKind,
        "unit": Unit,
        "stage": SupportStage,
    }
    assert {name: set(own.TYPES[name].decode().split("|")) for name in codes} == {
        name: {str(code) for code in known} for name, known in codes.items()
    }
    assert {name.decode() for name in own.AUDIENCES} == set(Audience)
    assert (DIGESTS, ALL_FUNDS.encode()) == (own.DIGESTS, own.ALL_FUNDS)
    assert COMMAND.encode() == own.COMMAND
    listed = {b"purpose": Purpose, b"audience": Audience, b"term": Term}
    assert {name: {c.encode() for c in codes} for name, codes in listed.items()} == own.VALUES
    assert {
        kind.decode(): ({u.decode() for u in units}, {s.decode() for s in stages})
        for kind, (units, stages) in own.SUPPORTS.items()
    } == {kind: (set(UNITS[kind]), set(STAGES[kind])) for kind in SupportKind}


def leg(entries: list[Entry], at: int, number: int) -> None:
    """Another amount on one leg."""
    legs = list(entries[at].legs)
    if legs:
        place = number % len(legs)
        legs[place] = Leg(legs[place].account_id, legs[place].amount_pence + number - 2)
        entries[at] = replace(entries[at], legs=tuple(legs))


def legs_of_another(entries: list[Entry], at: int, number: int) -> None:
    """The legs of another entry."""
    entries[at] = replace(entries[at], legs=entries[number % len(entries)].legs)


def kind(entries: list[Entry], at: int, number: int) -> None:
    """Another kind."""
    entries[at] = replace(entries[at], kind=list(EntryKind)[number % len(EntryKind)])


def swap(entries: list[Entry], at: int, number: int) -> None:
    """Two entries change places."""
    other = number % len(entries)
    entries[at], entries[other] = entries[other], entries[at]


def drop(entries: list[Entry], at: int, number: int) -> None:
    """An entry is left out."""
    del entries[at]


def again(entries: list[Entry], at: int, number: int) -> None:
    """An entry is made once more, under another id."""
    stamp = replace(entries[at].stamp, entry_id=f"again-{number}")
    entries.append(replace(entries[at], stamp=stamp))


def person(entries: list[Entry], at: int, number: int) -> None:
    """Another person, or one for two."""
    who = ("person-ann", "person-bo", "person-cy", None)[number % 4]
    entries[at] = replace(entries[at], second_actor_id=who)


def about(entries: list[Entry], at: int, number: int) -> None:
    """Another award, pledge, payment or original."""
    field = ("award_id", "pledge_id", "payment_id", "reverses_id")[number % 4]
    value = (None, f"{field[:-3]}-{number % 5}", entries[number % len(entries)].id)[number % 3]
    entries[at] = replace(entries[at], **{field: value})


def row(entries: list[Entry], at: int, number: int) -> None:
    """Another value in something that the entry brings into being."""
    parts = [part for part in PARTS_OF[3][1:] if getattr(entries[at], part)]
    if not parts:
        return
    part = parts[number % len(parts)]
    rows: list[Any] = list(getattr(entries[at], part))
    fields = ROW_FIELDS[part]
    field = fields[number % len(fields)]
    value = getattr(rows[0], field)
    other = value + 1 if isinstance(value, int) else f"{value}x" if number % 2 else "idea-1"
    if not isinstance(value, int) and type(value) not in {str, type(None)}:
        other = next(code for code in type(value) if code is not value)
    rows[0] = replace(rows[0], **{field: other})
    entries[at] = replace(entries[at], **{part: tuple(rows)})


def version(entries: list[Entry], at: int, number: int) -> None:
    """Another version."""
    entries[at] = replace(entries[at], version=1 + number % 3)


def day(entries: list[Entry], at: int, number: int) -> None:
    """Another day, in the month before or the next one."""
    on = entries[at].stamp.effective_on + timedelta(days=(-31, 31, 1)[number % 3])
    entries[at] = replace(entries[at], stamp=replace(entries[at].stamp, effective_on=on))


FORGERIES: tuple[Forge, ...] = (
    *(leg, legs_of_another, kind, swap, drop, again, person, about, row, version, day),
)


def verdicts(entries: list[Entry]) -> tuple[list[object], list[object]] | None:
    """What both find; None where an entry can't be written at all."""
    world = World()
    try:
        for entry in entries:
            world.post(entry)
    except (Unsealable, ValueError, KeyError):
        return None
    return list(verify(world.tables)), list(checked(exported(entries, head_each=False).text()))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(STEPS, min_size=10, max_size=40),
    st.sampled_from(FORGERIES),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_both_say_the_same_of_random_books(
    steps: list[tuple[str, int, int]], forge: Forge, at: int, number: int
) -> None:
    play = Play()
    for step in steps:
        play.step(*step)
    entries = play.world.entries
    assert verdicts(entries) == ([], [])
    forge(entries, at % len(entries), number)
    agree(entries)


def agree(entries: list[Entry]) -> None:
    found = verdicts(entries)
    if found is not None:
        own, outside = found
        assert bool(own) == bool(outside), (own, outside)


@pytest.mark.parametrize("made", [whole_way, closed_in_june])
def test_both_say_the_same_of_each_forgery(made: Callable[[], World]) -> None:
    whole = made().entries
    for forge in FORGERIES:
        for at in range(len(whole)):
            for number in (1, 2):
                entries = list(whole)
                forge(entries, at, number)
                agree(entries)


def test_the_whole_way_is_sound_under_one_head_and_under_many() -> None:
    whole = whole_way().entries
    assert checked(exported(whole).text()) == []
    assert checked(exported(whole, head_each=False).text()) == []
