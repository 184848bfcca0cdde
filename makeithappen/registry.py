"""The slices' blueprints and sentences, in one list each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from ledger import views as ledger
from ledger import words as ledger_words
from ledger import words_paying as paying_words
from ledger import words_records as ledger_records_words
from makeithappen import demo_views, language_views
from makeithappen.core.envelopes import EnvelopeRefusal
from makeithappen.core.intents import IntentRefusal
from makeithappen.funds import views as funds
from makeithappen.funds import words as funds_words
from makeithappen.ideas import (
    attachments_words,
    authors_words,
    board_words,
    carrying_words,
    child_words,
    helping_words,
    merging_words,
    parting_words,
    safeguarding_words,
)
from makeithappen.ideas import views as ideas
from makeithappen.ideas import words as ideas_words
from makeithappen.ideas import words_plan as plan_words
from makeithappen.people import comeback_views as comeback
from makeithappen.people import factor_views as factors
from makeithappen.people import views_erasing as people
from makeithappen.people import words as people_words
from makeithappen.public import proof_views as public
from makeithappen.replies import views as replies
from makeithappen.replies import words as replies_words
from makeithappen.reviews import views as reviews
from makeithappen.reviews import words as reviews_words
from panels import views as panels
from panels import views_joining as joining
from panels import views_receipts as receipts
from panels import views_voting as votes
from panels import words as panels_words
from panels import words_boards as boards_words
from panels import words_care as care_words
from panels import words_pitches as pitches_words
from panels import words_rehearsal as rehearsal_words
from panels import words_seats as seats_words
from panels import words_sheets as sheets_words
from panels import words_voting as votes_words

CORE_SENTENCES = {
    EnvelopeRefusal.NOT_A_KEY: _l(
        "This is not a public key. It is one line of 44 characters that ends with =, as "
        "“makeithappen scrutineer new” prints it."
    ),
    EnvelopeRefusal.NOT_FOR_THIS_KEY: _l("This key does not open this envelope. Try another."),
    IntentRefusal.KEY_MISSING: _l("This page was not sent whole. Open it again and send it once."),
    IntentRefusal.KEY_REUSED: _l(
        "This page was sent before with other words in it, and those were kept. "
        "Open the page again to see what was kept, and change it from there."
    ),
}

BLUEPRINTS: list[Blueprint] = [
    people.bp,
    comeback.bp,
    factors.bp,
    funds.bp,
    ideas.bp,
    reviews.bp,
    replies.bp,
    panels.bp,
    votes.bp,
    receipts.bp,
    panels.hall,
    joining.bp,
    ledger.bp,
    public.bp,
    language_views.bp,
]
DEMO_BLUEPRINT = demo_views.bp
SENTENCES: list[Mapping[Any, Any]] = [
    CORE_SENTENCES,
    people_words.SENTENCES,
    funds_words.SENTENCES,
    ideas_words.SENTENCES,
    ideas_words.FOLLOW_UP_SENTENCES,
    ideas_words.TAKING_PART_SENTENCES,
    safeguarding_words.SENTENCES,
    plan_words.SENTENCES,
    child_words.SENTENCES,
    board_words.SENTENCES,
    attachments_words.SENTENCES,
    reviews_words.SENTENCES,
    replies_words.SENTENCES,
    panels_words.SENTENCES,
    boards_words.SENTENCES,
    care_words.SENTENCES,
    pitches_words.SENTENCES,
    rehearsal_words.SENTENCES,
    seats_words.SENTENCES,
    sheets_words.SENTENCES,
    votes_words.SENTENCES,
    ledger_words.SENTENCES,
    paying_words.SENTENCES,
    ledger_records_words.SENTENCES,
    helping_words.SENTENCES,
    carrying_words.SENTENCES,
    authors_words.SENTENCES,
    merging_words.SENTENCES,
    parting_words.SENTENCES,
]
