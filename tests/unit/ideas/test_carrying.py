"""Which idea its people may carry on to the next round."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.carrying import CarryRefusal, check_carry
from makeithappen.ideas.rules.idea import State
from tests.unit.ideas.test_answers import IDEA

OVER = {State.NOT_THIS_TIME, State.DEFERRED, State.NOT_NOW, State.WITHDRAWN}


@pytest.mark.parametrize("state", State)
def test_only_an_idea_that_was_not_chosen_is_carried_on(state: State) -> None:
    idea = replace(IDEA, state=state)
    if state in OVER:
        assert check_carry(idea, "round-2") == "round-2"
        code = CarryRefusal.NO_ROUND
    else:
        code = CarryRefusal.STILL_HERE
    with pytest.raises(Refused) as refused:
        check_carry(idea, None)
    assert refused.value.code is code
