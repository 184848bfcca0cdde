"""The door between people and ideas for those who help: codes, and somebody without a phone."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from makeithappen.core.keys import keys
from makeithappen.people import comeback
from makeithappen.people.rules.sign_in import CODE_LETTERS, spoken_code, tidy_code
from makeithappen.people.sign_ins import add_guest


def somebody(session: Session, at: datetime) -> str:
    """Make a guest with a code to come back who is signed in nowhere; returns their id."""
    person_id = add_guest(session, at)
    comeback.give_code(session, person_id, at)
    return person_id


def is_code_of(session: Session, person_id: str, typed: str) -> bool:
    """Whether this is the code with which this guest comes back."""
    return comeback.holder(session, typed) == person_id


def new_code(length: int) -> str:
    """A code of so many letters that can be read out on the phone."""
    return "".join(secrets.choice(CODE_LETTERS) for _place in range(length))


def code_digest(typed: str) -> str:
    """By what a helper's code is found, however it was typed."""
    return keys().keyed_digest(f"helper\n{tidy_code(typed)}")


def seal(code: str) -> str:
    """A code as it is kept until somebody uses it."""
    return keys().cipher().encrypt(code.encode()).decode()


def spoken(sealed: str) -> str:
    """A sealed code, as it is read out."""
    return spoken_code(keys().cipher().decrypt(sealed.encode()).decode())
