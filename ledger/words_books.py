"""What the figures of a statement are called on the screen and in a workbook."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ledger.rules.statement import Column

COLUMN_NAMES = {
    Column.OPENING: _l("Opening"),
    Column.RECEIVED: _l("Received"),
    Column.PAID: _l("Paid"),
    Column.RETURNED: _l("Returned"),
    Column.OTHER: _l("Interest, fees, corrections"),
    Column.CLOSING: _l("Closing"),
    Column.BEFORE: _l("Opening"),
    Column.NEW_MONEY: _l("New money"),
    Column.COMMITTED: _l("Committed"),
    Column.FREED: _l("Returned"),
    Column.SET_ASIDE: _l("Set aside"),
    Column.CHANGED: _l("Interest, fees, corrections"),
    Column.AVAILABLE: _l("Available"),
}
