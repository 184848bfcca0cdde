"""Bringing a database up to date."""

from __future__ import annotations

import logging

from flask_alembic import Alembic

from makeithappen.core.db import Base

alembic = Alembic(run_mkdir=False, command_name="", metadatas=Base.metadata)
logging.getLogger("alembic").setLevel(logging.WARNING)  # after it has set its own


def migrate() -> None:
    """Run all migrations that the current app's database lacks."""
    alembic.upgrade()
