"""What a fund says before the form: a question has a way on after a no."""

from __future__ import annotations

import pytest

from makeithappen.core.errors import Refused
from makeithappen.funds.rules.start import Fit, Start, StartRefusal, check_start

FIT = Fit("Do you live here?", "The next town has a fund of its own.")


def test_a_fund_says_as_much_as_was_written() -> None:
    check_start(Start())
    check_start(Start(fits=(FIT, FIT, FIT), talk_days=30))
    assert Start(who="You", what_not="Debts").sentences == ("You", "Debts")


@pytest.mark.parametrize(
    ("start", "code", "facts"),
    [
        (Start(fits=(FIT, Fit("Why?", " "))), StartRefusal.FIT_HALF, {"number": 2}),
        (Start(fits=(Fit("", "There"),)), StartRefusal.FIT_HALF, {"number": 1}),
        (Start(talk_days=0), StartRefusal.TALK_DAYS, {"least": 1, "most": 30}),
        (Start(talk_days=31), StartRefusal.TALK_DAYS, {"least": 1, "most": 30}),
    ],
)
def test_a_no_that_leads_nowhere_is_refused(
    start: Start, code: StartRefusal, facts: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        check_start(start)
    assert (refused.value.code, refused.value.facts) == (code, facts)
