"""What Flask leaves to us: headers, hosts, where a POST comes from, how large it may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, request
from flask.wrappers import Response
from werkzeug.routing import IntegerConverter

from makeithappen.core.access import actor

BODY_BYTES_MAX = 1_000_000
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=()"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}


class Number(IntegerConverter):
    """A whole number in an address, no larger than a column can hold."""

    regex = r"\d{1,9}"


def init_app(app: Flask, *, demo: bool, hosts: tuple[str, ...]) -> None:
    """Switch the protections on. `demo` leaves out what needs https; it shuts others out."""
    app.url_map.converters["int"] = Number
    cookie = "mih_session" if demo else "__Host-mih_session"
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_BYTES_MAX,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME=cookie,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not demo,
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,  # a sign-in ends before its cookie does
        PERMANENT_SESSION_LIFETIME=timedelta(days=7),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,  # each sentence is our own; theirs were looked up for each form
        WTF_CSRF_SSL_STRICT=not demo,
    )
    app.before_request(lambda: _check_host(hosts, demo=demo))
    app.before_request(_check_source)
    app.before_request(_set_size)
    app.after_request(lambda response: _add_headers(response, demo=demo))


View = TypeVar("View", bound=Callable[..., Any])


def takes_bytes(most: int | Callable[[], int]) -> Callable[[View], View]:
    """Declare that a view takes a larger body than others, for a file."""

    def declare(view: View) -> View:
        view.bytes_most = most if callable(most) else lambda: most  # type: ignore[attr-defined]
        return view

    return declare


def _set_size() -> None:
    """Before anything reads the form: how large this view's body may be."""
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, "bytes_most", None)
    if most is not None:
        request.max_content_length = most()


def may_record(response: Response) -> Response:
    """Let the page that records a voice use the microphone, after the person said yes."""
    response.headers["Permissions-Policy"] = PERMISSIONS.replace("phone=()", "phone=(self)")
    return response


def _check_host(hosts: tuple[str, ...], *, demo: bool) -> None:
    name = urlsplit(f"//{request.host}").hostname or ""
    if name not in hosts:
        abort(HTTPStatus.BAD_REQUEST)
    if demo and not ip_address(request.remote_addr or "127.0.0.1").is_loopback:
        abort(HTTPStatus.BAD_REQUEST)


def _check_source() -> None:
    """A browser says where a POST comes from; another site's is refused at once."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(HTTPStatus.FORBIDDEN)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(HTTPStatus.FORBIDDEN)


def _add_headers(response: Response, *, demo: bool) -> Any:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not demo:
        response.headers.setdefault(
            "Strict-Transport-Security", "max-age=63072000; includeSubDomains"
        )
    if request.endpoint != "static":
        response.vary.update(("Accept-Language", "Cookie"))
    if request.endpoint != "static" and (actor().signed_in or g.get("private_page", False)):
        response.headers["Cache-Control"] = "no-store"
    elif request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
