"""The keys: read from files, never derived from the secret key.

A demo keeps its keys in its own database, marked as worthless, so that it works by itself.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from makeithappen.core.db import Base
from makeithappen.core.errors import SettingError

FILES = {
    "outbox": "outbox.key",
    "digest": "digest.key",
    "signing": "signing.key",
    "factors": "factors.key",
    "payees": "payees.key",
    "wrapping": "wrapping.key",
}


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys, each as url-safe base64 text of 32 bytes."""

    outbox: str
    """Encrypts what is kept for a while only: mail that waits, the keys of open votes."""
    digest: str
    """Keys the digests that stand in the ledger in place of words."""
    signing: str
    """Ed25519 private key: signs the heads of the ledger."""
    factors: str = ""
    """Encrypts the secrets of second factors."""
    payees: str = ""
    """Encrypts where payments go: names and accounts."""
    wrapping: str = ""
    """Encrypts the keys of single people, which are deleted with them."""

    @staticmethod
    def fresh() -> Keys:
        """New random keys."""
        return Keys(**{name: fresh_key() for name in FILES})

    def cipher(self) -> Fernet:
        """Encrypts and decrypts what is kept for a while only."""
        return Fernet(self.outbox)

    def keyed_digest(self, words: str) -> str:
        """HMAC-SHA256 of some words: stands for them without saying them."""
        key = base64.urlsafe_b64decode(self.digest)
        return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()

    def wrapper(self) -> Fernet:
        """Encrypts and decrypts the keys of single people. Raises SettingError without its file."""
        if not self.wrapping:
            raise SettingError(
                "MIH_KEYS_DIR lacks wrapping.key: run `makeithappen keys new` on its folder."
            )
        return Fernet(self.wrapping)

    def signer(self) -> Ed25519PrivateKey:
        """Signs the heads of the ledger."""
        return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(self.signing))

    def public_key(self) -> bytes:
        """The 32 bytes that anybody may have to check the heads."""
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return self.signer().public_key().public_bytes(*raw)

    def key_id(self) -> str:
        """A short name for the public key: the first 16 hex digits of its SHA-256."""
        return hashlib.sha256(self.public_key()).hexdigest()[:16]


def fresh_key() -> str:
    """32 random bytes as url-safe base64 text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def keys() -> Keys:
    """The keys of the running app."""
    found = current_app.extensions["keys"]
    if found is None:
        raise SettingError(
            "MIH_KEYS_DIR is not set: run `makeithappen keys new` and name its folder."
        )
    return found


def read_keys(folder: Path) -> Keys:
    """Read the keys from their files. Raises SettingError with what to do."""
    try:
        return Keys(**{name: (folder / file).read_text().strip() for name, file in FILES.items()})
    except OSError as error:
        raise SettingError(
            f"MIH_KEYS_DIR must be a folder with {', '.join(FILES.values())}: "
            f"{error.filename} can't be read. `makeithappen keys new` makes them."
        ) from error


def write_keys(folder: Path) -> None:
    """Make the keys that a folder lacks, readable by their owner only. Never overwrites one.

    Raises FileExistsError where none is missing.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = [name for name, file in FILES.items() if not (folder / file).exists()]
    for name, value in asdict(Keys.fresh()).items():
        if missing and name not in missing:
            continue
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(folder / FILES[name], flags, 0o600), "w") as file:
            file.write(value + "\n")


class DemoMark(Base):
    """The one row that says: this database is a demo. It keeps the demo's worthless keys."""

    __tablename__ = "demo_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_key: Mapped[str]
    keys: Mapped[str]


def mark_demo(session: Session, fresh: Keys) -> None:
    """Mark the database as a demo, which keeps these keys beside its data."""
    text = json.dumps(asdict(fresh))
    session.add(DemoMark(id=1, secret_key=secrets.token_urlsafe(32), keys=text))


def find_demo(engine: Engine) -> tuple[str, Keys] | None:
    """The demo's secret key and keys; None where the database is no demo."""
    if not inspect(engine).has_table(DemoMark.__tablename__):
        return None
    with Session(engine) as session:
        mark = session.execute(select(DemoMark)).scalar_one_or_none()
        return None if mark is None else (mark.secret_key, Keys(**json.loads(mark.keys)))
