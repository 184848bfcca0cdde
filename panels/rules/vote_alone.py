"""What a community vote decides by itself: which name wins, or how a pot is shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from panels.rules.allocation.choose import COMMUNITY_DEFAULT, RuleName, RuleSettings, allocate
from panels.rules.allocation.election import BallotKind, Election, order_by_lot, pack
from panels.rules.explain import Receipt, Story, receipt_for, stories
from panels.rules.vote import Option, VoteSettings
from panels.rules.vote_count import VoteCount, turnout_reached

RULES = {
    RuleName.EQUAL_SHARES: COMMUNITY_DEFAULT,
    RuleName.GREEDY: RuleSettings(RuleName.GREEDY),
}


@dataclass(frozen=True, slots=True)
class Winner:
    """The option with the most approvals; `tied` are all that have as many, so the lot decided."""

    option: Option
    approvals: int
    tied: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """How a pot was shared: what happened to each option, in their order, and what is left."""

    stories: tuple[Story, ...]
    left_pence: int


def winner(settings: VoteSettings, count: VoteCount) -> Winner | None:
    """What was chosen: the most approvals, an exact tie by the lot. None below the turnout."""
    if not turnout_reached(settings, count):
        return None
    most = max(count.approvals)
    tied = [
        option
        for option, approvals in zip(settings.options, count.approvals, strict=True)
        if approvals == most
    ]
    first = min(tied, key=lambda option: settings.lots.index(option.option_id))
    return Winner(first, most, tuple(tied))


def share_pot(settings: VoteSettings, count: VoteCount) -> Shared | None:
    """The pot, shared by the rule that was declared. None below the turnout."""
    if not turnout_reached(settings, count) or settings.rule is None:
        return None
    election = _election(settings, count)
    rule = RULES[settings.rule]
    outcome = allocate(election, rule)
    return Shared(stories(election, rule, outcome), election.budget - outcome.spent)


def receipt_of(settings: VoteSettings, count: VoteCount, chosen: Sequence[str]) -> Receipt | None:
    """What the share of a ballot with these options paid for, cast or not.

    By option id. None where nothing is shared, or the rule gives nobody a share.
    """
    if not turnout_reached(settings, count) or settings.rule is None:
        return None
    election, rule = _election(settings, count), RULES[settings.rule]
    places = [election.ids.index(option_id) for option_id in chosen]
    return receipt_for(election, rule, allocate(election, rule), pack([places], [1]))


def _election(settings: VoteSettings, count: VoteCount) -> Election:
    prices = tuple(option.price_pence or 0 for option in settings.options)
    lots = [settings.lots.index(option.option_id) for option in settings.options]
    places = {option.place: at for at, option in enumerate(settings.options)}
    rows = [[places[place] for place in ballot] for ballot, _ in count.box]
    return Election(
        ids=tuple(option.option_id for option in settings.options),
        prices=prices,
        budget=settings.pot_pence or 0,
        voters=count.ballots or 0,
        kind=BallotKind.APPROVAL,
        ballots=pack(rows, (times for _, times in count.box)),
        order=order_by_lot(prices, count.approvals, lots),
    )
