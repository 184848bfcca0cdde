"""The results of a day in sentences and figures, for a reader of ten."""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext as _

from makeithappen.core.money import format_pence
from panels.results import Line, Results
from panels.rules.decisions import Outcome
from panels.rules.robustness import Flip, WeightChange
from panels.rules.scoring import decimal_text
from panels.rules.stability import VOTE
from panels.words_design import VOTE_STANDINGS


def line_sentence(line: Line, needed: Fraction) -> str:
    """What became of an idea and how close it was."""
    facts = {
        "idea": line.title,
        "amount": format_pence(line.decision.amount_pence),
        "asked": format_pence(line.asked_pence),
    }
    if line.decision.outcome is Outcome.FULL:
        became = _("%(idea)s gets %(amount)s, all that it asked for.", **facts)
    elif line.decision.outcome is Outcome.PART:
        became = _("%(idea)s gets %(amount)s of the %(asked)s that it asked for.", **facts)
    elif line.decision.outcome is Outcome.DEFER:
        became = _("%(idea)s waits for another day.", **facts)
    else:
        became = _("%(idea)s gets no money this time.", **facts)
    return f"{became} {_closeness(line, needed)}"


def departure_sentence(line: Line) -> str:
    """What the count would have given, and what the panel gave."""
    facts = {
        "idea": line.title,
        "count": format_pence(line.by_count_pence),
        "amount": format_pence(line.decision.amount_pence),
    }
    return _("The count gave %(idea)s %(count)s, the panel gave it %(amount)s:", **facts)


def _closeness(line: Line, needed: Fraction) -> str:
    if not line.tally.quorum_met:
        return _("Too few people could score it to count.")
    if line.scores is None:
        if line.tally.reaches_threshold:
            return _("It scored what was needed.")
        return _("It scored less than was needed.")
    facts = {
        "mean": decimal_text(line.scores.mean),
        "needed": decimal_text(needed),
        "gap": decimal_text(abs(line.scores.gap)),
    }
    if not line.scores.gap:
        return _("It scored %(mean)s, exactly what was needed.", **facts)
    if line.scores.gap > 0:
        return _("It scored %(mean)s: %(gap)s more than the %(needed)s needed.", **facts)
    return _("It scored %(mean)s: %(gap)s less than the %(needed)s needed.", **facts)


def vote_sentence(results: Results) -> str:
    """Whether the community vote is in the means; empty where the day has none."""
    if results.vote is None or results.criterion is None:
        return ""
    said = str(VOTE_STANDINGS[results.criterion.standing])
    if not results.criterion.weight:
        return said
    facts = {
        "weight": results.criterion.weight,
        "whole": results.criterion.weight + sum(one.weight for one in results.settings.criteria),
        "ballots": results.vote.ballots,
        "cards": results.vote.cards,
    }
    more = _(
        "%(ballots)s of %(cards)s cards were used. The vote weighs %(weight)s out of %(whole)s.",
        **facts,
    )
    return f"{said} {more}"


def agreement_text(agreement: Fraction | None) -> str:
    """A measure of agreement as the page shows it."""
    return _("can't be said") if agreement is None else signed_text(agreement)


def signed_text(value: Fraction, plus: str = "") -> str:
    """A value with two decimals and its sign."""
    sign = plus if value > 0 else "−" if value < 0 else ""
    return sign + decimal_text(abs(value))


def weight_sentence(results: Results, change: WeightChange) -> str:
    """What the smallest change of a weight would have changed."""
    facts = {"criterion": _name(results, change), "before": change.before, "after": change.after}
    return _(
        "If “%(criterion)s” had weighed %(after)s instead of %(before)s, the count would have "
        "come out otherwise.",
        **facts,
    ) + "".join(f" {_flip_sentence(results, flip)}" for flip in change.flips)


def _name(results: Results, change: WeightChange) -> str:
    names = {one.criterion_id: one.name for one in results.settings.criteria}
    return _("Community vote") if change.criterion_id == VOTE else names[change.criterion_id]


def _flip_sentence(results: Results, flip: Flip) -> str:
    title = next(line.title for line in results.lines if line.pitch_id == flip.pitch_id)
    if flip.after == Outcome.FULL:
        return _("It would have given %(idea)s all that it asked for.", idea=title)
    if flip.after == Outcome.PART:
        return _("It would have given %(idea)s a part.", idea=title)
    return _("It would have given %(idea)s nothing.", idea=title)
