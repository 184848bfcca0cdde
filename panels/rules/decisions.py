"""What the panel decides about each idea, and what has to hold before a day is confirmed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from makeithappen.core.errors import Refused
from panels.rules.conflicts import Degree, Effects
from panels.rules.day import State
from panels.rules.refusal import Refusal
from panels.rules.scoring import Tally


class Outcome(StrEnum):
    """What becomes of an idea."""

    FULL = "full"
    PART = "part"
    DEFER = "defer"
    NOT_NOW = "not_now"

    @property
    def gives_money(self) -> bool:
        """Whether this outcome becomes an award."""
        return self in (Outcome.FULL, Outcome.PART)


@dataclass(frozen=True, slots=True)
class Ask:
    """What an idea asks for, and the smallest amount that would still work, in pence."""

    pitch_id: str
    idea_id: str
    asked_pence: int
    smallest_pence: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about one pitch; the highest revision is the one that counts.

    `departure` says why it is not what the sealed rule gives, where it is not.
    """

    pitch_id: str
    revision: int
    outcome: Outcome
    amount_pence: int
    reason: str
    departure: str = ""


def meant_pence(outcome: Outcome, ask: Ask, typed_pence: int | None) -> int:
    """The amount that goes with an outcome when none was typed: the ask for full, else nothing."""
    if typed_pence is not None:
        return typed_pence
    return ask.asked_pence if outcome is Outcome.FULL else 0


def check_deciding(state: State, degree: Degree | None, effects: Effects) -> None:
    """Refuse a decision at the wrong moment, or written down by somebody who stepped back.

    `degree` is what whoever writes it down declared about the idea, if they are on the panel.
    """
    if state is not State.ALLOCATION:
        raise Refused(Refusal.DECIDING_NOT_OPEN, state=state)
    if degree is not None and not effects.may_score(degree):
        raise Refused(Refusal.CONFLICT_BARS_DECIDING, degree=degree)


def check_decision(decision: Decision, ask: Ask, tally: Tally, *, part_funding: bool) -> None:
    """Refuse a decision without a reason, with an amount that does not fit, or without scores.

    `part_funding` is what was sealed: whether an idea may get a part of its ask.
    """
    if not decision.reason.strip():
        raise Refused(Refusal.DECISION_NEEDS_REASON, pitch_id=ask.pitch_id)
    if decision.outcome is Outcome.PART and not part_funding:
        raise Refused(Refusal.PARTS_NOT_GIVEN, pitch_id=ask.pitch_id)
    _check_amount(decision, ask)
    if decision.outcome.gives_money and not tally.quorum_met:
        raise Refused(Refusal.NEEDS_SCORES, pitch_id=ask.pitch_id, complete=tally.complete)


def check_confirmable(
    asks: Sequence[Ask],
    decisions: Mapping[str, Decision],
    tallies: Mapping[str, Tally],
    to_commit_pence: int,
    *,
    part_funding: bool,
) -> None:
    """Refuse to confirm while an idea is undecided, a decision no longer holds, or money lacks.

    `decisions` and `tallies` are by pitch id; every pitch has a tally.
    """
    undecided = [ask.pitch_id for ask in asks if ask.pitch_id not in decisions]
    if undecided:
        raise Refused(Refusal.IDEAS_UNDECIDED, pitch_ids=undecided, undecided=len(undecided))
    for ask in asks:
        one, tally = decisions[ask.pitch_id], tallies[ask.pitch_id]
        check_decision(one, ask, tally, part_funding=part_funding)
    wanted_pence = total_pence(decisions[ask.pitch_id] for ask in asks)
    if wanted_pence > to_commit_pence:
        raise Refused(
            Refusal.EXCEEDS_TO_COMMIT, wanted_pence=wanted_pence, to_commit_pence=to_commit_pence
        )


def total_pence(decisions: Iterable[Decision]) -> int:
    """What all these decisions give together, in pence."""
    return sum(decision.amount_pence for decision in decisions)


def decision_digest(
    *,
    day_id: str,
    settings_digest: str,
    ask: Ask,
    decision: Decision,
    tally: Tally,
    bundle_digest: str = "",
) -> str:
    """The SHA-256, in hex, of what was decided and counted. Ids, pence and counts, no words.

    With `bundle_digest` it stands for the whole day: the ledger then seals each sheet with it.
    """
    body: dict[str, object] = {
        "abstained": tally.abstained,
        "amount_pence": decision.amount_pence,
        "asked_pence": ask.asked_pence,
        "complete": tally.complete,
        "day_id": day_id,
        "idea_id": ask.idea_id,
        "mean": _fraction_text(tally.mean),
        "missing": tally.missing,
        "outcome": str(decision.outcome),
        "pitch_id": ask.pitch_id,
        "revision": decision.revision,
        "settings_digest": settings_digest,
        "smallest_pence": ask.smallest_pence,
        "v": 1,
    }
    if bundle_digest:
        body |= {"bundle_digest": bundle_digest, "v": 2}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(("makeithappen decision v1\n" + text).encode()).hexdigest()


def read_back_digest(digests: Iterable[str]) -> str:
    """One digest for all decisions of a day as they were read back."""
    return sha256("\n".join(["makeithappen read-back v1", *digests]).encode()).hexdigest()


def _check_amount(decision: Decision, ask: Ask) -> None:
    amount_pence = decision.amount_pence
    facts: dict[str, object] = {
        "pitch_id": ask.pitch_id,
        "amount_pence": amount_pence,
        "asked_pence": ask.asked_pence,
        "smallest_pence": ask.smallest_pence,
    }
    if decision.outcome is Outcome.FULL:
        if amount_pence != ask.asked_pence:
            raise Refused(Refusal.FULL_IS_NOT_THE_ASK, **facts)
    elif decision.outcome is Outcome.PART:
        if amount_pence < max(ask.smallest_pence, 1):
            raise Refused(Refusal.PART_BELOW_SMALLEST, **facts)
        if amount_pence >= ask.asked_pence:
            raise Refused(Refusal.PART_NOT_BELOW_ASK, **facts)
    elif amount_pence != 0:
        raise Refused(Refusal.AMOUNT_MUST_BE_ZERO, **facts)


def _fraction_text(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"
