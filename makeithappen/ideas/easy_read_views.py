"""How to send an idea, in Easy Read: short sentences, each beside a picture."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from makeithappen import inviting
from makeithappen.core.access import allow_everyone
from makeithappen.core.db import now, reading
from makeithappen.ideas.steps import way
from makeithappen.ideas.views_base import bp


@bp.get("/rounds/<round_id>/idea/easy-read")
@allow_everyone
def easy_read(round_id: str) -> Any:
    """The way of an idea from its first words to the answer, with the facts of this round."""
    invitation = inviting.find(reading(), round_id, now(reading()))
    page = "ideas/easy_read.html" if invitation.takes_ideas else "ideas/not_now.html"
    facts = {"asked": len(way(invitation)), "host": request.host}
    return render_template(page, invitation=invitation, **facts)
