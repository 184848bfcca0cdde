"""The forms for a letter: its template, what is written for one idea, and the look at it."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired, InputRequired, Optional

from makeithappen.core.forms import (
    HouseForm,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from makeithappen.replies.rules.letter import Outcome
from makeithappen.replies.rules.reply import Parts, ReplyRefusal
from makeithappen.replies.words import SENTENCES

FIELDS: dict[StrEnum, str] = {
    ReplyRefusal.STRENGTHS_MISSING: "strengths",
    ReplyRefusal.CRITERION_MISSING: "criterion",
    ReplyRefusal.REASON_MISSING: "reason",
    ReplyRefusal.HELP_MISSING: "would_help",
    ReplyRefusal.ELSEWHERE_MISSING: "elsewhere",
    ReplyRefusal.DAY_MISSING: "day",
}
"""Where on a form a refusal belongs."""


class TemplateForm(HouseForm):
    """What a fund writes where an idea ends so."""

    words = TextAreaField(
        _l("The letter"), validators=[DataRequired(_l("Write the letter"))], rows=20
    )


class PartsForm(HouseForm):
    """What a person writes in the letter to one idea's people."""

    strengths = TextAreaField(
        _l("What is good about the idea"),
        description=_l("It stands first in the letter. One or two plain sentences."),
        validators=[DataRequired(SENTENCES[ReplyRefusal.STRENGTHS_MISSING])],
        rows=3,
        length_max=2000,
    )
    criterion = SelectField(_l("What the reason has to do with"), validators=[Optional()])
    would_help = TextAreaField(
        _l("What would help the idea"),
        validators=[Optional()],
        rows=3,
        length_max=2000,
    )
    elsewhere = TextAreaField(
        _l("Where else its people can go"),
        description=_l("It starts with what the fund says. A line each."),
        validators=[Optional()],
        rows=4,
        length_max=2000,
    )

    def offer(self, criteria: Iterable[str], kept: str = "") -> None:
        """The criteria that a reason can be tied to, and the one that was chosen before."""
        names = dict.fromkeys([*criteria, *([kept] if kept else [])])
        nothing = SelectChoice("", _l("Choose one"))
        self.criterion.choices = [nothing, *(SelectChoice(name, name) for name in names)]

    def parts(self, reason: str = "") -> Parts:
        """What was written."""
        return Parts(
            strengths=self.strengths.data or "",
            criterion=self.criterion.data or "",
            reason=reason,
            would_help=self.would_help.data or "",
            elsewhere=self.elsewhere.data or "",
        )


class AnswerForm(PartsForm):
    """A coordinator's answer to an idea: what becomes of it, and what its people read."""

    outcome = RadioField(
        _l("What becomes of this idea?"),
        choices=[
            SelectChoice(str(Outcome.SHORTLISTED), _l("It goes to a panel day")),
            SelectChoice(str(Outcome.NOT_THIS_TIME), _l("Not this time")),
        ],
        validators=[InputRequired(_l("Choose your answer"))],
    )
    day = SelectField(
        _l("Panel day"),
        description=_l("Only for an idea that goes to a panel day."),
        validators=[Optional()],
    )
    reason = TextAreaField(
        _l("Your reason"),
        description=_l("From here on, only “Not this time” needs all of it."),
        validators=[Optional()],
        rows=3,
        length_max=2000,
    )

    def offer_days(self, days: Sequence[tuple[str, str]]) -> None:
        """The panel days that can still take an idea."""
        nothing = SelectChoice("", _l("Choose a day"))
        self.day.choices = [nothing, *(SelectChoice(day_id, name) for day_id, name in days)]


class LookForm(HouseForm):
    """That somebody looked at a letter: `seen` is the digest of what was on the page."""

    seen = HiddenField()


class PressForm(HouseForm):
    """Nothing but a button."""
