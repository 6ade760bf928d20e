"""What is stored of offers; of somebody who is erased nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pymongo import DeleteOne
from pymongo.database import Database

from services.projects.people import repository as people
from shared.kinds import Case
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

AVAILABILITY = "availability"


def find_by_volunteer(database: Database[Document]) -> None:
    """Index whose offers they are."""
    collection(database, AVAILABILITY, index("volunteer_ref"))


def forget(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget what was offered by who is erased, and the rows of it that were refused."""
    gone = set(references)
    offers = {one["_id"] for one in transaction[AVAILABILITY].where("volunteer_ref", gone, {"_id": 1})}
    transaction[AVAILABILITY].write([DeleteOne({"_id": one}) for one in sorted(offers)])
    people.forget_refusals(transaction, AVAILABILITY, "reference", gone | offers)


def forget_late(transaction: Transaction, offers: Sequence[Case]) -> None:
    """The same of offers that come after it was heard that the person is erased."""
    forget(transaction, people.erased(transaction, {one["volunteer_ref"] for one in offers}))
