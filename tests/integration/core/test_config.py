"""A wrong setting stops the start with its name and what it should be."""

from __future__ import annotations

import pytest

from makeithappen.config import SETTINGS, Config
from makeithappen.core.errors import SettingError


@pytest.mark.parametrize(
    ("name", "typed", "wanted"),
    [
        ("MIH_DATABASE_URL", "mysql://x/y", "sqlite:////srv/mih/data.db"),
        ("MIH_DATABASE_URL", "nonsense", "sqlite:////srv/mih/data.db"),
        ("MIH_DATABASE_URL", "sqlite://", "should name a file"),
        ("MIH_SECRET_KEY", "short", "at least 32 random characters"),
        ("MIH_SECRET_KEY", "a" * 40, "at least 32 random characters"),
        ("MIH_PUBLIC_URL", "ideas.example.org", "https://ideas.example.org"),
        ("MIH_PUBLIC_URL", "ftp://x", "https://ideas.example.org"),
        ("MIH_HOSTS", ",", "names with commas"),
        ("MIH_PORT", "0", "a whole number from 1 to 65535"),
        ("MIH_PORT", "80a", "a whole number from 1 to 65535"),
        ("MIH_PORT", "٨٠", "a whole number from 1 to 65535"),
        ("MIH_WORKERS", "-1", "a whole number from 1 to 64"),
        ("MIH_SMTP_URL", "mail.example.org", "smtp://name:password@mail.example.org:587"),
        ("MIH_MAIL_FROM", "a\nb", "one line"),
        ("MIH_FILES_S3_URL", "https://s3.example.org/bucket", "https://key:secret@"),
        ("MIH_FILM_MEGABYTES", "0", "a whole number from 1 to 1000"),
    ],
)
def test_names_the_setting_and_what_it_should_be(name: str, typed: str, wanted: str) -> None:
    with pytest.raises(SettingError) as wrong:
        Config.from_env({name: typed})
    assert str(wrong.value).startswith(f"{name} should")
    assert wanted in str(wrong.value)


def test_each_setting_has_a_meaning_and_secrets_are_hidden() -> None:
    config = Config.from_env(
        {
            "MIH_SECRET_KEY": "0123456789abcdefghij0123456789abcdefghij",
            "MIH_DATABASE_URL": "postgresql://me:hush@localhost/ideas",
            "MIH_SMTP_URL": "smtp://me:hush@localhost",
        }
    )
    described = config.described()
    assert [row["name"] for row in described] == [setting.name for setting in SETTINGS]
    assert all(row["meaning"] for row in described)
    shown = {row["name"]: row["value"] for row in described}
    assert shown["MIH_SECRET_KEY"] == shown["MIH_SMTP_URL"] == "(set)"
    assert shown["MIH_DATABASE_URL"] == "postgresql://me:***@localhost/ideas"
