"""What may be agreed with partners, and what one of them is told of an event. Pure."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from typing import Any

from shared import clock
from shared.sources import as_written, source_of

PURPOSES = ("benefits", "school_record", "insurance")
"""Of consents (rules-network.md 2)."""
OF_STANDINGS = ("stars.changed.v1", "points.changed.v1", "award.became_eligible.v1", "award.eligibility_ended.v1")
BENEFITS = ("benefit.granted.v1", "benefit.suspended.v1", "benefit.redeemed.v1", "benefit.ended.v1")
"""Told to whose benefit it is."""
OF_REPORTS = ("report.taken_back.v1", "report.objected.v1", "objection.decided.v1")
"""Told to whose report it is."""
TYPES = (*OF_STANDINGS, *BENEFITS, *OF_REPORTS)
FIELDS = (
    "stars",
    "points",
    "before",
    "minutes",
    "city_code",
    "as_of",
    "category",
    "period_minutes",
    "period_from",
    "period_to",
    "benefit_ref",
    "reason",
    "report_ref",
    "decision",
    "entries",
    "policy",
)
"""What events of these types say besides the volunteer."""
PSEUDONYM, NUMBER = KNOWN_BY = ("pseudonym", "number")
REVOKED = "consent.revoked.v1"
WITHDRAWN, ERASED = "withdrawn", "erased"
ID_DIGITS = 32
ENTRIES = "entries"
TO_THE_MINUTE = len("2018-03-01T08:00")


def code(key: str, *said: str) -> str:
    """What stands for something in a partner's feed: it leads nowhere without the partner's key."""
    secret = base64.b64decode(key)
    return hmac.new(secret, "\x1f".join(said).encode(), "sha256").hexdigest()[:ID_DIGITS]


def name_of(partner: Mapping[str, Any], volunteer: str) -> str:
    """How a partner knows a volunteer: by a pseudonym that is the partner's own, or by number."""
    if partner["contract"]["known_by"] == NUMBER:
        return volunteer
    return "P" + code(partner["key"], "person", volunteer)


def is_told(partner: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether a partner's contract has an event's type; of a benefit or a report is told to whose it is alone."""
    contract, data = partner["contract"], event["data"]
    return event["type"] in contract["types"] and data.get("partner_ref", partner["_id"]) == partner["_id"]


def told(partner: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """An event as a partner is told it: of whom, and the fields that the contract allows.

    Its id is the partner's own, too, and so are the entries where the person is: by the network's two partners could
    find out whom they both know, and who knows numbers whose a pseudonym is. By the exact time as well.
    """
    person, data = name_of(partner, event["data"]["volunteer"]), event["data"]
    allowed = {name: data[name] for name in partner["contract"]["allowed"] if name in data}
    allowed = as_written(source_of(partner["_id"]), allowed)
    if ENTRIES in allowed and partner["contract"]["known_by"] == PSEUDONYM:
        allowed[ENTRIES] = [code(partner["key"], "entry", one) for one in allowed[ENTRIES]]
    sequence = {"sequence": event["sequence"]} if event.get("sequence") else {}
    attributes = {"type": event["type"], "subject": person, "time": _minute(event["time"]), **sequence}
    return _event(code(partner["key"], "event", event["id"]), attributes, {"person": person, **allowed})


def revoked(partner: Mapping[str, Any], person: str, cause: str, reason: str) -> dict[str, Any]:
    """That a person is no longer to be known, and why: consent was withdrawn, or the person is erased.

    Args:
        person: by the name under which the partner was told of the person, whatever its contract says by now.
        cause: the id of the event that says so.
    """
    attributes = {"type": REVOKED, "subject": person, "time": _minute(clock.to_text(clock.now()))}
    return _event(code(partner["key"], "event", cause, person), attributes, {"person": person, "reason": reason})


def _minute(moment: str) -> str:
    """A moment of UTC to the minute: to the microsecond it is the same in all feeds, and nothing else's."""
    return f"{moment[:TO_THE_MINUTE]}:00Z"


def _event(identifier: str, attributes: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """An event of ours as one JSON object, in the order of attributes by which logs are read (shared/events/texts)."""
    known = {"specversion": "1.0", "id": identifier, "source": "kapok", **attributes}
    return {**known, "datacontenttype": "application/json", "data": data}
