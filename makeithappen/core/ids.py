"""Public ids: unguessable, readable in an address, the same on both databases."""

from __future__ import annotations

import base64
import secrets


def new_id(prefix: str) -> str:
    """A fresh id such as "idea-" and 26 characters that carry 128 random bits."""
    return f"{prefix}-{new_token(16)}"


def new_token(size_bytes: int = 32) -> str:
    """A secret of `size_bytes` random bytes in lower-case base32."""
    return base64.b32encode(secrets.token_bytes(size_bytes)).decode().rstrip("=").lower()
