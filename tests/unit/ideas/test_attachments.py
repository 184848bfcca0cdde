"""How many, how large, how long, and who opens what was said without words."""

from __future__ import annotations

from itertools import product

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.attachments import (
    COUNT_MAX,
    AttachmentRefusal,
    Kind,
    Limits,
    Standing,
    check_add,
    check_recording,
    may_open,
)
from makeithappen.ideas.rules.idea import State

LIMITS = Limits(sound_megabytes=25, film_megabytes=100, minutes=10)
MEGABYTE = 1_000_000


@pytest.mark.parametrize("state", State)
def test_only_before_the_panel_can_something_be_added(state: State) -> None:
    if state in {State.DRAFT, State.SENT}:
        assert check_add(state, COUNT_MAX - 1) is None
        code = AttachmentRefusal.TOO_MANY
    else:
        code = AttachmentRefusal.NOT_OPEN
    with pytest.raises(Refused) as refused:
        check_add(state, COUNT_MAX)
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("kind", "size", "minutes", "code"),
    [
        (Kind.SOUND, 25 * MEGABYTE, 10, None),
        (Kind.SOUND, 25 * MEGABYTE + 1, 99, AttachmentRefusal.SOUND_TOO_LARGE),
        (Kind.FILM, 100 * MEGABYTE, 10, None),
        (Kind.FILM, 100 * MEGABYTE + 1, 99, AttachmentRefusal.FILM_TOO_LARGE),
        (Kind.FILM, 1, 10.1, AttachmentRefusal.TOO_LONG),
    ],
)
def test_a_recording_has_its_limits(
    kind: Kind, size: int, minutes: float, code: AttachmentRefusal | None
) -> None:
    what = (kind, size, int(minutes * 60_000), LIMITS)
    if code is None:
        assert check_recording(*what) is None
        return
    with pytest.raises(Refused) as refused:
        check_recording(*what)
    assert refused.value.code is code


def test_who_may_open_a_file() -> None:
    for state, hidden, own, coordinator, panel in product(State, *[(True, False)] * 4):
        is_out = state not in {State.DRAFT, State.WITHDRAWN} and not hidden
        wanted = own or (is_out and (coordinator or panel))
        who = {"is_own": own, "is_coordinator": coordinator, "is_on_panel": panel}
        assert may_open(Standing(state, is_hidden=hidden), **who) is wanted
