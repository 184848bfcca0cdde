"""Files of people come and go with their transaction, and only with it; in a folder and in S3."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from flask import Flask

from makeithappen.core.db import now, transaction
from makeithappen.core.errors import Missing, SettingError
from makeithappen.core.file_responses import file_response
from makeithappen.core.files import (
    PIECE_BYTES,
    delete_files,
    file_size,
    get_file,
    put_file,
    read_file,
    store,
    waiting,
)
from makeithappen.core.files_s3 import Bucket
from tests.support.s3 import SECRET, S3Stub

DATA = bytes(range(256)) * 4


@pytest.fixture(params=["folder", "s3"])
def kept_in(request: pytest.FixtureRequest, app: Flask) -> Iterator[Flask]:
    """The app with its files in a folder, or in a store that speaks S3."""
    if request.param == "folder":
        yield app
        return
    with S3Stub() as stub:
        app.extensions["files"] = Bucket(stub.url, "eu-west-2")
        yield app
        assert stub.refused == []


def put(data: bytes) -> str:
    with transaction() as session:
        now(session)
        return put_file(session, io.BytesIO(data))


def fail_after(what: str, *names: str) -> None:
    with transaction() as session:
        now(session)
        if what == "delete":
            delete_files(session, names)
        else:
            put_file(session, io.BytesIO(b"lost"))
        raise KeyError


def test_a_file_goes_once_it_is_committed_that_it_goes(kept_in: Flask) -> None:
    with kept_in.app_context():
        gone, kept = put(b"gone"), put(DATA)
        with pytest.raises(KeyError):
            fail_after("delete", gone, kept)
        assert (get_file(gone), get_file(kept)) == (b"gone", DATA)
        with transaction() as session:
            now(session)
            delete_files(session, [gone])
            assert get_file(gone) == b"gone"
        with pytest.raises(Missing):
            get_file(gone)
        with transaction() as session:
            now(session)
            delete_files(session, [gone])  # it may be gone already
        assert (get_file(kept), file_size(kept)) == (DATA, len(DATA))
        assert b"".join(read_file(kept, 255, 3)) == b"\xff\x00\x01"
        for name in (gone, "a" * 26, "../../etc/passwd"):
            with pytest.raises(Missing):
                read_file(name, 0, 1)


def take_in_vain() -> None:
    with waiting(io.BytesIO(b"lost")) as kept, transaction() as session:
        now(session)
        kept.taken(session)
        raise KeyError


def names_in(app: Flask) -> set[str]:
    folder = app.extensions["settings"].files_dir
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_what_no_transaction_took_is_gone(app: Flask) -> None:
    with app.app_context():
        before = names_in(app)
        with pytest.raises(KeyError):
            fail_after("put")
        with waiting(io.BytesIO(DATA)) as idle:
            assert store().size(idle.name) == len(DATA)
        with pytest.raises(KeyError):
            take_in_vain()
        assert names_in(app) == before
        with waiting(io.BytesIO(DATA)) as stays, transaction() as session:
            now(session)
            stays.taken(session)
        assert names_in(app) - before == {stays.name}


@pytest.mark.parametrize(
    ("asked", "status", "length", "part"),
    [
        ({}, 200, len(DATA), None),
        ({"Range": "bytes=0-1"}, 206, 2, f"bytes 0-1/{len(DATA)}"),
        ({"Range": "bytes=1000-"}, 206, 24, f"bytes 1000-1023/{len(DATA)}"),
        ({"Range": "bytes=-4"}, 206, 4, f"bytes 1020-1023/{len(DATA)}"),
        ({"Range": "bytes=1000-9999"}, 206, 24, f"bytes 1000-1023/{len(DATA)}"),
        ({"Range": "bytes=0-1,5-6"}, 200, len(DATA), None),
        ({"Range": "lines=0-1"}, 200, len(DATA), None),
        ({"Range": "nonsense"}, 200, len(DATA), None),
        ({"Range": "bytes=0-1", "If-Range": '"other"'}, 200, len(DATA), None),
    ],
)
def test_players_ask_for_parts(
    app: Flask, asked: dict[str, str], status: int, length: int, part: str | None
) -> None:
    with app.app_context():
        name = put(DATA)
    with app.test_request_context("/", headers=asked):
        answer = file_response(name, "video/mp4", "film.mp4")
        assert (answer.status_code, answer.headers.get("Content-Range")) == (status, part)
        assert (len(answer.get_data()), answer.headers["Content-Length"]) == (length, str(length))
        assert answer.headers["Content-Type"] == "video/mp4"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_s3_takes_large_files_in_pieces_and_no_wrong_key(app: Flask) -> None:
    with S3Stub() as stub, app.app_context():
        app.extensions["files"] = Bucket(stub.url, "eu-west-2")
        large = DATA * (2 * PIECE_BYTES // len(DATA)) + b"end"
        name = put(large)
        pieces = list(read_file(name, 1, len(large)))
        assert (b"".join(pieces), len(pieces) > 1) == (large[1:], True)
        app.extensions["files"] = Bucket(stub.url.replace(SECRET, "wrong"), "eu-west-2")
        with pytest.raises(Exception, match="SignatureDoesNotMatch"):
            read_file(name, 0, 1)
        assert stub.refused == [f"GET /files/{name}"]


def test_without_its_package_the_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(SettingError) as wrong:
        Bucket("https://k:s@s3.example.org/b", "eu-west-2")
    assert str(wrong.value) == "MIH_FILES_S3_URL needs obstore: install makeithappen[s3]."
