"""What the deliberation board shows: sheets without names, and the rule's draft beside other runs.

The ideas on which the sheets lie furthest apart come first: there is most to talk about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from panels import store
from panels.rules.board import Unseen, apart, check_board_open, is_near, why_unseen
from panels.rules.bundle import SHEETS_MIN_PUBLIC
from panels.rules.recount import Proposal, Recount, Scores, along
from panels.rules.robustness import Flip
from panels.rules.scoring import Sheet, Tally, abstains
from panels.rules.settings import SealedSettings


@dataclass(frozen=True, slots=True)
class Card:
    """One idea whose sheets may be seen. `scores` is None without a whole sheet.

    `apart` is how far two sheets lie apart on average. `proposal` is what the sealed rule gives,
    `without` what it would give had nobody promised money to single ideas.
    """

    pitch: store.Pitch
    tally: Tally
    scores: Scores | None
    apart: Fraction | None
    is_near: bool
    comments: tuple[str, ...]
    reasons: tuple[str, ...]
    proposal: Proposal
    without: Proposal

    @property
    def is_few(self) -> bool:
        """Whether so few sheets came that one could guess whose they are."""
        return self.tally.complete < SHEETS_MIN_PUBLIC


@dataclass(frozen=True, slots=True)
class Board:
    """All cards, the most disagreement first; `unseen` are the ideas that this reader can't see.

    `flips`: what the rule would give otherwise if one member had not scored, and of how many
    members that is so. `sheet_givers` is how many members gave a whole sheet.
    """

    cards: tuple[Card, ...]
    unseen: tuple[tuple[store.Pitch, Unseen], ...]
    flips: Mapping[Flip, int]
    sheet_givers: int
    settings: SealedSettings

    @property
    def line_at(self) -> int:
        """Where the line is on a bar."""
        return along(self.settings.threshold_value, self.settings.scale_top)

    def title(self, pitch_id: str) -> str:
        """What one of the seen ideas is called."""
        return next(one.pitch.title for one in self.cards if one.pitch.pitch_id == pitch_id)


def deliberation(session: Session, day: store.Day, person_id: str, money: store.DayMoney) -> Board:
    """The board as this person may see it. Refused outside of talking over and sharing out."""
    check_board_open(day.state)
    found, voter_id = store.sheets_and_voter(session, day, person_id)
    unseen = _unseen(found, voter_id) if day.member_of(person_id) else {}
    seen = [one.pitch_id for one in day.pitches if one.pitch_id not in unseen]
    sheets = {pitch_id: [sheet for sheet, _ in parts] for pitch_id, parts in found.items()}
    count = Recount(store.draft_record(day, sheets, money))
    scores, matrix = count.scores(seen), count.only(seen)
    reasons = store.revision_reasons(session, day)
    proposals, without = count.proposals(), count.proposals(cofunding=False)
    line = count.settings.threshold_value
    cards = [
        Card(
            pitch=pitch,
            tally=count.tallies[pitch.pitch_id],
            scores=scores.get(pitch.pitch_id),
            apart=apart(list(matrix[pitch.pitch_id].values())),
            is_near=is_near(list(matrix[pitch.pitch_id].values()), line),
            comments=comments_of(found[pitch.pitch_id]),
            reasons=reasons[pitch.pitch_id],
            proposal=proposals[pitch.pitch_id],
            without=without[pitch.pitch_id],
        )
        for pitch in day.pitches
        if pitch.pitch_id in seen
    ]
    cards.sort(key=_disagreement, reverse=True)
    return Board(
        cards=tuple(cards),
        unseen=tuple((one, unseen[one.pitch_id]) for one in day.pitches if one.pitch_id in unseen),
        flips=count.without_one(seen),
        sheet_givers=len({voter for row in count.only(count.tallies).values() for voter in row}),
        settings=count.settings,
    )


def hidden_from(session: Session, day: store.Day, person_id: str) -> frozenset[str]:
    """The pitches whose counts a member may not see yet, or not at all.

    Once the day is confirmed nobody can tell who stepped back: then all wait until all were told.
    """
    member = day.member_of(person_id)
    if member is None or not day.state.is_deciding:
        return frozenset()
    parts = store.my_parts(session, day, member)
    if member.member_id not in day.standing.seated:
        return frozenset(parts)
    effects = day.settings.design.effects
    return frozenset(
        pitch_id
        for pitch_id, one in parts.items()
        if one.is_mine and why_unseen(Sheet("", one.degree, one.values, effects))
    )


def _unseen(found: store.Parts, voter_id: str) -> dict[str, Unseen]:
    """What a member may not see yet, or not at all."""
    mine = {
        pitch_id: next((sheet for sheet, _ in parts if sheet.voter_id == voter_id), None)
        for pitch_id, parts in found.items()
    }
    is_seated = any(mine.values())  # who is, and has no part in an idea, was not to score it
    whys = {one: why_unseen(sheet) for one, sheet in mine.items() if sheet or not is_seated}
    return {pitch_id: why for pitch_id, why in whys.items() if why is not None}


def comments_of(parts: store.Part) -> tuple[str, ...]:
    """In the order of the alphabet, which tells nobody whose is whose."""
    return tuple(sorted(text for sheet, text in parts if text and not abstains(sheet)))


def _disagreement(card: Card) -> tuple[Fraction, Fraction]:
    scores = card.scores
    return card.apart or Fraction(0), scores.high - scores.low if scores else Fraction(-1)
