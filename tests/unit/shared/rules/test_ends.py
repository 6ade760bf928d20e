"""A last day that is set on what began earlier."""

from __future__ import annotations

import datetime as dt

import pytest

from shared.rules.ends import ended
from shared.rules.faults import Fault, Refused

FACTS = {"from": "2018-03-01", "to": None}


def test_a_last_day_is_not_before_the_first() -> None:
    """The first day itself is allowed."""
    assert ended(FACTS, "from", "to", dt.date(2018, 3, 1)) == {"to": "2018-03-01"}
    with pytest.raises(Refused) as refused:
        ended(FACTS, "from", "to", dt.date(2018, 2, 28))
    assert refused.value.fault == Fault("to", "before_from")
