"""Files of people go with the transaction that lets them go, and only with it."""

from __future__ import annotations

import pytest
from flask import Flask

from makeithappen.core.db import now, transaction
from makeithappen.core.errors import Missing
from makeithappen.core.files import delete_files, get_file, put_file


def let_go_in_vain(names: list[str]) -> None:
    with transaction() as session:
        delete_files(session, names)
        raise KeyError


def test_a_file_goes_once_it_is_committed_that_it_goes(app: Flask) -> None:
    with app.app_context():
        gone, kept = put_file(b"gone"), put_file(b"kept")
        with pytest.raises(KeyError):
            let_go_in_vain([gone, kept])
        assert (get_file(gone), get_file(kept)) == (b"gone", b"kept")
        with transaction() as session:
            now(session)
            delete_files(session, [gone])
            assert get_file(gone) == b"gone"
        with pytest.raises(Missing):
            get_file(gone)
        with transaction() as session:
            delete_files(session, [gone])  # it may be gone already
        assert get_file(kept) == b"kept"
