#!/usr/bin/env python3
"""Checks an exported ledger of "Make it Happen" without trusting whoever made it.

    python3 verify_ledger.py BUNDLE.jsonl [--head HEAD.json] [--balances] [--json]
    python3 verify_ledger.py --proof PROOF.json --head HEAD.json [--json]

One file; it needs Python 3.11 or later and the library `cryptography`. HEAD.json is a signed head
that you kept from before: with it nobody can write the whole ledger anew, or cut its end off.
Ends with 0 when everything is sound, 3 when anything is broken (each finding names its line and
says why), 2 when a file can't be read. The file is described in docs/ledger-bundle.md.

The file is read once, line by line, and once more only where entries were reversed. Remembered are
balances, awards, pledges, pots, and payments that wait, never the entries themselves.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import signal
import sys
from array import array
from binascii import hexlify
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache, partial, reduce
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.stderr.write("The library cryptography is needed: python3 -m pip install cryptography\n")
    sys.exit(2)

# --- What an entry may say. To add a kind of entry, of row or of account: one line below. ---------

TYPES = {
    "id": rb"[A-Za-z0-9][A-Za-z0-9._-]{0,99}+",
    "ref": rb"[A-Za-z0-9][A-Za-z0-9:._-]{0,299}+",
    "day": rb"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "time": rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}\.[0-9]{6}Z",
    "hash": rb"[0-9a-f]{64}",
    "signature": rb"[0-9a-f]{128}",
    "side": rb"debit|credit",
    "account": rb"receivable|held|free|paid|at_risk|reserved|committed|granted|spent|set_aside",
    "method": rb"bank_transfer|supplier|voucher|host_group",
    "condition": rb"at_least_half|area|audience|other",
    "code": rb"area|purpose|audience|from|until|term",
    "change": rb"fee|correction_up|correction_down|set_aside|set_free",
    "reason": rb"bank_fee|transfer_fee|wrong_amount|booked_twice|left_out|bank_error|set_aside",
    "end": rb"approved|refused|reached|adopt|adapt|abandon",
    "recipient": rb"individual|two_people|group|hosted",
    "owns": rb"group|fund|shared|nothing_bought",
    "splits": rb"give_back|other_group|fund_decides",
    "support": rb"in_kind|hours|leverage",
    "unit": rb"hours|pence|items|days|meals|trips|kilograms",
    "stage": rb"offered|confirmed|received|pending|secured|withdrawn",
    "form": rb"[a-z/0-9-]{1,99}+",
    "whole": rb"0|-?[1-9][0-9]{0,17}+",
}
ENTRY = (
    "actor_id:id award_id:id? effective_on:day fund_id:id id:ref intent_key:ref kind:id "
    "payment_id:id? pledge_id:id? recorded_at:time reverses_id:id? second_actor_id:id? v:whole"
)
ROWS = {
    "legs": "account_id:ref amount_pence:whole",
    "accounts": "award_id:id? currency:id fund_id:id funder_id:id id:ref idea_id:id? kind:account "
    "pot_id:id side:side",
    "awards": "amount_pence:whole asked_pence:whole day_id:id decision_digest:id fund_id:id id:ref "
    "idea_id:id round_id:id",
    "pledges": "amount_pence:whole fund_id:id funder_id:id id:ref idea_id:id? pot_id:id",
    "payments": "amount_pence:whole award_id:id id:ref method:method prepared_by:id",
    "conditions": "about:id? kind:condition pledge_id:id words_digest:id?",
    "marks": "asked_pence:whole? given_pence:whole? pledge_id:id words_digest:id?",
    "keys": "id:ref public_key:hash replaces:hash",
    "payees": "invoice_digest:hash? payee_digest:hash payment_id:id",
    "runs": "payload_hash:hash payment_id:id run_id:id",
    "spends": "amount_pence:whole award_id:id id:ref photo_digest:hash? spent_on:day "
    "words_digest:hash",
    "codes": "kind:code subject_id:id value:id",
    "changes": "amount_pence:whole corrects_id:id? id:ref kind:change pot_id:id prepared_by:id "
    "reason:reason words_digest:id?",
    "endings": "end:end subject_id:id words_digest:id?",
    "agreements": "award_id:id first_id:id id:ref number:whole owns:owns recipient:recipient "
    "second_id:id? splits:splits text_digest:id",
    "acceptances": "agreement_id:id person_id:id text_digest:id",
    "instalments": "amount_pence:whole award_id:id due_on:day? id:ref milestone_digest:id? "
    "number:whole plan:whole",
    "supports": "amends_id:id? award_id:id id:ref kind:support quantity:whole stage:stage "
    "unit:unit words_digest:id",
    "trials": "award_id:id ends_on:day id:ref question_digest:id",
    "subjects": "subject_id:id",
    "closes": "closes_on:day fund_id:id trial_digest:hash",
}
VERSIONS = {
    1: ("legs", "accounts", "awards", "pledges", "payments"),
    2: ("legs", "accounts", "awards", "pledges", "payments", "conditions", "marks"),
    3: tuple(ROWS),
}
# An account: the side on which it never falls below zero, and whether each award has its own.
ACCOUNTS = {
    "receivable": "debit",
    "held": "debit",
    "free": "credit",
    "set_aside": "credit",
    "paid": "debit award",
    "at_risk": "debit award",
    "reserved": "credit award",
    "committed": "credit award",
    "granted": "credit award",
    "spent": "debit award",
}
MOVING_NOTHING = (
    "pot_opened pledge_offered pledge_condition_met pledge_withdrawn payment_prepared "
    "payment_refused delivery reversal key_changed change_prepared change_refused "
    "agreement_offered agreement_accepted instalments_planned milestone_reached support "
    "trial_started trial_ended subject_erased period_closed"
)
# A kind of entry: which accounts it debits (+) and credits (-), in each pot by the same amount;
# after "any" it may have some of them.
KINDS = {
    **dict.fromkeys(MOVING_NOTHING.split(), ""),
    **dict.fromkeys(["receipt", "interest", "correction_up"], "held+ free-"),
    **dict.fromkeys(["fee", "correction_down"], "held- free+"),
    **dict.fromkeys(["award", "amendment"], "free+ reserved-"),
    "set_aside": "free+ set_aside-",
    "set_free": "set_aside+ free-",
    "pledge_confirmed": "receivable+ free-",
    "pledge_received": "held+ receivable-",
    "pledge_lost": "any receivable- free+ at_risk+",
    "ratification": "reserved+ committed-",
    "cover": "any free+ at_risk- reserved+ reserved- committed+ committed-",
    "payment": "paid+ held- committed+ granted-",
    "return": "held+ paid- granted+ free-",
    "cancellation": "any reserved+ committed+ free- at_risk-",
    "spend": "spent+ paid-",
}
FIRST_AWARD = "free+ committed-"  # what an award moved in version 1
AUDIENCES = (b"under_fives", b"school_age", b"young_people", b"parents")
CONDITIONS = {  # whether it is about something, whether it has words of its own
    b"at_least_half": (False, False),
    b"area": (True, False),
    b"audience": (True, False),
    b"other": (False, True),
}
# Which kind of entry brings which row, and which of its ids names the row; one
# that is optional may be left out.
BRINGS = {
    "awards": (b"award", "award_id", "id"),
    "pledges": (b"pledge_offered", "pledge_id", "id"),
    "payments": (b"payment_prepared", "payment_id", "id"),
    "conditions": (b"pledge_offered", "pledge_id", "pledge_id"),
    "marks": (b"pledge_condition_met", "pledge_id", "pledge_id"),
    "keys": (b"key_changed", None, None),
    "payees": (b"payment_prepared", "payment_id", "payment_id"),
    "runs": (b"payment", "payment_id", "payment_id"),
    "spends": (b"spend", "award_id", "award_id"),
    "changes": (b"change_prepared", None, None),
    "agreements": (b"agreement_offered", "award_id", "award_id"),
    "acceptances": (b"agreement_accepted", None, None),
    "instalments": (b"instalments_planned", "award_id", "award_id"),
    "supports": (b"support", "award_id", "award_id"),
    "trials": (b"trial_started", "award_id", "award_id"),
    "closes": (b"period_closed", "fund_id", "fund_id"),
}
OPTIONAL, MANY = {"conditions"}, {"instalments"}
LATER = {"payees", "runs"}  # of kinds that older versions have without them
# The rows with a digest of words under the key of who acts, and where; such an entry names them.
DIGESTS = {
    **dict.fromkeys(["conditions", "marks", "changes", "endings", "supports"], "words_digest"),
    "agreements": "text_digest",
    "instalments": "milestone_digest",
    "trials": "question_digest",
}
ALONE = {b"subject_erased": "subjects", b"period_closed": "closes"}  # all that these bring
ALL_FUNDS, COMMAND = b"site", b"command"
# Which kind of entry ends something that waited, and how.
CHANGES = b"fee", b"correction_up", b"correction_down", b"set_aside", b"set_free"
ENDED = {
    **dict.fromkeys(CHANGES, (b"approved",)),
    b"change_refused": (b"refused",),
    b"milestone_reached": (b"reached",),
    b"trial_ended": (b"adopt", b"adapt", b"abandon"),
}
SETTLING = (*CHANGES, b"change_refused")
# The codes that an entry may bring, in their order, each with how many values it may have.
KNOWN = {b"area": 1, b"purpose": 99, b"audience": 99}
CODED = {
    b"pot_opened": {**KNOWN, b"area": 99, b"from": 1, b"until": 1},
    b"agreement_offered": {b"term": 99},
    **dict.fromkeys((b"award", b"cover", b"amendment"), KNOWN),
}
VALUES = {
    b"purpose": set(b"food play learning health together getting_about home".split()),
    b"audience": set(AUDIENCES),
    b"term": set(b"receipts tell_us safe_adults insurance permission".split()),
}
TWO = (b"two_people", b"hosted")  # recipients for whom two people accept an agreement
AGREED_SINCE = 3  # the version since which an award is paid only once its agreement is accepted
GIVEN = b"offered confirmed received withdrawn".split()
SUPPORTS = {  # the units and the stages of each
    b"in_kind": (b"items days meals trips kilograms".split(), GIVEN),
    b"hours": ([b"hours"], GIVEN),
    b"leverage": ([b"pence"], b"pending secured withdrawn".split()),
}
# A step of a pledge: must it be confirmed before, is it closed after, does it move the whole of it.
PLEDGE_STEPS = {
    b"pledge_condition_met": (False, False, False),
    b"pledge_confirmed": (False, False, True),
    b"pledge_received": (True, True, True),
    b"pledge_withdrawn": (False, True, False),
    b"pledge_lost": (True, False, True),
}
PENCE_MAX = 10**13
HEAD = (
    "epoch:whole key_id:id number:whole peaks:hash* previous_head:hash root:hash sealed_at:time "
    "signature:signature size:whole"
)
KEPT = "format:form public_key:hash"
HEADER = "entries:whole first_public_key:hash format:form heads:whole newest_head:hash"
FORMAT, HEAD_FORMAT = b"makeithappen-ledger/1", b"makeithappen-head/1"
PROOF_FORMAT = b"makeithappen-proof/1"
TRIAL_PREFIX = b"makeithappen trial balance v1\n"
ENTRY_PREFIX, HEAD_PREFIX = b"makeithappen entry v1\n", b"makeithappen head v1\n"
RUN = b'makeithappen run v1\n{"fund_id":"%b","payments":[%b]}'
RUN_LINE = b'{"amount_pence":%d,"award_id":"%b",%b'
NO_PAYEE = b'"invoice_digest":null,"payee_digest":"","payment_id":"%b"}'
LINE_MAX, FILE_MAX, FINDINGS_MAX = 1 << 20, 1 << 24, 1_000
SHARED_MIN = 1 << 20  # bytes: a smaller file is checked by one process alone
Patterns = dict[str, bytes]
Due = frozenset[tuple[bytes, bool]]

# --- From these tables: the one way in which each thing may be written. ---------------------------


def grammar(spec: str, lists: Patterns | None = None, types: Patterns = TYPES) -> bytes:
    """A pattern for the canonical JSON (sorted keys, no spaces) of an object and its values."""
    fields = dict(lists or {})
    for field in spec.split():
        name, _, kind = field.partition(":")
        if name in fields:
            continue
        inner = b"(?P<%b>%b)" % (name.encode(), types[kind.rstrip("?*")])
        quoted = inner if kind.startswith("whole") else b'"%b"' % inner
        if kind.endswith("?"):
            quoted = b"(?:null|%b)" % quoted
        elif kind.endswith("*"):
            quoted = rb'\[(?P<%b>"%b"(?:,"%b")*)\]' % (name.encode(), *[TYPES[kind[:-1]]] * 2)
        fields[name] = quoted
    return rb"\{%b\}" % b",".join(b'"%b":%b' % (n.encode(), fields[n]) for n in sorted(fields))


def unnamed(pattern: bytes) -> bytes:
    """The same pattern, without naming values."""
    return re.sub(rb"\?P<[a-z_]+>", b"?:", pattern)


def listed(part: str) -> bytes:
    """A pattern for a list of such rows."""
    row = unnamed(grammar(ROWS[part]))
    return LIST % (part.encode(), b"%b(?:,%b)*|" % (row, row))


def moves(text: str) -> Due:
    """ "held+ free-" as {(held, True), (free, False)}."""
    return frozenset((m[:-1].encode(), m[-1] == "+") for m in text.removeprefix("any").split())


def parts_of(version: bytes, kind: bytes) -> tuple[str, ...]:
    """The parts that an entry of this kind brings as a rule, the accounts after the awards."""
    own = NEEDED.get(kind, set()) | {part for part, to in BRINGS.items() if to[0] == kind}
    own |= {"codes"} if kind in CODED else set()
    own |= {"accounts"} if own else set()
    own |= {"subjects"} if own & DIGESTS.keys() else set()
    return tuple(part for part in WITH_ROWS[version] if part in own)


def one_pot(due: Due) -> bytes:
    """A pattern for the legs that move one amount in one pot, for the entry's own award."""
    pot, pence = rb"(?P<pot>%b)" % TYPES["id"], rb"(?P<pence>[1-9][0-9]{0,12}+)"
    legs = []
    for kind, debited in sorted(due):
        name = b"%b:%b" % (pot, kind) + b":(?P=award_id)" * (kind in PER_AWARD)
        sign = b"" if debited else b"-"
        legs.append(rb'\{"account_id":"%b","amount_pence":%b%b\}' % (name, sign, pence))
        pot, pence = b"(?P=pot)", b"(?P=pence)"
    return b",".join(legs)


class Made(dict[Any, Any]):
    """What is made of a key when it is first asked for."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self.make = make

    def __missing__(self, key: Any) -> Any:
        return self.setdefault(key, self.make(key))


def form(key: tuple[bytes, bytes], types: Patterns = TYPES) -> re.Pattern[bytes]:
    """A pattern for entries of a version: for ANY, whatever is in canonical form; for a kind, its
    ordinary form, which leaves nothing to ask of an entry by itself but its day: no rows but those
    of its kind, one amount in one pot, another person for a second one, recorded on its day."""
    version, kind = key
    if version not in NUMBERED or (kind and kind not in ORDINARY & KNOWN_KINDS[version]):
        return NEVER
    strict, parts = types is TYPES, NUMBERED[version]
    fields = {part: listed(part) if strict else LIST % (part.encode(), b"[^]]*+") for part in parts}
    fields["v"] = b"(?P<v>%b)" % version
    if kind:
        legs = one_pot(DUE[key]) if strict else b"[^]]*+"
        second = rb'(?!(?P=actor_id)")(?P<second_actor_id>%b)' % types["id"]
        fields |= dict.fromkeys({*parts} - {*MAY_BRING[key]}, rb"\[\]") | {
            "kind": rb'"(?P<kind>%b)"' % kind,
            "legs": LIST % (b"legs", legs),
            "recorded_at": rb'"(?=(?P=effective_on)T)%b"' % types["time"],
            "reverses_id": rb"null",
            "second_actor_id": rb'(?:null|"%b")' % second,
        }
    return re.compile(grammar(ENTRY, fields, types))


NUMBERED = {b"%d" % number: parts for number, parts in VERSIONS.items()}
LIST, ANY, NEVER = rb"\[(?P<%b>%b)\]", b"", re.compile(rb"(?!)")
LOOSE = {**dict.fromkeys(TYPES, rb'[^"]*+'), "whole": rb"[^}]*+"}
FORM, QUICK = Made(form), Made(partial(form, types=LOOSE))  # quick: another looks at the form
ROW = Made(lambda part: re.compile(grammar(ROWS[part])))
KIND = re.compile(rb'"kind":"([a-z_]+)","legs":')
LEG = re.compile(rb'"account_id":"([^"]*)","amount_pence":(-?[0-9]+)')
ENTRY_ID = re.compile(rb'"fund_id":"[^"]*","id":"([^"]*)","in(?:stalments|tent_key)":')
HEAD_OBJECT = re.compile(grammar(HEAD))
HEADER_OBJECT = re.compile(grammar(HEADER))
KEPT_OBJECT = re.compile(grammar(KEPT, {"head": b"(?P<head>%b)" % unnamed(grammar(HEAD))}))
PEOPLE = "kind", "effective_on", "recorded_at", "actor_id", "second_actor_id", "reverses_id"
MOVES = {kind.encode(): moves(text) for kind, text in KINDS.items()}
FREE = {kind.encode() for kind, text in KINDS.items() if text.startswith("any")}
OLD_AWARD = moves(FIRST_AWARD)
SIGNS = {kind.encode(): 1 if side.startswith("debit") else -1 for kind, side in ACCOUNTS.items()}
PER_AWARD = {kind.encode() for kind, side in ACCOUNTS.items() if side.endswith("award")}
PROMISED = (b"reserved", b"committed")
NEEDS = {kind: part for part, (kind, _, _) in BRINGS.items() if part not in OPTIONAL | LATER}
NEEDS |= dict.fromkeys(ENDED, "endings") | ALONE
NEEDED = {kind: {part} for kind, part in NEEDS.items()}  # with what only newer versions bring
for part in LATER:
    NEEDED.setdefault(BRINGS[part][0], set()).add(part)
KNOWN_KINDS = {v: {k for k in MOVES if NEEDS.get(k, "legs") in own} for v, own in NUMBERED.items()}
FOLLOWING = {*PLEDGE_STEPS, *SETTLING, *CODED}  # kinds that need something before them
FOLLOWING |= set(b"reversal award spend payment payment_refused ratification".split())
DUE = {(v, k): due for v in NUMBERED for k, due in MOVES.items()} | {(b"1", b"award"): OLD_AWARD}
ORDINARY = MOVES.keys() - FREE - {b"reversal"}  # kinds that always move the same
WITH_ROWS = {v: tuple(sorted({*parts} - {"legs"})[::-1]) for v, parts in NUMBERED.items()}
MAY_BRING = {(v, kind): parts_of(v, kind) for v in NUMBERED for kind in MOVES}

# --- What each entry must mean, by itself and after those before it. ------------------------------

Entry = re.Match[bytes]
Own = bytes | None
Moved = list[tuple["Account", int]]
Leg = tuple[bytes, bytes, bytes, int]  # pot, kind of account, award or nothing, pence
Waiting = tuple[bytes, int, bytes, bytes]  # award, pence, by whom, how its line in a run ends
Run = tuple[int, str, list[tuple[bytes, bytes]]]  # line and id of the first, payments
Months = dict[bytes, int]  # what each month moved, on all accounts of a pot that are of one kind
Agreed = tuple[bytes | None, bytes | None, frozenset[bytes]]


@lru_cache(8192)
def is_day(text: bytes) -> bool:
    """Whether there is such a day, in its one spelling."""
    with suppress(ValueError):
        return date.fromisoformat(text.decode()).isoformat().encode() == text
    return False


class Account:
    """An account that was opened, and what is on it on its natural side."""

    __slots__ = ("award", "balance", "kind", "months", "pot", "sign")

    def __init__(self, pot: bytes, kind: bytes, award: bytes | None, months: Months) -> None:
        self.pot, self.kind, self.award = pot, kind, award
        self.sign, self.balance, self.months = SIGNS[kind], 0, months


def debits(moved: Moved) -> int:
    """What the debits come to, in pence."""
    return sum([pence for _, pence in moved if pence > 0])


@lru_cache(1024)
def belong(part: str, kind: bytes, count: int) -> bool:
    """Whether an entry of this kind may bring so many rows."""
    if kind in ALONE and part != ALONE[kind]:
        return not count
    own = {
        "accounts": True,
        "codes": not count or kind in CODED,
        "subjects": count == 1 or (not count and kind != b"subject_erased"),
        "endings": count == (kind in ENDED),
    }
    if part in own:
        return own[part]
    due = kind == BRINGS[part][0]
    return due == (count > 0) if part in MANY else count in (due, due and part not in OPTIONAL)


def codes_of(rows: Iterable[Entry]) -> dict[bytes, set[bytes]]:
    """The values of each code."""
    found: dict[bytes, set[bytes]] = {}
    for row in rows:
        found.setdefault(row["kind"], set()).add(row["value"])
    return found


def misshapen(e: Entry, version: bytes) -> str | None:
    """What is wrong with an entry's legs by themselves: order, amounts, balance, or its kind's."""
    kind, own, before = e["kind"], e["award_id"], b""
    due, legs, pots = DUE[version, kind], list[Leg](), dict[bytes, int]()
    for name, digits in LEG.findall(e["legs"]):
        pence, (pot, account, award) = int(digits), [*name.split(b":", 2), b"", b""][:3]
        if name <= before or not pence or not -PENCE_MAX <= pence <= PENCE_MAX:
            return "its legs are out of order, or move nothing, or more than there can be"
        legs.append((pot, account, award, pence))
        before, pots[pot] = name, pots.get(pot, 0) + pence
    if any(pots.values()):
        return f"unbalanced: its legs come to {max(pots.values(), key=abs)} pence"
    if not (legs or due) or kind == b"reversal" or fits(kind, own, due, legs):
        return None
    return f"its legs are not those of its kind, {kind.decode()}"


def fits(kind: bytes, own: Own, due: Due, legs: list[Leg]) -> bool:
    """Whether these are the legs of a kind: in each pot all of them, by one amount, for the entry's
    own award; or some of them that keep what they should."""
    awards = {award for _, _, award, _ in legs if award}
    pots, amounts = {leg[0] for leg in legs}, {(leg[0], abs(leg[3])) for leg in legs}
    if not legs or not {(account, pence > 0) for _, account, _, pence in legs} <= due:
        return False
    if kind not in FREE:
        return awards <= {own} and len(pots) == len(amounts) and len(legs) == len(due) * len(pots)
    if kind == b"pledge_lost":
        return len(pots) == 1
    promised = sum(pence for _, account, _, pence in legs if account in PROMISED)
    covers = promised == 0 and any(account == b"at_risk" for _, account, _, _ in legs)
    return awards == {own} and (kind != b"cover" or covers)


def supported(_: Entry, row: Entry) -> bool:
    """Something given besides money, in its own unit."""
    units, stages = SUPPORTS[row["kind"]]
    return int(row["quantity"]) > 0 and row["unit"] in units and row["stage"] in stages


# What a row has to be by itself, and what is said of one that is not.
SOUND: dict[str, tuple[Callable[[Entry, Entry], bool], str]] = {
    "endings": (lambda e, r: r["end"] in ENDED[e["kind"]], "it ends otherwise than its kind does"),
    "spends": (lambda _, r: is_day(r["spent_on"]), "a date in it does not exist"),
    "supports": (supported, "the support contradicts itself"),
    "trials": (
        lambda e, r: is_day(r["ends_on"]) and r["ends_on"] > e["effective_on"],
        "its trial does not end after it starts",
    ),
}


class Books:
    """What has to be remembered of all entries so far to judge the next one."""

    def __init__(self, first_key: bytes) -> None:
        self.version = b"0"
        self.first_sight = True  # nobody else looks at what an entry is by itself
        self.key = self.new_key = first_key  # in hex digits
        self.accounts: dict[bytes, Account] = {}
        self.pots: dict[bytes, tuple[bytes, bytes, bytes | None]] = {}  # fund, funder, idea
        self.awards: dict[bytes, bytes] = {}  # the idea of each
        self.payments: dict[bytes, Waiting] = {}
        self.runs: dict[tuple[bytes, ...], Run] = {}  # of which payments are missing yet
        self.pledges: dict[bytes, tuple[int, bool | None]] = {}  # pence, confirmed; None: came in
        self.unmet: set[bytes] = set()  # pledges whose condition is not met
        self.limits: dict[bytes, dict[bytes, set[bytes]]] = {}  # codes by restricted pot
        self.unagreed: dict[bytes, Agreed] = {}  # by award: what is to be accepted, by whom yet
        self.plans: dict[bytes, dict[bytes, tuple[int, bytes | None]]] = {}  # by award: pence, due
        self.paid: dict[bytes, int] = {}  # pence by award, where there is a plan
        self.changes: dict[bytes, tuple[bytes, bytes, bytes, int]] = {}  # kind, by whom, pot, pence
        self.erased: set[bytes] = set()  # people
        self.closed: dict[bytes, bytes] = {}  # the last closed day, by fund
        self.months: dict[tuple[bytes, bytes], Months] = {}  # by pot and kind of account
        self.at_risk: dict[bytes, int] = {}  # pence by fund
        self.risky: dict[tuple[bytes, bytes | None], int] = {}  # pence by pot and award
        self.reversals: dict[bytes, tuple[int, bytes, bytes]] = {}  # line, id, legs, by original
        self.new = {part: getattr(self, f"new_{part}", None) for part in ROWS}

    def breach(self, number: int, e: Entry, version: bytes, *, ordinary: bool) -> str | None:
        """The first rule that an entry breaks; what it moves counts from here on."""
        kind, day, fund, award, legs = e.group(
            "kind", "effective_on", "fund_id", "award_id", "legs"
        )
        reason = self.alone(e, version, ordinary=ordinary) if self.first_sight else None
        if day <= self.closed.get(fund, b""):
            reason = reason or "its day lies in a month that was closed before it"
        if parts := MAY_BRING[version, kind] if ordinary else WITH_ROWS[version]:
            reason = reason or self.brought(e, kind, parts)
        moved, wrong, overspent = self.moved(fund, day[:7], legs) if legs else ([], None, None)
        if self.first_sight and not ordinary:
            reason = reason or wrong or misshapen(e, version)
        return overspent or reason or wrong or self.follows(number, e, kind, award, moved)

    def alone(self, e: Entry, version: bytes, *, ordinary: bool) -> str | None:
        """Its kind, its version, its dates, its people, whether it reverses."""
        if version < self.version:
            return "its version is older than that of an entry before it"
        self.version = version
        if ordinary:
            return None if is_day(e["effective_on"]) else "a date in it does not exist"
        kind, day, at, actor, second, reverses = e.group(*PEOPLE)
        if kind not in KNOWN_KINDS[version]:
            return "it is of an unknown kind"
        if not is_day(day) or (at[:10] != day and not is_day(at[:10])):
            return "a date in it does not exist"
        if second == actor:
            return "one person alone stands for two"
        agrees = (kind == b"reversal") == (reverses is not None)
        return None if agrees else "only a reversal reverses, and it reverses something"

    def brought(self, e: Entry, kind: bytes, parts: tuple[str, ...]) -> str | None:
        """The rows that it brings into being: each where it belongs, and what it has to be."""
        needed, keyed = NEEDED.get(kind, ()), False
        for part in parts:
            if not (text := e[part]) and part not in needed:
                continue
            row = ROW[part].fullmatch(text)
            rows = [row] if row else [*ROW[part].finditer(text)]
            if not belong(part, kind, len(rows)):
                return f"it does not bring the {part} of its kind"
            new, (_, own, field) = self.new[part], BRINGS.get(part, (b"", None, None))
            sound, unsound = SOUND.get(part, (None, ""))
            for row in rows:
                if own and row[field] != e[own]:
                    return f"its {part} are about something else"
                keyed = keyed or (part in DIGESTS and row[DIGESTS[part]] is not None)
                if sound and not sound(e, row):
                    return unsound
                if new and (reason := new(e, row)):
                    return reason
        due = b'{"subject_id":"%b"}' % e["actor_id"] if keyed else b""
        if "subjects" in parts and kind not in ALONE and e["subjects"] != due:
            return "it does not say whose key its digests have"
        return self.coded(e) if "codes" in parts and e["codes"] else None

    def new_accounts(self, e: Entry, row: Entry) -> str | None:
        """An account: what its name says, of one pot, of an idea that the pot is meant for."""
        pot, kind, award = row["pot_id"], row["kind"], row["award_id"]
        name = b":".join([pot, kind] if award is None else [pot, kind, award])
        side = b"debit" if SIGNS[kind] > 0 else b"credit"
        if (name, side, b"GBP") != (row["id"], row["side"], row["currency"]):
            return "an account that it opens contradicts itself"
        if (kind in PER_AWARD) != (award is not None) or name in self.accounts:
            return "it opens an account that stands already, or should not exist"
        own = (row["fund_id"], row["funder_id"], row["idea_id"])
        if self.pots.setdefault(pot, own) != own or own[0] != e["fund_id"]:
            return "an account that it opens does not fit its pot"
        if award is not None and own[2] not in (None, self.awards.get(award)):
            return "it takes money that is meant for another idea"
        months = self.months.setdefault((pot, kind), {})
        self.accounts[name] = Account(pot, kind, award, months)
        return None

    def new_awards(self, e: Entry, row: Entry) -> str | None:
        """An award, promised for the first time."""
        if row["id"] in self.awards or row["fund_id"] != e["fund_id"]:
            return "it makes an award that stands already, or of another fund"
        self.awards[row["id"]] = row["idea_id"]
        if int(e["v"]) >= AGREED_SINCE:
            self.unagreed[row["id"]] = (None, None, frozenset())
        return None

    def new_payments(self, e: Entry, row: Entry) -> str | None:
        """An instalment, prepared by who says so."""
        own, award, pence, by = row.group("id", "award_id", "amount_pence", "prepared_by")
        known = award in self.awards and own not in self.payments
        if not known or (award, by) != e.group("award_id", "actor_id"):
            return "it prepares a payment of another award or person, or twice"
        payee = e["payees"][1:] if int(e["v"]) >= AGREED_SINCE else b""
        self.payments[own] = (award, int(pence), by, payee)
        return None

    def new_pledges(self, e: Entry, row: Entry) -> str | None:
        """An offer, for a pot as it is."""
        named, pot, pence = row.group("id", "pot_id", "amount_pence")
        own = row.group("fund_id", "funder_id", "idea_id")
        if named in self.pledges or self.pots.get(pot, own) != own:
            return "it offers a pledge that stands already, or for another pot"
        self.pledges[named] = (int(pence), False)
        return None

    def new_conditions(self, e: Entry, row: Entry) -> str | None:
        """A condition holds what its kind needs, and nothing else."""
        about, words = row["about"], row["words_digest"]
        complete = (about is not None, words is not None) == CONDITIONS[row["kind"]]
        if not complete or (row["kind"] == b"audience" and about not in AUDIENCES):
            return "its condition contradicts itself"
        self.unmet.add(row["pledge_id"])
        return None

    def new_marks(self, e: Entry, row: Entry) -> str | None:
        """A condition is met by at least half of the ask, or for a reason."""
        asked, given = row["asked_pence"], row["given_pence"]
        for_a_reason = asked is given and row["words_digest"] is not None
        sound = 0 < int(asked) <= 2 * int(given) if asked and given else for_a_reason
        self.unmet.discard(row["pledge_id"])
        return None if sound else "its condition contradicts itself"

    def new_keys(self, e: Entry, row: Entry) -> str | None:
        """A new signing key, announced under the old one: it signs the heads after the next one."""
        public_key = bytes.fromhex(row["public_key"].decode())
        if row["id"].decode() != key_id(public_key) or row["replaces"] != self.key:
            return "its key is not under its own name, or does not replace the one in force"
        self.new_key = row["public_key"]
        return None

    def coded(self, e: Entry) -> str | None:
        """Its codes: of what it is about, each once, in order; a pot's are remembered."""
        rows = list(ROW["codes"].finditer(e["codes"]))
        kind, own = e["kind"], codes_of(rows)
        if kind == b"pot_opened":
            opened = ROW["accounts"].search(e["accounts"])
            about = opened and opened["pot_id"]
        elif kind == b"agreement_offered":
            offered = ROW["agreements"].search(e["agreements"])
            about = offered and offered["id"]
        else:
            about = e["award_id"]
        may = list(CODED[kind])
        places = [(may.index(r["kind"]) if r["kind"] in may else -1, r["value"]) for r in rows]
        if (
            any(row["subject_id"] != about for row in rows)
            or any(row["value"] not in VALUES.get(row["kind"], (row["value"],)) for row in rows)
            or any(place < 0 for place, _ in places)
            or any(one >= other for one, other in pairwise(places))
            or any(len(values) > CODED[kind][code] for code, values in own.items())
            or not all(is_day(day) for code in (b"from", b"until") for day in own.get(code, ()))
        ):
            return "its codes contradict themselves"
        if kind == b"pot_opened" and about is not None:
            self.limits[about] = own
        return None

    def outside(self, e: Entry, moved: Moved) -> str | None:
        """Whether free money of a restricted pot is promised to what it is not for."""
        pots = [account.pot for account, pence in moved if account.kind == b"free" and pence > 0]
        limited = [self.limits[pot] for pot in pots if pot in self.limits]
        known = codes_of(ROW["codes"].finditer(e["codes"])) if limited else {}
        for limits in limited:
            for code, values in limits.items():
                if code == b"from":
                    fits = e["effective_on"] >= min(values)
                elif code == b"until":
                    fits = e["effective_on"] <= min(values)
                else:
                    fits = bool(values & known.get(code, set()))
                if not fits:
                    return f"its money left its restriction: {code.decode()}"
        return None

    def new_changes(self, e: Entry, row: Entry) -> str | None:
        """A change of a pot's money, proposed by who says so; only corrections name an entry."""
        kind, pence = row["kind"], int(row["amount_pence"])
        fits = kind.startswith(b"correction") == (row["corrects_id"] is not None)
        fits = fits and kind.startswith(b"set_") == (row["reason"] == b"set_aside")
        if not fits or not 0 < pence <= PENCE_MAX:
            return "the change that it proposes contradicts itself"
        self.changes[row["id"]] = (kind, row["prepared_by"], row["pot_id"], pence)
        return None if row["prepared_by"] == e["actor_id"] else "it is proposed by somebody else"

    def new_agreements(self, e: Entry, row: Entry) -> str | None:
        """What is agreed, for one person or two to accept, never for who offers it."""
        first, second = row["first_id"], row["second_id"]
        if (row["recipient"] in TWO) != (second is not None) or second == first:
            return "its agreement is not for as many people as it needs"
        if e["actor_id"] in (first, second):
            return "it is offered by who has to accept it"
        people = frozenset((first,) if second is None else (first, second))
        self.unagreed[row["award_id"]] = (row["id"], row["text_digest"], people)
        return None

    def new_acceptances(self, e: Entry, row: Entry) -> str | None:
        """One of the people says yes to the newest agreement, in its exact words."""
        person, award = row["person_id"], e["award_id"]
        own, text, missing = self.unagreed.get(award, (None, None, frozenset()))
        if person != e["actor_id"] or person not in missing:
            return "it accepts for somebody else, or what was not offered to this person"
        if (row["agreement_id"], row["text_digest"]) != (own, text):
            return "it accepts another agreement than was offered"
        self.unagreed[award] = (own, text, missing - {person})
        if missing == {person}:
            del self.unagreed[award]
        return None

    def new_instalments(self, e: Entry, row: Entry) -> str | None:
        """A part of a plan, due by a day or by a milestone; a new plan replaces the one before."""
        due, pence = row["due_on"], int(row["amount_pence"])
        if (due is None) == (row["milestone_digest"] is None) or not 0 < pence <= PENCE_MAX:
            return "an instalment contradicts itself"
        if row.start() == 0:
            self.plans[row["award_id"]] = {}
        self.plans[row["award_id"]][row["id"]] = (pence, due)
        return None if due is None or is_day(due) else "a date in it does not exist"

    def new_subjects(self, e: Entry, row: Entry) -> str | None:
        """Whose key its digests have, or who goes: once, and not by one other person alone."""
        person, kind = row["subject_id"], e["kind"]
        if person in self.erased:
            return "it names a person who was erased before"
        if kind != b"subject_erased":
            return None
        self.erased.add(person)
        if e["fund_id"] != ALL_FUNDS:
            return "it erases somebody in one fund alone"
        alone = e["second_actor_id"] is None and e["actor_id"] not in (person, COMMAND)
        return "one person alone erased another" if alone else None

    def new_closes(self, e: Entry, row: Entry) -> str | None:
        """A whole month that is over, after those closed before, as its books came to."""
        fund, last = e["fund_id"], row["closes_on"]
        if not is_day(last) or (date.fromisoformat(last.decode()) + timedelta(1)).day != 1:
            return "it does not close on the last day of a month"
        if last >= e["effective_on"]:
            return "it closes a month that is not over"
        if last <= self.closed.get(fund, b""):
            return "it closes a month that was closed before"
        if e["second_actor_id"] is None:
            return "one person alone closed a month"
        if row["trial_digest"] != self.trial(fund, last[:7]):
            return "the books of the month did not come to what it says"
        self.closed[fund] = last
        return None

    def trial(self, fund: bytes, month: bytes) -> bytes:
        """The digest of what a fund's accounts came to at the end of a month."""
        sums = {
            line: sum(pence for own, pence in months.items() if own <= month)
            for line, months in self.months.items()
            if self.pots[line[0]][0] == fund
        }
        listed = sorted(b"%b:%b %d" % (*line, pence) for line, pence in sums.items() if pence)
        return sha256(TRIAL_PREFIX + b"\n".join(listed)).hexdigest().encode()

    def moved(self, fund: bytes, month: bytes, legs: bytes) -> tuple[Moved, str | None, str | None]:
        """Moves balances: which ones, which one was never opened, which one falls too low."""
        moved: Moved = []
        wrong = overspent = None
        for name, digits in LEG.findall(legs):
            pence, account = int(digits), self.accounts.get(name)
            if account is None:
                wrong = f"it moves an account that was never opened: {name.decode()}"
                continue
            moved.append((account, pence))
            months = account.months
            months[month] = months.get(month, 0) + pence
            account.balance = balance = account.balance + account.sign * pence
            if balance < 0:
                overspent = f"overspent: {account.kind.decode()} comes to {balance} pence"
            if account.kind == b"at_risk":
                self.at_risk[fund] = self.at_risk.get(fund, 0) + pence
                self.risky[account.pot, account.award] = balance
        for account, _ in moved if self.risky else ():
            risk = self.risky.get((account.pot, account.award))
            if risk and risk > self.promised(account.pot, account.award):
                overspent = overspent or "more is at risk than is promised"
        return moved, wrong, overspent

    def follows(self, number: int, e: Entry, kind: bytes, award: Own, moved: Moved) -> str | None:
        """What must stand before it: the award, the offer, the prepared payment, the original."""
        if award is not None and award not in self.awards:
            return "its award was never made"
        late = self.planned(e, moved) if award in self.plans else None
        if kind not in FOLLOWING:
            return None
        reason = self.outside(e, moved) if kind in CODED else None
        if kind in PLEDGE_STEPS:
            reason = self.pledged(e, debits(moved))
        elif kind == b"reversal":
            reason = self.reversed(number, e)
        elif kind in (b"award", b"spend"):
            reason = reason or self.awarded(e, debits(moved))
        elif kind in (b"payment", b"payment_refused"):
            reason = self.settled(number, e, debits(moved)) or late
        elif kind in SETTLING:
            reason = self.changed(e, moved)
        elif kind == b"ratification" and e["second_actor_id"] is None:
            reason = "it does not say whose award it ratifies"
        return reason

    def reversed(self, number: int, e: Entry) -> str | None:
        """A reversal is the only one; what it reverses is looked up afterwards."""
        if e["reverses_id"] in self.reversals:
            return "it reverses an entry for the second time"
        self.reversals[e["reverses_id"]] = (number, e["id"], e["legs"])
        if e["pledge_id"] in self.pledges and self.pledges[e["pledge_id"]][1] is None:
            self.pledges[e["pledge_id"]] = (self.pledges[e["pledge_id"]][0], True)  # it bounced
        return None

    def awarded(self, e: Entry, moved_pence: int) -> str | None:
        """An award, or what was spent, is what its legs move; no award while others are at risk."""
        part = "awards" if e["kind"] == b"award" else "spends"
        if sum(int(r["amount_pence"]) for r in ROW[part].finditer(e[part])) != moved_pence:
            return f"its {part} are not what its legs move"
        at_risk = part == "awards" and self.at_risk.get(e["fund_id"], 0) > 0
        return "it promises money while other promises of the fund are at risk" if at_risk else None

    def settled(self, number: int, e: Entry, moved_pence: int) -> str | None:
        """A payment was prepared by somebody else, as it is; it is paid or refused once."""
        own, award, kind, second = e.group("payment_id", "award_id", "kind", "second_actor_id")
        waiting, pence, by, payee = self.payments.pop(own, (None, 0, b"", b""))
        if waiting is None or waiting != award:
            return "it settles a payment that is not waiting"
        if kind != b"payment":
            return None
        if int(e["v"]) >= AGREED_SINCE:
            self.joined(number, e, RUN_LINE % (pence, award, payee or NO_PAYEE % own))
        if 2 * pence != moved_pence or by != second:
            return "it pays another amount than was prepared, or by who prepared it"
        unagreed = award in self.unagreed
        return "it pays an award whose agreement was not accepted" if unagreed else None

    def joined(self, number: int, e: Entry, line: bytes) -> None:
        """Adds a payment to its run, which is whole once its fingerprint fits."""
        own, fund, actor = e.group("id", "fund_id", "actor_id")
        [(fingerprint, payment_id, run_id)] = ROW["runs"].findall(e["runs"])
        named = (run_id, fingerprint, fund, actor)
        _, _, lines = run = self.runs.pop(named, None) or (number, own.decode(), [])
        lines.append((payment_id, line))
        lines.sort()
        text = RUN % (fund, b",".join([line for _, line in lines]))
        if hexlify(sha256(text).digest()) != fingerprint:
            self.runs[named] = run

    def planned(self, e: Entry, moved: Moved) -> str | None:
        """No more of an award is paid than was due by then; what its milestones say counts."""
        award, plan = e["award_id"], self.plans[e["award_id"]]
        if e["kind"] == b"milestone_reached":
            for row in ROW["endings"].finditer(e["endings"]):
                pence, _ = plan.get(row["subject_id"], (0, None))
                plan[row["subject_id"]] = (pence, b"")
        if e["payment_id"] is not None:
            paid = sum(pence for account, pence in moved if account.kind == b"paid")
            self.paid[award] = self.paid.get(award, 0) + paid
        today = e["effective_on"]
        due = sum(pence for pence, day in plan.values() if day is not None and day <= today)
        too_much = e["kind"] == b"payment" and self.paid.get(award, 0) > due
        return "it pays more of an award than was due by then" if too_much else None

    def changed(self, e: Entry, moved: Moved) -> str | None:
        """A fee or a correction was proposed by somebody else, as it is; it is settled once."""
        [row] = ROW["endings"].finditer(e["endings"])
        kind, by, pot, pence = self.changes.pop(row["subject_id"], (None, b"", b"", 0))
        own = (e["kind"], e["second_actor_id"], {(account.pot, abs(p)) for account, p in moved})
        refused = kind is not None and e["kind"] == b"change_refused"
        if refused or own == (kind, by, {(pot, pence)}):
            return None
        return "nobody proposed this change, or another one"

    def pledged(self, e: Entry, moved_pence: int) -> str | None:
        """A pledge goes one way: offered, confirmed, received; or withdrawn, or lost."""
        kind, own = e["kind"], e["pledge_id"]
        was_confirmed, closes, moves_it = PLEDGE_STEPS[kind]
        pence, confirmed = self.pledges.get(own, (0, None))
        if confirmed is not was_confirmed:
            return "its pledge does not stand where it should: offered, confirmed, received"
        if closes:
            del self.pledges[own]
        if kind == b"pledge_received":
            self.pledges[own] = (pence, None)
        if moves_it and moved_pence != pence:
            return "it is not the amount that was pledged"
        if kind == b"pledge_confirmed":
            self.pledges[own] = (pence, True)
            if own in self.unmet:
                return "it confirms a pledge whose condition is not met"
        return None

    def promised(self, pot: bytes, award: bytes | None) -> int:
        """What an award is promised from a pot and was not paid."""
        names = [b"%b:%b:%b" % (pot, kind, award) for kind in PROMISED]
        return sum(self.accounts[name].balance for name in names if name in self.accounts)


# --- The chain of signed heads. -------------------------------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    """An inner node of the tree of RFC 6962."""
    return sha256(b"\x01" + left + right).digest()


def key_id(public_key: bytes) -> str:
    """The short name of a public key."""
    return sha256(public_key).hexdigest()[:16]


def signed_text(head: Entry) -> bytes:
    """What a head's signature is made over: the head without it."""
    start, end = head.span("signature")
    return HEAD_PREFIX + head[0][: start - len(b'"signature":"')] + head[0][end + 2 :]


def head_hash(head: Entry) -> str:
    """What the next head says of this one."""
    return sha256(signed_text(head) + bytes.fromhex(head["signature"].decode())).hexdigest()


def head_breach(head: Entry, public_key: bytes) -> str | None:
    """What is wrong with a head by itself."""
    if key_id(public_key) != head["key_id"].decode():
        return "it is signed with another key than the one in force"
    try:
        signature = bytes.fromhex(head["signature"].decode())
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed_text(head))
    except (InvalidSignature, ValueError):
        return "its signature does not fit what it says"
    root = reduce(lambda right, left: node(left, right), reversed(peaks_of(head)))
    if root.hex() != head["root"].decode():
        return "its root is not that of its peaks"
    return None if is_day(head["sealed_at"][:10]) else "a date in it does not exist"


def peaks_of(head: Entry) -> list[bytes]:
    """The peaks that a head names."""
    return [bytes.fromhex(peak) for peak in head["peaks"].decode().strip('"').split('","')]


class Chain:
    """The tree over all entries so far, and the last head over it."""

    def __init__(self, first_key: bytes, kept: Kept | None) -> None:
        self.size = self.covered = self.heads = 0
        self.epoch = 1
        self.peaks: list[bytes] = []
        self.before, self.key, self.kept = "0" * 64, first_key, kept

    def add(self, digest: bytes) -> None:
        """One more entry, by its content hash."""
        last, size = sha256(b"\x00" + digest).digest(), self.size
        while size & 1:
            last = sha256(b"\x01" + self.peaks.pop() + last).digest()
            size >>= 1
        self.peaks.append(last)
        self.size += 1

    def head(self, line: bytes) -> Iterator[str]:
        """Checks the next head against the one before and against the entries that it covers."""
        head = HEAD_OBJECT.fullmatch(line[8:-2]) if line.endswith(b"}\n") else None
        if head is None:
            yield "it is not a head in canonical form"
            return
        if reason := head_breach(head, self.key):
            yield reason
        if int(head["number"]) != self.heads + 1 or head["previous_head"].decode() != self.before:
            yield "it does not follow the head before it"
        if int(head["epoch"]) not in {self.epoch, self.epoch + 1}:
            yield "its epoch is neither that of the head before it nor the next one"
        if int(head["size"]) != self.size or self.size <= self.covered:
            yield f"it covers {int(head['size'])} entries, but {self.size} stand before it"
        elif peaks_of(head) != self.peaks:
            yield f"entries {self.covered + 1} to {self.size} are not those that it was signed over"
            self.peaks = peaks_of(head)
        self.heads, self.epoch = self.heads + 1, int(head["epoch"])
        self.covered, self.before = self.size, head_hash(head)
        kept, own = self.kept, (self.before, self.key)
        if kept is not None and self.heads == kept.number and own != (kept.hash, kept.key):
            yield "it is not the head that you kept: the ledger was written anew"


class Kept:
    """A head that somebody kept, with its key. Raises Unreadable; `breach` says what is altered."""

    def __init__(self, path: Path) -> None:
        match = KEPT_OBJECT.fullmatch(canonical(path))
        if match is None or match["format"] != HEAD_FORMAT:
            raise Unreadable(f"{path} is not a head that was kept")
        self.head = HEAD_OBJECT.fullmatch(match["head"]) or match
        self.key = bytes.fromhex(match["public_key"].decode())
        self.number, self.hash = int(self.head["number"]), head_hash(self.head)
        self.breach = head_breach(self.head, self.key)


class Unreadable(Exception):
    """A file can't be read, or is something else."""


class Unproven(Exception):
    """Two together did not find a file sound."""


def canonical(path: Path) -> bytes:
    """A small JSON file in canonical form, however it was written."""
    try:
        with path.open("rb") as file:
            values = json.loads(file.read(FILE_MAX))
        return json.dumps(values, sort_keys=True, separators=(",", ":")).encode("ascii")
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"{path} can't be read: {error}") from error


# --- Reading the file. ----------------------------------------------------------------------------


class Verification:
    """One run over a file. Findings are (line, number, id or None, reason).

    Two may share it, one for its seals (form, ids, hashes, heads), one for its meaning.
    """

    def __init__(self, path: Path, kept: Kept | None, part: str = "") -> None:
        self.path, self.kept, self.part = path, kept, part
        self.findings: list[tuple[int, str, str]] = []
        self.entries = 0
        self.sealing = part != "meaning"
        self.forms = FORM if self.sealing else QUICK
        self.judging = part != "seals"  # until an entry is found that was altered
        self.doubtful: set[int] = set()  # what more than one id has in common

    def run(self) -> Verification:
        """Reads the file; what it finds is in `findings`."""
        try:
            with self.path.open("rb", 1 << 20) as file:
                self.first(file)
            if self.books.reversals or self.doubtful:
                with self.path.open("rb") as file:
                    self.again(file)
        except OSError as error:
            raise Unreadable(f"{self.path} can't be read: {error}") from error
        self.findings.sort()
        return self

    def found(self, line: int, what: str, reason: str) -> None:
        """Notes a finding."""
        if self.part:
            raise Unproven
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append((line, what, reason))

    def first(self, file: IO[bytes]) -> None:
        """The whole file, line by line."""
        header = HEADER_OBJECT.fullmatch(file.readline(LINE_MAX).rstrip(b"\n"))
        if header is None or header["format"] != FORMAT:
            raise Unreadable(f"{self.path} is not a ledger of the form {FORMAT.decode()}")
        self.chain = chain = Chain(bytes.fromhex(header["first_public_key"].decode()), self.kept)
        self.books = Books(header["first_public_key"])
        self.books.first_sight = self.sealing
        self.ids = [array("q") for _ in range(256)]  # eight bytes for each id
        number = 1
        for line in iter(partial(file.readline, LINE_MAX), b""):
            number += 1
            if line.startswith(b'{"entry":'):
                self.entry(number, line)
            elif line.startswith(b'{"head":'):
                named = f"head {chain.heads + 1}"
                for reason in chain.head(line) if self.sealing else ():
                    self.found(number, named, reason)
                self.books.key = self.books.new_key
                chain.key = bytes.fromhex(self.books.key.decode())
            else:
                self.found(number, "line", "it is neither an entry nor a head")
        tables = [sorted(table) for table in self.ids if len(set(table)) < len(table)]
        self.doubtful = {one for table in tables for one, two in pairwise(table) if one == two}
        self.at_end(number, header)

    def entry(self, number: int, line: bytes) -> None:
        """Checks one entry and adds it to the tree."""
        self.entries += 1
        body, version = line[9:-76], line[-78:-77]
        if self.sealing:
            digest = sha256(ENTRY_PREFIX + body).digest()
            self.chain.add(digest)
            if line[-76:] != b',"hash":"%b"}\n' % hexlify(digest):
                self.found(number, self.name(body), "its hash is not that of what it says")
                self.judging = False
        named = KIND.search(body, 200)  # many lists come before it
        kind = named[1] if named and named[1] in MOVES else None
        entry = ordinary = self.forms[version, kind].fullmatch(body) if kind else None
        entry = entry or self.forms[version, ANY].fullmatch(body)
        if entry is None:
            self.found(number, self.name(body), "it is not an entry in canonical form")
            self.judging = False
            return
        if self.sealing:
            hashed = hash(entry["id"])
            self.ids[hashed & 255].append(hashed)
        plain = entry is ordinary
        if self.judging and (reason := self.books.breach(number, entry, version, ordinary=plain)):
            self.found(number, self.name(body), reason)
        if self.part == "seals":
            reason = self.books.alone(entry, version, ordinary=plain)
            if reason or (not plain and (reason := misshapen(entry, version))):
                self.found(number, "", reason)
            if entry["kind"] == b"key_changed":  # the other one looks whether it may
                self.books.new_key = ROW["keys"].findall(entry["keys"])[-1][1]

    def name(self, body: bytes) -> str:
        """An entry's number, with its id where that can be told."""
        named = ENTRY_ID.search(body)
        own = f" ({named[1].decode('ascii', 'replace')})" if named else ""
        return f"entry {self.entries}{own}"

    def at_end(self, number: int, header: Entry) -> None:
        """What the header says follows from the last head; nothing comes after that."""
        chain, kept = self.chain, self.kept
        for line, own, _ in self.books.runs.values() if self.judging else ():
            reason = "the payments of its run are not those that were approved"
            self.found(line, f"entry ({own})", reason)
        if not self.sealing:
            return
        if chain.covered < self.entries:
            self.found(number, "end", f"no head covers the entries after {chain.covered}")
        for name, value in (("entries", chain.size), ("heads", chain.heads)):
            if int(header[name]) != value:
                self.found(1, "header", f"{name} is {int(header[name])}, but there are {value}")
        if header["newest_head"].decode() != chain.before:
            self.found(1, "header", "newest_head is not the hash of the last head")
        if kept is not None and kept.number > chain.heads:
            reason = f"cut off: the head that you kept is number {kept.number}"
            self.found(number, "end", f"{reason}, over {int(kept.head['size'])} entries")
        if kept is not None and kept.breach is not None:
            self.found(0, "kept head", kept.breach)

    def again(self, file: IO[bytes]) -> None:
        """Looks up what was reversed, and ids that may stand twice."""
        wanted = {**self.books.reversals}
        seen: set[bytes] = set()
        number = self.entries = 0
        for line in iter(partial(file.readline, LINE_MAX), b""):
            number += 1
            named = ENTRY_ID.search(line)
            if named is None or not line.startswith(b'{"entry":'):
                continue
            self.entries += 1
            if hash(named[1]) in self.doubtful:
                if named[1] in seen:
                    self.found(number, self.name(line), "an entry with this id stands before it")
                seen.add(named[1])
            if named[1] in wanted:
                by, own, legs = wanted.pop(named[1])
                original = FORM[line[-78:-77], ANY].fullmatch(line[9:-76])
                if original is not None and not (number < by and undoes(legs, original)):
                    reason = "it does not undo the entry that it reverses"
                    self.found(by, f"entry ({own.decode()})", reason)
        for by, own, _ in wanted.values():
            self.found(by, f"entry ({own.decode()})", "the entry that it reverses is missing")


def shared(path: Path, kept: Kept | None) -> Verification:
    """The same by two processes at once; raises something unless both find it sound.

    The other one gives word when it has read all. What is broken is for one alone to say.
    """
    before = path.stat()
    if before.st_size < SHARED_MIN or os.cpu_count() == 1:
        raise Unproven
    reading, writing = os.pipe()
    if not (other := os.fork()):
        try:
            chain = Verification(path, kept, "seals").run().chain
            os.write(writing, json.dumps([chain.size, chain.heads, chain.before]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    try:
        run = Verification(path, kept, "meaning").run()
        run.chain.size, run.chain.heads, run.chain.before = json.loads(os.read(reading, 1 << 10))
    finally:
        os.close(reading)
        os.kill(other, signal.SIGKILL)
        os.waitpid(other, 0)
    after = path.stat()
    if (before.st_ino, before.st_ctime_ns) != (after.st_ino, after.st_ctime_ns):
        raise Unproven  # they may have read two files
    return run


def undoes(legs: bytes, original: Entry) -> bool:
    """Whether legs mirror those of an entry. Of an award, what was at risk is not free again."""
    if original["kind"] == b"reversal":
        return False
    sums: dict[bytes, int] = {}
    for account, pence in LEG.findall(legs):
        unbacked = original["kind"] == b"award" and b":at_risk:" in account
        name = account[: account.index(b":")] + b":free" if unbacked else account
        sums[name] = sums.get(name, 0) + int(pence)
    due = {account: -int(pence) for account, pence in LEG.findall(original["legs"])}
    return {account: pence for account, pence in sums.items() if pence} == due


# --- One entry alone, and the command. ------------------------------------------------------------


def prove(path: Path, kept: Kept) -> list[tuple[int, str, str]]:
    """Checks that one entry is under a head, by the hashes beside its way up to the root."""
    try:
        proof = json.loads(canonical(path))
        body = json.dumps(proof["entry"], sort_keys=True, separators=(",", ":")).encode()
        position, beside = proof["position"], [bytes.fromhex(one) for one in proof["path"]]
        number = proof["head"]
        if proof.keys() != {"entry", "format", "head", "path", "position"} or (
            proof["format"] != PROOF_FORMAT.decode() or type(position) is not int
        ):
            raise ValueError("unknown form")
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{path} is not a proof: {error}") from error
    found = [(0, "kept head", kept.breach)] if kept.breach else []
    if number != kept.number:
        found.append((0, "proof", f"it is for head {number}, not for head {kept.number}"))
    if FORM[body[-2:-1], ANY].fullmatch(body) is None:
        found.append((0, "entry", "it is not an entry in canonical form"))
    content = sha256(ENTRY_PREFIX + body).digest()
    root = climb(sha256(b"\x00" + content).digest(), position - 1, int(kept.head["size"]), beside)
    if root is None or root.hex() != kept.head["root"].decode():
        found.append((0, "proof", "the entry is not under this head at this place"))
    return found


def climb(hashed: bytes, place: int, size: int, beside: list[bytes]) -> bytes | None:
    """The root above a leaf (RFC 9162, 2.1.3.2); None where the number of hashes is wrong."""
    if not 0 <= place < size:
        return None
    last = size - 1
    for one in beside:
        if last == 0:
            return None
        if place & 1 or place == last:
            hashed = node(one, hashed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            hashed = node(hashed, one)
        place, last = place >> 1, last >> 1
    return hashed if last == 0 else None


def main() -> int:
    """The command; gives its exit code."""
    parser = argparse.ArgumentParser(description="Checks an exported ledger.")
    parser.add_argument("bundle", nargs="?", type=Path, metavar="BUNDLE.jsonl")
    parser.add_argument("--head", type=Path, metavar="HEAD.json", help="a signed head you kept")
    parser.add_argument("--proof", type=Path, metavar="PROOF.json", help="one entry, for that head")
    parser.add_argument("--balances", action="store_true", help="print what is on each account")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    if (asked.bundle is None) == (asked.proof is None) or (asked.proof and not asked.head):
        parser.error("give BUNDLE.jsonl, or --proof with --head")
    gc.disable()  # nothing here refers to itself, so there is nothing to collect
    try:
        kept = Kept(asked.head) if asked.head else None
        if asked.proof and kept is not None:
            run, findings = None, prove(asked.proof, kept)
        else:
            run = None
            with suppress(Exception):  # whatever it is, one alone looks again
                run = shared(asked.bundle, kept)
            run = run or Verification(asked.bundle, kept).run()
            findings = run.findings
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return 2
    tell(findings, run, asked)
    return 3 if findings else 0


def tell(
    findings: list[tuple[int, str, str]], run: Verification | None, asked: argparse.Namespace
) -> None:
    """Prints what was found."""
    listed = [{"line": at, "what": what, "reason": why} for at, what, why in findings]
    said, balances = {"ok": not findings, "findings": listed}, dict[str, int]()
    if run is not None:
        chain = run.chain
        said |= {"entries": chain.size, "heads": chain.heads, "head": chain.before}
        if asked.balances:
            accounts = sorted(run.books.accounts.items())
            balances = {name.decode(): account.balance for name, account in accounts}
            said["balances"] = balances
    if asked.json:
        sys.stdout.write(json.dumps(said) + "\n")
        return
    for at, what, why in findings:
        sys.stdout.write(f"line {at}, {what}: {why}\n" if at else f"{what}: {why}\n")
    for name, pence in balances.items():
        sys.stdout.write(f"{name:<60} {pence:>16}\n")
    sys.stdout.write("Sound.\n" if not findings else f"Broken: {len(findings)} findings.\n")


if __name__ == "__main__":
    sys.exit(main())
