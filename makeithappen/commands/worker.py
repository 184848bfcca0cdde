"""`makeithappen worker`: seals new entries of the ledger, sends the mail that waits."""

from __future__ import annotations

import smtplib
import ssl
import time
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import click
from flask import current_app

from ledger import head_letters, published, sealing
from makeithappen.commands.running import in_app
from makeithappen.config import Config
from makeithappen.core import kept_texts
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.outbox import Message, due, mark_failed, mark_sent
from makeithappen.people.sign_ins import sweep

PAUSE_SECONDS = 2


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due, then stop.")
@in_app
def worker(*, once: bool) -> None:
    """Seal new entries, send the mail that waits and forget what is over, until it is stopped."""
    config: Config = current_app.extensions["settings"]
    if config.smtp_url is None:
        click.echo("MIH_SMTP_URL is empty: entries are sealed, mail waits.", err=True)
    while True:
        work(config)
        if once:
            return
        time.sleep(PAUSE_SECONDS)


def work(config: Config) -> None:
    """One turn: seal what was posted, forget what is over, mail heads, send what is due."""
    sealing.seal_now(wait=False)
    if config.head_file is not None and not current_app.extensions["demo"]:
        published.keep_newest(reading(), config.head_file)
        reading().rollback()
    with transaction() as session:
        sweep(session, now(session))
        kept_texts.sweep(session, now(session))
    if config.smtp_url is not None:
        _mail_heads()
        for mail in _due():
            _send_one(mail, config)


def _mail_heads() -> None:
    """Where a funder had no letter for a day and the ledger has grown: the newest head."""
    waiting = head_letters.waiting_for_a_day(reading(), now(reading()))
    reading().rollback()
    if waiting:
        with transaction() as session:
            head_letters.send_daily(session, now(session))


def _due() -> list[Message]:
    messages = due(reading(), now(reading()))
    reading().rollback()
    return messages


def _send_one(mail: Message, config: Config) -> None:
    """Send outside of any transaction, then note what became of it."""
    try:
        send(mail, config)
    except OSError as error:
        click.echo(f"{mail.id} did not go: {error}", err=True)
        note = mark_failed
    else:
        note = mark_sent
    with transaction() as session:
        note(session, mail.id, now(session))


def send(mail: Message, config: Config) -> None:
    """Hand one message to the mail server. Raises OSError when that fails."""
    parts = urlsplit(config.smtp_url or "")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = config.mail_from, mail.to, mail.subject
    message["Message-ID"] = f"<{mail.id}@{config.mail_from.rpartition('@')[2]}>"
    message.set_content(mail.body)
    place = (parts.hostname or "", parts.port or 0)
    with _connect(parts.scheme, *place) as server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _connect(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=20, context=context)
    return smtplib.SMTP(host, port, timeout=20)
