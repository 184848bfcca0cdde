"""A sealed envelope for one person: whoever has the public key closes it, only they can open it.

Hybrid public-key encryption, RFC 9180, in base mode. All texts are base64.
"""

from __future__ import annotations

import base64
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from makeithappen.core.errors import Refused

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class EnvelopeRefusal(StrEnum):
    """Why an envelope stays open, or closed."""

    NOT_A_KEY = "not_a_key"
    NOT_FOR_THIS_KEY = "envelope_not_for_this_key"


def new_key() -> tuple[str, str]:
    """A new private and public key, 32 bytes each."""
    private = X25519PrivateKey.generate()
    return _text(private.private_bytes_raw()), _text(private.public_key().public_bytes_raw())


def check_public_key(public_key: str) -> None:
    """Refuse what can't be a public key."""
    _public(public_key)


def close(text: str, public_key: str, purpose: str) -> str:
    """Encrypt a text; it opens for the same purpose only."""
    return _text(SUITE.encrypt(text.encode(), _public(public_key), purpose.encode()))


def open_with(private_key: str, envelope: str, purpose: str) -> str:
    """The text of an envelope."""
    try:
        private = X25519PrivateKey.from_private_bytes(_bytes(private_key))
        return SUITE.decrypt(_bytes(envelope), private, purpose.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Refused(EnvelopeRefusal.NOT_FOR_THIS_KEY) from error


def _public(text: str) -> X25519PublicKey:
    try:
        return X25519PublicKey.from_public_bytes(_bytes(text))
    except ValueError as error:
        raise Refused(EnvelopeRefusal.NOT_A_KEY) from error


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.strip(), validate=True)
