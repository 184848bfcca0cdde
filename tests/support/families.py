"""What families see: each page that somebody without a role reaches by links, and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from tests.support.visitor import PHONE_LINK

TYPED = "متن"
"""Stands in each word that a test types: letters that run from right to left."""
ENDS = {"p", "li", "h1", "h2", "h3", "dt", "dd", "td", "th", "label", "legend", "caption"}
ENDS |= {"button", "a", "summary", "div", "option", "br"}
SILENT = {"script", "style", "title", "code", "svg"}
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle"}
ELSEWHERE = ("/language/", "/demo", "/static/")


@dataclass
class Seen:
    """A page: the sentences of its main part, and what lacks a direction of its own."""

    path: str
    html: str
    status: int
    direction: str = ""
    sentences: list[str] = field(default_factory=list[str])
    undirected: list[str] = field(default_factory=list[str])

    @property
    def words(self) -> int:
        return len(" ".join(self.sentences).split())


class _Reader(HTMLParser):
    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen
        self.links: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []
        self._said: list[str] = []
        self._in_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "html":
            self.seen.direction = said.get("dir") or ""
        if tag == "a" and "download" not in said:
            self.links.append(said.get("href") or "")
        if tag in {"input", "textarea"}:
            kind = said.get("type", "text")
            if kind not in {"hidden", "radio", "checkbox", "file"} and "dir" not in said:
                self.seen.undirected.append(said.get("name") or tag)
        if tag in ENDS:
            self._end()
        if tag not in VOID:
            hidden = "visually-hidden" in (said.get("class") or "")
            auto = tag in {"bdi", "textarea"} or said.get("dir") == "auto"
            self._open.append((tag, auto or hidden, auto and tag != "bdi"))
        self._in_main |= tag == "main"

    def handle_endtag(self, tag: str) -> None:
        if tag in ENDS:
            self._end()
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "main":
            self._in_main = False

    def handle_data(self, data: str) -> None:
        if not self._in_main or any(tag in SILENT for tag, _, _ in self._open):
            return
        alone = data.strip().startswith(TYPED)
        if alone and not any(auto for _, auto, _ in self._open):
            self.seen.undirected.append(data.strip())
        if TYPED not in data and not any(typed for _, _, typed in self._open):
            self._said.append(data)

    def _end(self) -> None:
        sentence = " ".join("".join(self._said).split())
        self._said.clear()
        if re.search(r"[A-Za-z]", sentence):
            self.seen.sentences.append(sentence)


def shape(path: str) -> str:
    """An address without its ids: pages of one shape are looked at once."""
    return re.sub(r"[a-z_]+-[a-z2-7]{26}", "*", path)


def pages(client: FlaskClient, *starts: str) -> Iterator[Seen]:
    """One page of each shape that links lead to, read."""
    done, waiting = set[str](), [*starts]
    while waiting:
        path = waiting.pop()
        if shape(path) in done or path.startswith(ELSEWHERE):
            continue
        done.add(shape(path))
        answer = client.get(path, follow_redirects=True)
        if answer.mimetype != "text/html":
            continue
        seen = Seen(path, answer.get_data(as_text=True), answer.status_code)
        reader = _Reader(seen)
        reader.feed(PHONE_LINK.sub(r"\1", seen.html))
        yield seen
        waiting += [
            link for link in reader.links if urlsplit(link).netloc == "" and link[:1] == "/"
        ]
