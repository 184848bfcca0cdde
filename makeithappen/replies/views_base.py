"""The blueprint of the replies, and how each of its forms acts once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint
from sqlalchemy.orm import Session

from makeithappen.core.access import actor
from makeithappen.core.db import now, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.forms import HouseForm
from makeithappen.core.intents import once
from makeithappen.core.sentences import sentence
from makeithappen.replies.forms import FIELDS, LookForm, PartsForm
from makeithappen.replies.rules.reply import Reply

bp = Blueprint("replies", __name__)


def act_once(form: HouseForm, scope: str, act: Callable[[Session, datetime], str]) -> str:
    """Do what a form asks for, once per intent key; gives where to go on."""
    with transaction() as session:
        return once(
            session,
            actor_id=actor().person_id,
            scope=f"replies.{scope}",
            key=form.intent.data,
            body=form.body(),
            act=lambda: act(session, now(session)),
        )


def look_form(reply: Reply) -> LookForm:
    """The form of the button that says: I have looked at exactly this."""
    return LookForm(formdata=None, data={"seen": reply.digest})


def mark(form: PartsForm, refused: Refused) -> None:
    """Put a refusal's sentence at the field that it is about."""
    if (name := FIELDS.get(refused.code)) is not None and name in form:
        form[name].errors = [sentence(refused)]
    else:
        form.add_error(sentence(refused))
