"""The forms for an idea: one for any of its questions, and the coordinator's answer."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import ValidationError
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from makeithappen.core.forms import (
    HouseForm,
    IntegerField,
    PenceField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from makeithappen.core.refusing import note
from makeithappen.core.widgets import InputWidget
from makeithappen.core.widgets.page import isolated
from makeithappen.ideas.questions import Kind, Question
from makeithappen.ideas.rules.answers import ANYWHERE, Answer, Answers
from makeithappen.ideas.rules.follow_up import FollowUpRefusal
from makeithappen.ideas.rules.idea import Refusal
from makeithappen.ideas.rules.taking_part import is_link
from makeithappen.ideas.words import FOLLOW_UP_SENTENCES, SENTENCES

SAID_ANYWHERE = "anywhere"
PEOPLE_MAX = 1_000_000
LINK_WIDGET = InputWidget(type="url", inputmode="url", spellcheck=False, dir="ltr")
NO_LINK = _l("Copy the whole link: it begins with https://")


class AnswerForm(HouseForm):
    """Some of the questions, each with a field under its id."""

    def answers(self, questions: Sequence[Question]) -> dict[str, Answer]:
        """The answers to these questions. Only for a form that was found valid."""
        return {one.question_id: _answer(one, self[one.question_id]) for one in questions}


def _answer(question: Question, field: Any) -> Answer:
    kind = question.kind
    if kind is Kind.MONEY:
        return field.amount_pence_or_none
    if kind is Kind.AREA:
        return ANYWHERE if field.data == SAID_ANYWHERE else field.data
    if kind is Kind.NUMBER:
        return "" if field.data is None else str(field.data)
    if kind is Kind.TICKS:
        return " ".join(field.data or ())
    return field.data or ("" if kind is Kind.LONG or question.missing else None)


def answer_form(
    questions: Sequence[Question],
    said: Mapping[str, Any],
    areas: Sequence[tuple[str, str]],
    *,
    recorded: Collection[str] = (),
    rows: Mapping[str, Mapping[str, Any]] | None = None,
    more: Mapping[str, Any] | None = None,
    base: type[AnswerForm] = AnswerForm,
) -> AnswerForm:
    """A form of these questions with what was answered so far.

    What was answered with a recording, or can be skipped, may stay empty. `rows` are the fields of
    a question with rows, by its id. `more` are fields that ask about the answers themselves: they
    stand below them, and so do their errors.
    """
    fields: dict[str, Any] = {}
    shown = dict(said)
    for one in questions:
        name = one.question_id
        if one.kind is Kind.ROWS:
            fields |= _anew((rows or {})[name])
        else:
            fields[name] = _field(one, areas, skip=name in recorded)
            shown[name] = _shown(one.kind, said.get(name))
    return type("AnswerForm", (base,), {**fields, **_anew(more or {})})(data=shown)


def check_link(_form: Any, field: Any) -> None:
    """Refuse what is no address of a page on the web."""
    if not is_link(field.data):
        note("link")
        raise ValidationError(NO_LINK)


def _anew(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields, made now: WTForms keeps them in the order in which they were made."""
    return {
        name: UnboundField(field.field_class, *field.args, **field.kwargs)
        for name, field in fields.items()
    }


def _shown(kind: Kind, answer: Answer) -> Any:
    if kind is Kind.AREA:
        return SAID_ANYWHERE if answer == ANYWHERE else answer
    if kind is Kind.NUMBER:
        return int(answer) if answer else None
    if kind is Kind.TICKS:
        return str(answer or "").split()
    return answer


def _field(one: Question, areas: Sequence[tuple[str, str]], *, skip: bool) -> Any:
    must = [DataRequired(one.missing)] if one.missing and not skip else [Optional()]
    if one.kind is Kind.AREA:
        anywhere = SelectChoice(SAID_ANYWHERE, _l("All over, or I don't know yet"))
        choices = [*(SelectChoice(area_id, isolated(name)) for area_id, name in areas), anywhere]
        chosen = Optional() if skip else InputRequired(one.missing)
        return RadioField(one.label, choices=choices, validators=[chosen])
    if one.kind is Kind.MONEY:
        return PenceField(one.label, validators=must)
    if one.kind is Kind.NUMBER:
        whole = NumberRange(1, PEOPLE_MAX, _l("Write a number from 1 to 1,000,000, like 30"))
        return IntegerField(one.label, validators=[*must, whole])
    if one.kind is Kind.TICKS:
        choices = [SelectChoice(code, words) for code, words in one.choices.items()]
        return SelectMultipleField(one.label, choices=choices, validators=must)
    if one.kind in (Kind.SHORT, Kind.LINK):
        more: dict[str, Any] = {}
        if one.unclear:
            must.append(_clear(one))
        if one.kind is Kind.LINK:
            must.append(check_link)
            more["widget"] = LINK_WIDGET
        return StringField(one.label, validators=must, length_max=one.length_max, **more)
    rows = 6 if one.missing else 3
    return TextAreaField(one.label, validators=must, rows=rows, length_max=one.length_max)


def _clear(one: Question) -> Callable[[Any, Any], None]:
    def check(_form: Any, field: Any) -> None:
        if not one.is_clear(field.data):
            raise ValidationError(one.unclear)

    return check


class PressForm(HouseForm):
    """Nothing but a button."""


class NextDayForm(HouseForm):
    """On which day an idea that was put off is heard again, and why."""

    day = SelectField(_l("Panel day"), validators=[InputRequired(SENTENCES[Refusal.DAY_MISSING])])
    reason = TextAreaField(
        _l("Your reason"),
        description=_l("The people behind the idea will read this."),
        validators=[DataRequired(SENTENCES[Refusal.REASON_MISSING])],
        rows=5,
        length_max=2000,
    )


def next_day_form(days: Sequence[tuple[str, str]]) -> NextDayForm:
    """The form with the panel days that can still take an idea."""
    form = NextDayForm()
    choose = SelectChoice("", _l("Choose a day"))
    form.day.choices = [choose, *(SelectChoice(day_id, name) for day_id, name in days)]
    return form


class FollowUpForm(HouseForm):
    """What the coordinator asks an idea's people."""

    about = SelectField(
        _l("About which answer?"), validators=[InputRequired(_l("Choose which answer"))]
    )
    words = TextAreaField(
        _l("What would you like to know?"),
        description=_l("One thing, in plain words. Its people read this."),
        validators=[DataRequired(FOLLOW_UP_SENTENCES[FollowUpRefusal.WORDS_MISSING])],
        rows=4,
        length_max=500,
    )


def follow_up_form(questions: Sequence[Question]) -> FollowUpForm:
    """The form with the answers that can be asked about."""
    form = FollowUpForm()
    choose = SelectChoice("", _l("Choose an answer"))
    form.about.choices = [choose, *(SelectChoice(one.question_id, one.label) for one in questions)]
    return form


def reply_form(question: Question, said: Answers, areas: Sequence[tuple[str, str]]) -> AnswerForm:
    """The form of one question that has to be answered now."""
    return answer_form([replace(question, missing=_l("Write your answer."))], said, areas)
