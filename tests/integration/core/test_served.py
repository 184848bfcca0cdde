"""The site as it is served, over real HTTP: large uploads cost no memory, clean files come out."""

from __future__ import annotations

import http.client
import io
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from flask import Flask
from PIL import Image

from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
from makeithappen.core.keys import write_keys
from makeithappen.ideas import store as ideas
from makeithappen.people import sign_ins
from makeithappen.people import store as people
from makeithappen.people.rules.sign_in import STAFF_SPAN
from tests.integration.ideas.given import open_round
from tests.support import recorded
from tests.support.pictures import KINDS, bomb, picture
from tests.support.recorded import CANARY

GROWTH_MAX = 200 * 1024 * 1024
TWO_GIGABYTES = 2 * 1024**3
START = "from makeithappen.cli import main; main()"
PARTS_OF_PLACE = (CANARY, CANARY[:8], b"xmp", b"Exif", b"http://ns.adobe", b"PK\3\4", b"GPS")


@dataclass
class Site:
    """The site in a process of its own, and somebody's browser."""

    port: int
    pid: int
    cookie: str
    idea_id: str

    def ask(self, path: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        """One request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        method = "GET" if body is None else "POST"
        said = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", **headers}
        connection.request(method, path, body, said)  # type: ignore[arg-type]
        answer = connection.getresponse()
        found = answer.status, answer.read()
        if fresh := answer.headers.get("Set-Cookie"):
            self.cookie = fresh.split(";")[0]
        connection.close()
        return found

    @property
    def page(self) -> str:
        return f"/ideas/{self.idea_id}/files/what"

    def form(self) -> dict[str, str]:
        """The hidden fields of the form."""
        html = self.ask(self.page)[1].decode()
        form = html[html.index("multipart/form-data") :]
        return dict(re.findall(r'name="(csrf_token|intent)" value="([^"]+)"', form))

    def head(self, given: dict[str, str] | None = None) -> tuple[bytes, str]:
        """How a form with a file begins, up to the file's first byte; and the boundary."""
        mark = secrets.token_hex(8)
        fields = "".join(
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (given or self.form()).items()
        )
        file = 'Content-Disposition: form-data; name="file"; filename="IMG_1.MOV"'
        return f"{fields}--{mark}\r\n{file}\r\n\r\n".encode(), mark

    def send(self, data: bytes, fields: dict[str, str] | None = None) -> tuple[int, bytes]:
        head, mark = self.head(fields)
        body = head + data + f"\r\n--{mark}--\r\n".encode()
        kind = f"multipart/form-data; boundary={mark}"
        return self.ask(self.page, body, **{"Content-Type": kind})

    def memory(self) -> int:
        """The most that the processes of the site ever held in memory."""
        parent = psutil.Process(self.pid)
        said = [Path(f"/proc/{one.pid}/status").read_text() for one in (parent, *parent.children())]
        return sum(int(one.partition("VmHWM:")[2].split()[0]) * 1024 for one in said)

    def files(self) -> list[str]:
        """The addresses of what comes out."""
        html = self.ask(self.page)[1].decode()
        return list(dict.fromkeys(re.findall(r'"(/files/[^"]+)"', html)))


@pytest.fixture
def site(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Site]:
    """Served by its own command, on the database of this test, for somebody with a draft."""
    write_keys(tmp_path / "keys")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ,
        "MIH_DATABASE_URL": database_url,
        "MIH_SECRET_KEY": str(app.config["SECRET_KEY"]),
        "MIH_KEYS_DIR": str(app.extensions["settings"].keys_dir),
        "MIH_FILES_DIR": str(tmp_path / "files"),
        "MIH_FILM_MEGABYTES": "20",
        "MIH_WORKERS": "1",
    }
    command = [sys.executable, "-c", START, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE) as process:
        cookie, idea_id = somebody(app)
        made = Site(port, process.pid, cookie, idea_id)
        wait_for(made, process)
        yield made
        process.terminate()
        process.communicate(timeout=30)


def wait_for(site: Site, process: subprocess.Popen[bytes]) -> None:
    for _try in range(300):
        try:
            assert site.ask("/")[0] == 200
            return
        except ConnectionError:
            assert process.poll() is None
            time.sleep(0.1)
    raise TimeoutError


def somebody(app: Flask) -> tuple[str, str]:
    """The cookie of somebody with a draft, and the draft."""
    place = open_round(app)
    with app.app_context(), transaction() as session:
        at = now(session)
        person = {"first_name": "Lea", "email": f"{secrets.token_hex(4)}@example.org"}
        person_id = people.add_person(session, **person, actor_id="test", at=at)
        who = {"role": Role.APPLICANT, "actor_id": "test", "at": at}
        people.give_role(session, person_id=person_id, **who)
        token = sign_ins.start_sign_in(session, person_id, STAFF_SPAN, at)
        ids = {"round_id": place.round_id, "fund_id": place.fund_id, "owner_id": person_id}
        idea_id = ideas.begin(session, **ids, answers={"what": "A bench"}, at=at)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    kept = client.get_cookie(str(app.config["SESSION_COOKIE_NAME"]), domain="localhost")
    assert kept is not None
    return f"{kept.key}={kept.value}", idea_id


class Endless:
    """A body of so many bytes that nobody has to hold."""

    def __init__(self, head: bytes, length: int) -> None:
        self.first, self.left = head, length
        self.piece = bytes(1024 * 1024)

    def read(self, size: int) -> bytes:
        if self.first:
            found, self.first = self.first, b""
        else:
            found = self.piece[: min(len(self.piece), self.left)]
        self.left -= len(found)
        return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_gigabytes_are_refused_in_words_without_growing(site: Site) -> None:
    """And so are huge pictures; the draft stays as it was."""
    assert site.send(picture("JPEG"))[0] == 302
    before = site.memory()
    head, mark = site.head()
    sent = {"Content-Type": f"multipart/form-data; boundary={mark}"}
    status, page = site.ask(
        site.page, Endless(head, TWO_GIGABYTES), **sent, **{"Content-Length": str(TWO_GIGABYTES)}
    )
    assert (status, b"We can take up to 20 MB at once." in page) == (413, True)
    for size in (30_000, 3_535):
        status, page = site.send(bomb(size, size))
        assert status == 409, size
    status, page = site.send(recorded.android() + recorded.box(b"free", bytes(19_000_000)))
    assert (status, b"It is kept." in site.ask(site.page)[1]) == (302, True)
    assert site.memory() - before < GROWTH_MAX
    assert b"A bench" in site.ask(f"/ideas/{site.idea_id}/answer/what")[1]


def small_picture(data: bytes) -> None:
    """It is a JPEG of one picture with nothing beside it."""
    with Image.open(io.BytesIO(data)) as found:
        assert (found.format, dict(found.getexif())) == ("JPEG", {})
        assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_200_pictures_and_20_films_go_in_and_no_place_comes_out(app: Flask, site: Site) -> None:
    """Twenty for each of eleven people."""
    films = [recorded.iphone, recorded.android, recorded.webm, recorded.pieces]
    made = [films[number % 4]() for number in range(20)]
    made += [picture(KINDS[number % 4], number) for number in range(200)]
    assert all(CANARY in data for data in made)
    out: list[bytes] = []
    for first in range(0, len(made), 20):
        site.cookie, site.idea_id = somebody(app)
        form = site.form()
        for data in made[first : first + 20]:
            assert site.send(data, {**form, "intent": secrets.token_hex(16)})[0] == 302
        out += [site.ask(address)[1] for address in site.files()]
    found = {part: sum(part in data for data in out) for part in PARTS_OF_PLACE}
    assert (len(out), found) == (220, dict.fromkeys(PARTS_OF_PLACE, 0))
    assert all(recorded.PICTURES[0] in data for data in out[:20])
    for data in out[20:]:
        small_picture(data)
