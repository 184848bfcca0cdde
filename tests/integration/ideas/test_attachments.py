"""Say it, film it or draw it: what goes in, who may open it, what is refused, and how it goes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from makeithappen import erasing, shortlisting
from makeithappen.core import signed_addresses as addresses
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from makeithappen.ideas import attachments_store as attachments
from makeithappen.ideas import helping_store, safeguarding_store
from makeithappen.ideas import store as ideas
from makeithappen.ideas.attachments_models import Attachment as Row
from makeithappen.ideas.rules.attachments import COUNT_MAX, AttachmentRefusal
from makeithappen.ideas.rules.helping import Channel
from makeithappen.ideas.safeguarding_models import Flag
from makeithappen.safety import POLICY
from panels import store as panels
from tests.integration.ideas.given import Place, open_round, panel_day, send_ideas
from tests.support import recorded, two_things
from tests.support.pictures import bomb, picture
from tests.support.recorded import CANARY
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]


@dataclass
class Given:
    """Somebody with a draft, and what is kept of it."""

    app: Flask
    place: Place
    lea: Visitor
    idea_id: str

    @property
    def page(self) -> str:
        return f"/ideas/{self.idea_id}/files/what"

    def send(self, data: bytes, name: str = "IMG_0001.MOV", **typed: Any) -> Page:
        return self.lea.send(self.page, file=(io.BytesIO(data), name), **typed)

    def kept(self) -> list[attachments.Attachment]:
        with self.app.app_context():
            return attachments.of_idea(reading(), self.idea_id)

    def files(self) -> set[str]:
        folder: Path = self.app.extensions["settings"].files_dir
        return {one.name for one in folder.iterdir()} if folder.exists() else set()


@pytest.fixture
def given(app: Flask, enter: Enter, tmp_path: Path) -> Given:
    settings = replace(app.extensions["settings"], files_dir=tmp_path / "files")
    app.extensions["settings"] = settings
    app.extensions["files"] = type(app.extensions["files"])(settings.files_dir)
    place, lea = open_round(app), enter(Role.APPLICANT, first_name="Lea")
    with app.app_context(), transaction() as session:
        ids = {"round_id": place.round_id, "fund_id": place.fund_id, "owner_id": lea.person_id}
        idea_id = ideas.begin(session, **ids, answers={"contact": "01234"}, at=now(session))
    return Given(app, place, lea, idea_id)


def address_of(page: Page) -> str:
    found = re.search(r'"(/files/[^"]+)"', page.html)
    assert found is not None
    return found[1]


def ask(visitor: Visitor, address: str, **headers: str) -> TestResponse:
    return visitor.client.get(address, headers=headers, buffered=True)


def sent_with(given: Given, data: bytes, **words: str) -> tuple[str, str]:
    """The idea goes in with a file; gives its address for Lea, and the file's id."""
    address = address_of(given.send(data, **words))
    given.lea.send(f"/ideas/{given.idea_id}/answer/area", area=given.place.area_id)
    page = given.lea.send(f"/ideas/{given.idea_id}/check", to="/send")
    assert page.path == f"/ideas/{given.idea_id}"
    return address, given.kept()[0].attachment_id


def before_a_panel(given: Given, member: Visitor, coordinator: Visitor) -> tuple[str, str]:
    """The idea is heard on a day with this member; gives the day and the pitch."""
    day_id = panel_day(given.app, given.place)
    with given.app.app_context(), transaction() as session:
        at = now(session)
        idea = ideas.find_sent(session, given.idea_id)
        shown = shortlisting.ShortlistedIdea(idea.idea_id, "Hear me", "", "", 900, 600)
        shortlisting.shortlist(session, shown, day_id=day_id, at=at)
        who = {"actor_id": coordinator.person_id, "at": at}
        seat = panels.NewMember(member.person_id, "Jo", is_reserve=False)
        panels.put_members(session, day_id, [seat], **who)
        return day_id, panels.load_day(session, day_id).pitches[0].pitch_id


def test_an_idea_that_was_only_spoken(app: Flask, given: Given, enter: Enter) -> None:
    jo, other, ann = enter(Role.PANEL_MEMBER), enter(Role.PANEL_MEMBER), enter(Role.COORDINATOR)
    address, file_id = sent_with(given, recorded.m4a(), description="A bench")
    with app.app_context():
        assert ideas.find_sent(reading(), given.idea_id).words.what == ""
    assert "Recording (0:02) A bench" in given.lea.open(f"/ideas/{given.idea_id}/answers").text

    ann_page = ann.open(f"/ideas/{given.idea_id}/review")
    assert "Said without words, see below" in ann_page.text
    ann.send(f"/ideas/{given.idea_id}/files/{file_id}/transcript", words="We want a bench.")
    [kept] = given.kept()
    assert (kept.transcript, kept.transcript_by) == ("We want a bench.", ann.person_id)

    day_id, pitch_id = before_a_panel(given, jo, ann)
    page = jo.open(f"/days/{day_id}/ideas/{pitch_id}/sheet?all=1")
    assert "A bench" in page.text
    assert "We want a bench." in page.text
    heard = ask(jo, address_of(page))
    assert (heard.status_code, heard.mimetype, CANARY in heard.data) == (200, "audio/mp4", False)
    part = ask(jo, address_of(page), Range="bytes=4-7")
    assert (part.status_code, part.data) == (206, b"ftyp")

    strangers = [ask(one, address_of(page)) for one in (ann, given.lea, other)]
    assert {answer.status_code for answer in strangers} == {404}  # each address is one person's
    with app.app_context():
        own = addresses.signature_for(file_id, other.person_id)
    assert ask(other, f"/files/{file_id}/{own}").status_code == 404
    assert other.client.get(f"/days/{day_id}/ideas/{pitch_id}/sheet").status_code == 404

    with app.app_context(), transaction() as session:
        by = {"actor_id": jo.person_id, "at": now(session)}
        safeguarding_store.raise_flag(session, given.idea_id, "what", "I worry.", **by)
    others = [ask(jo, address_of(page)), ask(ann, address_of(ann_page))]
    assert [answer.status_code for answer in others] == [404, 404]
    assert "A bench" not in jo.open(f"/days/{day_id}/ideas/{pitch_id}/sheet?all=1").text
    with app.app_context(), transaction() as session:
        session.execute(update(Flag).values(is_hidden=0))
    assert ask(jo, address_of(page)).status_code == 200

    given.lea.send(f"/ideas/{given.idea_id}/withdraw")
    assert [ask(jo, address_of(page)).status_code, ask(given.lea, address).status_code] == [
        404,
        200,
    ]


def test_how_a_file_is_handed_out(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    address = address_of(given.send(recorded.iphone(), description=""))
    answer = ask(given.lea, address)
    wanted = {
        "Content-Type": "video/mp4",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": 'inline; filename="film.mp4"',
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Accept-Ranges": "bytes",
    }
    assert {name: answer.headers[name] for name in wanted} == wanted
    assert "media-src 'self'" in POLICY
    assert ask(given.lea, address[:-6] + "xxxxxx").status_code == 404
    monkeypatch.setattr(addresses, "SECONDS", -1)
    assert ask(given.lea, address).status_code == 404


def test_a_file_is_taken_away_for_good(given: Given, enter: Enter) -> None:
    given.send(picture("JPEG"), description="A drawing")
    [kept] = given.kept()
    path = f"/ideas/{given.idea_id}/files/{kept.attachment_id}/remove"
    stranger = enter(Role.APPLICANT)
    theirs = stranger.open(f"/rounds/{given.place.round_id}/idea/first")
    theirs.forms[-1].action = path
    assert stranger.fill(theirs, to=path).status == 404
    assert given.files() == {kept.file_id}
    page = given.lea.send(given.page, to=path)
    assert ("It is gone." in page.text, given.kept(), given.files()) == (True, [], set())


def test_sent_twice_is_kept_once(given: Given) -> None:
    page = given.lea.open(given.page)
    for _time in range(2):
        given.lea.fill(page, file=(io.BytesIO(recorded.webm()), "a.webm"))
    assert len(given.kept()) == len(given.files()) == 1


def test_files_go_with_their_person(app: Flask, given: Given, enter: Enter) -> None:
    ann = enter(Role.COORDINATOR)
    _address, file_id = sent_with(given, recorded.ogg(), description="Our bench")
    ann.send(f"/ideas/{given.idea_id}/files/{file_id}/transcript", words="Hello")
    with app.app_context():
        with transaction() as session:
            erasing.erase_again(session, given.lea.person_id, at=now(session))
        assert reading().scalars(select(Row.id)).all() == []
    assert given.files() == set()


def heic() -> bytes:
    return recorded.box(b"ftyp", b"heic", bytes(4), b"mif1heic") + CANARY


def long_webm() -> bytes:
    return recorded.webm().replace(
        recorded.number(0x2AD7B1, 1_000_000), recorded.number(0x2AD7B1, 250_000_000)
    )


BAD = {
    "a zip": (AttachmentRefusal.UNKNOWN, lambda: b"PK\3\4" + bytes(100)),
    "a page": (AttachmentRefusal.UNKNOWN, lambda: b"<html><script>alert(1)</script>"),
    "a pdf": (AttachmentRefusal.UNKNOWN, lambda: b"%PDF-1.7"),
    "a heic": (AttachmentRefusal.HEIC, heic),
    "30,000 dots square": (AttachmentRefusal.PICTURE_TOO_LARGE, lambda: bomb(30_000, 30_000)),
    "half a picture": (AttachmentRefusal.PICTURE_UNREADABLE, lambda: picture("JPEG")[:300]),
    "a film and a page": (
        AttachmentRefusal.RECORDING_TWO_THINGS,
        lambda: recorded.iphone() + recorded.box(b"free", two_things.PAGE),
    ),
    "half a film": (AttachmentRefusal.BROKEN, lambda: recorded.iphone()[:-400]),
    "old sound": (
        AttachmentRefusal.UNPLAYABLE,
        lambda: recorded.film(recorded.sound(1, b"samr")),
    ),
    "14 minutes": (AttachmentRefusal.TOO_LONG, long_webm),
    "2 MB of sound": (
        AttachmentRefusal.SOUND_TOO_LARGE,
        lambda: recorded.m4a() + recorded.box(b"free", bytes(2_000_000)),
    ),
    "3 MB of film": (
        AttachmentRefusal.FILM_TOO_LARGE,
        lambda: recorded.iphone() + recorded.box(b"free", bytes(3_000_000)),
    ),
}
FACTS = {"14 minutes": 10, "2 MB of sound": 1, "3 MB of film": 2}


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused(
    given: Given, name: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = {"sound_megabytes": 1, "film_megabytes": 2}
    given.app.extensions["settings"] = replace(given.app.extensions["settings"], **small)
    code, make = BAD[name]
    with caplog.at_level("INFO", "makeithappen"):
        page = given.send(make(), "IMG_0001.JPG", description="Zebedee")
    with given.app.test_request_context():
        words = sentence(Refused(code, most=FACTS.get(name)))
    assert (page.status, words in page.text, "Zebedee" in page.html) == (409, True, True)
    assert 'href="#file"' in page.html
    assert [one.getMessage() for one in caplog.records] == [
        f"refused code={code} endpoint=ideas.files"
    ]
    assert (given.kept(), given.files()) == ([], set())


def test_a_picture_that_is_something_else_as_well_is_refused_in_words(given: Given) -> None:
    """Whatever else it is; the draft stays as it was, and an honest one is taken after it."""
    made = {name: picture("JPEG") + more for name, more in two_things.AFTER.items()}
    said = (
        "This file is a picture and something else at the same time. Send a screenshot of it, or "
        "take the photo again."
    )
    for data in (made | two_things.INSIDE).values():
        page = given.send(data, "IMG_0001.JPG", description="Zebedee")
        found = (page.status, said in page.text, "Zebedee" in page.html)
        assert (found, 'href="#file"' in page.html) == ((409, True, True), True)
        assert (given.kept(), given.files()) == ([], set())
    page = given.send(two_things.HONEST["a photo that moves"], description="Zebedee")
    assert (page.status, len(given.kept()), len(given.files())) == (200, 1, 1)


def test_an_idea_by_voice_is_counted_as_one(app: Flask, given: Given, enter: Enter) -> None:
    def came() -> dict[tuple[str, Channel], tuple[int, int]]:
        with app.app_context():
            return helping_store.channels(reading())

    def by(channel: Channel, sent: int = 0) -> dict[tuple[str, Channel], tuple[int, int]]:
        return {(given.place.round_id, channel): (1, sent)}

    answer = f"/ideas/{given.idea_id}/answer"
    given.send(picture("PNG"))  # a photo of what somebody wrote is no voice
    assert came() == by(Channel.ONLINE)
    page = given.lea.open(given.page)
    page.forms = [one for one in page.forms if "description" in one.values]
    given.lea.fill(page, file=(io.BytesIO(recorded.m4a()), "a.m4a"))
    assert came() == by(Channel.VOICE)
    given.lea.send(f"{answer}/who_for", who_for="All of us")
    assert came() == by(Channel.VOICE)
    given.lea.send(f"{answer}/what", what="A bench")
    assert came() == by(Channel.ONLINE)
    given.lea.send(f"{answer}/what", what="")
    assert came() == by(Channel.VOICE)
    for kept in given.kept():
        if kept.kind is attachments.Kind.SOUND:
            path = f"/ideas/{given.idea_id}/files/{kept.attachment_id}/remove"
            given.lea.send(given.page, to=path)
    assert came() == by(Channel.ONLINE)
    given.lea.send(given.page, to="/remove")
    sent_with(given, recorded.ogg())
    assert came() == by(Channel.VOICE, sent=1)
    assert "By voice" in enter(Role.COORDINATOR).open("/ideas/channels").text


def test_nothing_chosen_and_one_too_many(given: Given, app: Flask, enter: Enter) -> None:
    page = given.lea.send(given.page, file=None)
    assert (page.status, "Choose a photo, a voice message or a film" in page.text) == (400, True)
    with app.app_context(), transaction() as session:
        for number in range(COUNT_MAX):
            clean = attachments.Clean(attachments.Kind.PICTURE, "image/jpeg", 1)
            new = attachments.New("who_for", clean, f"{number}")
            attachments.add(session, given.idea_id, new, actor_id="test", at=now(session))
    page = given.send(picture("PNG"))
    assert (page.status, "An idea can have 20 files." in page.text) == (409, True)
    [decided] = send_ideas(app, given.place, given.lea.person_id)
    given.lea.send(f"/ideas/{decided}/withdraw")
    page = given.lea.send(f"/ideas/{decided}/files/what", file=(io.BytesIO(picture("PNG")), "a"))
    assert (page.status, "nothing can be added to it" in page.text) == (409, True)
    assert given.lea.open(f"/ideas/{decided}/files/contact").status == 404
    assert enter(Role.APPLICANT).open(given.page).status == 404
    assert given.files() == set()


def test_a_body_that_is_too_large_is_refused_in_words(given: Given) -> None:
    given.app.extensions["settings"] = replace(given.app.extensions["settings"], film_megabytes=1)
    page = given.send(recorded.iphone() + bytes(10_200_000))
    assert page.status == 413
    assert "We can take up to 10 MB at once." in page.text
    assert "What you had saved before is still there." in page.text
    assert (given.kept(), given.files()) == ([], set())


def test_the_first_question_leads_to_a_recording(given: Given, app: Flask) -> None:
    guest = Visitor(app.test_client())
    page = guest.send(f"/rounds/{given.place.round_id}/idea/first", what="", instead="what")
    assert (page.status, page.path.endswith("/files/what")) == (200, True)
    assert page.response.headers["Permissions-Policy"].count("microphone=(self)") == 1
    assert guest.fill(page, file=(io.BytesIO(recorded.pieces()), "a.mp4")).status == 200
    assert guest.open(page.path.replace("files/what", "carry-on")).path.endswith("/answer/who_for")


def test_the_long_page_leads_to_a_recording_and_back(given: Given, app: Flask) -> None:
    guest = Visitor(app.test_client())
    said = {"who_for": "Small children", "contact": "", "instead": "what"}
    page = guest.send(f"/rounds/{given.place.round_id}/idea/all", **said)
    assert (page.status, page.path.endswith("/files/what")) == (200, True)
    page = guest.fill(page, file=(io.BytesIO(recorded.pieces()), "a.mp4"))
    back = re.search(r'href="(/ideas/[^"]+/answer/all)"', page.html)
    assert back is not None
    page = guest.open(back[1])
    assert "Small children" in page.html
    page = guest.fill(page)  # what was recorded is not asked for, the rest is
    asked = set(re.findall('<a href="#([a-z]+)', page.html)) - {"main"}
    assert (page.status, asked) == (400, {"area", "contact"})
    assert guest.fill(page, area="anywhere", contact="01234 567890").status == 200
    assert guest.send(back[1], instead="contact").path.endswith("/check")  # no such button
