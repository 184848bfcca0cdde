"""A process that posts receipts one after the other, to be killed in the middle of one.

It says the id of an entry only after it was committed.
"""

from __future__ import annotations

import os
import sys
from itertools import count

from ledger import store
from makeithappen.app import create_app
from makeithappen.config import Config
from makeithappen.core.db import now, transaction

if __name__ == "__main__":
    with create_app(Config.from_env(os.environ)).app_context():
        for number in count():
            with transaction() as session:
                by = store.By("person-eve", now(session), f"killed-{number}")
                made = store.receive(session, by, pot_id=sys.argv[1], amount_pence=1)
            sys.stdout.write(f"{made}\n")
            sys.stdout.flush()
