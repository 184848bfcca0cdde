"""What Flask lacks and we added: each header, each refusal, on real requests."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from makeithappen.config import Config
from makeithappen.core.access import EVERYONE, Role
from makeithappen.safety import BODY_BYTES_MAX, POLICY
from tests.support.fixtures import served
from tests.support.visitor import Visitor

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def test_every_page_carries_the_headers(visitor: Visitor) -> None:
    headers = visitor.client.get("/sign-in").headers
    wanted = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "Cache-Control": "no-store",
    }
    assert {name: headers.get(name) for name in wanted} == wanted
    assert "unsafe" not in POLICY


def test_pages_hold_no_inline_style_or_script(visitor: Visitor) -> None:
    for path in ("/", "/sign-in", "/awards", "/nothing-here"):
        html = visitor.open(path).html
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html), path
        assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", html) == [], path


def test_the_cookie_is_locked_to_this_host(visitor: Visitor) -> None:
    page = visitor.client.get("/sign-in")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-mih_session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1"])
def test_other_hosts_are_not_answered(visitor: Visitor, host: str) -> None:
    assert visitor.client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_post_from_another_site_is_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    assert visitor.client.post("/sign-in", data={}, headers=headers).status_code == 403


def test_a_post_without_a_token_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.post("/sign-in", data={"email": "a@b.example"}, headers=SAME_SITE)
    assert answer.status_code == 400


def test_a_body_that_is_too_large_is_refused(visitor: Visitor) -> None:
    huge = b"email=" + b"x" * BODY_BYTES_MAX
    kind = "application/x-www-form-urlencoded"
    answer = visitor.client.post("/sign-in", data=huge, content_type=kind, headers=SAME_SITE)
    assert answer.status_code == 413


def test_unknown_and_forbidden_look_the_same(enter: Callable[..., Visitor]) -> None:
    sam = enter(Role.APPLICANT)
    forbidden, unknown = sam.client.get("/people"), sam.client.get("/nobody")
    assert (forbidden.status_code, unknown.status_code) == (404, 404)
    assert tidy(forbidden.data, b"/people") == tidy(unknown.data, b"/nobody")


def tidy(html: bytes, path: bytes) -> bytes:
    """A page without its token, its key and its own address."""
    html = re.sub(rb'value="[^"]*"', b"", html)
    return html.replace(path, b"").replace(path.replace(b"/", b"%2F"), b"")


def test_every_view_declares_who_may_enter(app: Flask) -> None:
    silent = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and not getattr(view, "allowed", None)
    ]
    assert silent == []


def test_nobody_enters_a_view_that_asks_for_a_role(app: Flask, visitor: Visitor) -> None:
    closed = [
        re.sub(r"<[^>]+>", "x", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and getattr(app.view_functions[rule.endpoint], "allowed", None) is not EVERYONE
        and "GET" in (rule.methods or set())
    ]
    assert len(closed) > 10
    assert {path: visitor.client.get(path).status_code for path in closed} == dict.fromkeys(
        closed, 404
    )


def test_an_unexpected_error_shows_no_traceback(config: Config, database_url: str) -> None:
    def fail() -> str:
        raise ValueError("secret detail")

    fail.allowed = EVERYONE  # type: ignore[attr-defined]
    with served(replace(config, database_url=database_url)) as own:
        own.add_url_rule("/fail", "fail", fail)
        page = Visitor(own.test_client()).open("/fail")
    assert page.status == 500
    assert "secret" not in page.html
    assert "Traceback" not in page.html
