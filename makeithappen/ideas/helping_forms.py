"""The forms of those who help with an idea."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired

from makeithappen.core.forms import (
    HouseForm,
    OneTimeCodeField,
    RadioField,
    SelectChoice,
    StringField,
)
from makeithappen.ideas.forms import AnswerForm
from makeithappen.ideas.helping_words import WHOSE
from makeithappen.ideas.questions import Kind, Question
from makeithappen.ideas.rules.helping import Whose

CODE_MAX = 40


class JoinForm(HouseForm):
    """The code that somebody gave to their helper."""

    code = StringField(
        _l("The code"),
        description=_l("8 letters and numbers, like ABCD-2345. Small letters are fine."),
        validators=[DataRequired(_l("Type the code that you were given"))],
        length_max=CODE_MAX,
    )


class YesForm(HouseForm):
    """The code of the idea's own person, never shown again on the helper's phone."""

    code = OneTimeCodeField(
        _l("Your code to come back"),
        description=_l(
            "10 letters and numbers, like ABC-2345-DEF, on your slip or your own phone."
        ),
        validators=[DataRequired(_l("Type your code to come back"))],
        length_max=CODE_MAX,
    )


def whose_field(
    questions: Sequence[Question], known: Mapping[str, Whose | None]
) -> dict[str, RadioField]:
    """For a helper: the question whose words are typed here, where words are asked for."""
    asked = [one.question_id for one in questions if one.kind is Kind.LONG]
    if not asked:
        return {}
    said = {known.get(question_id) for question_id in asked} - {None}
    choices = [SelectChoice(str(whose), words) for whose, words in WHOSE.items()]
    chosen = {"default": said.pop()} if len(said) == 1 else {}
    must = [InputRequired(_l("Say whose words these are"))]
    field = RadioField(_l("Whose words are these?"), choices=choices, validators=must, **chosen)
    return {"whose": field}


def whose_words(form: AnswerForm, questions: Sequence[Question]) -> dict[str, Whose]:
    """Whose words the answers are in, for those that are words. Only for a form found valid."""
    said = Whose(form["whose"].data) if "whose" in form else None
    return {one.question_id: said for one in questions if said and one.kind is Kind.LONG}
