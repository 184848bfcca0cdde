"""Checking an Ed25519 signature; with neither app nor database, so that auditors' commands may."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def signed(public_key: bytes, signature: bytes, words: bytes) -> bool:
    """Whether an Ed25519 signature fits."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, words)
    except InvalidSignature:
        return False
    return True
