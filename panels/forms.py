"""The panel's forms: they read what was typed and judge nothing that a rule judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, NumberRange, Optional, ValidationError

from makeithappen.core.forms import (
    DateField,
    HouseForm,
    IntegerField,
    PenceField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from panels.rules.conflicts import Degree, Effects
from panels.rules.criteria import POINTS_MAX, Criterion, ScalePoint
from panels.rules.decisions import Outcome
from panels.words import DEGREE_NAMES, OUTCOME_HINTS, OUTCOME_NAMES
from panels.words_design import EFFECT_HINTS

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext

CANT_SAY = "cant_say"
SENTENCE_LENGTH_MAX = 200
REASON_LENGTH_MAX = 1000
LINKS_LENGTH_MAX = 20_000


class PressForm(HouseForm):
    """Nothing but a button."""


class DayForm(HouseForm):
    """What a day is called, when it is, and from when on an idea can be funded."""

    name = StringField(
        _l("Name of the day"),
        validators=[DataRequired(_l("Write a name for the day"))],
        length_max=120,
    )
    held_on = DateField(_l("Date"), validators=[DataRequired(_l("Write the date of the day"))])
    quorum = IntegerField(
        _l("How many whole score sheets does an idea need?"),
        description=_l("Half of the panel, and never fewer than 3. This is the quorum."),
        validators=[Optional(), NumberRange(1, 100, _l("Write a number from 1 to 100"))],
    )
    threshold_percent = IntegerField(
        _l("How high must its mean be, in per cent of the top of the scale?"),
        description=_l("On a scale from 0 to 4, 50 per cent is a mean of 2."),
        validators=[Optional(), NumberRange(0, 100, _l("Write a number from 0 to 100"))],
    )
    part_funding = RadioField(
        _l("May an idea get a part of what it asks for?"),
        choices=[
            SelectChoice("yes", _l("Yes"), {"hint": _l("But never less than what would work.")}),
            SelectChoice("no", _l("No"), {"hint": _l("Each idea gets all that it asks, or none.")}),
        ],
        default="yes",
        invalid_choice_message=_l("Choose yes or no"),
    )


class CriterionForm(HouseForm):
    """One question that is asked of each idea, and what each answer means."""

    name = StringField(
        _l("A short name"),
        validators=[DataRequired(_l("Write a short name, like “Made by families”"))],
        length_max=60,
    )
    value_words = TextAreaField(
        _l("What do you care about here?"),
        description=_l("In the panel's own words."),
        validators=[DataRequired(_l("Write what you care about, in a sentence"))],
        rows=2,
        length_max=400,
    )
    question = TextAreaField(
        _l("The question that you ask of each idea"),
        validators=[DataRequired(_l("Write the question in plain words"))],
        rows=2,
        length_max=SENTENCE_LENGTH_MAX,
    )
    weight = IntegerField(
        _l("How much does it weigh?"),
        description=_l("A whole number from 1 to 100. Twice the number counts twice."),
        validators=[DataRequired(_l("Write a whole number from 1 to 100"))],
        default=1,
    )
    starts_at = RadioField(
        _l("Where does the scale begin?"),
        choices=[SelectChoice("0", _l("At 0")), SelectChoice("1", _l("At 1"))],
        default="0",
    )
    step_1 = StringField(_l("The lowest step"), length_max=SENTENCE_LENGTH_MAX)
    step_2 = StringField(_l("The second step"), length_max=SENTENCE_LENGTH_MAX)
    step_3 = StringField(
        _l("The third step"), validators=[Optional()], length_max=SENTENCE_LENGTH_MAX
    )
    step_4 = StringField(
        _l("The fourth step"), validators=[Optional()], length_max=SENTENCE_LENGTH_MAX
    )
    step_5 = StringField(
        _l("The fifth step"), validators=[Optional()], length_max=SENTENCE_LENGTH_MAX
    )
    written_by = StringField(
        _l("Who wrote it?"),
        description=_l("First names, or “the panel”."),
        validators=[Optional()],
        length_max=120,
    )

    def criterion(self, criterion_id: str) -> Criterion:
        """What was typed, as a criterion. An empty id means a new one."""
        return Criterion(
            criterion_id=criterion_id,
            position=0,
            name=self.name.data or "",
            question=self.question.data or "",
            value_words=self.value_words.data or "",
            weight=self.weight.data or 0,
            scale=self._scale(),
            written_by=self.written_by.data or "",
        )

    def _scale(self) -> tuple[ScalePoint, ...]:
        """The steps up to the last one that has words; a gap before it is for the rule to see."""
        steps = [self[f"step_{step}"].data or "" for step in range(1, POINTS_MAX + 1)]
        while steps and not steps[-1]:
            steps.pop()
        first = int(self.starts_at.data or 0)
        return tuple(ScalePoint(value, words) for value, words in enumerate(steps, first))


def criterion_fields(criterion: Criterion) -> dict[str, Any]:
    """A criterion as the fields of its form."""
    steps = {f"step_{step}": point.words for step, point in enumerate(criterion.scale, 1)}
    return {
        "name": criterion.name,
        "question": criterion.question,
        "value_words": criterion.value_words,
        "weight": criterion.weight,
        "starts_at": str(criterion.values[0]),
        "written_by": criterion.written_by,
        **steps,
    }


class ScrutineerForm(HouseForm):
    """For whom the list of whose sheets are whose is sealed."""

    public_key = StringField(
        _l("The scrutineer's public key"),
        description=_l(
            "One line that “makeithappen scrutineer new” printed on their machine. Leave it empty "
            "to have the list destroyed."
        ),
        validators=[Optional()],
        length_max=100,
    )


class PanelForm(HouseForm):
    """Who decides on the day, and who waits in case somebody can't."""

    panel = SelectMultipleField(_l("On the panel"), choices=[])
    reserve = SelectMultipleField(
        _l("In reserve"),
        description=_l("They come in when somebody is missing or too close to an idea."),
        choices=[],
    )

    def offer(self, people: Sequence[tuple[str, str]]) -> PanelForm:
        """Offer these people, by id and first name, in both lists."""
        choices = [SelectChoice(person_id, first_name) for person_id, first_name in people]
        self.panel.choices = choices
        self.reserve.choices = choices
        return self

    def validate_reserve(self, field: Any) -> None:
        """Nobody is in both lists."""
        if set(field.data or ()) & set(self.panel.data or ()):
            raise ValidationError(_l("Choose each person in one of the two lists only"))


class ReasonForm(HouseForm):
    """A reason for something that the chair does."""

    reason = TextAreaField(
        _l("Why?"),
        validators=[DataRequired(_l("Write the reason. It is kept."))],
        rows=3,
        length_max=REASON_LENGTH_MAX,
    )


class LinksForm(HouseForm):
    """The list of whose sheets were whose, as the scrutineer has opened it."""

    links = TextAreaField(
        _l("The list that the scrutineer has opened"),
        description=_l("Copy all of the file that `makeithappen scrutineer open` wrote."),
        validators=[DataRequired(_l("Ask the scrutineer for the list and put it in here."))],
        rows=6,
        length_max=LINKS_LENGTH_MAX,
    )


class PresenceForm(HouseForm):
    """Whether a member is in the room; the button's value says which."""

    presence = StringField(_l("In the room"))


class MoveForm(HouseForm):
    """What comes next; the button's value says which move, and which idea is called."""

    move = StringField(_l("Move"))
    pitch_id = StringField(_l("Idea"), validators=[Optional()])


class PitchForm(HouseForm):
    """A button that is about one idea."""

    pitch_id = StringField(_l("Idea"))


class ExtraTimeForm(HouseForm):
    """More minutes for what happens now; the button's value says how many."""

    minutes = IntegerField(_l("Minutes"), validators=[NumberRange(1, 60)])


class ConflictForm(HouseForm):
    """How close a member is to an idea."""

    degree = RadioField(
        _l("How close are you to the people behind this idea?"),
        choices=[],
        invalid_choice_message=_l("Choose how close you are"),
    )

    def offer(self, effects: Effects) -> ConflictForm:
        """Say with each degree what it does on this day."""
        self.degree.choices = [
            SelectChoice(str(one), DEGREE_NAMES[one], {"hint": EFFECT_HINTS[effects.of(one)]})
            for one in Degree
        ]
        return self


class NeededForPart:
    """An amount belongs to "in part": it may be empty anywhere else."""

    field_flags: ClassVar[dict[str, bool]] = {"optional": True}

    def __call__(self, form: Any, field: Any) -> None:
        if form.outcome.data == Outcome.PART and field.amount_pence_or_none is None:
            raise ValidationError(_l("Write the amount in pounds, like 250 or 250.50"))


def _outcomes(*offered: Outcome) -> list[Any]:
    return [
        SelectChoice(str(one), OUTCOME_NAMES[one], {"hint": OUTCOME_HINTS[one]}) for one in offered
    ]


class DecisionForm(HouseForm):
    """What the panel decided about an idea, and why."""

    outcome = RadioField(
        _l("What did the panel decide?"),
        choices=_outcomes(*Outcome),
        invalid_choice_message=_l("Choose what the panel decided"),
    )
    amount = PenceField(
        _l("Amount"),
        description=_l("Only for “in part”. In pounds, like 250 or 250.50."),
        validators=[NeededForPart()],
    )
    reason = TextAreaField(
        _l("Why?"),
        description=_l("Begin with what is strong. The people behind the idea will read it."),
        validators=[DataRequired(_l("Write the reason"))],
        rows=4,
        length_max=REASON_LENGTH_MAX,
    )

    departure = TextAreaField(
        _l("Why is it not what the count gives?"),
        description=_l("Only where it is something else. Everybody can read this afterwards."),
        validators=[Optional()],
        rows=3,
        length_max=REASON_LENGTH_MAX,
    )

    def offer(self, *, part_funding: bool) -> DecisionForm:
        """Offer “in part” only where it was sealed that parts may be given."""
        if not part_funding:
            self.outcome.choices = _outcomes(Outcome.FULL, Outcome.DEFER, Outcome.NOT_NOW)
            del self.amount
        return self


class SheetForm(HouseForm):
    """A score sheet; its questions are those of the day, see `sheet_form`."""

    comment = TextAreaField(
        _l("What should the panel hear from you about this idea?"),
        description=_l("Shown without your name when scoring has closed."),
        validators=[Optional()],
        rows=3,
        length_max=500,
    )

    def values(self, criteria: Sequence[Criterion]) -> dict[str, int | None]:
        """The answers by criterion id; None for "can't say"."""
        typed = {one.criterion_id: self[score_name(one)].data for one in criteria}
        return {one: None if value == CANT_SAY else int(value) for one, value in typed.items()}


def score_name(criterion: Criterion) -> str:
    """The name of the field that asks about a criterion."""
    return f"score_{criterion.position}"


def sheet_form(
    criteria: Sequence[Criterion],
    *,
    values: Mapping[str, int | None] | None,
    comment: str,
    typed: Mapping[str, str] | None = None,
    base: type[SheetForm] = SheetForm,
) -> Any:
    """A score sheet with one question per criterion, filled in with a sheet from before.

    `typed` is what was typed since, by the name of its field.
    """
    known = answers(criteria, values, comment)
    return _form_of(tuple(criteria), base)(data={**known, **(typed or {})})


@lru_cache(maxsize=32)
def _form_of(criteria: tuple[Criterion, ...], base: type[SheetForm]) -> Any:
    """The form with these questions. Made once, since each sheet that comes in needs it."""
    questions = {score_name(one): question(one) for one in criteria}
    return type(f"Day{base.__name__}", (base,), questions)


def answers(
    criteria: Sequence[Criterion], values: Mapping[str, int | None] | None, comment: str
) -> dict[str, str]:
    """A sheet as the fields of its form."""
    known = {
        score_name(one): CANT_SAY if value is None else str(value)
        for one in criteria
        for value in [(values or {}).get(one.criterion_id)]
    }
    return {"comment": comment, **(known if values is not None else {})}


def question(criterion: Criterion) -> RadioField:
    """The field that asks about a criterion."""
    points = [SelectChoice(str(point.value), point.words) for point in criterion.scale]
    return RadioField(
        criterion.question,
        description=criterion.value_words,
        choices=[*points, SelectChoice(CANT_SAY, _l("I can't say"))],
        invalid_choice_message=_l(
            "Choose an answer to “%(question)s”, or “I can't say”", question=criterion.question
        ),
    )
