"""A child's drawing or voice is seen with each yes, and not a moment longer; then it is gone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from makeithappen import erasing
from makeithappen.child_bands import SUGGESTED
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.signed_addresses import signature_for
from makeithappen.funds import store as funds
from makeithappen.ideas.attachments_models import Attachment
from tests.integration.ideas.given import Place, open_round
from tests.integration.ideas.test_children import before_the_panel, begun, press
from tests.integration.panels.given import a_day
from tests.support import recorded
from tests.support.pictures import picture
from tests.support.recorded import CANARY
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
DRAWING, VOICE = "A drawing by Child A, 7: a slide into water", "The voice of Child A, 7"


@pytest.fixture
def place(app: Flask, tmp_path: Path) -> Place:
    """A round of a fund that asks children; files lie in a folder of this test."""
    settings = replace(app.extensions["settings"], files_dir=tmp_path / "files")
    app.extensions["settings"] = settings
    app.extensions["files"] = type(app.extensions["files"])(settings.files_dir)
    found = open_round(app)
    with app.app_context(), transaction() as session:
        facts = {"fund_id": found.fund_id, "bands": SUGGESTED}
        funds.put_child_bands(session, **facts, actor_id="test", at=now(session))
    return found


def files(app: Flask) -> int:
    folder: Path = app.extensions["settings"].files_dir
    return len(list(folder.iterdir())) if folder.exists() else 0


def add(visitor: Visitor, address: str, data: bytes, description: str = "") -> Page:
    sent = (io.BytesIO(data), "Zebedee Smith 7.jpg")
    return visitor.fill(form_of(visitor.open(address)), file=sent, description=description)


def form_of(page: Page) -> Page:
    """A page with nothing but the form that adds a file."""
    page.forms = [one for one in page.forms if "description" in one.values]
    return page


def drawn(visitor: Visitor, idea_id: str) -> str:
    """A child of seven draws in place of words; the address of the drawings."""
    page = visitor.send(f"/ideas/{idea_id}/children", age="7")
    page = visitor.fill(page, words="", instead="yes")
    assert (page.status, page.path.endswith("/drawings")) == (200, True)
    assert page.response.headers["Permissions-Policy"].count("microphone=(self)") == 1
    page = visitor.fill(
        page, file=(io.BytesIO(picture("JPEG")), "Zoe.jpg"), description="a slide into water"
    )
    assert DRAWING in page.text
    return page.path


def status(visitor: Visitor, address: str) -> int:
    return visitor.client.get(address, buffered=True).status_code


def address_in(page: Page) -> str:
    found = re.search(r'"(/files/[^"]+)"', page.html)
    return found[1] if found else ""


def test_a_drawing_in_place_of_words_on_the_way(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    drawings = drawn(visitor, idea_id)
    child = drawings.removesuffix("/drawings")
    page = visitor.send(child, words="")  # with a drawing no words are asked for
    assert (page.path, DRAWING in page.text) == (f"{child}/yes", True)
    assert f'alt="{DRAWING}"' in page.html
    assert not {"Zoe", "Zebedee"} & set(re.findall(r"\w+", page.html))
    shown = visitor.client.get(address_in(page), buffered=True)
    assert (shown.mimetype, CANARY in shown.data) == ("image/jpeg", False)
    assert shown.headers["Content-Disposition"] == 'inline; filename="picture.jpg"'
    press(visitor, f"{child}/yes", "child", "yes")
    assert "Each yes is there" in press(visitor, f"{child}/yes", "carer", "yes").text
    assert VOICE in add(visitor, drawings, recorded.ogg()).text
    assert "a yes is missing" in visitor.open(f"{child}/yes").text  # not for this one yet
    for path in ("check", "children"):
        assert "2 drawings or recordings" in visitor.open(f"/ideas/{idea_id}/{path}").text
    assert "Said, filmed or drawn" not in visitor.open(f"/ideas/{idea_id}/check").text

    refused = {
        "A film shows who the child is.": recorded.iphone(),
        "We can't use this kind of file.": b"%PDF-1.7",
    }
    for sentence, data in refused.items():
        page = add(visitor, drawings, data)
        assert (page.status, sentence in page.text, 'href="#file"' in page.html) == (
            409,
            True,
            True,
        )
    page = visitor.fill(form_of(visitor.open(drawings)), file=None)
    assert (page.status, "Choose a photo of the drawing, or a recording" in page.text) == (
        400,
        True,
    )
    page = form_of(visitor.open(drawings))
    for _time in range(2):
        visitor.fill(page, file=(io.BytesIO(picture("PNG")), "b.png"))
    assert files(app) == 3
    assert 'type="file"' not in visitor.open(drawings).html  # there is room for three
    page.forms[-1].values["intent"] = "0" * 32
    page = visitor.fill(page, file=(io.BytesIO(picture("PNG")), "c.png"))
    assert (page.status, "A child can have 3 drawings and recordings." in page.text) == (409, True)
    page = visitor.send(drawings, to="/remove")
    assert ("It is gone." in page.text, files(app)) == (True, 2)
    visitor.send(f"{child}/yes", to=f"{child}/remove")
    assert files(app) == 0


def test_it_is_seen_only_with_both_yeses_and_goes_with_them(
    app: Flask, enter: Enter, visitor: Visitor, place: Place
) -> None:
    day = a_day(app, enter, pitches=1, fund_id=place.fund_id)
    idea_id, yes = before_the_panel(app, day, visitor, place, then=lambda path: draw(visitor, path))
    day.open()
    day.declare(0, len(day.pitches) - 1)
    member, coordinator, other = day.members[0], enter(Role.COORDINATOR), enter(Role.APPLICANT)
    sheet = f"{day.address}/ideas/{day.pitches[-1]}/sheet"
    with app.app_context():
        [file_id] = reading().scalars(select(Attachment.id)).all()
        people = (member, coordinator, other)
        signed = [(one, signature_for(file_id, one.person_id)) for one in people]
    transcript = f"/ideas/{idea_id}/files/{file_id}/transcript"

    def seen() -> list[bool]:
        pages = [member.open(f"{sheet}?all=1"), member.open(f"{sheet}/1")]
        pages.append(coordinator.open(f"/ideas/{idea_id}/more"))
        assert DRAWING not in coordinator.open(f"/ideas/{idea_id}/review").text
        found = [DRAWING in page.html for page in pages]
        found.append(status(coordinator, transcript) == 200)
        opened = [status(one, f"/files/{file_id}/{key}") for one, key in signed]
        assert opened[2] == 404
        return found + [one == 200 for one in opened[:2]]

    found = [seen()]
    for who, answer in (
        ("child", "yes"),
        ("carer", "yes"),
        ("child", "no"),
        ("child", "yes"),
        ("carer", "no"),
        ("carer", "yes"),
    ):
        assert press(visitor, yes, who, answer).status == 200
        found.append(seen())
    assert found == [[one] * 6 for one in (False, False, True, False, True, False, True)]
    assert status(visitor, address_in(visitor.open(yes))) == 200

    coordinator.send(f"/ideas/{idea_id}/flag", part="children")
    assert seen() == [False] * 6
    drawings = yes.removesuffix("/yes") + "/drawings"
    assert visitor.open(drawings).path == yes  # sent: it can only be taken away
    page = visitor.send(yes, to="/remove")
    assert (page.path, "It is gone." in page.text, files(app)) == (yes, True, 0)


def draw(visitor: Visitor, yes: str) -> None:
    add(visitor, yes.removesuffix("/yes") + "/drawings", picture("PNG"), "a slide into water")


def test_nobody_else_gets_near_and_it_is_erased_with_its_person(
    app: Flask, enter: Enter, place: Place
) -> None:
    family, other = enter(Role.APPLICANT), enter(Role.APPLICANT)
    drawings = drawn(family, begun(family, place))
    assert other.open(drawings).status == 404
    mine = drawn(other, begun(other, place))
    with app.app_context():
        theirs = reading().scalars(select(Attachment.id).order_by(Attachment.added_at)).first()
    page = other.open(mine)
    page.forms = [one for one in page.forms if one.action.endswith("/remove")]
    page.forms[0].action = f"{mine}/{theirs}/remove"  # another child's: nothing goes
    assert (other.fill(page).status, files(app)) == (200, 2)
    for child_file in _own_files(app, other):  # a child's goes by the child's page alone
        page.forms[0].action = f"/ideas/{mine.split('/')[2]}/files/{child_file}/remove"
        assert (other.fill(page).status, files(app)) == (404, 2)
    with app.app_context():
        with transaction() as session:
            erasing.erase_again(session, family.person_id, at=now(session))
        assert len(reading().scalars(select(Attachment.id)).all()) == files(app) == 1


def _own_files(app: Flask, visitor: Visitor) -> list[str]:
    with app.app_context():
        mine = select(Attachment.id).where(Attachment.added_by == visitor.person_id)
        found = list(reading().scalars(mine))
    assert len(found) == 1
    return found
