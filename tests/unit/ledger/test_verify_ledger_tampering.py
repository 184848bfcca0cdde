"""Each value of an exported ledger, its heads and a kept head: altered, it is named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ledger.exports.verify_ledger import Unreadable
from ledger.rules.entry import EntryKind, Leg, canonical_body
from tests.unit.ledger.ledger_export import EVE, Export, checked, exported
from tests.unit.ledger.ledger_world import whole_way

ENTRIES = whole_way().entries
VALUE = re.compile(r'(?<=[:\[,])(?:"[^"]*"|-?[0-9]+|null|\[\])(?=[,\]}])')


def made(*, per_head: int = 9) -> Export:
    """The whole way under three heads."""
    export = Export()
    for number, entry in enumerate(ENTRIES, 1):
        export.add(canonical_body(entry))
        if not number % per_head or number == len(ENTRIES):
            export.seal()
    return export


CLEAN = made()
HEADS = CLEAN.text().count('"head":{')
LINES = CLEAN.text().splitlines(keepends=True)


def lines_of(found: list[tuple[int, str, str]]) -> set[int]:
    return {line for line, _, _ in found}


def others(value: str) -> Iterator[str]:
    """Other values that could pass for the true one, and some that could not."""
    yield from ("null", "[]", '""', "true", "1.5", "{}", '"\\u0041"', " " + value)
    if value.lstrip("-").isdigit():
        yield from (str(int(value) + 1), str(-int(value)) if value != "0" else "7", "0" + value)
    elif value.startswith('"'):
        last = value[-2:-1]
        yield value[:-2] + ("0" if last != "0" else "1") + '"'
        yield value[:-1] + 'x"'


def edited(text: str) -> Iterator[str]:
    """The line with each of its values altered, one at a time, in each way."""
    for match in VALUE.finditer(text):
        for other in others(match[0]):
            if other != match[0]:
                yield text[: match.start()] + other + text[match.end() :]


def test_1000_clean_ledgers_raise_no_alarm() -> None:
    for number in range(500):
        entries = ENTRIES[: 1 + number % len(ENTRIES)]
        export = exported(entries, head_each=False)
        assert checked(export.text()) == []
        assert checked(export.text(), export.kept()) == []


@pytest.mark.parametrize("number", [place for place, line in enumerate(LINES) if place])
def test_an_altered_value_names_its_line(number: int) -> None:
    lines = list(LINES)
    for line in edited(LINES[number]):
        lines[number] = line
        assert number + 1 in lines_of(checked("".join(lines))), line


def test_an_altered_value_in_the_header_is_named() -> None:
    lines = list(LINES)
    for line in edited(LINES[0]):
        lines[0] = line
        try:
            found = checked("".join(lines))
        except Unreadable:
            continue
        assert lines_of(found) & {1, 11}, line


def test_a_line_that_is_missing_twice_there_or_elsewhere_is_found() -> None:
    for place in range(1, len(LINES)):
        rest = LINES[:place] + LINES[place + 1 :]
        assert checked("".join(rest)), place
        assert checked("".join([*rest[:place], LINES[place], LINES[place], *rest[place:]])), place
        moved = [*rest[: place + 1], LINES[place], *rest[place + 1 :]]
        assert moved == LINES or checked("".join(moved)), place


def test_a_cut_tail_is_found_even_when_the_header_fits() -> None:
    kept = CLEAN.kept()
    for count in range(1, len(LINES)):
        assert checked("".join(LINES[:count])), count
    shorter = made_short()
    assert checked(shorter.text()) == []
    [(_, what, reason)] = checked(shorter.text(), kept)
    kept_as = f"number {HEADS}, over {len(ENTRIES)} entries"
    assert (what, reason) == ("end", f"cut off: the head that you kept is {kept_as}")


def made_short() -> Export:
    export = Export()
    for number, entry in enumerate(ENTRIES[:18], 1):
        export.add(canonical_body(entry))
        if not number % 9:
            export.seal()
    return export


def test_a_ledger_that_was_written_anew_does_not_lead_to_the_kept_head() -> None:
    """By whoever holds the key, with one amount changed; and by somebody with another key."""
    kept, entries = CLEAN.kept(), list(ENTRIES)
    more = (Leg("pot-council:free", -30_001), Leg("pot-council:held", 30_001))
    entries[2] = replace(entries[2], legs=more)
    for signer in (CLEAN.signer, EVE):
        anew = Export(signer)
        for number, entry in enumerate(entries, 1):
            anew.add(canonical_body(entry))
            if not number % 9 or number == len(entries):
                anew.seal()
        assert checked(anew.text()) == []
        last = len(LINES)
        reason = "it is not the head that you kept: the ledger was written anew"
        assert checked(anew.text(), kept) == [(last, f"head {HEADS}", reason)]


def test_any_altered_value_in_the_kept_head_is_refused() -> None:
    text, kept = CLEAN.text(), CLEAN.kept()
    assert checked(text, kept) == []
    for line in edited(kept):
        if ": " in line or ", " in line or "[ " in line:
            continue  # spaces change no value
        try:
            found = checked(text, line)
        except Unreadable:
            continue
        assert found, line


def test_a_kept_head_may_be_printed_in_any_way() -> None:
    assert checked(CLEAN.text(), json.dumps(json.loads(CLEAN.kept()), indent=2)) == []


def test_a_head_that_a_stranger_signed_is_named() -> None:
    export = Export()
    for entry in ENTRIES[:9]:
        export.add(canonical_body(entry))
    export.seal()
    export.signer = EVE
    export.add(canonical_body(ENTRIES[9]))
    export.seal()
    reason = "it is signed with another key than the one in force"
    assert checked(export.text()) == [(13, "head 2", reason)]


@pytest.mark.parametrize("epochs", [(2, 1), (1, 3)])
def test_an_epoch_stays_or_becomes_the_next_one(epochs: tuple[int, ...]) -> None:
    export = Export()
    for entry, epoch in zip(ENTRIES, epochs, strict=False):
        export.add(canonical_body(entry))
        export.seal(epoch=epoch)
    reason = "its epoch is neither that of the head before it nor the next one"
    assert checked(export.text()) == [(5, "head 2", reason)]


def test_an_entry_that_stands_twice_is_named() -> None:
    export = exported([*ENTRIES[:3], ENTRIES[2]])
    assert checked(export.text()) == [
        (8, "entry 4 (entry-003)", "an entry with this id stands before it")
    ]


def test_entries_that_no_head_covers_are_named() -> None:
    text = CLEAN.text() + exported(ENTRIES[:1]).lines[0]
    assert {reason for _, _, reason in checked(text)} >= {
        f"no head covers the entries after {len(ENTRIES)}"
    }


@pytest.mark.parametrize(
    "text", ["", "{}\n", "x", "\udcff\n", '{"format":"makeithappen-ledger/2"}']
)
def test_what_is_no_ledger_can_t_be_read(text: str) -> None:
    with pytest.raises(Unreadable):
        checked(text)
    with pytest.raises(Unreadable):
        checked(CLEAN.text(), text.replace("\udcff", "?"))


def test_lines_that_are_nothing_are_named() -> None:
    for line in ("\n", "{}\n", "x" * 3_000_000 + "\n", '{"head":{}}\n', '{"entry":{}}\n'):
        text = "".join([*LINES[:5], line, *LINES[5:]])
        assert 6 in lines_of(checked(text))


def test_an_older_version_does_not_know_a_newer_kind() -> None:
    newer = next(at for at, one in enumerate(ENTRIES) if one.kind is EntryKind.AGREEMENT_OFFERED)
    export = exported([replace(one, version=2) for one in ENTRIES[: newer + 1]])
    assert checked(export.text()) == [
        (2 * newer + 2, f"entry {newer + 1} ({ENTRIES[newer].id})", "it is of an unknown kind")
    ]


@pytest.mark.parametrize("version", ["13", "0", "33"])
def test_a_version_that_there_is_not_is_no_form(version: str) -> None:
    body = canonical_body(ENTRIES[0]).replace('"v":3}', f'"v":{version}}}')
    reason = "it is not an entry in canonical form"
    assert checked(exported([body]).text()) == [(2, f"entry 1 ({ENTRIES[0].id})", reason)]
