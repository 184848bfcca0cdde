"""Every column of every table of the ledger x what somebody who owns the database can do to it.

Tables and columns come from the models, so a new one without its cell fails here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import combinations, product
from typing import Any

import pytest
from flask import Flask

from ledger import published
from ledger.exporting import bundle_lines
from ledger.rules.entry import EntryKind
from ledger.rules.problems import PARTS, PRIMARY_KEYS, row_key
from ledger.rules.verify import QUEUE
from ledger.verifying import Report, verify
from makeithappen.core.db import Base, db, reading
from makeithappen.core.errors import ReadOnly
from makeithappen.core.signing import name_of, our_public_keys, public_part
from tests.integration.ledger.given import Books
from tests.integration.ledger.given_everything import everything
from tests.integration.ledger.given_kinds import LAST_MONTH
from tests.integration.ledger.rewriting import (
    EVE,
    alter_body,
    balance_anew,
    cut,
    eves,
    rewrite,
    stolen,
    undone,
)
from tests.integration.ledger.tampering import COLUMNS, NotTaken, Row, Tamperer, tampering

STRANGE: list[Any] = [None, "\udcff", b"\xff", 1.5]
LEDGER = {
    str(mapper.local_table): mapper.local_table.columns.keys()
    for mapper in Base.registry.mappers
    if mapper.class_.__module__.startswith("ledger.")
}
WORDS = "words, which may change and be erased; what they meant stands in entries as a digest"
ADDRESS = "where letters go; nothing of the ledger rests on it"
BESIDE = "a working paper; what it led to stands in entries, and is compared there"
NOT_PROVEN = {
    "funders": WORDS,
    "pots": "words and an order; whose money it is, and for which idea, is compared with accounts",
    "pledge_words": WORDS,
    "payees": WORDS,
    "invoice_words": WORDS,
    "spend_words": WORDS,
    "agreement_templates": WORDS,
    "record_words": WORDS,
    "idea_codes": WORDS,
    "runs": BESIDE,
    "run_payments": BESIDE,
    "run_outcomes": BESIDE,
    "run_files": BESIDE,
    "pay_limits": BESIDE,
    "pay_limit_outcomes": BESIDE,
    "payment_failures": BESIDE,
    "vouchers": BESIDE,
    "closes_asked": BESIDE,
    "funder_addresses": ADDRESS,
    "head_letters": ADDRESS,
    "restores": "who acknowledged a restore; the epoch that it began stands in the signed heads",
}
"""Tables that the proof does not rest on, and why: to the byte the same ledger is handed out."""
KEYS = "subject_keys"
"""Keys can't be made up: one that is missing, left or altered is named in test_erasing."""
ONE_VALUE = {("accounts", "currency"), ("heads", "epoch"), ("pot_months", "recorded_month")}
"""Columns in which no two rows differ here, so that there is nothing to swap."""
SAYS_ROW = {"seals", "heads"}
"""Tables of which a row is named by its link or its signature, not always the column."""


@pytest.fixture
def books(app: Flask) -> Books:
    return everything(app)


def named(report: Report) -> set[tuple[str, str]]:
    json.dumps(asdict(report))
    assert report.ok is not bool(report.problems)
    return {(problem.table, problem.row) for problem in report.problems}


def other(value: Any) -> Any:
    """Another value that could pass for the true one."""
    if isinstance(value, int):
        return value + 1
    if not isinstance(value, str):
        return "entry-x" if value is None else value.replace(day=value.day % 27 + 1)
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def cells(tamperer: Tamperer, table: str) -> Iterator[tuple[str, Row]]:
    """Each column with the last row in which it says something, and one in which it does not.

    Ids are random, so the rows come in any order; a change of keys has a test of its own.
    """
    rows = sorted(tamperer.rows(table), key=lambda row: not is_key(table, row))
    for column in COLUMNS[table]:
        set_rows = [row for row in rows if row[column] is not None]
        assert set_rows, f"no row with {table}.{column}"
        yield column, set_rows[-1]
        yield from ((column, row) for row in rows if row[column] is None and row is rows[-1])


def test_each_table_is_proven_or_has_its_reason(books: Books) -> None:
    assert LEDGER.keys() == {*PRIMARY_KEYS, QUEUE, KEYS, *NOT_PROVEN}
    assert {table: list(COLUMNS[table]) for table in COLUMNS} == {
        table: LEDGER[table] for table in PRIMARY_KEYS
    }
    with tampering(books.app) as tamperer:
        assert {row["kind"] for row in tamperer.rows("entries")} == set(EntryKind)
    assert books.verify().problems == ()


def test_any_edited_value_names_its_row(books: Books) -> None:
    with tampering(books.app) as tamperer:
        tamperer.drop_unique()
        for table in PRIMARY_KEYS:
            for column, row in cells(tamperer, table):
                values = ["entry-x", 7] if row[column] is None else [other(row[column]), *STRANGE]
                taken = [
                    value for value in values if edited(books, tamperer, table, row, column, value)
                ]
                assert taken, (table, column)
    assert books.verify().ok


def edited(books: Books, tamperer: Tamperer, table: str, row: Row, column: str, value: Any) -> bool:
    """Edits one value, checks that its row is named, puts it back; False if nothing changed."""
    before = tamperer.rows(table)
    try:
        tamperer.update(table, row, **{column: value})
    except NotTaken:
        return False
    changed = [one for one in tamperer.rows(table) if one not in before]
    if not changed:
        return False
    report = books.verify()
    found = named(report)
    keys_of_it = {(table, row_key(table, row)), (table, row_key(table, changed[0]))}
    if column in PRIMARY_KEYS[table] or (table, column) == ("seals", "entry_id"):
        assert found & keys_of_it, (column, value, found)
        assert {name for name, _ in found} <= {table, "entries"}, (column, value, found)
    else:
        assert found == keys_of_it, (table, column, value, found)
        says = " ".join(problem.reason for problem in report.problems)
        assert table in SAYS_ROW or column in says or column == "entry_id", (table, column, says)
    tamperer.update(table, changed[0], **{column: row[column]})
    return True


def is_key(table: str, row: Row) -> bool:
    """Whether what was signed later hangs on this row."""
    return table == "key_changes" or row.get("kind") == "key_changed"


def test_an_edited_change_of_keys_is_named_with_what_was_signed_after_it(books: Books) -> None:
    with tampering(books.app) as tamperer:
        tamperer.drop_unique()
        keys = [row for row in tamperer.rows("entries") if is_key("entries", row)]
        for row, column in product(keys, ("id", "body")):
            changed = row | {column: other(row[column])}
            tamperer.update("entries", row, **{column: changed[column]})
            found = named(books.verify())
            assert found >= {("entries", row["id"]), ("entries", changed["id"])}
            assert {name for name, _ in found} == {"entries", "heads"}
            tamperer.update("entries", changed, **{column: row[column]})
    assert books.verify().ok


def test_a_deleted_row_is_named(books: Books) -> None:
    with tampering(books.app) as tamperer:
        for table in PRIMARY_KEYS:
            rows = tamperer.rows(table)
            for place in sorted({0, len(rows) // 2, len(rows) - 1}):
                tamperer.delete(table, rows[place])
                found = named(books.verify())
                assert (table, row_key(table, rows[place])) in found
                # without the change of keys, what was signed after it has an unknown key
                also = {"entries", "heads"} if is_key(table, rows[place]) else {"entries"}
                assert {name for name, _ in found} <= {table, *also}
                tamperer.insert(table, rows[place])
    assert books.verify().ok


def test_an_inserted_row_is_named(books: Books) -> None:
    with tampering(books.app) as tamperer:
        for table in PRIMARY_KEYS:
            row = tamperer.rows(table)[0]
            more = dict(row)
            for column in PRIMARY_KEYS[table]:
                more[column] = 99 if isinstance(row[column], int) else f"{row[column]}-x"
            if table == "entries":
                none = dict.fromkeys(("pledge_id", "payment_id", "reverses_id"))
                more |= {"intent_key": "x", **none}
            if table in {"awards", "seals"}:
                more |= {name: "x" for name in ("idea_id", "entry_id") if name in more}
            tamperer.insert(table, more)
            assert (table, row_key(table, more)) in named(books.verify())
            tamperer.delete(table, more)
    assert books.verify().ok


def test_values_and_rows_that_change_places_are_both_named(books: Books) -> None:
    with tampering(books.app) as tamperer:
        tamperer.drop_unique()
        alike = {
            (table, column)
            for table in PRIMARY_KEYS
            for column in COLUMNS[table]
            if not swapped(books, tamperer, table, column)
        }
    assert alike == ONE_VALUE
    assert books.verify().ok


def swapped(books: Books, tamperer: Tamperer, table: str, column: str) -> bool:
    """Swaps a value between two rows, and checks that both are named; False if there are none."""
    for pair in combinations(tamperer.rows(table), 2):
        first, second = pair
        if first[column] == second[column]:
            continue
        new = [first | {column: second[column]}, second | {column: first[column]}]
        if new == [second, first]:
            continue  # they differ in nothing else
        try:
            replace(tamperer, table, pair, new)
        except NotTaken:
            continue
        found = named(books.verify())
        assert {(table, row_key(table, row)) for row in new} <= found, (table, column, found)
        replace(tamperer, table, new, pair)
        return True
    return False


def replace(tamperer: Tamperer, table: str, old: Any, new: Any) -> None:
    """These rows for those; all or none."""
    taken_off: list[Row] = []
    put_in: list[Row] = []
    try:
        for row in old:
            tamperer.delete(table, row)
            taken_off.append(row)
        for row in new:
            tamperer.insert(table, row)
            put_in.append(row)
    except NotTaken:
        for row in put_in:
            tamperer.delete(table, row)
        for row in taken_off:
            tamperer.insert(table, row)
        raise


def test_a_cut_tail_is_named_against_a_head_that_somebody_kept(books: Books) -> None:
    kept = books.kept()
    number, file = str(kept.head.number), published.Kept(kept.head, kept.signature)
    with tampering(books.app) as tamperer:
        for heads in (1, kept.head.number // 2, kept.head.number - 1):
            with undone(tamperer):
                cut(tamperer, heads)
                assert books.verify().problems == (), heads  # by itself it is a sound ledger
                with books.app.app_context(), pytest.raises(ReadOnly):
                    published.check(reading(), file)  # as each start does with MIH_HEAD_FILE
                assert [(p.table, p.row, p.reason) for p in books.verify(kept).problems] == [
                    (
                        "heads",
                        number,
                        "it is missing, though somebody kept it: the end of the ledger was cut off",
                    )
                ]
    assert books.verify(kept).ok


def test_a_chain_written_anew_with_the_sites_own_key_is_named_against_a_kept_head(
    books: Books,
) -> None:
    kept = books.kept()
    anew = ("heads", str(kept.head.number))
    with tampering(books.app) as tamperer:
        tamperer.drop_unique()
        entries = [row["id"] for row in tamperer.rows("entries")]
        for table in ("entries", *PARTS):
            for column, row in cells(tamperer, table):
                if column in {"body", "content_hash"}:
                    continue  # they are what is written anew
                value = other(row[column])
                if row[column] is None and column.endswith("pence"):
                    value = 7
                if column == "entry_id":
                    having = {one[column] for one in tamperer.rows(table)}
                    value = next(one for one in entries if one not in having)
                with undone(tamperer), books.app.app_context():
                    alter_body(tamperer, table, row, column, value)
                    rewrite(tamperer, stolen)
                    found = named(books.verify(kept))
                    assert anew in found or table == "key_changes", (table, column, found)
                    assert found
        for column in ("sealed_at", "epoch"):
            with undone(tamperer) as rows, books.app.app_context():
                head = rows["heads"][3]
                value = "2026-01-01T00:00:00.000000Z" if column == "sealed_at" else 2
                tamperer.update("heads", head, **{column: value})
                rewrite(tamperer, stolen)
                assert anew in named(books.verify(kept)), column
    assert books.verify(kept).ok


def test_a_forged_receipt_is_perfect_but_for_the_head_that_was_kept(books: Books) -> None:
    """Amounts, hashes, seals, heads and balances all fit; with another key not even those."""
    kept = books.kept()
    with tampering(books.app) as tamperer, books.app.app_context():
        for signer in (stolen, eves):
            with undone(tamperer) as rows:
                undone_ids = {row["reverses_id"] for row in rows["entries"]}
                [first, *_] = [
                    row
                    for row in rows["entries"]
                    if row["kind"] == "receipt"
                    and row["id"] not in undone_ids
                    and str(row["effective_on"]) > LAST_MONTH.isoformat()
                ]
                for leg in rows["postings"]:
                    if leg["entry_id"] == first["id"]:
                        more = leg["amount_pence"] * 2
                        alter_body(tamperer, "postings", leg, "amount_pence", more)
                balance_anew(tamperer)
                rewrite(tamperer, signer)
                alone, against = books.verify(), books.verify(kept)
                pinned = verify(db.engine, {name_of(public_part(EVE)): public_part(EVE)}, kept=kept)
            unknown = ("heads", "1", "it is signed with an unknown key")
            reason = "it is not the head that somebody kept: the ledger was written anew"
            written_anew = ("heads", str(kept.head.number), reason)
            told = [
                [(problem.table, problem.row, problem.reason) for problem in report.problems]
                for report in (alone, against, pinned)
            ]
            if signer is stolen:
                assert (told[0], told[1]) == ([], [written_anew])
            else:
                assert unknown in told[0]
                assert told[1]
                assert told[2]
    assert books.verify(kept).ok


def test_a_pot_holds_the_money_of_whom_its_account_says(books: Books) -> None:
    with tampering(books.app) as tamperer:
        for column in ("fund_id", "funder_id", "idea_id"):
            for name in ("council", "shop"):
                pot_id = books.pots[name]
                [before] = tamperer.raw.execute(
                    f"SELECT {column} FROM pots WHERE id = '{pot_id}'"
                ).fetchone()
                change = f"UPDATE pots SET {column} = ? WHERE id = ?"
                tamperer.run(change, ((before and f"{before}x") or "idea-x", pot_id))
                [problem] = books.verify().problems
                assert (problem.table, problem.row) == ("pots", pot_id)
                assert problem.reason.startswith(f"{column} is ")
                tamperer.run(change, (before, pot_id))
    assert books.verify().ok


def exported(books: Books) -> str:
    with books.app.app_context():
        return "".join(bundle_lines(db.engine, our_public_keys()))


def test_what_is_not_proven_changes_nothing_that_is(books: Books) -> None:
    """The reason for each of those tables: the ledger that is handed out stays the same."""
    before = exported(books)
    with tampering(books.app) as tamperer:
        tamperer.drop_unique()
        for table in NOT_PROVEN:
            for column in LEDGER[table]:
                tamperer.run(f'UPDATE {table} SET "{column}" = "{column}"')
            tamperer.run(f"DELETE FROM {table}")
    assert exported(books) == before
    assert books.verify().ok
