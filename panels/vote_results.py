"""What the result page of a community vote shows: rows for its tables, widths of bars, sentences.

Widths are whole parts of a bar of 1,000, so that a picture is the same on each machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from makeithappen.core.money import format_pence
from panels.rules.explain_words import sentence
from panels.rules.numbers import decimals
from panels.rules.vote import Use, VoteSettings
from panels.rules.vote_alone import Shared, receipt_of, share_pot, winner
from panels.rules.vote_count import AreaCount, VoteCount, ballots_needed, turnout, turnout_reached
from panels.store.voting_records import Vote

BAR = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One option. `share` is in per cent; `width` its bar; `is_chosen` where the vote decides."""

    name: str
    price_pence: int | None
    approvals: int
    share: str
    width: int
    is_chosen: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class VoteResults:
    """A result to show, the most wanted first. No lines where there were too few ballots."""

    lines: tuple[Line, ...]
    ballots: int | None
    cards: int
    turnout: str
    needed: int
    reached: bool
    verdict: str
    names: tuple[str, ...]
    areas: tuple[AreaCount, ...]
    set_aside: int


def results_of(vote: Vote, count: VoteCount) -> VoteResults:
    """The result of a vote that was counted."""
    settings = vote.settings
    shared = share_pot(settings, count)
    names = tuple(option.title or _("An idea that was taken back") for option in settings.options)
    used = turnout(settings, count)
    lines = _lines(settings, count, names, shared) if count.ballots else []
    lines.sort(key=lambda line: (-line.approvals, line.name))
    return VoteResults(
        lines=tuple(lines),
        ballots=count.ballots,
        cards=settings.cards,
        turnout="" if used is None else decimals(used * 100, 1),
        needed=ballots_needed(settings),
        reached=turnout_reached(settings, count),
        verdict=_verdict(settings, count, shared),
        names=names,
        areas=count.areas,
        set_aside=count.set_aside,
    )


@dataclass(frozen=True, slots=True)
class ReceiptLines:
    """What one share of the pot paid for; `options` are ids, names, and whether chosen."""

    options: tuple[tuple[str, str, bool], ...]
    share: str
    paid: tuple[tuple[str, str], ...]
    unspent: str


def receipt_lines(vote: Vote, count: VoteCount, chosen: Sequence[str]) -> ReceiptLines | None:
    """What a share paid for on a ballot with these options; None where nothing is shared out.

    Nobody is asked who they are, and any ballot can be tried.
    """
    options = vote.settings.options
    known = [option.option_id for option in options if option.option_id in chosen]
    receipt = receipt_of(vote.settings, count, known) if vote.settings.use is Use.POT else None
    if receipt is None:
        return None
    names = [option.title or _("An idea that was taken back") for option in options]
    return ReceiptLines(
        options=tuple(
            (option.option_id, name, option.option_id in known)
            for option, name in zip(options, names, strict=True)
        ),
        share=_pounds(receipt.share),
        paid=tuple((names[idea], _pounds(each)) for idea, each in receipt.paid.items()),
        unspent=_pounds(receipt.unspent),
    )


def _lines(
    settings: VoteSettings, count: VoteCount, names: tuple[str, ...], shared: Shared | None
) -> list[Line]:
    first = winner(settings, count) if settings.use is Use.CHOICE else None
    lines: list[Line] = []
    for at, option in enumerate(settings.options):
        share = count.share(option.place) or Fraction(0)
        story = shared.stories[at] if shared else None
        lines.append(
            Line(
                name=names[at],
                price_pence=option.price_pence if settings.use is Use.POT else None,
                approvals=count.approvals[at],
                share=decimals(share * 100, 1),
                width=int(share * BAR),
                is_chosen=story.is_chosen if story else bool(first and first.option == option),
                sentence=sentence(story, names[at], _pounds, names.__getitem__) if story else "",
            )
        )
    return lines


def _verdict(settings: VoteSettings, count: VoteCount, shared: Shared | None) -> str:
    """What the vote decides, in a sentence."""
    if count.ballots is None:
        return _("Fewer than five people voted, so nothing was counted. That keeps votes secret.")
    if not turnout_reached(settings, count):
        return _("Too few people voted, so this vote decides nothing.")
    if settings.use is Use.PANEL:
        return _("It counts in the panel's result, with a weight of %(weight)s.",
                 weight=settings.weight)  # fmt: skip
    if shared is not None:
        chosen = sum(story.is_chosen for story in shared.stories)
        left = format_pence(shared.left_pence)
        return _("The pot pays for %(chosen)s. %(left)s is left.", chosen=chosen, left=left)
    return _choice(settings, count)


def _choice(settings: VoteSettings, count: VoteCount) -> str:
    first = winner(settings, count)
    if first is None:
        return ""
    name = first.option.title or _("An idea that was taken back")
    if len(first.tied) == 1:
        return _("%(name)s wins: more people chose it than anything else.", name=name)
    return _(
        "%(name)s wins by lot: %(tied)s had as many votes, and the lot was drawn before the vote.",
        name=name,
        tied=len(first.tied),
    )


def _pounds(amount: Fraction) -> str:
    return format_pence(round(amount))
