"""The forms of the reviews: asking, answering, and who answers."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Optional

from makeithappen.core.forms import (
    HouseForm,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from makeithappen.reviews.rules.review import REPLY_DAYS_DEFAULT, Outcome, Refusal, Route
from makeithappen.reviews.words import OUTCOMES, SENTENCES


class AskForm(HouseForm):
    """What somebody wants looked at again."""

    words = TextAreaField(
        _l("What should we look at again?"),
        description=_l("In your own words. A sentence is enough."),
        validators=[DataRequired(SENTENCES[Refusal.WORDS_MISSING])],
        rows=6,
        length_max=3000,
    )


class AskAsChildForm(HouseForm):
    """The same in a child's words."""

    words = TextAreaField(
        _l("What is not fair?"),
        description=_l("Say it your way. One line is fine."),
        validators=[DataRequired(_l("Write what is not fair."))],
        rows=6,
        length_max=3000,
    )


class AskPubliclyForm(HouseForm):
    """The same for somebody without an account: which decision, and how to reach them."""

    about = StringField(
        _l("Which idea or decision is it about?"),
        description=_l("The name of the idea, if you know it."),
        validators=[DataRequired(_l("Say which idea or decision it is about"))],
        length_max=200,
    )
    words = TextAreaField(
        _l("What should we look at again?"),
        description=_l("In your own words. A sentence is enough."),
        validators=[DataRequired(SENTENCES[Refusal.WORDS_MISSING])],
        rows=6,
        length_max=3000,
    )
    contact = StringField(
        _l("How can we reach you?"),
        description=_l("A phone number or an e-mail address. Only who answers you sees it."),
        validators=[DataRequired(_l("Tell us how to reach you"))],
        length_max=200,
    )


class AnswerForm(HouseForm):
    """How a review ends, and the words for who asked."""

    outcome = RadioField(
        _l("What happens now?"),
        choices=[SelectChoice(str(outcome), OUTCOMES[outcome]) for outcome in Outcome],
        validators=[InputRequired(_l("Choose what happens now"))],
    )
    reply = TextAreaField(
        _l("Your answer"),
        description=_l("Say what you looked at and why it ends like this, in plain words."),
        validators=[DataRequired(SENTENCES[Refusal.REPLY_MISSING])],
        rows=8,
        length_max=5000,
    )


class RouteForm(HouseForm):
    """Who answers a fund's reviews, and within how many days."""

    person = SelectField(
        _l("Who answers?"),
        description=_l("Not somebody who chairs a panel day or sits on a panel."),
        validators=[DataRequired(_l("Choose who answers"))],
    )
    stand_in = SelectField(
        _l("Who stands in?"),
        description=_l("This person answers where the first had a part in the decision."),
        validators=[Optional()],
    )
    reply_days = IntegerField(
        _l("Within how many days?"),
        description=_l("Who asks is told the date before they ask."),
        validators=[InputRequired(_l("Write a number of days, like 14"))],
        default=REPLY_DAYS_DEFAULT,
    )

    def route(self) -> Route:
        """What was typed. Only for a form that was found valid."""
        return Route(self.person.data, self.stand_in.data or None, self.reply_days.data)


def route_form(people: Sequence[tuple[str, str]], route: Route | None) -> RouteForm:
    """The form with the people who could answer, and what was said before."""
    said = (
        {}
        if route is None
        else {
            "person": route.person_id,
            "stand_in": route.stand_in_id or "",
            "reply_days": route.reply_days,
        }
    )
    form = RouteForm(data=said)
    known = [SelectChoice(person_id, name) for person_id, name in people]
    form.person.choices = [SelectChoice("", _l("Choose")), *known]
    form.stand_in.choices = [SelectChoice("", _l("Nobody")), *known]
    return form
