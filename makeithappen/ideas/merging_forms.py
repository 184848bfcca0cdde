"""The forms around ideas that become one, and the answer of their authors."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired

from makeithappen.core.forms import (
    HouseForm,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    TextAreaField,
)
from makeithappen.ideas.merging_words import SENTENCES
from makeithappen.ideas.rules.idea import Idea
from makeithappen.ideas.rules.merging import MergeRefusal


class MergeForm(HouseForm):
    """With which ideas, and why."""

    others = SelectMultipleField(
        _l("Which ideas could be one with it?"),
        validators=[InputRequired(SENTENCES[MergeRefusal.TOO_FEW])],
    )
    why = TextAreaField(
        _l("Why?"),
        description=_l("Their people read this, so say it in a sentence or two."),
        validators=[DataRequired(SENTENCES[MergeRefusal.WHY_MISSING])],
        rows=3,
        length_max=500,
    )


def merge_form(others: Sequence[Idea]) -> MergeForm:
    """The form with the other ideas that wait for an answer."""
    form = MergeForm()
    form.others.choices = [
        SelectChoice(one.idea_id, one.name or _l("An idea without words")) for one in others
    ]
    return form


class MergeAnswerForm(HouseForm):
    """An author's yes or no."""

    answer = RadioField(
        _l("Shall your idea become part of one idea?"),
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No, leave it as it is"))],
        validators=[InputRequired(_l("Choose yes or no"))],
    )


def answer_form(names: Sequence[str]) -> MergeAnswerForm:
    """The form for an author; one idea that becomes two has their names."""
    form = MergeAnswerForm()
    if names:
        form.answer.label.text = _l("Shall your idea become two ideas?")
    return form
