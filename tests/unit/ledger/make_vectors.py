"""Makes the vectors that ship with the verifier: python -m tests.unit.ledger.make_vectors

Each of them has valid hashes and signatures, as somebody with the key could write them. Those
about agreements, instalments and restrictions are of version 3, the others of version 2, which is
read for ever as it is.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from ledger.exports import verify_ledger
from ledger.rules.entry import Entry, EntryKind, Leg, canonical_body
from ledger.rules.records import Code, CodeKind
from tests.unit.ledger.ledger_export import EVE, Export, checked, exported
from tests.unit.ledger.ledger_world import COUNCIL, stamp, whole_way
from tests.unit.ledger.records_world import PARTS

FOLDER = Path(verify_ledger.__file__).parent / "vectors"
AGREED = whole_way().entries
NEW = list(EntryKind)[list(EntryKind).index(EntryKind.REVERSAL) + 1 :]


def of_version_2() -> list[Entry]:
    """The whole way without what there is since version 3."""
    new = {entry.id for entry in AGREED if entry.kind in NEW}
    old = [entry for entry in AGREED if not new & {entry.id, entry.reverses_id}]
    own = [stamp(number, entry.stamp.actor_id) for number, entry in enumerate(old, 1)]
    ids = {entry.id: one.entry_id for entry, one in zip(old, own, strict=True)}
    return [
        replace(e, version=2, codes=(), stamp=one, reverses_id=ids.get(e.reverses_id or ""))
        for e, one in zip(old, own, strict=True)
    ]


WHOLE = of_version_2()


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
    entries = list(AGREED)
    place = next(place for place, entry in enumerate(entries) if entry.kind is kind)
    entries[place] = replace(entries[place], **changes)
    return [entry for entry in entries if entry.kind is not missing]


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
    }
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
