"""An opening balance as an entry of the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.hours.policies import attendance_policy
from shared.sources import OPENING, SEPARATOR

BEGINNING = f"{OPENING}{SEPARATOR}"


def balance_of(entry: str) -> str:
    """The balance that an entry credits."""
    return entry.removeprefix(BEGINNING)


def entry(balance: Mapping[str, Any], number: str) -> dict[str, Any]:
    """The entry of a balance, in the region and on the day of its statement.

    Args:
        number: the volunteer's.
    """
    return {
        "_id": f"{BEGINNING}{balance['_id']}",
        "attendance_ref": None,
        "shift_ref": None,
        "volunteer": number,
        "minutes": balance["minutes"],
        "region_code": balance["region_code"],
        "day": balance["as_of"],
        "starts_at": None,
        "ends_at": None,
        "provenance": "migrated",
        "late": False,
        "policy": attendance_policy(dt.date.fromisoformat(balance["as_of"]), balance["region_code"]).reference,
    }
