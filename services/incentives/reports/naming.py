"""Whom a partner's report is about: by a reference, by the number, or by the name that the partner knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.incentives.partners import acquaintances
from services.incentives.people.copy import by_name_or_number
from shared.forgetting import VOLUNTEERS
from shared.kinds import Known, Need
from shared.sources import SEPARATOR
from shared.store.transaction import Transaction


def _whom(transaction: Transaction, collection: str, names: Iterable[str]) -> Known:
    """Numbers and pseudonyms are the network's, whichever source writes them; a reference is its source's own."""
    wanted = set(names)
    found = dict(by_name_or_number(transaction, collection, wanted))
    bare = {name: name.rpartition(SEPARATOR)[2] for name in wanted - found.keys()}
    numbered = {one["volunteer"]: one for one in transaction[collection].where("volunteer", bare.values())}
    told = acquaintances.called(transaction, bare.values()) if bare else {}
    return found | {name: known for name, one in bare.items() if (known := numbered.get(one) or told.get(one))}


def _is_the_partners(report: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Nobody reports by a pseudonym that another partner was given."""
    return bool(found.get("partner", report["partner_ref"]) == report["partner_ref"])


REPORTED = Need("volunteer_ref", VOLUNTEERS, find=_whom, person=True, fits=_is_the_partners)
