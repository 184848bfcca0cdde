"""What became of an award, in one word."""

from __future__ import annotations

import pytest

from ledger.rules.became import Became, became
from ledger.rules.status import AwardState, AwardStatus, totals


@pytest.mark.parametrize(
    ("status", "delivered", "word"),
    [
        (AwardStatus.RESERVED, False, Became.PENDING),
        (AwardStatus.PART_PAID, False, Became.PENDING),
        (AwardStatus.PAID, False, Became.PENDING),
        (AwardStatus.RETURNED, False, Became.RETURNED),
        (AwardStatus.CANCELLED, False, Became.CANCELLED),
        (AwardStatus.PAID, True, Became.DELIVERED),
        (AwardStatus.RETURNED, True, Became.DELIVERED),
    ],
)
def test_carried_out_comes_first(status: AwardStatus, delivered: bool, word: Became) -> None:
    assert became(AwardState("award-1", totals(()), (), status, delivered)) is word
