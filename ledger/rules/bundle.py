"""The ledger as a file for outsiders: one line of canonical JSON after the other.

What the lines are is written down in docs/ledger-bundle.md. A body stands in its line exactly as it
was hashed, so that whoever has the file needs nothing of ours to check it.
"""

from __future__ import annotations

from ledger.rules.canonical import Plain, canonical_json, time_text
from ledger.rules.chain import Head, head_hash

FORMAT = "makeithappen-ledger/1"
HEAD_FORMAT = "makeithappen-head/1"
PROOF_FORMAT = "makeithappen-proof/1"


def header_line(newest: Head, signature: str, first_key: bytes) -> str:
    """The first line. Each value follows from the newest head, but for the key of the first one."""
    return _line(
        {
            "entries": newest.size,
            "first_public_key": first_key.hex(),
            "format": FORMAT,
            "heads": newest.number,
            "newest_head": head_hash(newest, signature),
        }
    )


def entry_line(body: str, content_hash: str) -> str:
    """The line of an entry: its body as it was hashed, and the hash."""
    return f'{{"entry":{body},"hash":"{content_hash}"}}\n'


def head_line(head: Head, signature: str) -> str:
    """The line of a head, after the entries that it covers."""
    return _line({"head": head_values(head, signature)})


def head_file(head: Head, signature: str, public_key: bytes) -> str:
    """A head to be kept outside, with the key that it was signed with."""
    values = head_values(head, signature)
    return _line({"format": HEAD_FORMAT, "head": values, "public_key": public_key.hex()})


def proof_file(body: str, position: int, head_number: int, path: tuple[str, ...]) -> str:
    """That an entry is under a head: the hashes beside its way up to the root."""
    rest = _line({"format": PROOF_FORMAT, "head": head_number, "path": path, "position": position})
    return f'{{"entry":{body},{rest[1:]}'


def head_values(head: Head, signature: str) -> dict[str, Plain]:
    """A head with its signature as plain values."""
    return {
        "epoch": head.epoch,
        "key_id": head.key_id,
        "number": head.number,
        "peaks": head.peaks,
        "previous_head": head.previous_head,
        "root": head.root,
        "sealed_at": time_text(head.sealed_at),
        "signature": signature,
        "size": head.size,
    }


def _line(values: dict[str, Plain]) -> str:
    return canonical_json(values) + "\n"
