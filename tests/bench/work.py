"""What the competitors do with a presence: the same entry and the same event as Kapok's, without any rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

POLICY = {"name": "attendance/guangdong", "version": 1}
SOURCE, TYPE = "projects", "attendance.logged.v1"
QUEUE = f"hours.{TYPE}"
CREDITED = "hours.credited.v1"


def entry_of(facts: dict[str, Any]) -> dict[str, Any]:
    """The ledger entry of a presence; whatever it is, it is credited."""
    start = dt.datetime.fromisoformat(facts["checked_in_at"])
    end = dt.datetime.fromisoformat(facts["checked_out_at"] or facts["checked_in_at"])
    return {
        "_id": facts["attendance_ref"],
        "attendance_ref": facts["attendance_ref"],
        "shift_ref": facts["shift_ref"],
        "volunteer": facts["volunteer_ref"],
        "minutes": max(0, int((end - start).total_seconds() // 60)),
        "region_code": "440600",
        "day": start.date().isoformat(),
        "starts_at": start.astimezone(dt.UTC),
        "ends_at": end.astimezone(dt.UTC),
        "provenance": "measured",
        "late": False,
        "policy": POLICY,
    }


def event_of(entry: dict[str, Any]) -> dict[str, Any]:
    """The data of `hours.credited.v1`."""
    data = {name: value for name, value in entry.items() if name != "_id"}
    for name in ("starts_at", "ends_at"):
        data[name] = data[name].isoformat()
    return {"entry": entry["_id"], **data}


def change_of(entry: dict[str, Any]) -> dict[str, Any]:
    """What an entry adds to its volunteer's total."""
    return {"$inc": {"minutes": entry["minutes"], "entries": 1}}
