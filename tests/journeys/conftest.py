"""A real browser before a real server: the demo, as `makeithappen serve` serves it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.fixtures import _push_request_context  # noqa: F401

pytest.register_assert_rewrite("tests.journeys.looking")  # so that it says what it found

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
COMMAND = str(Path(sys.executable).with_name("makeithappen"))
READY_SECONDS = 30


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser the journeys are skipped, and say so; where CI runs, they fail."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))
            if CHROMIUM is None and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    assert CHROMIUM is not None, "CI needs Chromium: apt-get install chromium"
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


def settings_of(folder: Path) -> dict[str, str]:
    """The settings of a fresh demo in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIH_")}
    return {**kept, "MIH_DATABASE_URL": f"sqlite:///{folder}/demo.db", "MIH_WORKERS": "1"}


def runner(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `makeithappen` with these settings."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *words], env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo as it was loaded, in one file, to be copied."""
    folder = tmp_path_factory.mktemp("loaded")
    made = runner(settings_of(folder))("demo")
    assert made.returncode == 0, made.stderr
    assert not (folder / "demo.db-wal").exists()
    return folder / "demo.db"


@contextmanager
def serving(folder: Path, demo: Path) -> Generator[str]:
    """Serve a copy of a demo from a folder; gives its address."""
    shutil.copy(demo, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=settings_of(folder))
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return settings_of(tmp_path)


@pytest.fixture
def command(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `makeithappen` with these words on the demo of this test."""
    return runner(environment)


@pytest.fixture
def site(tmp_path: Path, loaded: Path) -> Iterator[str]:
    """The address of a demo of this test's own."""
    with serving(tmp_path, loaded) as address:
        yield address


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory: pytest.TempPathFactory, loaded: Path) -> Iterator[str]:
    """The address of a demo that tests only look at."""
    with serving(tmp_path_factory.mktemp("demo"), loaded) as address:
        yield address


def _wait_for(address: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
        else:
            return
