"""Exported ledgers for tests: any bodies, sealed and signed as if all were right."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ledger.exports.verify_ledger import Kept, Verification
from ledger.rules import bundle
from ledger.rules.canonical import sha256_hex
from ledger.rules.chain import FIRST, Head, add_leaf, head_hash, head_text, root
from ledger.rules.entry import Entry, canonical_body, content_hash
from tests.unit.ledger.ledger_world import START

SIGNER = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
EVE = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)


def public(signer: Ed25519PrivateKey) -> bytes:
    """The public key of a signer."""
    return signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


class Export:
    """Lines of an exported ledger, written as they would be by whoever holds the keys."""

    def __init__(self, signer: Ed25519PrivateKey = SIGNER) -> None:
        self.signer, self.first = signer, public(signer)
        self.lines: list[str] = []
        self.head = Head(0, 0, "", (), FIRST, START, 1, "")
        self.signature, self.before = "", FIRST

    def add(self, body: str) -> None:
        """One more entry."""
        hashed = content_hash(body)
        peaks = add_leaf(self.head.size, self.head.peaks, hashed)
        self.head = replace(self.head, size=self.head.size + 1, peaks=peaks)
        self.lines.append(bundle.entry_line(body, hashed))

    def seal(self, **changes: object) -> None:
        """A head over all entries so far."""
        head = replace(
            self.head,
            number=self.head.number + 1,
            root=root(self.head.peaks),
            previous_head=self.before,
            key_id=sha256_hex(public(self.signer))[:16],
        )
        self.head = replace(head, **changes)
        self.signature = self.signer.sign(head_text(self.head)).hex()
        self.before = head_hash(self.head, self.signature)
        self.lines.append(bundle.head_line(self.head, self.signature))

    def text(self) -> str:
        """The whole file."""
        return "".join([bundle.header_line(self.head, self.signature, self.first), *self.lines])

    def kept(self) -> str:
        """The newest head as somebody may keep it."""
        return bundle.head_file(self.head, self.signature, public(self.signer))


def exported(entries: Iterable[Entry | str], *, head_each: bool = True) -> Export:
    """These entries (or bodies) under heads."""
    export = Export()
    for entry in entries:
        export.add(entry if isinstance(entry, str) else canonical_body(entry))
        if head_each:
            export.seal()
    if not head_each:
        export.seal()
    return export


def checked(text: str, kept: str | None = None) -> list[tuple[int, str, str]]:
    """What the stand-alone verifier finds: (line, what, why)."""
    with tempfile.TemporaryDirectory() as folder:
        path, head = Path(folder) / "bundle.jsonl", Path(folder) / "head.json"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        if kept is not None:
            head.write_text(kept)
        run = Verification(path, None if kept is None else Kept(head))
        run.run()
        return run.findings
