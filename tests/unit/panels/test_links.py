"""The list of whose sheets are whose, its envelope, and the scrutineer's command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from makeithappen.cli import main
from makeithappen.core.envelopes import EnvelopeRefusal, close, new_key, open_with
from makeithappen.core.errors import Refused
from panels.rules.links import PURPOSE, links_digest, links_text, read_links
from panels.rules.refusal import Refusal

LINKS = {"voter-b": "member-1", "voter-a": "member-2"}
TEXT = '{"day":"day-1","links":{"voter-a":"member-2","voter-b":"member-1"},"v":1}'


def test_the_list_is_the_same_text_on_each_machine() -> None:
    assert links_text("day-1", LINKS) == TEXT
    assert read_links(f"{TEXT}\n", links_digest(TEXT)) == LINKS


@pytest.mark.parametrize("text", ["", "{}", TEXT.replace("member-1", "member-3")])
def test_another_list_is_refused(text: str) -> None:
    for digest in (links_digest(TEXT), None):
        with pytest.raises(Refused) as refused:
            read_links(text, digest)
        assert refused.value.code is Refusal.LINKS_NOT_THE_SEALED


def test_an_envelope_opens_for_its_key_and_purpose_only() -> None:
    private_key, public_key = new_key()
    envelope = close("words", public_key, "a")
    assert open_with(private_key, envelope, "a") == "words"
    tries = [
        (new_key()[0], envelope, "a"),
        (private_key, envelope, "b"),
        (private_key, envelope[:-8] + "AAAAAAA=", "a"),
        (private_key, "not base64!", "a"),
        ("short", envelope, "a"),
    ]
    for key, sealed, purpose in tries:
        with pytest.raises(Refused) as refused:
            open_with(key, sealed, purpose)
        assert refused.value.code is EnvelopeRefusal.NOT_FOR_THIS_KEY


def test_the_command_makes_a_key_and_opens_an_envelope(tmp_path: Path) -> None:
    key, envelope, opened = tmp_path / "key", tmp_path / "envelope", tmp_path / "list"
    made = CliRunner().invoke(main, ["scrutineer", "new", "--out", str(key)])
    public_key = made.stdout.strip()
    assert (made.exit_code, len(public_key), key.stat().st_mode & 0o777) == (0, 44, 0o600)
    again = CliRunner().invoke(main, ["scrutineer", "new", "--out", str(key)])
    assert (again.exit_code, again.stdout) == (2, "")
    envelope.write_text(close(TEXT, public_key, PURPOSE) + "\n")
    call = ["scrutineer", "open", str(envelope), "--key", str(key), "--out", str(opened)]
    done = CliRunner().invoke(main, call)
    assert (done.exit_code, json.loads(opened.read_text())["links"]) == (0, LINKS)
    key.write_text(new_key()[0])
    opened.unlink()
    wrong = CliRunner().invoke(main, call)
    assert (wrong.exit_code, opened.exists(), wrong.stdout) == (2, False, "")
    assert "does not open" in wrong.stderr
