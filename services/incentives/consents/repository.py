"""The consents that volunteers gave and withdrew, as the registry tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pymongo import DeleteOne
from pymongo.database import Database

from services.incentives.students.repository import erased
from shared.copies import Copy
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

COLLECTION = "consents"


def given_by(transaction: Transaction, volunteers: Iterable[str]) -> list[Document]:
    """The consents of volunteers that nobody withdrew, whenever they begin."""
    return [one for one in transaction[COLLECTION].where("volunteer", volunteers) if not one["withdrawn_at"]]


def forget(transaction: Transaction, volunteers: Iterable[str]) -> None:
    """Forget what volunteers consented to who are erased."""
    _remove(transaction, transaction[COLLECTION].where("volunteer", volunteers, {"_id": 1}))


def forget_erased(transaction: Transaction, news: Mapping[str, Event | None]) -> None:
    """Of who is erased nothing is kept, however late it comes."""
    consents = transaction[COLLECTION].by_id(news, {"volunteer": 1}).values()
    gone = erased(transaction, {one["volunteer"] for one in consents})
    _remove(transaction, [one for one in consents if one["volunteer"] in gone])


def _remove(transaction: Transaction, consents: Iterable[Document]) -> None:
    transaction[COLLECTION].write([DeleteOne({"_id": one["_id"]}) for one in consents])


CONSENTS = Copy(
    COLLECTION,
    ("consent.given.v1", "consent.withdrawn.v1"),
    "consent_ref",
    ("volunteer", "purpose", "receiver_ref", "consented_at", "withdrawn_at"),
    newest=True,
    then=forget_erased,
)
"""Both events carry the whole consent, so that the later one is all that is to be known of it."""


def collections(database: Database[Document]) -> None:
    """Consents, by the volunteer's number."""
    collection(database, CONSENTS.collection, index("volunteer"))
