"""Rules of attendance: the ways in which a presence is recorded, and by whom. Pure."""

from __future__ import annotations

from typing import Any

from shared.rules.faults import Fault
from shared.rules.names import NOT_WHO_ASKS, is_among

ATTESTED = "attested"
METHODS = ("qr", "gps", ATTESTED, "backfilled")


def name_sender(facts: dict[str, Any], sender: str, speaks: bool) -> Fault | None:
    """Complete a presence by who sent it; what is wrong where it names others for whom its sender may not speak.

    Who speaks for nobody else has recorded what they send, by whatever method, and approved nothing: that is another
    person's to do, at hours. Who speaks for others is told beside the names.
    """
    recorder = facts["recorded_by"]
    if speaks:
        facts["sent_by"] = sender
    elif facts["approved_by"]:
        return Fault("approved_by", NOT_WHO_ASKS)
    elif recorder and not is_among(sender, [recorder]):
        return Fault("recorded_by", NOT_WHO_ASKS)
    else:
        facts["recorded_by"] = sender
    return None
