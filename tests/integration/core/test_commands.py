"""The command as people run it: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from makeithappen.cli import COMMANDS
from makeithappen.config import SETTINGS
from makeithappen.core.keys import FILES

COMMAND = str(Path(sys.executable).with_name("makeithappen"))


def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIH_")}
    return subprocess.run(
        [COMMAND, *words], env={**kept, **settings}, capture_output=True, text=True, check=False
    )


def test_lists_every_command() -> None:
    said = run("--help")
    assert said.returncode == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in said.stdout] == []


def test_config_lists_every_setting(tmp_path: Path) -> None:
    said = run("config", "--json", MIH_DATABASE_URL=f"sqlite:///{tmp_path}/x.db")
    assert said.returncode == 0
    assert [row["name"] for row in json.loads(said.stdout)] == [one.name for one in SETTINGS]


@pytest.mark.parametrize("words", [["config"], ["migrate"], ["serve"], ["demo"]])
def test_a_wrong_setting_ends_with_2_and_one_sentence(words: list[str]) -> None:
    said = run(*words, MIH_PORT="many")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == "MIH_PORT should be a whole number from 1 to 65535\n"


def test_serving_needs_secrets_outside_a_demo(tmp_path: Path) -> None:
    said = run("serve", MIH_DATABASE_URL=f"sqlite:///{tmp_path}/x.db")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("MIH_SECRET_KEY should be at least 32 random characters.")


def test_a_database_without_tables_is_no_traceback(tmp_path: Path) -> None:
    said = run("ledger", "summary", MIH_DATABASE_URL=f"sqlite:///{tmp_path}/x.db")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == "The database lacks tables. Run `makeithappen migrate` first.\n"


def test_a_database_out_of_reach_is_no_traceback() -> None:
    said = run("migrate", MIH_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("The database in MIH_DATABASE_URL can't be used:")


def test_keys_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    assert run("keys", "new", str(folder)).returncode == 0
    made = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert made == dict.fromkeys(FILES.values(), 0o600)
    again = run("keys", "new", str(folder))
    assert (again.returncode, again.stdout) == (2, "")
    kept = {path.name: path.read_text() for path in folder.iterdir()}
    (folder / "payees.key").unlink()  # a folder from before this key
    assert run("keys", "new", str(folder)).returncode == 0
    now = {path.name: path.read_text() for path in folder.iterdir()}
    assert [name for name in now if now[name] != kept[name]] == ["payees.key"]


def test_deploy_check_names_what_is_missing(tmp_path: Path) -> None:
    settings = {"MIH_DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}
    assert run("migrate", **settings).returncode == 0
    said = run("deploy-check", **settings)
    assert said.returncode == 3
    named = [line.split()[0] for line in said.stdout.splitlines()]
    assert named == [
        "MIH_SECRET_KEY", "MIH_PUBLIC_URL", "MIH_HOSTS", "MIH_PROXY_HOPS", "MIH_SMTP_URL",
        "MIH_HEAD_FILE", "MIH_HELP_CONTACT", "Nobody", "Nobody",
    ]  # fmt: skip


def test_deploy_check_is_content_with_a_real_installation(tmp_path: Path) -> None:
    run("keys", "new", str(tmp_path / "keys"))
    settings = {
        "MIH_DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
        "MIH_SECRET_KEY": "0123456789abcdefghij0123456789abcdefghij",
        "MIH_KEYS_DIR": str(tmp_path / "keys"),
        "MIH_PUBLIC_URL": "https://ideas.example.org",
        "MIH_HOSTS": "ideas.example.org",
        "MIH_PROXY_HOPS": "1",
        "MIH_SMTP_URL": "smtp://mail.example.org:587",
        "MIH_HELP_CONTACT": "Morag, 01632 960 001",
        "MIH_HEAD_FILE": str(tmp_path / "head.json"),
    }
    run("migrate", **settings)
    person = ["people", "add", "--first-name", "Priya", "--email", "priya@example.org"]
    added = run(*person, "--role", "administrator", "--role", "approver", **settings)
    assert added.returncode == 0
    said = run("deploy-check", **settings)
    assert (said.returncode, said.stdout) == (0, "")
