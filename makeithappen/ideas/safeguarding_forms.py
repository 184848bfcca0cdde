"""The forms to flag a part of an idea, and to decide about a flag."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Optional

from makeithappen.core.forms import HouseForm, RadioField, SelectChoice, StringField, TextAreaField
from makeithappen.ideas.rules.safeguarding import FlagRefusal
from makeithappen.ideas.safeguarding_words import OUTCOME_HINTS, OUTCOMES, SENTENCES


class FlagForm(HouseForm):
    """Which part worries somebody, and why if they want to say."""

    part = RadioField(_l("What worries you?"), validators=[InputRequired(_l("Choose a part"))])
    why = TextAreaField(
        _l("Why?"),
        description=_l("You can leave this out. Only the safeguarding lead reads it."),
        validators=[Optional()],
        rows=3,
        length_max=2000,
    )


def flag_form(parts: Mapping[str, Any]) -> FlagForm:
    """The form with the parts that there are; one alone is chosen already."""
    form = FlagForm(data={"part": next(iter(parts))} if len(parts) == 1 else None)
    form.part.choices = [SelectChoice(part, name) for part, name in parts.items()]
    return form


class DecideForm(HouseForm):
    """What the safeguarding lead decides, and why."""

    outcome = RadioField(
        _l("What do you decide?"),
        choices=[
            SelectChoice(str(code), name, render_kw={"hint": OUTCOME_HINTS[code]})
            for code, name in OUTCOMES.items()
        ],
        validators=[InputRequired(_l("Choose one"))],
    )
    told = StringField(
        _l("Whom did you tell?"),
        description=_l("Only where you told somebody: who it was, and when."),
        validators=[Optional()],
        length_max=300,
    )
    reason = TextAreaField(
        _l("Why?"),
        description=_l("Only safeguarding leads read this. It is kept encrypted."),
        validators=[DataRequired(SENTENCES[FlagRefusal.REASON_MISSING])],
        rows=4,
        length_max=2000,
    )


class PressForm(HouseForm):
    """Nothing but a button."""
