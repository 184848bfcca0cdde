"""Addresses that come from outside: followed only where they stay on this site."""

from __future__ import annotations


def safe_path(typed: str) -> str:
    """A path on this site, or nothing: never an address that leads elsewhere."""
    plain = typed.isascii() and typed.isprintable() and "\\" not in typed and ":" not in typed
    return typed if plain and typed.startswith("/") and not typed.startswith("//") else ""
