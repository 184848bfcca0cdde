"""Instalments: of a fund by month, for money people; of an idea, for the people behind it."""

from __future__ import annotations

from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from ledger import store
from ledger.blueprint import READERS, bp, fund_name, title_of, titles
from ledger.record_lines import award_record_page
from ledger.rules.award_file import AwardFile
from ledger.rules.calendar import calendar_of
from makeithappen import awarding, paying
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading
from makeithappen.core.errors import Missing


@bp.get("/funds/<fund_id>/instalments")
@allow(*READERS)
def instalments(fund_id: str) -> Any:
    """What is late, what comes month by month, what waits for a milestone, what is paid."""
    session, name = reading(), fund_name(fund_id)
    files = store.planned_files(session, fund_id)
    found = calendar_of(files, awarding.today(session, fund_id, now(session)))
    ideas = [file.award.idea_id for file in files if file.award]
    digests = [part.milestone_digest for file in files for part in file.instalments]
    return render_template(
        "ledger/instalments.html",
        calendar=found,
        name=name,
        fund_id=fund_id,
        titles=titles(ideas),
        words=store.words_of(session, digests),
    )


@bp.get("/own/<idea_id>")
@allow(*Role)
def own_award(idea_id: str) -> Any:
    """What an idea gets and when, for the people behind it alone."""
    session, who = reading(), actor().person_id
    files = [one for one in store.files_of_idea(session, idea_id) if one.promised_pence]
    is_own = paying.is_recipient(session, idea_id, who)
    if not files or not (is_own or any(who in file.parties for file in files)):
        raise Missing(idea_id)
    awards = _shown(session, files)
    page = {"awards": awards, "title": title_of(idea_id), "is_own": is_own}
    return render_template("ledger/own_award.html", **page)


def _shown(session: Session, files: list[AwardFile]) -> list[Any]:
    """The award and what is on record about it, of each file."""
    words = store.words_of(session, [digest for file in files for digest in file.digests])
    awards = [(file.award, file) for file in files if file.award]
    today = awarding.today(session, awards[0][0].fund_id, now(session))
    return [(award, award_record_page(file, words, today)) for award, file in awards]
