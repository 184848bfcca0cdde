"""What the allocation board shows: the money, what the rule gives, what the panel decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from makeithappen import pledging
from makeithappen.pledging import Offer
from panels import store
from panels.rules.bundle import DayRecord
from panels.rules.decisions import total_pence
from panels.rules.recount import Proposal, Recount
from panels.rules.scoring import Tally, abstains
from panels.rules.sharing_out import Fit, check_sharing, departs, left_pence
from panels.rules.ties import Tie


@dataclass(frozen=True, slots=True)
class Row:
    """One idea: what the rule gives, what was decided, whether it still fits.

    `pledged_pence` was confirmed for this idea alone, `offers` are only offers. `departs`: the
    decision leaves the rule.
    """

    pitch: store.Pitch
    tally: Tally
    pledged_pence: int
    proposal: Proposal
    decision: store.DecisionRecord | None
    departs: bool
    fit: Fit
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """The board. Pence: `pot_pence` is for any idea, `left_pence` what the pot has left of it.

    `rows` are in the order in which the rule asks the ideas; `unseen` are those that this reader
    stepped back from.
    """

    rows: tuple[Row, ...]
    unseen: tuple[store.Pitch, ...]
    pot_pence: int
    pledged_pence: int
    decided_pence: int
    left_pence: int
    offers: tuple[Offer, ...]
    ties: tuple[Tie, ...]
    votes: Mapping[str, int]

    def row(self, pitch_id: str) -> Row:
        """The row of an idea that is seen."""
        return next(one for one in self.rows if one.pitch.pitch_id == pitch_id)


def sharing_of(session: Session, day: store.Day, person_id: str, money: store.DayMoney) -> Sharing:
    """The board as this person may see it. Refused while no money is shared out."""
    check_sharing(day.state)
    parts, voter_id = store.sheets_and_voter(session, day, person_id)
    sheets = {pitch_id: [sheet for sheet, _ in each] for pitch_id, each in parts.items()}
    record = store.draft_record(day, sheets, money)
    count, known = Recount(record), store.latest_decisions(session, day)
    decisions = store.rule_decisions(known)
    unseen = _stepped_back(record, voter_id)
    offers = [one for one in pledging.offers(session, day.fund_id) if one.is_open]
    left = left_pence(money.budget_pence, money.pledged_pence, decisions)
    fits, proposals = count.fits(left), count.proposals()
    pitches = {pitch.pitch_id: pitch for pitch in day.pitches}
    rows = [
        Row(
            pitch=pitches[one],
            tally=count.tallies[one],
            pledged_pence=money.pledged_pence.get(one, 0),
            proposal=proposal,
            decision=known.get(one),
            departs=one in decisions and departs(decisions[one], proposal.award_pence),
            fit=fits[one],
            offers=tuple(offer for offer in offers if offer.idea_id == pitches[one].idea_id),
        )
        for one, proposal in proposals.items()
        if one not in unseen
    ]
    return Sharing(
        rows=tuple(rows),
        unseen=tuple(pitches[one] for one in pitches if one in unseen),
        pot_pence=money.budget_pence,
        pledged_pence=sum(money.pledged_pence.values()),
        decided_pence=total_pence(decisions.values()),
        left_pence=left,
        offers=tuple(offer for offer in offers if offer.idea_id is None),
        ties=tuple(tie for tie in count.ties() if not unseen & set(tie.pitch_ids)),
        votes=record.panel_votes,
    )


def _stepped_back(record: DayRecord, voter_id: str) -> frozenset[str]:
    """The pitches that a voter stepped back from."""
    return frozenset(
        pitch_id
        for pitch_id, sheets in record.sheets.items()
        for sheet in sheets
        if sheet.voter_id == voter_id and abstains(sheet)
    )
