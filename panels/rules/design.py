"""What is chosen before the day beside criteria, quorum and line, and sealed with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from makeithappen.core.errors import Refused
from panels.rules.allocation.ranking import TIES, Tie
from panels.rules.conflicts import USUAL, Effects, effects_problems
from panels.rules.day import State
from panels.rules.refusal import Refusal
from panels.rules.vote_criterion import DayVote, VoteIn


class Reveal(StrEnum):
    """From when on the panel's members see the count."""

    DELIBERATION = "deliberation"
    ALLOCATION = "allocation"
    CONFIRMED = "confirmed"

    def is_reached(self, state: State) -> bool:
        """Whether members may see the count in this state of the day."""
        return state.place >= State(self.value).place


@dataclass(frozen=True, slots=True)
class Design:
    """`effects` are what each degree of conflict does, `ties` what settles a tie before the lot.

    `pot_pence` is what the day decides over; None: all that can be promised when it is confirmed.
    `vote` is the community vote that counts as one more criterion, `ideas_max` how many ideas a
    member scores at most.
    """

    effects: Effects = USUAL
    ties: tuple[Tie, ...] = TIES
    reveal: Reveal = Reveal.DELIBERATION
    pot_pence: int | None = None
    vote: DayVote | None = None
    ideas_max: int | None = None

    def body(self) -> dict[str, object]:
        """What is not as usual, for the seal. The effects are always said: see `Settings`."""
        said: dict[str, object] = {
            "ideas_max": self.ideas_max,
            "pot_pence": self.pot_pence,
            "reveal": str(self.reveal),
            "tie_order": [*map(str, self.ties), "lot"],
        }
        usual = {
            "ideas_max": None,
            "pot_pence": None,
            "reveal": "deliberation",
            "tie_order": [*TIES, "lot"],
        }
        if self.vote is not None:
            said["vote"] = self.vote.body()
        return {name: value for name, value in said.items() if value != usual.get(name)}


USUAL_DESIGN = Design()


def design_problems(design: Design) -> Iterator[Refused]:
    """What keeps a design from being sealed, in order of precedence."""
    yield from effects_problems(design.effects)
    if len(set(design.ties)) < len(design.ties):
        yield Refused(Refusal.TIE_TWICE)
    if design.pot_pence is not None and design.pot_pence <= 0:
        yield Refused(Refusal.POT_EMPTY)


def check_design(design: Design) -> None:
    """Refuse a design that could never be sealed."""
    for problem in design_problems(design):
        raise problem


def check_vote_fits(design: Design, voted_on: Collection[str], pitch_ids: Collection[str]) -> None:
    """Refuse to seal a vote that is about other ideas than those of the day."""
    if design.vote is not None and set(voted_on) != set(pitch_ids):
        raise Refused(Refusal.VOTE_OTHER_IDEAS)


def check_vote_counted(design: Design, vote: VoteIn | None) -> None:
    """Refuse to confirm a day before its vote was counted."""
    if design.vote is not None and vote is None:
        raise Refused(Refusal.VOTE_NOT_COUNTED)


def check_revealed(state: State, reveal: Reveal) -> None:
    """Refuse a member who would see the count before the moment that was sealed."""
    if not reveal.is_reached(state):
        raise Refused(Refusal.COUNTS_NOT_REVEALED, reveal=reveal)


def check_pot(pot_pence: int | None, free_pence: int) -> None:
    """Refuse a pot that is not there. `free_pence` is what is meant for no idea in particular."""
    if pot_pence is not None and pot_pence > free_pence:
        raise Refused(Refusal.POT_NOT_THERE, pot_pence=pot_pence, free_pence=free_pence)
