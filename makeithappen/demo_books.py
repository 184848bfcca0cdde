"""Who posts in the demo, and under which intent key."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from ledger import store as ledger


class Books:
    """Posts for the demo: counts the intent keys, and knows who does what."""

    def __init__(self, session: Session, at: datetime, people: dict[str, str]) -> None:
        self.session, self.at, self.people, self.posted = session, at, people, 0

    def by(self, first_name: str, on: date) -> ledger.By:
        """One posting by somebody, for a day."""
        self.posted += 1
        return ledger.By(self.people[first_name], self.at, f"demo:{self.posted}", on)
