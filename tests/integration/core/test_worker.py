"""The worker hands waiting mail to a real mail server, wipes what went, keeps what didn't."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from makeithappen.commands.worker import work
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.outbox import Mail, queue_mail, waiting


class Conversation(socketserver.StreamRequestHandler):
    """Just enough of a mail server: says yes to everything and keeps what it was given."""

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline().strip().upper():
            if line == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(letter.decode())  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if line == b"QUIT" else b"250 ok\r\n")
            if line == b"QUIT":
                return


@pytest.fixture
def mail_server() -> Iterator[socketserver.TCPServer]:
    with socketserver.TCPServer(("127.0.0.1", 0), Conversation) as server:
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def run_worker(app: Flask, port: int) -> None:
    with app.app_context():
        work(replace(app.extensions["settings"], smtp_url=f"smtp://127.0.0.1:{port}"))


def queue_one(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        words = {"to": "sam@example.org", "subject": "A\nBcc: x@y.example", "body": "Hello Sam"}
        queue_mail(session, at=now(session), **words)


def test_what_was_sent_is_wiped(app: Flask, mail_server: socketserver.TCPServer) -> None:
    queue_one(app)
    run_worker(app, mail_server.server_address[1])
    letters: list[str] = mail_server.letters  # type: ignore[attr-defined]
    assert len(letters) == 1
    assert "Hello Sam" in letters[0]
    assert "Subject: A Bcc: x@y.example" in letters[0]
    with app.app_context():
        row = reading().execute(select(Mail)).scalar_one()
        assert (row.sealed, row.sent_at is None) == (None, False)


def test_what_did_not_go_waits_for_another_try(app: Flask) -> None:
    queue_one(app)
    run_worker(app, 1)
    with app.app_context():
        row = reading().execute(select(Mail)).scalar_one()
        assert (row.tries, row.sent_at, row.due_at > row.queued_at) == (1, None, True)
        assert [mail.body for mail in waiting(reading())] == ["Hello Sam"]


def test_mail_is_encrypted_while_it_waits(app: Flask) -> None:
    queue_one(app)
    with app.app_context():
        sealed = reading().execute(select(Mail.sealed)).scalar_one()
    assert sealed is not None
    assert "sam" not in sealed.lower()
    assert "Hello" not in sealed
