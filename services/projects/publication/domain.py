"""The life of what is published: a draft, published, closed; or cancelled for a reason (no source). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.rules.faults import Fault, Refused

DRAFT, PUBLISHED, CLOSED, CANCELLED = "draft", "published", "closed", "cancelled"
STATES = (PUBLISHED, CLOSED, CANCELLED)
"""Those that a list can be asked for; drafts are found by their outcome."""
LACKING = "publication"
"""What a draft lacks: it is held for it until somebody publishes it, and nobody hears of it before."""
HELD = f"held:{LACKING}"
REASONS = ("weather", "safety", "site_closed", "too_few_volunteers", "no_longer_needed")
WITH_ITS_PROJECT = "project_cancelled"

Facts = Mapping[str, Any]


def lacks(facts: Facts) -> str | None:
    """What a row lacks to be told of: a draft its publication. Rows without a word of it are published."""
    return LACKING if facts.get(DRAFT) else None


def state(document: Facts) -> str | None:
    """Where something stands; None for what is held for another reason, or refused."""
    return DRAFT if document.get("outcome") == HELD else document.get("state")


def is_cancelled(document: Facts) -> bool:
    """Whether something does not take place."""
    return document.get("state") == CANCELLED


def closed(document: Facts) -> dict[str, Any]:
    """The fields of what is closed.

    Raises:
        Refused: it is not published, or no longer.
    """
    must_be(document, PUBLISHED)
    return {"state": CLOSED}


def cancelled(document: Facts, reason: str) -> dict[str, Any]:
    """The fields of what is cancelled, whether closed before or not.

    Raises:
        Refused: it was cancelled before.
    """
    must_be(document, PUBLISHED, CLOSED)
    return {"state": CANCELLED, "reason": reason}


def must_be(document: Facts, *states: str) -> None:
    """Let no step be taken of what does not stand where it may be.

    Raises:
        Refused: with where it stands.
    """
    if "state" not in document:
        raise Refused(Fault("outcome", document["outcome"].partition(":")[2]))
    if document["state"] not in states:
        stands = f"is_{document['state']}"
        raise Refused(Fault("state", stands))
