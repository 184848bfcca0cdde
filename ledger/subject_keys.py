"""The keys of single people: random, encrypted under the wrapping key, and really deleted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ledger.models_erasing import SubjectKey
from makeithappen.core.keys import keys


def keyed_digest(session: Session, subject_id: str, words: str) -> str:
    """HMAC-SHA256 of some words under this person's own key, which is made when first needed."""
    return hmac.new(_key(session, subject_id), words.encode(), hashlib.sha256).hexdigest()


def _key(session: Session, subject_id: str) -> bytes:
    wrapper = keys().wrapper()
    row = session.get(SubjectKey, subject_id)
    if row is not None:
        return unwrapped(wrapper, subject_id, row.wrapped)
    key = secrets.token_bytes(32)
    wrapped = wrapper.encrypt(_text(subject_id, key)).decode()
    session.execute(insert(SubjectKey), [{"subject_id": subject_id, "wrapped": wrapped}])
    return key


def unwrapped(wrapper: Fernet, subject_id: str, wrapped: str) -> bytes:
    """A person's key; raises ValueError where this is not theirs, or not of this wrapping key."""
    try:
        text = wrapper.decrypt(wrapped.encode())
    except InvalidToken as error:
        raise ValueError("it can't be opened with the wrapping key") from error
    name, _, key = text.rpartition(b"\n")
    if name != subject_id.encode():
        raise ValueError("it is another person's")
    return base64.urlsafe_b64decode(key)


def _text(subject_id: str, key: bytes) -> bytes:
    return subject_id.encode() + b"\n" + base64.urlsafe_b64encode(key)


def delete_key(session: Session, subject_id: str) -> None:
    """Delete a person's key. The database refuses it while no entry says that they were erased."""
    session.execute(delete(SubjectKey).where(SubjectKey.subject_id == subject_id))


def has_key(session: Session, subject_id: str) -> bool:
    """Whether there is a key for this person."""
    mine = select(SubjectKey.subject_id).where(SubjectKey.subject_id == subject_id)
    return session.execute(mine).first() is not None
