"""One sentence per idea, for a reader of ten: what happened, with the amounts, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from panels.rules.allocation.choose import RuleSettings
from panels.rules.allocation.outcome import Outcome
from panels.rules.explain import Comparison, Reason, Story, compare_with_greedy, stories
from panels.rules.explain_groups import GroupShare, group_shares
from panels.rules.numbers import decimals, grouped
from panels.rules.pabulib import PabulibFile
from panels.rules.pabulib_write import amount_text
from panels.rules.voter_groups import VoterGroups
from panels.rules.what_if import SmallestChange, smallest_change

WHAT_IF_WORK_MAX = 60_000
"""Pairs times raised budgets up to which each loser's smallest change is worked out."""

Money = Callable[[Fraction], str]


def sentence(story: Story, name: str, money: Money, names: Callable[[int], str]) -> str:
    """Why this idea was chosen or not. `names` gives the name of another idea."""
    price = money(Fraction(story.price))
    votes = _counted(story.votes, "person", "people")
    plain = {
        Reason.NEEDS_NO_MONEY: f"{name} was chosen: {votes} wanted it and others pay for it.",
        Reason.MOST_VOTES: f"{name} was chosen: {votes} wanted it, and there was money for it.",
        Reason.MONEY_LEFT_OVER: f"{name} was chosen with the money that was left.",
        Reason.NO_SUPPORTER: f"{name} was not chosen: nobody asked for it.",
        Reason.DEARER_THAN_BUDGET: f"{name} was not chosen: {price} is more than there is in all.",
        Reason.DID_NOT_FIT: (
            f"{name} was not chosen: {votes} wanted it, but it costs {price} and there was not "
            "enough left when its turn came."
        ),
        Reason.OTHER_VERSION_CHOSEN: f"{name} was not chosen: its other version was.",
    }
    if story.reason in plain:
        return plain[story.reason]
    if story.reason is Reason.PAID_BY_SUPPORTERS:
        each = money(story.payment or Fraction(0))
        return (
            f"{name} was chosen: the {votes} who wanted it paid {price} together, "
            f"nobody more than {each}."
        )
    return _outspent(story, name, votes, money, names)


def _outspent(
    story: Story, name: str, votes: str, money: Money, names: Callable[[int], str]
) -> str:
    most = sorted(story.spent_on, key=lambda other: -story.spent_on[other])[:2]
    left, price = money(story.supporters_left or Fraction(0)), money(Fraction(story.price))
    start = f"{name} was not chosen: the {votes} who wanted it had {left} left together"
    if most:
        start += ", because they had paid for " + " and ".join(names(other) for other in most)
    return f"{start}. It costs {price}."


def change_sentence(change: SmallestChange, money: Money) -> str:
    """What would have been enough."""
    if change.more_votes is None and change.price_lower_by is None:
        return "No small change would have been enough."
    ways: list[str] = []
    if change.more_votes is not None:
        ways.append(f"with {_counted(change.more_votes, 'more vote', 'more votes')}")
    if change.price_lower_by is not None:
        ways.append(f"for {money(Fraction(change.price_lower_by))} less")
    return f"It would have won {' or '.join(ways)}."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def explanations(
    votes: PabulibFile,
    settings: RuleSettings,
    outcome: Outcome,
    groups: VoterGroups | None = None,
) -> dict[str, object]:
    """All of it as JSON: a story per idea, the groups, the comparison with most-votes-first."""
    election = votes.election

    def money(amount: Fraction) -> str:
        return decimals(amount / 10**votes.places, 2)

    def said(amount: Fraction) -> str:
        return grouped(money(amount))

    def name_of(idea: int) -> str:
        name = votes.names[idea]
        return f"“{name}”" if name else election.ids[idea]

    work = len(election.ballots.ideas) * (1 + outcome.increments)
    told: list[dict[str, object]] = []
    for story in stories(election, settings, outcome):
        body = _body(story, votes, money)
        body["sentence"] = sentence(story, name_of(story.idea), said, name_of)
        if not story.is_chosen and story.votes and work <= WHAT_IF_WORK_MAX:
            change = smallest_change(election, settings, story.idea)
            body["smallest_change"] = {
                "more_votes": change.more_votes,
                "price_lower_by": None
                if change.price_lower_by is None
                else amount_text(change.price_lower_by, votes.places),
                "sentence": change_sentence(change, said),
            }
        told.append(body)
    comparison = _comparison(compare_with_greedy(election, outcome), votes)
    found: dict[str, object] = {"ideas": told, "compared_with_greedy": comparison}
    if outcome.share is not None:
        found["share"] = money(outcome.share)
    if groups is not None:
        shares = group_shares(groups.groups, settings, outcome)
        rows = [_group(one, election.ids, money) for one in shares]
        found["groups"] = {"column": groups.column, "groups": rows}
    return found


def _group(one: GroupShare, ids: Sequence[str], money: Money) -> dict[str, object]:
    body: dict[str, object] = {
        "name": one.group.name,
        "merged": one.group.is_merged,
        "voters": one.voters,
        "without_a_win": one.without_win,
        "mean_wins": decimals(one.mean_wins, 3),
    }
    if one.had is not None and one.paid is not None and one.unspent is not None:
        body["had"], body["unspent"] = money(one.had), money(one.unspent)
        body["paid"] = {ids[idea]: money(each) for idea, each in one.paid.items()}
    return body


def _body(story: Story, votes: PabulibFile, money: Money) -> dict[str, object]:
    ids = votes.election.ids
    body: dict[str, object] = {
        "project": ids[story.idea],
        "chosen": story.is_chosen,
        "reason": str(story.reason),
        "votes": story.votes,
        "cost": amount_text(story.price, votes.places),
    }
    if story.round_number is not None:
        body["round"] = story.round_number
    if story.supporters_had is not None and story.supporters_left is not None:
        body["supporters_had"] = money(story.supporters_had)
        body["spent_on"] = {ids[other]: money(paid) for other, paid in story.spent_on.items()}
        body["supporters_left"] = money(story.supporters_left)
    if story.gap is not None:
        body["gap"] = money(story.gap)
    if story.support_percent is not None:
        body["support_percent"] = decimals(story.support_percent, 1)
    return body


def _comparison(found: Comparison, votes: PabulibFile) -> dict[str, object]:
    ids = votes.election.ids
    return {
        "only_here": [ids[idea] for idea in found.only_here],
        "only_greedy": [ids[idea] for idea in found.only_greedy],
        "voters_without_a_win": found.without_win,
        "voters_without_a_win_greedy": found.without_win_greedy,
        "mean_wins": decimals(found.mean_wins, 3),
        "mean_wins_greedy": decimals(found.mean_wins_greedy, 3),
    }
