"""The settings: read once from the environment, checked, frozen.

A wrong setting stops the start with a sentence that names it and says what it should be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from makeithappen.core.errors import SettingError
from makeithappen.core.languages import LANGUAGES

SECRET_LENGTH_MIN = 32


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: how its text is read, what holds without it, and what it is for."""

    field: str
    read: Callable[[str], Any]
    default: str
    meaning: str
    secret: bool = False

    @property
    def name(self) -> str:
        """The name of the environment variable."""
        return f"MIH_{self.field.upper()}"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. `None` for the secret key and the keys folder only serves a demo."""

    database_url: str
    secret_key: str | None
    keys_dir: Path | None
    public_url: str
    hosts: tuple[str, ...]
    host: str
    port: int
    workers: int
    threads: int
    proxy_hops: int
    smtp_url: str | None
    mail_from: str
    help_contact: str
    files_dir: Path
    files_s3_url: str | None
    files_s3_region: str
    sound_megabytes: int
    film_megabytes: int
    recording_minutes: int
    languages: tuple[str, ...]
    migration_url: str | None
    head_file: Path | None

    @staticmethod
    def from_env(environ: Mapping[str, str]) -> Config:
        """Read the settings. Raises SettingError for the first one that is wrong."""
        values: dict[str, Any] = {}
        for setting in SETTINGS:
            typed = environ.get(setting.name, "").strip() or setting.default
            try:
                values[setting.field] = setting.read(typed)
            except ValueError as problem:
                raise SettingError(f"{setting.name} {problem}") from problem
        return Config(**values)

    def described(self) -> list[dict[str, str]]:
        """Each setting with its value (secrets hidden), default and meaning, in order."""
        return [
            {
                "name": setting.name,
                "value": _shown(setting, getattr(self, setting.field)),
                "default": setting.default,
                "meaning": setting.meaning,
            }
            for setting in SETTINGS
        ]


def _shown(setting: Setting, value: Any) -> str:
    if value is None:
        return ""
    if setting.secret:
        return "(set)"
    if setting.field in {"database_url", "migration_url"}:
        return make_url(value).render_as_string(hide_password=True)
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _database_url(text: str) -> str:
    wanted = "should be like sqlite:////srv/mih/data.db or postgresql://name:password@host/database"
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError(wanted) from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ValueError(wanted)
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise ValueError("should name a file: " + wanted)
        url = url.set(database=str(Path(url.database).absolute()))
    return url.render_as_string(hide_password=False)


def _migration_url(text: str) -> str | None:
    return _database_url(text) if text else None


def _secret_key(text: str) -> str | None:
    if text and (len(text) < SECRET_LENGTH_MIN or len(set(text)) < 10):
        raise ValueError(
            f"should be at least {SECRET_LENGTH_MIN} random characters, for example from "
            '`python3 -c "import secrets; print(secrets.token_urlsafe(32))"`'
        )
    return text or None


def _folder(text: str) -> Path | None:
    return Path(text).absolute() if text else None


def _file(text: str) -> Path | None:
    path = Path(text).absolute() if text else None
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        raise ValueError("should name a file in a folder that is there")
    return path


def _folder_given(text: str) -> Path:
    if not text:
        raise ValueError("should be a folder that the site's user can write to")
    return Path(text).absolute()


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("should be like https://ideas.example.org")
    return text.rstrip("/")


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names or any("/" in name for name in names):
        raise ValueError("should be names with commas between them")
    return names


def _languages(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if len(set(names)) < len(names) or not set(names) <= set(LANGUAGES):
        raise ValueError(f"should be some of {','.join(LANGUAGES)}, with commas between them")
    return names


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not least <= int(text[:9]) <= most:
            raise ValueError(f"should be a whole number from {least} to {most}")
        return int(text)

    return read


def _smtp_url(text: str) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("should be like smtp://name:password@mail.example.org:587")
    return text


def _s3_url(text: str) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    given = (parts.hostname, parts.username, parts.password, parts.path.strip("/"))
    if parts.scheme not in {"http", "https"} or not all(given):
        raise ValueError("should be like https://key:secret@s3.example.org/bucket")
    return text


def _text(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError("should be one line")
    return text


SETTINGS = (
    Setting(
        "database_url",
        _database_url,
        "sqlite:///var/makeithappen.db",
        "where the data is: a SQLite file or a PostgreSQL database",
    ),
    Setting("secret_key", _secret_key, "", "signs cookies; needed outside a demo", secret=True),
    Setting(
        "keys_dir",
        _folder,
        "",
        "folder with the keys for mail, digests and ledger; needed outside a demo",
    ),
    Setting("public_url", _address, "http://127.0.0.1:8000", "the address that people type"),
    Setting("hosts", _names, "127.0.0.1,localhost", "host names that are answered"),
    Setting("host", _text, "127.0.0.1", "the address to listen on; a demo only on loopback"),
    Setting("port", _number(1, 65535), "8000", "the port to listen on"),
    Setting("workers", _number(1, 64), "2", "processes that serve"),
    Setting("threads", _number(1, 64), "4", "threads in each process"),
    Setting("proxy_hops", _number(0, 5), "0", "how many reverse proxies stand in front, exactly"),
    Setting("smtp_url", _smtp_url, "", "mail server; without one mail waits", secret=True),
    Setting("mail_from", _text, "ideas@localhost", "sender of the mail"),
    Setting("help_contact", _text, "", "a person's name and phone number, shown on each page"),
    Setting(
        "files_dir",
        _folder_given,
        "var/files",
        "folder for photos and recordings; keep it out of what a web server serves",
    ),
    Setting(
        "files_s3_url",
        _s3_url,
        "",
        "a bucket in place of that folder, with key and secret; needs makeithappen[s3]",
        secret=True,
    ),
    Setting("files_s3_region", _text, "eu-west-2", "the region of that bucket"),
    Setting("sound_megabytes", _number(1, 1000), "25", "the most that one sound may have"),
    Setting("film_megabytes", _number(1, 1000), "100", "the most that one film may have"),
    Setting("recording_minutes", _number(1, 120), "10", "how long a sound or film may last"),
    Setting(
        "languages",
        _languages,
        ",".join(LANGUAGES),
        "languages on offer, the first is the default",
    ),
    Setting(
        "migration_url",
        _migration_url,
        "",
        "the same database as who owns its tables; for `makeithappen migrate` alone",
    ),
    Setting(
        "head_file",
        _file,
        "",
        "where the worker keeps the newest head: a restored backup is noticed by it",
    ),
)

assert [setting.field for setting in SETTINGS] == [field.name for field in fields(Config)]
