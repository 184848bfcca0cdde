"""The forms for an idea on paper: what the first person types, and what the second types again."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import FormField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from makeithappen.child_bands import AGE_MAX, Band
from makeithappen.core.errors import Refused
from makeithappen.core.forms import (
    BooleanField,
    IntegerField,
    PenceField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from makeithappen.core.refusing import note
from makeithappen.core.sentences import sentence
from makeithappen.core.widgets.page import isolated
from makeithappen.ideas.child_forms import WORDS_MAX
from makeithappen.ideas.forms import AnswerForm, answer_form
from makeithappen.ideas.plan_forms import HelpBoxes, LineBoxes, check_how_much, counted
from makeithappen.ideas.questions import Question
from makeithappen.ideas.rules.child import Who, check_age
from makeithappen.ideas.rules.paper import (
    CHILDREN,
    OTHER_HELP,
    OUTCOMES,
    ROWS,
    SPENDING,
    TYPED_TWICE,
    Paper,
    PaperChild,
    Second,
)
from makeithappen.ideas.rules.spending_plan import (
    HelpStage,
    Plan,
    hundredths_text,
    read_hundredths,
)
from makeithappen.inviting import Invitation

NO_BOX = SelectChoice("", _l("No box is ticked"))
BOXES = [
    NO_BOX,
    SelectChoice("yes", _l("Yes, show it to the panel")),
    SelectChoice("no", _l("No, don't show it")),
]


class _Row(wtforms.Form):
    """Some boxes of a paper that belong together: where all are empty, nothing is missing."""

    def is_empty(self) -> bool:
        """Whether nothing was typed, ticked or chosen."""
        return not any(str(text).strip() for box in self for text in box.raw_data or ())

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether all is well, or empty."""
        return self.is_empty() or super().validate(*args, **kwargs)


class LineRow(LineBoxes, _Row):
    """One thing that the money would be spent on."""


class HelpRow(HelpBoxes, _Row):
    """One thing that others give."""

    what = SelectField(
        _l("What do we count?"),
        choices=lambda: [SelectChoice("", _l("Choose")), *counted()],
        validators=[InputRequired(_l("Choose what is counted"))],
    )
    sure = BooleanField(_l("It is sure"))


class ChildRow(_Row):
    """What a child says, and the ticks of the child and of the grown-up."""

    age = IntegerField(
        _l("How old is the child?"),
        validators=[
            InputRequired(_l("Write the child's age in years, like 7")),
            NumberRange(0, AGE_MAX, _l("Write an age from 0 to 17")),
        ],
    )
    words = TextAreaField(
        _l("What does the child say?"),
        validators=[
            DataRequired(_l("Write what the child says, or leave all boxes of this child empty"))
        ],
        rows=3,
        length_max=WORDS_MAX,
    )
    child = SelectField(_l("The child's own boxes"), choices=BOXES)
    carer = SelectField(_l("The boxes of the parent or carer"), choices=BOXES)

    def said(self) -> PaperChild:
        """What the child says. Only for what was found valid."""
        boxes = {who: self[who.value].data for who in Who}
        ticks = {who: box == "yes" for who, box in boxes.items() if box}
        return PaperChild(self.age.data, self.words.data, ticks)


_FORMS: Mapping[str, type[_Row]] = {SPENDING: LineRow, OTHER_HELP: HelpRow, CHILDREN: ChildRow}


class _WithRows(AnswerForm):
    """Answers, and rows of boxes: the first of `spending` is `spending_1`."""

    def rows(self, question_id: str) -> list[Any]:
        """The rows of a question; none where it is not asked."""
        return [self[name] for name in _names(question_id) if name in self]

    def filled(self, question_id: str) -> list[Any]:
        """Those in which something stands."""
        return [row.form for row in self.rows(question_id) if not row.form.is_empty()]


class PaperForm(_WithRows):
    """All that stands on a paper."""

    bands: Sequence[Band] = ()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether all is well. Nobody of an age that the fund does not ask is kept."""
        valid = super().validate(*args, **kwargs)
        for row in self.filled(CHILDREN):
            if row.age.errors:
                continue
            try:
                check_age(self.bands, row.age.data)
            except Refused as refused:
                note(refused.code)
                row.age.errors, valid = [sentence(refused)], False
        return valid

    def paper(self, questions: Sequence[Question], *, kept: tuple[str, ...] = ()) -> Paper:
        """All of it. Only for a form found valid. `kept` are the outcomes where none is asked."""
        stages = {True: HelpStage.SECURED, False: HelpStage.PENDING}
        plan = Plan(
            tuple(row.line() for row in self.filled(SPENDING)),
            tuple(row.as_help(stages[bool(row.sure.data)]) for row in self.filled(OTHER_HELP)),
            tuple(self[OUTCOMES].data or ()) if OUTCOMES in self else kept,
        )
        said = tuple(row.said() for row in self.filled(CHILDREN)) if self.rows(CHILDREN) else None
        return Paper(self.answers(questions), plan, said)


def paper_form(
    questions: Sequence[Question],
    invitation: Invitation,
    *,
    before: Paper,
) -> PaperForm:
    """The form of the first person, with what was typed so far."""
    outcomes = invitation.outcome_choices(kept=before.plan.outcome_ids)
    fields: dict[str, dict[str, Any]] = {
        question_id: {name: FormField(_FORMS[question_id]) for name in _names(question_id)}
        for question_id in ROWS
    }
    choices = [SelectChoice(outcome_id, isolated(name)) for outcome_id, name in outcomes]
    fields[OUTCOMES] = {OUTCOMES: SelectMultipleField("", choices=choices, validators=[Optional()])}
    form = answer_form(
        questions,
        {**before.answers, **_shown(before)},
        invitation.choices(kept=str(before.answers.get("area") or "")),
        rows=fields,
        base=PaperForm,
    )
    found = cast(PaperForm, form)
    found.bands = invitation.child_bands
    return found


def _names(question_id: str) -> list[str]:
    return [f"{question_id}_{number}" for number in range(1, ROWS[question_id] + 1)]


def _shown(paper: Paper) -> dict[str, Any]:
    """What stands in the boxes of the rows: nothing at all in those that are free."""
    lines = [
        {"words": line.words, "quantity": line.quantity, "price": line.unit_pence}
        for line in paper.plan.lines
    ]
    helps = [
        {
            "words": one.words,
            "how_much": hundredths_text(one.quantity),
            "what": f"{one.kind}:{one.unit}",
            "sure": one.stage is HelpStage.SECURED,
        }
        for one in paper.plan.helps
    ]
    boxes = {True: "yes", False: "no", None: ""}
    children = [
        {"age": one.age, "words": one.words, **{who: boxes[one.ticks.get(who)] for who in Who}}
        for one in paper.children or ()
    ]
    found: dict[str, Any] = {OUTCOMES: list(paper.plan.outcome_ids)}
    for question_id, typed in ((SPENDING, lines), (OTHER_HELP, helps), (CHILDREN, children)):
        found |= {name: {"quantity": None} for name in _names(question_id)}
        found |= dict(zip(_names(question_id), typed, strict=False))
    return found


class LineFigures(wtforms.Form):
    """The figures of one thing that the money would be spent on."""

    quantity = IntegerField(_l("How many?"), validators=[Optional()])
    price = PenceField(_l("How much is one?"), validators=[Optional()])

    def figures(self) -> object:
        """What was typed. Only for what was found valid."""
        return (self.quantity.data, self.price.amount_pence_or_none)


class HelpFigures(wtforms.Form):
    """The figure of one thing that others give."""

    how_much = StringField(
        _l("How much, or how many?"), validators=[Optional(), check_how_much], length_max=20
    )

    def figures(self) -> object:
        """What was typed. Only for what was found valid."""
        return read_hundredths(self.how_much.data) if self.how_much.data else None


class ChildFigures(wtforms.Form):
    """A child's age."""

    age = IntegerField(_l("How old is the child?"), validators=[Optional()])

    def figures(self) -> object:
        """What was typed. Only for what was found valid."""
        return self.age.data


_FIGURES: Mapping[str, type[wtforms.Form]] = {
    SPENDING: LineFigures,
    OTHER_HELP: HelpFigures,
    CHILDREN: ChildFigures,
}


class CheckForm(_WithRows):
    """What the second person of a paper types again, and which other answers they find wrong."""

    def second(self, questions: Sequence[Question]) -> Second:
        """What the second person read. Only for a form found valid."""
        rows = {name: tuple(row.form.figures() for row in self.rows(name)) for name in ROWS}
        wrong = tuple(self["wrong"].data or ())
        return Second({**self.answers(questions), **rows}, wrong, self["typed"].data or "")


def check_form(
    questions: Sequence[Question], first: Mapping[str, tuple[object, ...]], typing: str
) -> CheckForm:
    """The form of the second person: it shows no figure that the first one typed.

    `first` are those figures: there are boxes for as many rows. `typing` is what the page shows.
    """
    twice = [
        one for one in questions if one.question_id in TYPED_TWICE or first.get(one.question_id)
    ]
    rows = {
        name: {
            f"{name}_{number}": FormField(_FIGURES[name])
            for number in range(1, len(first[name]) + 1)
        }
        for name in ROWS
    }
    others = [one for one in questions if one.question_id not in TYPED_TWICE]
    choices = [SelectChoice(one.question_id, one.label) for one in others]
    wrong = SelectMultipleField(_l("Which answers are not as on the paper?"), choices=choices)
    compared = BooleanField(
        _l("I have compared every answer with the paper"),
        validators=[InputRequired(_l("Compare every answer with the paper, then tick this"))],
    )
    more = {"wrong": wrong, "compared": compared, "typed": wtforms.HiddenField()}
    made = answer_form(
        twice, {"typed": typing}, (), recorded=TYPED_TWICE, rows=rows, more=more, base=CheckForm
    )
    return cast(CheckForm, made)
