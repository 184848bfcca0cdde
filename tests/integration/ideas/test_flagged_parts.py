"""Recordings, drawings and single lines can be flagged; the lead sees what is behind a flag."""

from __future__ import annotations

import io

import pytest

from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
from makeithappen.core.files import put_file
from makeithappen.core.ids import new_id
from makeithappen.core.signed_addresses import signature_for
from makeithappen.ideas import attachments_views
from makeithappen.ideas.attachments_models import Attachment
from makeithappen.ideas.child_models import ChildYes, IdeaChild
from makeithappen.ideas.plan_models import IdeaHelp, IdeaLine
from makeithappen.ideas.rules.attachments import Kind
from tests.integration.ideas.test_safeguarding import Enter, Scene, scene
from tests.support.visitor import Visitor

__all__ = ["scene"]

LINE, HELP = "Paint for Zebedee", "Wood of Zebedee"


def plan(scene: Scene) -> tuple[str, str]:
    """One line and one other help of the idea that is before the panel; their ids."""
    line_id, help_id = new_id("line"), new_id("help")
    mine = {"idea_id": scene.idea_id, "number": 1, "quantity": 2}
    what = {"kind": "in_kind", "unit": "items", "stage": "secured"}
    with scene.app.app_context(), transaction() as session:
        session.add(IdeaLine(id=line_id, words=LINE, unit_pence=5, **mine))
        session.add(IdeaHelp(id=help_id, words=HELP, **what, **mine))
    return line_id, help_id


def recording(scene: Scene, part: str, child_id: str | None = None) -> str:
    """A file of the idea, with words in all that can have any; its id."""
    kind, media = (Kind.PICTURE, "image/jpeg") if child_id else (Kind.SOUND, "audio/ogg")
    with scene.app.app_context(), transaction() as session:
        file_id = put_file(session, io.BytesIO(b"sound"))
        said = {"description": "Zebedee alone", "transcript": "", "transcript_by": None}
        clean = {"kind": kind, "media_type": media, "size_bytes": 5, "milliseconds": 900}
        by = {"added_by": "test", "added_at": now(session), "child_id": child_id}
        what = {"id": new_id("file"), "idea_id": scene.idea_id, "question_id": part}
        session.add(Attachment(**what, **clean, **said, **by, file_id=file_id))
        return what["id"]


def child(scene: Scene) -> str:
    """A child who says something, with each yes."""
    child_id = new_id("child")
    asked = {"telling": "simple", "consent": "both", "version": 1}
    with scene.app.app_context(), transaction() as session:
        facts = {"idea_id": scene.idea_id, "place": 0, "age": 7, "words": "Zebedee hides"}
        session.add(IdeaChild(id=child_id, **facts, **asked))
        for who in ("child", "carer"):
            said = {"child_id": child_id, "version": 1, "who": who, "yes": 1}
            session.add(ChildYes(**said, at=now(session), actor_id="test"))
    return child_id


def opens(visitor: Visitor, scene: Scene, file_id: str) -> int:
    """What the address of a file answers to this person."""
    with scene.app.app_context():
        signature = signature_for(file_id, visitor.person_id)
    return visitor.client.get(f"/files/{file_id}/{signature}", buffered=True).status_code


def test_one_line_is_flagged_and_the_others_stay(scene: Scene) -> None:
    line_id, help_id = plan(scene)
    shown, more = f"{scene.sheet}/plan", f"/ideas/{scene.idea_id}/more"
    page = scene.member.open(shown)
    assert all(f"/flag?part={part}" in page.html for part in (line_id, help_id))
    seen = {LINE: True, HELP: True}
    for words, part, flagger, start in (
        (LINE, line_id, scene.member, scene.sheet),
        (HELP, help_id, scene.morag, f"/ideas/{scene.idea_id}"),
    ):
        page = flagger.send(f"{start}/flag?part={part}", why="A name")
        assert page.status == 200
        seen[words] = False
        for reader, address in ((scene.member, shown), (scene.morag, more)):
            text = reader.open(address).text
            assert {one: one in text for one in seen} == seen
            assert "These words are being looked at." in text
        assert all(one in scene.leanne.open(f"/ideas/{scene.idea_id}/answers").text for one in seen)
        flag_id = next(one.flag_id for one in scene.flags() if one.part == part)
        assert words not in scene.lead.open(f"/safety/{flag_id}").text
        assert words in scene.lead.send(f"/safety/{flag_id}", to="/open").text
    for made_up in ("line-x", "help-x", "contact", "zzz"):
        assert scene.member.open(f"{scene.sheet}/flag?part={made_up}").status == 404
        assert scene.morag.open(f"/ideas/{scene.idea_id}/flag?part={made_up}").status == 404


def test_the_lead_hears_what_is_behind_a_flag_on_record_and_for_an_hour(
    scene: Scene, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id, drawing_id = recording(scene, "who_for"), recording(scene, "children", child(scene))
    other = enter(Role.SAFEGUARDING_LEAD)
    page = scene.member.open(f"{scene.sheet}/sheet?all=1")
    assert "A drawing by Child A, 7: Zebedee alone" in page.html
    for part, mine, words in (
        ("who_for", file_id, "Zebedee alone"),
        ("children", drawing_id, "A drawing by Child A, 7: Zebedee alone"),
    ):
        assert f"/flag?part={part}" in page.html
        assert (opens(scene.member, scene, mine), opens(scene.lead, scene, mine)) == (200, 404)
        assert scene.member.send(f"{scene.sheet}/flag?part={part}").status == 200
        flag_id = next(one.flag_id for one in scene.flags() if one.part == part)
        assert [opens(one, scene, mine) for one in (scene.member, scene.morag)] == [404, 404]
        closed = scene.lead.open(f"/safety/{flag_id}")
        assert ("Zebedee" in closed.text, opens(scene.lead, scene, mine)) == (False, 404)
        opened = scene.lead.send(f"/safety/{flag_id}", to="/open")
        assert (words in opened.html, f"/files/{mine}/" in opened.html) == (True, True)
        assert [opens(one, scene, mine) for one in (scene.lead, other)] == [200, 404]
    assert "Zebedee" not in scene.member.open(f"{scene.sheet}/sheet?all=1").text
    monkeypatch.setattr(attachments_views, "SECONDS", -1)
    assert [opens(scene.lead, scene, one) for one in (file_id, drawing_id)] == [404, 404]
