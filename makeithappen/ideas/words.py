"""What the ideas' refusals say on the screen, and what the states are called in plain words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.rules.follow_up import FollowUpRefusal
from makeithappen.ideas.rules.idea import Refusal, State
from makeithappen.ideas.rules.taking_part import Refusal as TakePartRefusal

SENTENCES = {
    Refusal.NOT_A_DRAFT: _l("This idea was sent in, so its words stay as they are."),
    Refusal.ROUND_CLOSED: _l("This round takes no ideas now. What you wrote is kept."),
    Refusal.WHAT_MISSING: _l("Tell us what your idea is."),
    Refusal.AREA_MISSING: _l("Tell us where it will happen."),
    Refusal.CONTACT_MISSING: _l("Tell us how to reach you."),
    Refusal.CONTACT_UNCLEAR: _l(
        "Write a phone number, an e-mail address, or where we can find you."
    ),
    Refusal.SMALLEST_ABOVE_ASK: _l(
        "The smallest amount can't be more than the %(ask_pence)s that you ask for."
    ),
    Refusal.NOT_OUT: _l("This idea is not with us, so there is nothing to take back."),
    Refusal.WITH_THE_PANEL: _l(
        "The panel has begun to score this idea. Talk to the people there to take it back."
    ),
    Refusal.NOT_WAITING: _l("Somebody has answered this idea already, or it was taken back."),
    Refusal.NOT_BEFORE_THE_PANEL: _l(
        "The panel decided on this idea before. Nothing is told twice."
    ),
    Refusal.REASON_MISSING: _l("Write a reason. The people behind the idea will read it."),
    Refusal.DAY_MISSING: _l("Choose the panel day on which the idea is heard."),
    Refusal.ASK_MISSING: _l(
        "Its people have not said how much money it would take. Ask them before it goes to a panel."
    ),
    Refusal.SMALLEST_MISSING: _l(
        "Its people have not said the smallest amount that would still work. "
        "Ask them before it goes to a panel."
    ),
    Refusal.NAME_MISSING: _l(
        "This idea has no words and no name yet. Ask its people what to call it."
    ),
}

FOLLOW_UP_SENTENCES = {
    FollowUpRefusal.NOT_WITH_US: _l("This idea is not with us any more, so it stays as it is."),
    FollowUpRefusal.ALREADY_ASKED: _l(
        "Its people have not answered your last question yet. Ask one at a time, or take it back."
    ),
    FollowUpRefusal.WORDS_MISSING: _l("Write what you would like to know."),
    FollowUpRefusal.NOT_OPEN: _l(
        "This question was answered or taken back in the meantime. Nothing was changed."
    ),
    FollowUpRefusal.SAME_ANSWER: _l("This is what you said before. Change it, then save it."),
    FollowUpRefusal.PANEL_HAS_BEGUN: _l(
        "The panel has begun to score this idea, so it stays as it is. "
        "Tell the panel in the hall what you want to add."
    ),
}

TAKING_PART_SENTENCES = {
    TakePartRefusal.NOT_WITH_US: _l(
        "This idea is not with us any more, so there is nothing to do."
    ),
    TakePartRefusal.NOT_ASKED_FOR: _l("Its people ask for nothing any more. Read their answers."),
    TakePartRefusal.CHANGED: _l(
        "What its people ask for or their panel day has changed. Look at it again, then press."
    ),
}

STATES = {
    State.DRAFT: _l("Not sent yet"),
    State.SENT: _l("With us"),
    State.SHORTLISTED: _l("Going to the panel"),
    State.NOT_THIS_TIME: _l("Not this time"),
    State.FUNDED: _l("Funded"),
    State.DEFERRED: _l("Put off"),
    State.NOT_NOW: _l("Not now"),
    State.WITHDRAWN: _l("Taken back"),
    State.MERGED: _l("Part of another idea"),
    State.SPLIT: _l("Two ideas now"),
}
