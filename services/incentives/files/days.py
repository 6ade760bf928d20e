"""A day of a partner's feed as rows of a table: the same content, one event a row. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.incentives.partners.domain import FIELDS

ATTRIBUTES = ("id", "type", "time", "day", "sequence")
POLICY, POLICY_FIELDS = "policy", ("policy_name", "policy_version")
COLUMNS = (*ATTRIBUTES, "person", *(one for one in FIELDS if one != POLICY), *POLICY_FIELDS)
"""The same for every partner and day, so that a table is read by the same program every day."""


def row(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event by the table's columns; what it does not say is left empty."""
    data = dict(event["data"])
    policy = data.pop(POLICY, None) or {}
    named = {one: policy.get(one.removeprefix("policy_")) for one in POLICY_FIELDS} if policy else {}
    return {**{one: event[one] for one in ATTRIBUTES if one in event}, **data, **named}
