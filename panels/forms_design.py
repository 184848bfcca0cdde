"""The form in which a day's rules are chosen: it reads what was chosen and judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import Optional

from makeithappen.core.forms import (
    HouseForm,
    PenceField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectField,
)
from panels.rules.allocation.ranking import TIES, Tie
from panels.rules.conflicts import Effect, Effects
from panels.rules.design import Design, Reveal
from panels.rules.vote_criterion import DayVote
from panels.words_design import EFFECT_NAMES, REVEAL_NAMES, TIE_NAMES

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext

Votes = Sequence[tuple[str, DayVote]]
"""Votes that a day may choose, each with its name."""


def _effect(label: Any, effects: Iterable[Effect] = Effect) -> RadioField:
    choices = [SelectChoice(str(one), EFFECT_NAMES[one]) for one in effects]
    return RadioField(label, choices=choices)


def _tie(label: Any) -> SelectField:
    choices = [SelectChoice(str(one), TIE_NAMES[one]) for one in TIES]
    return SelectField(label, choices=[SelectChoice("", _l("Nothing more")), *choices])


class DesignForm(HouseForm):
    """What being close to an idea does, what settles a tie, who sees the count when, the pot."""

    know = _effect(_l("Somebody who knows the people behind an idea"))
    close = _effect(_l("Somebody who is too close to it"))
    benefit = _effect(
        _l("Somebody who would gain from it, or whose family would"),
        (Effect.MAY_TALK, Effect.LEAVES_ROOM),
    )
    tie_1 = _tie(_l("What settles an exact tie first?"))
    tie_2 = _tie(_l("And then?"))
    tie_3 = _tie(_l("And after that?"))
    tie_4 = _tie(_l("And at last, before the lot that is drawn at opening?"))
    reveal = RadioField(
        _l("When do the panel's members see the count?"),
        choices=[SelectChoice(str(one), REVEAL_NAMES[one]) for one in Reveal],
    )
    pot = PenceField(
        _l("How much does the day decide over?"),
        description=_l(
            "Leave it empty for all that can be promised on the day. "
            "Money that was given for one idea alone comes on top."
        ),
        validators=[Optional()],
    )

    vote = RadioField(
        _l("Does a community vote count as one more question?"),
        description=_l("Only a vote that was made for this day can. Open it before the day."),
        choices=[],
        default="",
    )

    def design(self, votes: Votes) -> Design:
        """What was chosen; `votes` are those that were offered."""
        chosen = (self[f"tie_{place}"].data for place in range(1, len(TIES) + 1))
        return Design(
            Effects(Effect(self.know.data), Effect(self.close.data), Effect(self.benefit.data)),
            tuple(Tie(one) for one in chosen if one),
            Reveal(self.reveal.data),
            self.pot.amount_pence_or_none,
            next((one for _, one in votes if one.vote_id == self.vote.data), None),
        )


def design_form(design: Design, votes: Votes) -> DesignForm:
    """The form with what was chosen before, and these votes to choose from."""
    effects = design.effects
    ties = {f"tie_{place}": str(tie) for place, tie in enumerate(design.ties, 1)}
    near = {"know": effects.know, "close": effects.close, "benefit": effects.benefit}
    known = {name: str(effect) for name, effect in near.items()}
    rest = {"reveal": str(design.reveal), "pot": design.pot_pence}
    vote = {"vote": design.vote.vote_id if design.vote else ""}
    form = DesignForm(data={**known, **ties, **rest, **vote})
    form.vote.choices = [SelectChoice("", _l("No"))] + [
        SelectChoice(
            one.vote_id, _l("Yes: %(name)s (weight %(weight)s)", name=name, weight=one.weight)
        )
        for name, one in votes
    ]
    return form
