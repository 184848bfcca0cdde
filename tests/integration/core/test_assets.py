"""Static files: compressed, under names that change with what is in them."""

from __future__ import annotations

import gzip
import re

from flask import Flask

from makeithappen.assets import STATIC
from tests.support.visitor import Visitor

FILES = sorted(path for path in STATIC.rglob("*") if path.is_file())


def test_each_file_is_kept_for_ever_under_the_name_of_its_digest(
    app: Flask, visitor: Visitor
) -> None:
    assert FILES
    for path in FILES:
        plain = path.relative_to(STATIC).as_posix()
        with app.test_request_context():
            place = app.url_for("static", filename=plain)
        stem, _, ending = plain.rpartition(".")
        assert re.fullmatch(rf"/static/{re.escape(stem)}\.[0-9a-f]{{12}}\.{ending}", place)
        with visitor.client.get(place) as named:
            assert (named.status_code, named.data) == (200, path.read_bytes())
            assert named.headers["Cache-Control"] == "max-age=315360000, public, immutable"
        with visitor.client.get(f"/static/{plain}") as old:
            assert (old.data, old.headers["Cache-Control"]) == (
                path.read_bytes(),
                "max-age=3600, public",
            )


def test_the_stylesheet_travels_compressed(app: Flask, visitor: Visitor) -> None:
    with app.test_request_context():
        place = app.url_for("static", filename="css/mih.css")
    with visitor.client.get(place, headers={"Accept-Encoding": "gzip"}) as answer:
        whole = (STATIC / "css" / "mih.css").read_bytes()
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.data) == whole
        assert len(answer.data) < len(whole) // 4
    assert visitor.client.get("/static/../config.py").status_code == 404
