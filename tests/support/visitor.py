"""Somebody at a browser without JavaScript: reads pages, fills their forms in, sends them.

Works on real HTML: what a page doesn't offer can't be pressed, and tokens come from the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

PHONE_LINK = re.compile(r'<a [^>]*href="tel:[^>]*>([^<]*)</a>')
"""A number that can be called ends no sentence and no word: it is read where it stands."""
AROUND = ("/sign-out", "/join/leave", "/join/hand-on")


@dataclass
class PageForm:
    """One form on a page: where it goes, and what stands in it."""

    action: str
    method: str
    values: dict[str, Any] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.words: list[str] = []
        self._area: str | None = None
        self._select: str | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in {"script", "style", "title"}:
            self._silent += 1
        if tag == "form":
            self.forms.append(PageForm(said.get("action", ""), said.get("method", "get").lower()))
        if not self.forms or ("name" not in said and tag != "option"):
            return
        values, name = self.forms[-1].values, said.get("name", "")
        if tag == "input":
            kind = said.get("type", "text")
            if kind not in {"radio", "checkbox"} or "checked" in said:
                values[name] = said.get("value", "on" if kind == "checkbox" else "")
        elif tag == "textarea":
            self._area, values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif (
            tag == "option" and self._select and ("selected" in said or self._select not in values)
        ):
            values[self._select] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "title"}:
            self._silent -= 1
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].values[self._area] += data.removeprefix("\n")
        elif not self._silent:
            self.words.append(data)


@dataclass
class Page:
    """A page as it came."""

    response: TestResponse
    forms: list[PageForm]
    text: str

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.request.path

    @property
    def address(self) -> str:
        """The path with its query: where a form without an action goes."""
        return self.response.request.full_path.rstrip("?")

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)


def read(response: TestResponse) -> Page:
    """Read a response as a page."""
    reader = _Reader()
    reader.feed(PHONE_LINK.sub(r"\1", response.get_data(as_text=True)))
    return Page(response, reader.forms, re.sub(r"\s+", " ", " ".join(reader.words)).strip())


@dataclass
class Visitor:
    """A browser, and the person before it."""

    client: FlaskClient
    person_id: str = ""
    token: str = ""

    def open(self, path: str) -> Page:
        """Go to an address; redirects are followed."""
        return read(self.client.get(path, follow_redirects=True))

    def send(
        self, path: str, /, *, to: str | None = None, follow: bool = True, **typed: Any
    ) -> Page:
        """Open a page, fill in the form that goes to `to` (else the first POST form), send it.

        `typed` overrides what stands in the form; a value of None leaves the field out.
        """
        return self.fill(self.open(path), to=to, follow=follow, **typed)

    def fill(
        self, page: Page, /, *, to: str | None = None, follow: bool = True, **typed: Any
    ) -> Page:
        """Fill in a form on a page that is open already, and send it."""
        posts = [form for form in page.forms if form.method == "post"]
        matching = [form for form in posts if to is None or form.action.endswith(to)]
        # the buttons round each page are never what a test means where it names no other
        matching = [form for form in matching if not form.action.endswith(AROUND)] or matching
        assert matching, f"no form to {to} on {page.path}: {[form.action for form in posts]}"
        form = matching[0]
        values = {
            **form.values,
            **{name.replace("__", "-"): value for name, value in typed.items()},
        }
        kept = {name: value for name, value in values.items() if value is not None}
        action = form.action or page.address
        headers = {"Sec-Fetch-Site": "same-origin", "Referer": "https://localhost/"}
        body: dict[str, Any] = {"data": kept}
        files = {name: FileStorage(*file) for name, file in kept.items() if isinstance(file, tuple)}
        if files:  # written out here: else a large one would lie in a file that nobody closes
            mark, data = encode_multipart({**kept, **files})
            body = {"data": data, "content_type": f"multipart/form-data; boundary={mark}"}
        return read(self.client.post(action, **body, headers=headers, follow_redirects=follow))
