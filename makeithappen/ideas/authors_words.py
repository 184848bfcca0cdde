"""What is said where people write an idea together."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.rules.authors import AuthorRefusal

SENTENCES = {
    AuthorRefusal.CODE_UNKNOWN: _l(
        "We don't know this code. Ask for a new one: each works for one day."
    ),
    AuthorRefusal.NOT_NOW: _l("This idea takes nobody else now: a panel has it, or it is over."),
    AuthorRefusal.TOO_MANY: _l("%(most)s others write this idea already. That is the most."),
    AuthorRefusal.OWN_IDEA: _l("You began this idea. Give the code to the person who joins you."),
    AuthorRefusal.ALREADY: _l("You write this idea already. You find it under “My ideas”."),
}
