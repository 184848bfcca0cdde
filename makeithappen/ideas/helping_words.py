"""What is said where somebody helps with an idea."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.rules.helping import Channel, Refusal, Whose
from makeithappen.ideas.rules.paper import Refusal as PaperRefusal

SENTENCES = {
    Refusal.HELPED_ALREADY: _l("Somebody helps you already. End that first."),
    Refusal.CODE_UNKNOWN: _l("We don't know this code. Ask for a new one: each works for one day."),
    Refusal.OWN_IDEA: _l("This is your own idea. Give the code to the person who helps you."),
    Refusal.NOT_READ: _l("First read all the answers out. Then the idea can be sent."),
    Refusal.NOT_THEIR_CODE: _l(
        "This is not the code that belongs to this idea. Look at your slip or phone."
    ),
    PaperRefusal.SAME_PERSON: _l("You typed this paper. Somebody else has to compare it."),
    PaperRefusal.NOT_WAITING: _l("This paper does not wait for a check any more."),
    PaperRefusal.TYPED_ANEW: _l(
        "Somebody typed this paper again since you opened it. Compare it once more."
    ),
}

WHOSE = {
    Whose.OWN: _l("Their own words, as they said them"),
    Whose.SUMMARY: _l("My words for what they said"),
}
WHOSE_SHOWN = {
    Whose.OWN: _l("their own words"),
    Whose.SUMMARY: _l("the helper's words for what they said"),
}

CHANNELS = {
    Channel.ONLINE: _l("On their own, online"),
    Channel.HELPER: _l("With a helper"),
    Channel.PAPER: _l("On paper"),
    Channel.VOICE: _l("By voice"),
}
