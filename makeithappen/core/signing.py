"""Which key signs, and which public keys are ours: a key may be replaced, its name stays known.

The first key is `signing.key`. Each later one is a file of its own beside it, `signing-ID.key`, and
of every key that was ever ours `signing-ID.pub` is kept, so that the private part of a replaced key
can be deleted.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app

from makeithappen.core.errors import SettingError
from makeithappen.core.keys import keys


def signer_of(key_id: str | None) -> Ed25519PrivateKey:
    """The key of this name; without a name the first one. Raises SettingError."""
    own = keys()
    if key_id in {None, own.key_id()}:
        return own.signer()
    path = _folder() / f"signing-{key_id}.key"
    try:
        return _private(path.read_text())
    except OSError as error:
        raise SettingError(
            f"{path} can't be read: it signs the ledger since its key was changed."
        ) from error


def our_public_keys() -> dict[str, bytes]:
    """Every public key that was ever ours, by its name."""
    own = keys()
    found = {own.key_id(): own.public_key()}
    folder = current_app.extensions["settings"].keys_dir
    if folder is not None and not current_app.extensions["demo"]:
        for path in sorted(folder.glob("signing-*.pub")):
            public_key = bytes.fromhex(path.read_text().strip())
            found[name_of(public_key)] = public_key
    return found


def make_signing_key(replaced: bytes) -> bytes:
    """A new key in a file of its own, beside the public parts of both; gives the new public key."""
    folder, text = _folder(), base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    fresh = public_part(_private(text))
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    path = folder / f"signing-{name_of(fresh)}.key"
    with os.fdopen(os.open(path, flags, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    for public_key in (replaced, fresh):
        (folder / f"signing-{name_of(public_key)}.pub").write_text(public_key.hex() + "\n")
    return fresh


def name_of(public_key: bytes) -> str:
    """The short name of a public key."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def public_part(signer: Ed25519PrivateKey) -> bytes:
    """The 32 bytes that anybody may have."""
    return signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _private(text: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(text.strip()))


def _folder() -> Path:
    folder = current_app.extensions["settings"].keys_dir
    if folder is None or current_app.extensions["demo"]:
        raise SettingError(
            "A demo keeps its one key; MIH_KEYS_DIR names a real site's folder of keys."
        )
    return folder
