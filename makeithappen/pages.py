"""From an error to a page: the only place that knows status numbers for our refusals."""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from typing import Any

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from makeithappen import keeping
from makeithappen.core.errors import Missing, ReadOnly, Refused
from makeithappen.core.refusing import note
from makeithappen.core.sentences import sentence

log = logging.getLogger("makeithappen")

DRAIN_SECONDS = 120


def init_app(app: Flask) -> None:
    """Register a page for each way that a request can end badly."""
    app.register_error_handler(Missing, _missing)
    app.register_error_handler(HTTPStatus.NOT_FOUND, _missing)
    app.register_error_handler(HTTPStatus.METHOD_NOT_ALLOWED, _missing)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPStatus.TOO_MANY_REQUESTS, _too_many)
    app.register_error_handler(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large)
    app.register_error_handler(HTTPException, _bad_request)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(ReadOnly, _read_only)
    app.register_error_handler(Exception, _broken)


def _missing(error: Exception) -> Any:
    """Not there and not for you look the same, to the byte."""
    return render_template("errors/not_found.html"), HTTPStatus.NOT_FOUND


def refused(error: Refused, **facts: object) -> Any:
    """The page that says why a rule said no; `facts` are for the frame around it."""
    note(error.code)
    page = render_template("errors/refused.html", sentence=sentence(error), **facts)
    return page, HTTPStatus.CONFLICT


def _stale_form(error: CSRFError) -> Any:
    if (page := keeping.shown_again()) is not None:
        return page
    return render_template("errors/bad_request.html", stale=True), HTTPStatus.BAD_REQUEST


def _too_many(error: HTTPException) -> Any:
    return render_template("errors/too_many.html"), HTTPStatus.TOO_MANY_REQUESTS


def _too_large(error: HTTPException) -> Any:
    """Say how much we take. What still comes is thrown away: browsers read no answer before."""
    note("body_too_large")
    ends, left = time.monotonic() + DRAIN_SECONDS, request.content_length or 0
    while left > 0 and time.monotonic() < ends:
        piece = request.environ["wsgi.input"].read(min(left, 1024 * 1024))
        if not piece:
            break
        left -= len(piece)
    most = (request.max_content_length or 0) // 1_000_000
    page = render_template("errors/too_large.html", megabytes=most, back_url=request.path)
    return page, HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def _bad_request(error: HTTPException) -> Any:
    if error.code is not None and error.code < HTTPStatus.BAD_REQUEST:
        return error
    return render_template("errors/bad_request.html", stale=False), error.code or 400


def _busy(error: OperationalError) -> Any:
    log.error("database out of reach: %s", type(error.orig).__name__)
    page = render_template("errors/broken.html", busy=True)
    return page, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "5"}


def _read_only(error: ReadOnly) -> Any:
    log.error("refused to write endpoint=%s: %s", request.endpoint, error)
    return render_template("errors/read_only.html"), HTTPStatus.SERVICE_UNAVAILABLE


def _broken(error: Exception) -> Any:
    log.exception("unexpected error at %s", request.endpoint)
    return render_template("errors/broken.html", busy=False), HTTPStatus.INTERNAL_SERVER_ERROR
