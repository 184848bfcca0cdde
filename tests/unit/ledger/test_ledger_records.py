"""What is put on record: who may agree, what is due, what counts how; and forged entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import (
    agreement,
    amending,
    changes,
    instalments,
    supports,
    trials,
    verify_records,
)
from ledger.rules.accounts import aside_account
from ledger.rules.award_file import AwardFile
from ledger.rules.entry import Entry, EntryKind, Leg, Stamp
from ledger.rules.meaning import breach
from ledger.rules.problems import Problem
from ledger.rules.records import (
    Change,
    ChangeKind,
    End,
    Ending,
    Instalment,
    Reason,
    RecipientKind,
    SupportKind,
    SupportStage,
    Unit,
)
from ledger.rules.refusal import Refusal
from ledger.rules.refusal_records import RecordRefusal
from ledger.rules.restriction import Known
from ledger.rules.stack import Share
from makeithappen.core.errors import Refused
from makeithappen.core.money import PENCE_MAX
from tests.unit.ledger.ledger_world import TODAY, TRUST, World, award, stamp, verify, whole_way
from tests.unit.ledger.records_world import DIGEST, FEE, IN_KIND, OFFERED, PARTS, POT, TRIAL

AWARD, ANN, DEE = award(), stamp(), stamp(2, "person-dee")
WORLD = whole_way().entries
FILE = AwardFile(
    award=AWARD,
    needs_agreement=True,
    agreement=OFFERED,
    instalments=PARTS,
    supports={IN_KIND.id: IN_KIND},
    trial=TRIAL,
    promised_pence=50_000,
)
NONE = AwardFile(award=AWARD, needs_agreement=True, promised_pence=50_000)
ONE = replace(OFFERED, recipient=RecipientKind.INDIVIDUAL, second_id=None)
RECEIPT = next(entry for entry in WORLD if entry.kind is EntryKind.RECEIPT)
UP = replace(FEE, kind=ChangeKind.CORRECTION_UP, corrects_id=RECEIPT.id)
ASIDE = replace(FEE, kind=ChangeKind.SET_ASIDE, reason=Reason.SET_ASIDE)
FREE = replace(ASIDE, kind=ChangeKind.SET_FREE)


def offer(**changed: object) -> Entry:
    return agreement.offer(ANN, AWARD, replace(OFFERED, **changed), ())


def accept(by: object = DEE, file: AwardFile = FILE, **changed: str) -> Entry:
    named = {"agreement_id": OFFERED.id, "text_digest": DIGEST} | changed
    return agreement.accept(by, AWARD, file, **named)  # type: ignore[arg-type]


def plan(*parts: Instalment, file: AwardFile = FILE) -> Entry:
    return instalments.plan(ANN, AWARD, file, parts)


def give(file: AwardFile = FILE, **changed: object) -> Entry:
    return supports.record_support(ANN, AWARD, file, replace(IN_KIND, **changed))


def change(one: Change, corrected: Entry | None = None, *, undone: bool = False) -> Entry:
    return changes.prepare_change(ANN, one, POT, corrected=corrected, reversed_before=undone)


def approve(
    by: Stamp = ANN, one: Change = FEE, *, settled: bool = False, pence: int = 500, **more: int
) -> Entry:
    balances = {"pot-council:held": pence, "pot-council:free": pence}
    balances |= {f"pot-council:{name}": amount for name, amount in more.items()}
    return changes.approve_change(by, one, POT, settled=settled, balances=balances)


CASES: list[tuple[str, Callable[[], object]]] = [
    (RecordRefusal.PREPARED_BY_YOU, approve),
    (Refusal.ALREADY_SETTLED, lambda: approve(DEE, settled=True)),
    (Refusal.EXCEEDS_AVAILABLE, lambda: approve(DEE, pence=499)),
    (Refusal.EXCEEDS_AVAILABLE, lambda: approve(DEE, ASIDE, pence=499)),
    (Refusal.EXCEEDS_SET_ASIDE, lambda: approve(DEE, FREE)),
    (RecordRefusal.CANNOT_CORRECT, lambda: change(UP)),
    (RecordRefusal.CANNOT_CORRECT, lambda: change(FEE, RECEIPT)),
    (RecordRefusal.CANNOT_CORRECT, lambda: change(UP, RECEIPT, undone=True)),
    (RecordRefusal.CANNOT_CORRECT, lambda: change(UP, WORLD[0])),
    (RecordRefusal.CANNOT_CORRECT, lambda: change(replace(UP, pot_id=TRUST.id), WORLD[5])),
    (RecordRefusal.CANNOT_CORRECT, lambda: change(ASIDE, RECEIPT)),
    (RecordRefusal.CANNOT_CORRECT, lambda: change(replace(FREE, reason=Reason.LEFT_OUT))),
    (RecordRefusal.CANNOT_CORRECT, lambda: change(replace(FEE, reason=Reason.SET_ASIDE))),
    (RecordRefusal.NEEDS_REASON, lambda: change(replace(FEE, words_digest=None))),
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: change(replace(FEE, amount_pence=0))),
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: changes.record_interest(ANN, POT, -1)),
    (Refusal.AMOUNT_TOO_LARGE, lambda: changes.record_interest(ANN, POT, PENCE_MAX + 1)),
    (RecordRefusal.NEEDS_TWO_PEOPLE, lambda: offer(second_id=None)),
    (RecordRefusal.NEEDS_TWO_PEOPLE, lambda: offer(second_id=OFFERED.first_id)),
    (RecordRefusal.NEEDS_ONE_PERSON, lambda: offer(recipient=RecipientKind.GROUP)),
    (RecordRefusal.OWN_AGREEMENT, lambda: offer(first_id="person-ann")),
    (RecordRefusal.AGREEMENT_REPLACED, lambda: accept(agreement_id="agreement-0")),
    (RecordRefusal.NOT_A_PARTY, lambda: accept(ANN)),
    (
        RecordRefusal.ALREADY_ACCEPTED,
        lambda: accept(file=replace(FILE, accepted_by=frozenset({"person-dee"}))),
    ),
    (RecordRefusal.TEXT_CHANGED, lambda: accept(text_digest="0" * 64)),
    (RecordRefusal.NOT_ACCEPTED, lambda: agreement.check_accepted(NONE)),
    (
        RecordRefusal.NOT_ACCEPTED,
        lambda: agreement.check_accepted(replace(FILE, accepted_by=frozenset({"person-dee"}))),
    ),
    (RecordRefusal.PLAN_SUM, lambda: plan(PARTS[0])),
    (RecordRefusal.PLAN_WHEN, lambda: plan(replace(PARTS[0], due_on=None))),
    (RecordRefusal.PLAN_WHEN, lambda: plan(replace(PARTS[0], milestone_digest=DIGEST))),
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: plan(replace(PARTS[0], amount_pence=0))),
    (RecordRefusal.NO_MILESTONE, lambda: instalments.reach(ANN, AWARD, FILE, "part-1")),
    (RecordRefusal.OWN_MILESTONE, lambda: instalments.reach(DEE, AWARD, FILE, "part-2")),
    (RecordRefusal.WRONG_UNIT, lambda: give(unit=Unit.HOURS)),
    (RecordRefusal.WRONG_UNIT, lambda: give(kind=SupportKind.HOURS)),
    (RecordRefusal.WRONG_STAGE, lambda: give(stage=SupportStage.SECURED)),
    (RecordRefusal.ALREADY_AMENDED, lambda: give(id="support-2", amends_id="support-0")),
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: give(quantity=0)),
    (RecordRefusal.ALREADY_TRIAL, lambda: trials.start(ANN, AWARD, FILE, TRIAL)),
    (
        RecordRefusal.TRIAL_TOO_SHORT,
        lambda: trials.start(ANN, AWARD, NONE, replace(TRIAL, ends_on="2026-05-14")),
    ),
    (RecordRefusal.NO_TRIAL, lambda: trials.finish(ANN, AWARD, NONE, End.ADOPT, DIGEST)),
    (RecordRefusal.NO_TRIAL, lambda: trials.finish(ANN, AWARD, FILE, End.REACHED, DIGEST)),
    (RecordRefusal.NEEDS_REASON, lambda: trials.finish(ANN, AWARD, FILE, End.ADOPT, None)),
    (
        Refusal.NOTHING_COMMITTED,
        lambda: amending.amend(
            ANN, AWARD, replace(FILE, promised_pence=0), [Share(POT, 5)], {}, Known()
        ),
    ),
    (
        RecordRefusal.EXCEEDS_DUE,
        lambda: instalments.check_due(FILE, 30_001, TODAY, waiting_pence=0),
    ),
    (
        RecordRefusal.EXCEEDS_DUE,
        lambda: instalments.check_due(FILE, 29_999, TODAY, waiting_pence=2),
    ),
    (
        RecordRefusal.EXCEEDS_DUE,
        lambda: instalments.check_due(FILE, 1, date(2026, 5, 13), waiting_pence=0),
    ),
]


@pytest.mark.parametrize(("code", "act"), CASES, ids=[str(code) for code, _ in CASES])
def test_each_refusal(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.code == code


def test_no_code_is_without_its_test() -> None:
    of_restrictions = set(list(RecordRefusal)[:8])
    assert {code for code, _ in CASES} >= set(RecordRefusal) - of_restrictions


def test_what_is_agreed_may_be_paid_and_older_awards_too() -> None:
    both = frozenset({"person-dee", "person-eve"})
    agreement.check_accepted(replace(FILE, accepted_by=both))
    agreement.check_accepted(replace(NONE, needs_agreement=False))
    instalments.check_due(FILE, 30_000, TODAY, waiting_pence=0)
    instalments.check_due(NONE, PENCE_MAX, TODAY, waiting_pence=0)


@given(st.integers(1, PENCE_MAX), st.integers(1, 60))
def test_parts_add_up_to_the_penny(total_pence: int, parts: int) -> None:
    found = instalments.in_parts(total_pence, parts)
    assert sum(found) == total_pence
    assert max(found) - min(found) <= 1
    assert found == sorted(found, reverse=True)


@given(
    st.lists(st.integers(1, 100), min_size=1, max_size=6), st.integers(0, 600), st.integers(0, 600)
)
def test_each_penny_of_a_plan_is_paid_left_or_cancelled(
    amounts: list[int], paid_pence: int, cancelled_pence: int
) -> None:
    rows = tuple(
        Instalment(f"part-{place}", "award-1", 1, place, pence, "2026-05-14", None)
        for place, pence in enumerate(amounts)
    )
    whole = sum(amounts)
    paid_pence = min(paid_pence, whole)
    cancelled_pence = min(cancelled_pence, whole - paid_pence)
    file = replace(
        FILE, instalments=rows, paid_pence=paid_pence, promised_pence=whole - cancelled_pence
    )
    found = instalments.standing_of_each(file)
    assert [one.paid_pence + one.left_pence + one.cancelled_pence for one in found] == amounts
    assert sum(one.paid_pence for one in found) == paid_pence
    assert sum(one.cancelled_pence for one in found) == cancelled_pence
    assert (began := [one.paid_pence > 0 for one in found]) == sorted(began, reverse=True)
    assert (gone := [one.cancelled_pence > 0 for one in found]) == sorted(gone)
    assert instalments.due_pence(file, TODAY) == whole


def without(*kinds: EntryKind) -> list[Problem]:
    """What is found when somebody who holds the key signs the sample without these entries."""
    world, sample = World(), [entry for entry in WORLD if entry.kind not in kinds]
    numbers = {entry.id: f"entry-{number:03}" for number, entry in enumerate(sample, 1)}
    for number, entry in enumerate(sample, 1):
        again = stamp(number, entry.stamp.actor_id)
        world.post(replace(entry, stamp=again, reverses_id=numbers.get(entry.reverses_id or "")))
    return verify(world.tables)


def place(kind: EntryKind, *missing: EntryKind) -> str:
    kinds = [entry.kind for entry in WORLD if entry.kind not in missing]
    return f"entry-{kinds.index(kind) + 1:03}"


@pytest.mark.parametrize(
    ("missing", "found_at", "reason"),
    [
        (EntryKind.AGREEMENT_ACCEPTED, EntryKind.PAYMENT, verify_records.NOT_ACCEPTED),
        (EntryKind.AGREEMENT_OFFERED, EntryKind.AGREEMENT_ACCEPTED, verify_records.NOT_OFFERED),
        (EntryKind.CHANGE_PREPARED, EntryKind.FEE, verify_records.NOT_PREPARED),
    ],
)
def test_verification_misses_what_has_to_come_first(
    missing: EntryKind, found_at: EntryKind, reason: str
) -> None:
    assert without(missing)[0] == Problem("entries", place(found_at, missing), reason)


def test_verification_finds_more_than_was_due() -> None:
    planned = next(place for place, entry in enumerate(WORLD) if entry.instalments)
    world = World()
    for entry in WORLD[:planned]:
        world.post(entry)
    later = tuple(replace(part, due_on="2026-05-15") for part in PARTS[:1])
    world.post(replace(WORLD[planned], instalments=(*later, PARTS[1])))
    for entry in WORLD[planned + 2 : planned + 4]:
        moved = stamp(len(world.entries) + 1, entry.stamp.actor_id)
        world.post(replace(entry, stamp=moved))
    assert WORLD[planned + 3].kind is EntryKind.PAYMENT
    name = f"entry-{planned + 3:03}"
    assert verify(world.tables) == [Problem("entries", name, verify_records.NOT_DUE)]


def test_money_is_set_aside_on_an_account_of_its_own_and_set_free_again() -> None:
    aside = approve(DEE, ASIDE)
    assert aside.legs == (Leg("pot-council:free", 500), Leg("pot-council:set_aside", -500))
    assert aside.accounts == (aside_account(POT),)
    assert aside.endings == (Ending(ASIDE.id, End.APPROVED),)
    assert approve(DEE, ASIDE, set_aside=0).accounts == ()
    free = approve(DEE, FREE, set_aside=500)
    assert free.legs == (Leg("pot-council:free", -500), Leg("pot-council:set_aside", 500))
    assert (free.kind, free.second_actor_id, free.accounts) == (
        EntryKind.SET_FREE,
        "person-ann",
        (),
    )


UNSOUND = "what it puts on record contradicts itself"
KINDS = {entry.kind: entry for entry in reversed(WORLD)}


@pytest.mark.parametrize(
    ("kind", "changed", "reason"),
    [
        (EntryKind.AGREEMENT_OFFERED, {"agreements": (ONE, ONE)}, None),
        (EntryKind.AGREEMENT_OFFERED, {"agreements": (replace(OFFERED, second_id=None),)}, UNSOUND),
        (EntryKind.AGREEMENT_OFFERED, {"award_id": "award-2"}, UNSOUND),
        (EntryKind.AGREEMENT_ACCEPTED, {"stamp": ANN}, UNSOUND),
        (EntryKind.CHANGE_PREPARED, {"changes": (replace(FEE, corrects_id="e"),)}, UNSOUND),
        (EntryKind.CHANGE_PREPARED, {"changes": (replace(ASIDE, corrects_id="e"),)}, UNSOUND),
        (EntryKind.CHANGE_PREPARED, {"changes": (replace(UP, corrects_id=None),)}, UNSOUND),
        (
            EntryKind.CHANGE_PREPARED,
            {"changes": (replace(ASIDE, reason=Reason.BANK_FEE),)},
            UNSOUND,
        ),
        (EntryKind.CHANGE_PREPARED, {"stamp": DEE}, UNSOUND),
        (EntryKind.SET_ASIDE, {"second_actor_id": None}, "it does not say who proposed it"),
        (EntryKind.SET_FREE, {"legs": KINDS[EntryKind.SET_ASIDE].legs}, "its legs are not those"),
        (EntryKind.FEE, {"second_actor_id": None}, "it does not say who proposed it"),
        (EntryKind.SUPPORT, {"supports": (replace(IN_KIND, unit=Unit.PENCE),)}, UNSOUND),
        (EntryKind.SUPPORT, {"supports": (replace(IN_KIND, quantity=0),)}, UNSOUND),
        (EntryKind.TRIAL_STARTED, {"trials": (replace(TRIAL, ends_on="2026-02-30"),)}, "a day"),
        (
            EntryKind.INSTALMENTS_PLANNED,
            {"instalments": (replace(PARTS[0], milestone_digest=DIGEST),)},
            UNSOUND,
        ),
        (EntryKind.RECEIPT, {"trials": (TRIAL,)}, "its kind, receipt, does not go"),
        (EntryKind.MILESTONE_REACHED, {"endings": ()}, "its kind, milestone_reached, does"),
    ],
)
def test_records_that_mean_nothing_are_found(
    kind: EntryKind, changed: dict[str, object], reason: str | None
) -> None:
    found = breach(replace(KINDS[kind], **changed))
    assert found is not None
    assert found.startswith(reason or "its kind, agreement_offered, does not go")
