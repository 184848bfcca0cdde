"""The forms of care: what a day offers its members, and what a member says to it."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from makeithappen.core.forms import (
    HouseForm,
    IntegerField,
    PenceField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    StringField,
)
from makeithappen.core.money import format_pence
from panels.rules.care import Answer, CareRefusal, Terms
from panels.rules.running_order import PART_MINUTES_MAX, Timetable
from panels.store.care import MyCare, Offer
from panels.words_care import SENTENCES

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_CHOOSE: Any = SENTENCES[CareRefusal.CHOICE_MISSING]
_MINUTES = _l("Write a whole number from 0 to %(most)s", most=PART_MINUTES_MAX)
_WRITE = _l("Write a whole number, like 5")


def clock_time(_form: object, field: StringField) -> None:
    """Refuse what is no time of the day."""
    if not _CLOCK.fullmatch(field.data or ""):
        raise ValidationError(_l("Write the time like 10:30"))


def _minutes(label: Any, default: int, hint: Any = "") -> IntegerField:
    checks = [InputRequired(_WRITE), NumberRange(0, PART_MINUTES_MAX, _MINUTES)]
    return IntegerField(label, description=hint, validators=checks, default=default)


class OfferForm(HouseForm):
    """What a day offers its members, and how its time is planned."""

    pay = PenceField(
        _l("Pay for each member"),
        description=_l("For the whole day. Leave it empty where there is none."),
        validators=[Optional()],
    )
    ideas_max = IntegerField(
        _l("How many ideas should a member score at most?"),
        description=_l("Leave it empty where everybody scores all ideas."),
        validators=[Optional(), NumberRange(1, 100, _l("Write a number from 1 to 100"))],
    )
    starts = StringField(
        _l("When does the first idea begin?"),
        description=_l("Like 10:30"),
        validators=[DataRequired(_l("Write the time like 10:30")), clock_time],
        default="10:00",
    )
    pitch_minutes = _minutes(_l("Minutes for each pitch"), 4)
    questions_minutes = _minutes(_l("Minutes for questions"), 5)
    scoring_minutes = _minutes(_l("Minutes for scoring"), 2)
    break_every = _minutes(_l("A break after how many ideas?"), 3, _l("0 means no breaks."))
    break_minutes = _minutes(_l("Minutes for a break"), 10)

    def offer(self, zone: str) -> Offer:
        """What was typed. Only for a form that was found valid."""
        clock = _CLOCK.fullmatch(self.starts.data)
        if clock is None:
            raise ValueError("the form was not checked")
        plan = Timetable(
            starts_minute=int(clock[1]) * 60 + int(clock[2]),
            pitch_minutes=self.pitch_minutes.data or 0,
            questions_minutes=self.questions_minutes.data or 0,
            scoring_minutes=self.scoring_minutes.data or 0,
            break_minutes=self.break_minutes.data or 0,
            break_every=self.break_every.data or 0,
        )
        return Offer(Terms(self.pay.amount_pence_or_none or 0, self.ideas_max.data), plan, zone)


def offer_form(known: Offer | None) -> OfferForm:
    """The form with what was said before."""
    if known is None:
        return OfferForm()
    plan = known.timetable
    hours, minutes = divmod(plan.starts_minute, 60)
    said = {name: getattr(plan, name) for name in plan.__slots__ if name != "starts_minute"}
    money = {"pay": known.terms.pay_pence or None, "ideas_max": known.terms.ideas_max}
    return OfferForm(data={**money, **said, "starts": f"{hours}:{minutes:02d}"})


class MyCareForm(HouseForm):
    """What a member takes of the offer, and what the day has cost them."""

    pay = RadioField(
        _l("Do you take the pay?"),
        choices=[SelectChoice("no", _l("No, thank you"))],
        validators=[InputRequired(_CHOOSE)],
    )
    travel = PenceField(
        _l("Travel"),
        description=_l("Bus, train, taxi or petrol. Leave empty what you don't need."),
        validators=[Optional()],
    )
    childcare = PenceField(
        _l("Childcare"),
        description=_l("Or care for somebody else at home."),
        validators=[Optional()],
    )
    other = PenceField(_l("Other"), description=_l("Like food or data."), validators=[Optional()])

    def answer(self) -> Answer:
        """What was chosen and typed. Only for a form that was found valid."""
        return Answer(
            takes_pay=self.pay.data == "yes" if self.pay else None,
            travel_pence=self.travel.amount_pence_or_none or 0,
            childcare_pence=self.childcare.amount_pence_or_none or 0,
            other_pence=self.other.amount_pence_or_none or 0,
        )


def my_care_form(offer: Offer, mine: MyCare) -> MyCareForm:
    """The form with what the member said before; it asks about pay only where there is some."""
    said = mine.answer
    choice = {True: "yes", False: "no", None: None}[said.takes_pay]
    amounts = {
        "travel": said.travel_pence or None,
        "childcare": said.childcare_pence or None,
        "other": said.other_pence or None,
    }
    form = MyCareForm(data={"pay": choice, **amounts})
    if offer.terms.pay_pence:
        yes = _l("Yes, I take %(amount)s", amount=format_pence(offer.terms.pay_pence))
        form.pay.choices = [SelectChoice("yes", yes), SelectChoice("no", _l("No, thank you"))]
    else:
        del form.pay
    return form
