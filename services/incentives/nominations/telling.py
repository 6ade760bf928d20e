"""What is told of nominations: whether they stand, whose scores count, who is awarded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.incentives.awards.results import JURIES
from services.incentives.nominations.repository import NOMINATIONS, SCORES, SEQUENCE
from services.incentives.undecided import UNDECIDED
from shared import undecided
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME

GRANTS = "grants"
"""Of a nomination how often it was told that it is awarded, or no longer is."""
HELD, REFUSED = UNDECIDED


def tell_nominated(transaction: Transaction, nomination: Document, policy: dict[str, Any]) -> None:
    """It stands or is refused, now: of one that never stood, refused is all there is to say."""
    stands, sequence = nomination[OUTCOME] == ACCEPTED, nomination[SEQUENCE]
    if not stands:
        refused = undecided.told(NOMINATIONS, nomination["_id"], nomination[OUTCOME], policy)
        transaction.publish(REFUSED, nomination["_id"], refused)
    if stands or sequence > 1:
        reason = None if stands else nomination[OUTCOME].partition(":")[2]
        data = {**_named(nomination), "stands": stands, "reason": reason, "policy": policy}
        transaction.publish("award.nominated.v1", nomination["_id"], data, sequence=sequence)


def tell_scored(transaction: Transaction, score: Document, policy: dict[str, Any]) -> None:
    """Whether it counts: who gave it and how much it is, nobody has to hear."""
    reference, outcome = score["_id"], score[OUTCOME]
    if outcome != ACCEPTED:
        held = outcome.startswith("held:")
        told = undecided.told(SCORES, reference, outcome, None if held else policy)
        transaction.publish(HELD if held else REFUSED, reference, told)
    if outcome == ACCEPTED or score[SEQUENCE] > 1:
        data = {"score_ref": reference, "nomination_ref": score["nomination_ref"], "counts": outcome == ACCEPTED}
        transaction.publish("award.scored.v1", reference, data, sequence=score[SEQUENCE])


def tell_objected(transaction: Transaction, objection: Mapping[str, Any], nomination: Document) -> None:
    """Somebody objects in the public notice, or that is decided on; who does and what is said, nobody hears."""
    data = {
        "objection_ref": objection["objection_ref"],
        "nomination_ref": nomination["_id"],
        "volunteer": nomination["volunteer"],
        "at": objection["at"],
        "decision": None if "decided_at" not in objection else "upheld" if objection["upheld"] else "dismissed",
    }
    transaction.publish("award.objected.v1", objection["objection_ref"], data, sequence=objection[SEQUENCE])


def tell_given(transaction: Transaction, nomination: Document, judged: dict[str, Any], *, given: bool) -> None:
    """It is awarded, or no longer is.

    Args:
        judged: the mean, and of how many scores.
    """
    policy = in_force(JURIES, dt.date.fromisoformat(nomination["notice_to"]), PROVINCE).reference
    event = "award.given.v1" if given else "award.withdrawn.v1"
    transaction.publish(
        event, nomination["_id"], {**_named(nomination), **judged, "policy": policy}, sequence=nomination[GRANTS]
    )


def _named(nomination: Document) -> dict[str, Any]:
    """A volunteer is told of by number alone."""
    number = nomination["volunteer"]
    return {
        "nomination_ref": nomination["_id"],
        "cycle_ref": nomination["cycle_ref"],
        "category": nomination["category"],
        "volunteer": number,
        "subject_ref": None if number else nomination["subject_ref"],
    }
