"""The collection of affiliations, its indexes and queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pymongo.database import Database

from services.registry.affiliations.domain import Affiliation, affiliation
from services.registry.affiliations.kind import AFFILIATIONS
from shared.lists import Listing
from shared.sealing import disclose
from shared.store.client import Document
from shared.store.transaction import Transaction

LISTING = Listing(AFFILIATIONS.name, "affiliation_ref", ("volunteer", "outcome"))


def collections(database: Database[Document]) -> None:
    """Affiliations, by reference, by volunteer, by outcome, and by place and organisation."""
    AFFILIATIONS.collections(database, *LISTING.indexes)


def of_volunteers(transaction: Transaction, numbers: Iterable[str]) -> dict[str, list[Affiliation]]:
    """The accepted affiliations of volunteers, by their numbers; volunteers without any are left out."""
    found: dict[str, list[Affiliation]] = defaultdict(list)
    for document in transaction[AFFILIATIONS.name].where("volunteer", numbers):
        opened = disclose(transaction.sealer, AFFILIATIONS, document)
        found[document["volunteer"]].append(affiliation(opened))
    return dict(found)
