"""Words that lie encrypted in the database, each bound to the row that it belongs to.

AES-256-GCM under a key from a file of its own. A sealed text that is copied to another row does
not open there.
"""

from __future__ import annotations

import base64
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


def seal(key: str, words: str, about: str) -> str:
    """Encrypt some words for a row that `about` names; base64 text."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    shut = AESGCM(base64.urlsafe_b64decode(key)).encrypt(nonce, words.encode(), about.encode())
    return base64.b64encode(nonce + shut).decode()


def unseal(key: str, sealed: str, about: str) -> str:
    """The words again. Raises InvalidTag where key or row are not those."""
    raw = base64.b64decode(sealed)
    nonce, shut = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
    opened = AESGCM(base64.urlsafe_b64decode(key)).decrypt(nonce, shut, about.encode())
    return opened.decode()
