"""The form for what a fund says before an idea is begun, and the questions that stand there."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from makeithappen.core.forms import HouseForm, IntegerField, StringField, TextAreaField
from makeithappen.funds.rules.start import FITS_MAX, Fit, Start

ASKS = (_l("First question"), _l("Second question"), _l("Third question"))
SAYS_NO = _l("What somebody reads who says no: where else to go")


class StartForm(HouseForm):
    """Three sentences, up to three questions, where else to go, and whom to talk to."""

    who = StringField(_l("Who can send in an idea, in one sentence"), validators=[Optional()])
    what = StringField(_l("What the money is for, in one sentence"), validators=[Optional()])
    what_not = StringField(_l("What it is not for, in one sentence"), validators=[Optional()])
    asks_1 = StringField(ASKS[0], validators=[Optional()])
    says_no_1 = TextAreaField(SAYS_NO, validators=[Optional()], rows=3, length_max=1000)
    asks_2 = StringField(ASKS[1], validators=[Optional()])
    says_no_2 = TextAreaField(SAYS_NO, validators=[Optional()], rows=3, length_max=1000)
    asks_3 = StringField(ASKS[2], validators=[Optional()])
    says_no_3 = TextAreaField(SAYS_NO, validators=[Optional()], rows=3, length_max=1000)
    signposts = TextAreaField(
        _l("Where else to go, and whom to call"),
        description=_l("A line each. Everybody sees it, and it stands in letters."),
        validators=[Optional()],
        rows=5,
        length_max=2000,
    )
    talk_contact = StringField(
        _l("Who talks with people about a letter"),
        description=_l("A first name, and a phone number or e-mail address."),
        validators=[Optional()],
    )
    talk_days = IntegerField(_l("From how many days after a letter on"))

    def start(self) -> Start:
        """What was written. A question with neither words nor a way on is none."""
        pairs = [
            Fit(self[f"asks_{number}"].data or "", self[f"says_no_{number}"].data or "")
            for number in range(1, FITS_MAX + 1)
        ]
        lines = (self.signposts.data or "").splitlines()
        return Start(
            who=self.who.data or "",
            what=self.what.data or "",
            what_not=self.what_not.data or "",
            fits=tuple(fit for fit in pairs if fit.asks or fit.says_no),
            signposts=tuple(line.strip() for line in lines if line.strip()),
            talk_contact=self.talk_contact.data or "",
            talk_days=self.talk_days.data or 0,
        )


def start_form(start: Start) -> StartForm:
    """The form with what the fund says so far."""
    said: dict[str, Any] = {
        "who": start.who,
        "what": start.what,
        "what_not": start.what_not,
        "signposts": "\n".join(start.signposts),
        "talk_contact": start.talk_contact,
        "talk_days": start.talk_days,
    }
    for number, fit in enumerate(start.fits, start=1):
        said |= {f"asks_{number}": fit.asks, f"says_no_{number}": fit.says_no}
    return StartForm(data=said)
