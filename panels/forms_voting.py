"""The forms of community votes: they read what was typed and judge nothing that a rule judges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Any, Self
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, NumberRange, Optional, Regexp

from makeithappen.core.forms import (
    DateField,
    HouseForm,
    IntegerField,
    PenceField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from panels.rules.allocation.choose import RuleName
from panels.rules.vote import POT_RULES, Option, Use, VoteSettings
from panels.store.voting_records import NewVote, Vote
from panels.words_voting import RULE_HINTS, RULE_NAMES, USE_HINTS, USE_NAMES

# The stubs of WTForms ask for str; WTForms itself takes lazy text.
_l: Any = lazy_gettext

NO_AREA = "none"
CARDS_AT_ONCE_MAX = 500
CODE_ATTRIBUTES = {"autocomplete": "off", "spellcheck": False, "autocapitalize": "characters",
                   "dir": "ltr", "width": 10}  # fmt: skip


def _choices(values: Sequence[Any], names: Any, hints: Any) -> list[Any]:
    return [SelectChoice(str(one), names[one], {"hint": hints[one]}) for one in values]


def _time_field(label: Any) -> StringField:
    time_of_day = Regexp(r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$", message=_l("Write it like 18:30"))
    return StringField(label, validators=[DataRequired(_l("Write it like 18:30")), time_of_day])


class VoteForm(HouseForm):
    """What a vote is about, how it counts, and when it is."""

    name = StringField(
        _l("What do you ask people?"),
        description=_l("For instance: Which name should the play van have?"),
        validators=[DataRequired(_l("Write what you ask people"))],
        length_max=120,
    )
    words = TextAreaField(
        _l("What should they know?"), validators=[Optional()], rows=3, length_max=1000
    )
    use = RadioField(
        _l("What is the vote for?"),
        choices=_choices(list(USE_NAMES), USE_NAMES, USE_HINTS),
        default=str(Use.CHOICE),
    )
    choices_max = IntegerField(
        _l("How many may each person choose?"),
        validators=[NumberRange(1, 30, _l("Write a whole number from 1 to 30"))],
        default=3,
    )
    opens_on = DateField(_l("It opens on"), validators=[DataRequired(_l("Write the date"))])
    opens_time = _time_field(_l("It opens at"))
    closes_on = DateField(_l("It closes on"), validators=[DataRequired(_l("Write the date"))])
    closes_time = _time_field(_l("It closes at"))
    turnout_percent = IntegerField(
        _l("How many of all cards must be used, in per cent?"),
        description=_l("With fewer, the vote decides nothing. Say it now, and it holds."),
        validators=[NumberRange(0, 100, _l("Write a whole number from 0 to 100"))],
        default=25,
    )
    day = SelectField(
        _l("Panel day"),
        description=_l("Then its ideas are what people choose from."),
        validators=[Optional()],
        choices=[],
    )
    weight = IntegerField(
        _l("How much does it weigh beside the panel's criteria?"),
        description=_l("Only for a vote that is part of a panel day. From 1 to 100."),
        validators=[Optional(), NumberRange(1, 100, _l("Write a whole number from 1 to 100"))],
    )
    pot = PenceField(
        _l("How much money is in the pot?"),
        description=_l("Only for sharing a pot. In pounds, like 500 or 250.50."),
        validators=[Optional()],
    )
    rule = RadioField(
        _l("How is the pot shared?"),
        choices=_choices(POT_RULES, RULE_NAMES, RULE_HINTS),
        default=str(RuleName.EQUAL_SHARES),
    )

    def offer(self, days: Sequence[tuple[str, str]]) -> VoteForm:
        """Offer these panel days, by id and name."""
        none = SelectChoice("", _l("None"))
        self.day.choices = [none, *(SelectChoice(day_id, name) for day_id, name in days)]
        return self

    def new_vote(self, zone: str) -> NewVote:
        """What was typed. Only what belongs to the use is kept."""
        use = Use(self.use.data)
        settings = VoteSettings(
            use=use,
            day_id=self.day.data or None,
            choices_max=self.choices_max.data or 0,
            opens_at=_moment(self.opens_on.data, self.opens_time.data, zone),
            closes_at=_moment(self.closes_on.data, self.closes_time.data, zone),
            turnout_least=Fraction(self.turnout_percent.data or 0, 100),
            weight=self.weight.data if use is Use.PANEL else None,
            pot_pence=self.pot.amount_pence_or_none if use is Use.POT else None,
            rule=RuleName(self.rule.data) if use is Use.POT else None,
            options=(),
            areas=(),
        )
        return NewVote(self.name.data or "", self.words.data or "", settings)


def _moment(on: date | None, typed: str, zone: str) -> datetime:
    hour, minute = typed.split(":")
    here = datetime.combine(on or date.min, time(int(hour), int(minute)), ZoneInfo(zone))
    return here.astimezone(UTC)


def vote_fields(vote: Vote) -> dict[str, Any]:
    """A vote as the fields of its form."""
    said = vote.settings
    return {
        "name": vote.name,
        "words": vote.words,
        "use": str(said.use),
        "choices_max": said.choices_max,
        "opens_on": vote.opens_here.date(),
        "opens_time": f"{vote.opens_here:%H:%M}",
        "closes_on": vote.closes_here.date(),
        "closes_time": f"{vote.closes_here:%H:%M}",
        "turnout_percent": int(said.turnout_least * 100),
        "day": said.day_id or "",
        "weight": said.weight,
        "pot": said.pot_pence,
        "rule": str(said.rule or RuleName.EQUAL_SHARES),
    }


class OptionForm(HouseForm):
    """One thing that people can choose."""

    title = StringField(
        _l("A short name"), validators=[DataRequired(_l("Write a short name"))], length_max=120
    )
    words = TextAreaField(
        _l("Say a little more"),
        description=_l("For a logo: what can be seen on it, in words."),
        validators=[Optional()],
        rows=3,
        length_max=1000,
    )
    price = PenceField(
        _l("What does it cost?"),
        description=_l("Only for sharing a pot. In pounds, like 250 or 250.50."),
        validators=[Optional()],
    )

    def option(self, option_id: str) -> Option:
        """What was typed, as an option. An empty id means a new one."""
        price_pence = self.price.amount_pence_or_none
        return Option(option_id, 0, self.title.data or "", self.words.data or "", price_pence, None)


class CardsForm(HouseForm):
    """How many cards to print, and for which area."""

    area = RadioField(_l("For which area?"), choices=[])
    cards = IntegerField(
        _l("How many cards?"),
        description=_l("As many as you will hand out. All of them count for the turnout."),
        validators=[
            DataRequired(_l("Write a whole number from 1 to 500")),
            NumberRange(1, CARDS_AT_ONCE_MAX, _l("Write a whole number from 1 to 500")),
        ],
    )

    def offer(self, areas: Sequence[tuple[str, str]]) -> CardsForm:
        """Offer these areas, by id and name, and none."""
        choices = [SelectChoice(area_id, name) for area_id, name in areas]
        self.area.choices = [
            *choices,
            SelectChoice(NO_AREA, _l("For everybody, wherever they live")),
        ]
        return self


class BallotForm(HouseForm):
    """A card's code and what it chooses; the options are those of the vote, see `offer`."""

    code = StringField(
        _l("The code on your card"),
        description=_l("Nine letters and digits, like ABC-DEF-GHJ."),
        validators=[DataRequired(_l("Type the code that stands on your card"))],
        length_max=30,
        render_kw={**CODE_ATTRIBUTES, "data-from-fragment": "true"},
    )
    chosen = SelectMultipleField(_l("What do you choose?"), choices=[])

    def offer(self, options: Sequence[tuple[str, str, str]], most: int) -> Self:
        """Offer these options, by id, name and words; `most` may be chosen."""
        self.chosen.choices = [
            SelectChoice(option_id, name, {"hint": words} if words else {})
            for option_id, name, words in options
        ]
        self.chosen.description = (
            _l("Choose one.") if most == 1 else _l("Choose up to %(most)s.", most=most)
        )
        return self


class PaperForm(BallotForm):
    """A paper card, as one person reads it."""

    number = IntegerField(
        _l("The number on the paper"),
        description=_l("Number the papers by hand, so that you find them again."),
        validators=[
            DataRequired(_l("Write the number that you wrote on the paper")),
            NumberRange(1, 99_999, _l("Write a number from 1 to 99999")),
        ],
    )


class CloseForm(HouseForm):
    """Why a vote is counted early, or with paper that is not settled."""

    reason = TextAreaField(
        _l("Why now?"),
        description=_l(
            "Only before the closing time, or with papers that are not settled. It is public."
        ),
        validators=[Optional()],
        rows=3,
        length_max=1000,
    )
