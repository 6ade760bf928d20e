"""What of opening balances is taken over HTTP."""

from __future__ import annotations

from shared.intake.fields import Row, day, name, reference, region, whole


class OpeningBalance(Row):
    """A row of opening_balances.csv: minutes served before this system, from a city's earlier system."""

    balance_ref = reference()
    volunteer_ref = reference()
    minutes = whole(0, 60 * 24 * 366 * 80)
    region_code = region()
    as_of = day(past=True, required=True)
    source = name(80)
