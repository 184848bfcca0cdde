"""Fixtures of the tests that use the app and a database."""

from tests.support.fixtures import *  # noqa: F403
from tests.support.fixtures import _no_write_outside_a_transaction, _push_request_context  # noqa: F401
