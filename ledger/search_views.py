"""Looking for something in the books of a fund."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from ledger import store
from ledger.blueprint import ENTRY_READERS, bp, fund_name, titles
from ledger.rules.search import read_wanted
from makeithappen import awarding
from makeithappen.core.access import allow
from makeithappen.core.db import reading


@bp.get("/funds/<fund_id>/search")
@allow(*ENTRY_READERS)
def search(fund_id: str) -> Any:
    """Awards, payments, pledges and entries that fit what was typed, in one fund."""
    name, typed = fund_name(fund_id), request.args.get("q", "")
    wanted = read_wanted(typed)
    page = {"fund_id": fund_id, "name": name, "typed": typed, "found": None, "titles": {}}
    if not wanted.is_empty:
        named = awarding.ideas_named(reading(), fund_id, wanted.words) if wanted.words else {}
        found = store.search(reading(), fund_id, wanted, set(named))
        amounts = (*found.awards, *found.payments, *found.pledges)
        page |= {"found": found, "titles": titles(one.idea_id for one in amounts)}
    return render_template("ledger/search.html", **page)
