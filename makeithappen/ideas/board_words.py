"""What the board calls whose turn it is, and what its refusals say."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.rules.board import BoardRefusal, WaitsFor

SENTENCES = {
    BoardRefusal.NOTHING_TICKED: _l("Tick at least one idea."),
    BoardRefusal.NO_COORDINATOR: _l("This person does not answer ideas any more. Choose another."),
}

WAITS = {
    WaitsFor.US: _l("Waits for us"),
    WaitsFor.PEOPLE: _l("Waits for its people"),
    WaitsFor.PANEL: _l("Waits for the panel"),
}
