"""Makes the vectors that ship with the verifier: python -m tests.unit.ledger.make_vectors

Each of them has valid hashes and signatures, as somebody with the key could write them. Those
about agreements, instalments, restrictions, closed months and erasing are of version 3, the others
of version 2, which is read for ever as it is.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ledger.exports import verify_ledger
from ledger.rules.entry import Entry, EntryKind, Leg, PayeeMark, Payment, canonical_body, mirrored
from ledger.rules.erasing import erase_subject
from ledger.rules.records import ChangeKind, Code, CodeKind, Reason
from tests.unit.ledger.ledger_export import EVE, Export, checked, exported
from tests.unit.ledger.ledger_kinds import closed_in_june
from tests.unit.ledger.ledger_world import COUNCIL, payee_of, payment, run_of, stamp, whole_way
from tests.unit.ledger.records_world import PARTS

FOLDER = Path(verify_ledger.__file__).parent / "vectors"
AGREED = whole_way().entries
NEW = list(EntryKind)[list(EntryKind).index(EntryKind.REVERSAL) + 1 :]


def of_version_2() -> list[Entry]:
    """The whole way without what there is since version 3."""
    new = {entry.id for entry in AGREED if entry.kind in NEW}
    old = [entry for entry in AGREED if not new & {entry.id, entry.reverses_id}]
    own = [stamp(number, entry.stamp.actor_id) for number, entry in enumerate(old, 1)]
    before: dict[str, Any] = {"version": 2, "codes": (), "subjects": ()}
    ids = {entry.id: one.entry_id for entry, one in zip(old, own, strict=True)}
    return [
        replace(e, stamp=one, reverses_id=ids.get(e.reverses_id or ""), **before)
        for e, one in zip(old, own, strict=True)
    ]


WHOLE = of_version_2()
CLOSED = closed_in_june().entries
[CLOSE] = [close for entry in CLOSED for close in entry.closes]


def place_of(kind: EntryKind) -> int:
    """The first entry of this kind."""
    return next(place for place, entry in enumerate(WHOLE) if entry.kind is kind)


def changed(kind: EntryKind, **changes: object) -> list[Entry]:
    """The whole way with other values in the first entry of this kind."""
    entries, place = list(WHOLE), place_of(kind)
    entries[place] = replace(entries[place], **changes)
    return entries


def legs(**pence: int) -> tuple[Leg, ...]:
    """Legs in the council's pot."""
    return tuple(Leg(f"pot-council:{name}", amount) for name, amount in pence.items())


def more(entry: Entry, **changes: object) -> list[Entry]:
    """The whole way with one more entry at its end."""
    own = stamp(len(WHOLE) + 1, entry.stamp.actor_id)
    return [*WHOLE, replace(entry, stamp=own, **changes)]


def unratified() -> list[Entry]:
    """The payment stands before the ratification."""
    entries = list(WHOLE)
    moved = entries.pop(place_of(EntryKind.RATIFICATION))
    entries.insert(place_of(EntryKind.PAYMENT), moved)
    return entries


def agreed(kind: EntryKind, missing: EntryKind | None = None, **changes: object) -> list[Entry]:
    """The whole way of version 3 with other values in the first entry of this kind."""
    entries = edited(AGREED, kind, **changes)
    return [entry for entry in entries if entry.kind is not missing]


def first(kind: EntryKind) -> Entry:
    """The first entry of this kind, of version 3."""
    return next(entry for entry in AGREED if entry.kind is kind)


def later(*entries: Entry) -> list[Entry]:
    """The whole way of version 3 with more entries at its end."""
    own = [stamp(len(AGREED) + n, e.stamp.actor_id) for n, e in enumerate(entries, 1)]
    return [*AGREED, *(replace(e, stamp=s) for e, s in zip(entries, own, strict=True))]


def more_set_free() -> list[Entry]:
    """Three pounds are in the reserve, and three more than that come out."""
    entries = []
    for e in AGREED:
        proposed = tuple(
            replace(c, amount_pence=600) if c.kind is ChangeKind.SET_FREE else c for c in e.changes
        )
        freed = tuple(Leg(leg.account_id, leg.amount_pence * 6) for leg in e.legs)
        legs = freed if e.kind is EntryKind.SET_FREE else e.legs
        entries.append(replace(e, changes=proposed, legs=legs))
    return entries


def run_with(second_by: str, *, prepares: Payment | None = None) -> list[Entry]:
    """The whole way up to its payment, which goes out with a second one that this person prepared.

    Cy is named as who did; where `prepares` differs, the run was approved over that one.
    """
    at = next(at for at, entry in enumerate(AGREED) if entry.kind is EntryKind.PAYMENT)
    due = payment(1)
    one = replace(payment(9, 5_000), prepared_by=second_by)
    own = replace(first(EntryKind.PAYMENT_PREPARED).stamp, actor_id=second_by)
    stamps = [replace(own, entry_id=f"entry-x{n}", intent_key=f"intent:x{n}") for n in (1, 2)]
    prepared = replace(
        first(EntryKind.PAYMENT_PREPARED),
        stamp=stamps[0],
        payment_id=one.id,
        payments=(one,),
        payees=(payee_of(one),),
    )
    approved = (due, prepares or one)
    pays = replace(AGREED[at], runs=(run_of(*approved),))
    half = tuple(Leg(leg.account_id, leg.amount_pence // 4) for leg in pays.legs)
    second = replace(
        pays,
        stamp=replace(stamps[1], actor_id="person-bo"),
        payment_id=one.id,
        second_actor_id="person-cy",
        legs=half,
        runs=(replace(run_of(*approved), payment_id=one.id),),
    )
    return [*AGREED[:at], prepared, pays, second]


def forged_payments() -> dict[str, list[Entry]]:
    """Payment runs, payees and spend lines that somebody with the key forged."""
    paid, spent = first(EntryKind.PAYMENT), first(EntryKind.SPEND)
    back = first(EntryKind.RETURN)
    line = spent.spends[0]
    by_ann = replace(paid.stamp, actor_id="person-ann")
    much = tuple(Leg(leg.account_id, leg.amount_pence * 7) for leg in spent.legs)
    large = replace(spent, legs=much, spends=(replace(line, amount_pence=21_007),))
    larger = tuple(Leg(leg.account_id, leg.amount_pence * 16) for leg in back.legs)
    undone = replace(
        first(EntryKind.REVERSAL),
        award_id=back.award_id,
        reverses_id=back.id,
        legs=mirrored(back.legs),
    )
    return {
        "two_in_a_run": run_with("person-cy"),
        "run_of_one_hand": run_with("person-bo"),
        "run_of_other_payments": run_with("person-cy", prepares=payment(9, 4_000)),
        "run_left_out": run_with("person-cy")[:-1],
        "approved_alone": agreed(EntryKind.PAYMENT, stamp=by_ann, second_actor_id="person-bo"),
        "paid_without_a_run": agreed(EntryKind.PAYMENT, runs=()),
        "paid_to_another": agreed(
            EntryKind.PAYMENT_PREPARED, payees=(PayeeMark("payment-1", "c" * 64, "b" * 64),)
        ),
        "paid_to_nobody": agreed(EntryKind.PAYMENT_PREPARED, payees=()),
        "spent_more_than_paid": agreed(EntryKind.SPEND, legs=large.legs, spends=large.spends),
        "closed_beyond_what_was_paid": later(
            replace(back, accounts=(), legs=larger),
        ),
        "spend_of_another_amount": agreed(
            EntryKind.SPEND, spends=(replace(line, amount_pence=3_000),)
        ),
        "return_undone_twice": later(undone, undone),
    }


def edited(entries: list[Entry], kind: EntryKind, **changes: object) -> list[Entry]:
    """These entries with other values in the first one of this kind."""
    place = next(place for place, entry in enumerate(entries) if entry.kind is kind)
    return [*entries[:place], replace(entries[place], **changes), *entries[place + 1 :]]


def after_erasing() -> list[Entry]:
    """Ann is erased, and then writes the words of one more condition."""
    number, june = len(CLOSED), CLOSED[-1].stamp.effective_on
    own = [replace(stamp(number + more), effective_on=june) for more in (1, 2)]
    gone = erase_subject(own[0], "person-ann", second_actor_id="person-bo", erased=False)
    offered = next(entry for entry in CLOSED if entry.kind is EntryKind.PLEDGE_OFFERED)
    other, asks = replace(offered.pledges[0], id="pledge-9"), offered.conditions[0]
    condition = replace(asks, pledge_id=other.id)
    words = replace(offered, stamp=own[1], pledge_id=other.id, pledges=(other,))
    return [*CLOSED, gone, replace(words, conditions=(condition,))]


def erased_twice() -> list[Entry]:
    """Di goes for the second time."""
    gone = next(entry for entry in CLOSED if entry.kind is EntryKind.SUBJECT_ERASED)
    own = replace(stamp(len(CLOSED) + 1), actor_id="person-di", effective_on=date(2026, 6, 3))
    return [*CLOSED, replace(gone, stamp=own)]


def vectors() -> dict[str, str]:
    """All files by name. Those with a file of the same name and .head.json are checked with it."""
    sound = exported(WHOLE, head_each=False)
    reversal = WHOLE[place_of(EntryKind.REVERSAL)]
    paying = replace(stamp(1, "person-bo"), entry_id=WHOLE[place_of(EntryKind.PAYMENT)].id)
    bad = {
        "unbalanced": changed(EntryKind.RECEIPT, legs=legs(free=-30_000, held=30_001)),
        "overspent": changed(EntryKind.RECEIPT, legs=legs(free=-20_000, held=20_000)),
        "reversed_twice": more(reversal),
        "reverses_more": changed(EntryKind.REVERSAL, legs=legs(free=78, held=-78)),
        "reverses_a_reversal": more(reversal, reverses_id=reversal.id),
        "other_accounts": changed(EntryKind.RECEIPT, legs=legs(free=-30_000, receivable=30_000)),
        "one_for_two": changed(
            EntryKind.PAYMENT,
            stamp=replace(paying, actor_id="person-ann", intent_key="intent:x"),
        ),
        "paid_unratified": unratified(),
        "paid_twice": more(WHOLE[place_of(EntryKind.PAYMENT)]),
        "confirmed_unmet": [e for e in WHOLE if e.kind is not EntryKind.PLEDGE_CONDITION_MET],
        "same_entry_twice": [*WHOLE, WHOLE[2]],
        "never_opened": WHOLE[1:],
        "agreed": list(AGREED),
        "paid_unaccepted": agreed(EntryKind.PAYMENT, EntryKind.AGREEMENT_ACCEPTED),
        "over_an_instalment": agreed(
            EntryKind.INSTALMENTS_PLANNED,
            EntryKind.MILESTONE_REACHED,
            instalments=(replace(PARTS[0], due_on="2026-05-15"), PARTS[1]),
        ),
        "outside_the_restriction": agreed(
            EntryKind.POT_OPENED, codes=(Code(COUNCIL.id, CodeKind.PURPOSE, "health"),)
        ),
        "fee_of_nobody": agreed(EntryKind.FEE, second_actor_id="person-cy"),
        "set_aside_by_nobody": agreed(EntryKind.SET_ASIDE, second_actor_id="person-cy"),
        "set_free_beyond": more_set_free(),
        "set_aside_for_the_bank": [
            replace(e, changes=tuple(replace(c, reason=Reason.BANK_FEE) for c in e.changes))
            for e in AGREED
        ],
        "closed": list(CLOSED),
        "into_a_closed_month": [*CLOSED[:-1], replace(CLOSED[-1], stamp=stamp(len(CLOSED)))],
        "closed_over_other_books": edited(
            CLOSED, EntryKind.PERIOD_CLOSED, closes=(replace(CLOSE, trial_digest="0" * 64),)
        ),
        "closed_by_one": edited(CLOSED, EntryKind.PERIOD_CLOSED, second_actor_id=None),
        "erased_twice": erased_twice(),
        "named_after_erasing": after_erasing(),
        "key_of_nobody": edited(CLOSED, EntryKind.PLEDGE_OFFERED, subjects=()),
    }
    bad |= forged_payments()
    files = {"sound.jsonl": sound.text(), "sound.head.json": sound.kept()}
    for name, entries in bad.items():
        files[f"{name}.jsonl"] = exported(entries, head_each=False).text()
    files["altered.jsonl"] = sound.text().replace('"amount_pence":-30000', '"amount_pence":-90000')
    files["cut_off.jsonl"] = exported(WHOLE[:20], head_each=False).text()
    two = Export()
    for part in (WHOLE[:20], WHOLE[20:]):
        for entry in part:
            two.add(canonical_body(entry))
        two.seal()
    files["cut_off.head.json"] = two.kept()
    anew = Export(EVE)
    for entry in WHOLE:
        anew.add(canonical_body(entry))
    anew.seal()
    files["written_anew.jsonl"] = anew.text()
    files["written_anew.head.json"] = sound.kept()
    return files


def expected(files: dict[str, str]) -> dict[str, list[list[object]]]:
    """What is found in each: line, what, why."""
    found: dict[str, list[list[object]]] = {}
    for name, text in files.items():
        if name.endswith(".jsonl"):
            kept = files.get(name.replace(".jsonl", ".head.json"))
            found[name] = [list(one) for one in checked(text, kept)]
    return found


def main() -> None:
    """Write them all."""
    FOLDER.mkdir(exist_ok=True)
    files = vectors()
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="ascii")
    told = json.dumps(expected(files), indent=1)
    (FOLDER / "expected.json").write_text(told + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
