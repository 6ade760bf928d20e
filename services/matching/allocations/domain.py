"""What becomes of an allotment: the program proposes it, people decide. Pure."""

from __future__ import annotations

PROPOSED, ACCEPTED, DECLINED, WITHDRAWN = STATES = ("proposed", "accepted", "declined", "withdrawn")
TOLD = ("allotment_ref", "need_ref", "offer_ref", "units")
"""What every event of an allotment says."""
