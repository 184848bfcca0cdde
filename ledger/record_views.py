"""What is known of an idea: what it is for, and for whom. Restricted money asks for it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from ledger import store
from ledger.blueprint import Writing, bp, fund_name, take, title_of
from ledger.forms_records import IdeaForm
from makeithappen import awarding
from makeithappen.core.access import Role, allow
from makeithappen.core.db import reading


@bp.get("/funds/<fund_id>/ideas")
@allow(Role.FUND_HOLDER, Role.COORDINATOR)
def ideas_known(fund_id: str) -> Any:
    """The ideas that a panel has before it, and what is known of each."""
    ideas = awarding.ideas_of_fund(reading(), fund_id)
    known = store.known_of_ideas(reading(), [idea_id for idea_id, _title in ideas])
    page = {"ideas": ideas, "known": known, "name": fund_name(fund_id), "fund_id": fund_id}
    return render_template("ledger/ideas_known.html", **page)


@bp.route("/ideas/<idea_id>", methods=["GET", "POST"])
@allow(Role.FUND_HOLDER, Role.COORDINATOR)
def idea_known(idea_id: str) -> Any:
    """Write down what an idea is for, and for whom."""
    fund_id = awarding.fund_of_idea(reading(), idea_id)
    known = store.known_of_ideas(reading(), [idea_id]).get(idea_id, store.NOTHING_KNOWN)
    stands = {"purposes": sorted(known.purposes), "audiences": sorted(known.audiences)}
    form = IdeaForm() if request.method == "POST" else IdeaForm(data=stands)

    def show() -> str:
        page = {"form": form, "idea_id": idea_id, "title": title_of(idea_id)}
        return render_template("ledger/idea_known.html", fund_id=fund_id, **page)

    def act(writing: Writing) -> str:
        chosen = {"purposes": form.purposes.data or [], "audiences": form.audiences.data or []}
        store.write_down(writing.session, writing.by(), idea_id, **chosen)
        return url_for("ledger.ideas_known", fund_id=fund_id)

    return take(form, f"known:{idea_id}", act, show, _("Written down."))
