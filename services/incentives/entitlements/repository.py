"""What is stored of volunteers' benefits: what was decided last, and what decisions rest on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.database import Database

from services.incentives.benefits.kind import BENEFITS
from services.incentives.consents.repository import COLLECTION as CONSENTS
from services.incentives.entitlements.deciding import Stored
from services.incentives.entitlements.domain import Consent, Offer, consent_of, offer_of
from services.incentives.reports.domain import Report
from services.incentives.reports.repository import reports_in, reports_of
from services.incentives.standing.parts import PART, fill_parts, part_of
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction
from shared.waiting import is_known

ENTITLEMENTS, WALKS = "entitlements", "benefit_walks"
PURPOSE = "benefits"
FIRST_DAY, LAST = "0001-01-01", "\U0010ffff"


@dataclass(frozen=True)
class Source:
    """Where the facts are read: in a transaction, or outside of one.

    Attributes:
        where: the documents of a collection that have one of some values in an indexed field.
        reports: the accepted reports about registrations, by number.
    """

    where: Callable[[str, str, Iterable[str]], Iterable[Document]]
    reports: Callable[[Iterable[str]], Mapping[str, list[Report]]]

    def consents(self, numbers: Iterable[str], purpose: str = PURPOSE) -> Mapping[str, list[Consent]]:
        """The consents of registrations to a purpose, by number, those that were withdrawn too."""
        found = defaultdict[str, list[Consent]](list)
        for one in self.where(CONSENTS, "volunteer", numbers):
            if one["purpose"] == purpose:
                found[one["volunteer"]].append(consent_of(one))
        return found

    def offers(self, partners: Iterable[str], references: Iterable[str] = ()) -> list[Offer]:
        """The benefits of partners, and those of some references."""
        found = [*self.where(BENEFITS.name, "partner_ref", partners), *self.where(BENEFITS.name, "_id", references)]
        return list({one["_id"]: offer_of(one) for one in found if is_known(one)}.values())


def within(transaction: Transaction) -> Source:
    """The facts as a transaction sees them."""

    def where(name: str, path: str, values: Iterable[str]) -> Iterable[Document]:
        some = sorted(set(values))
        return transaction[name].by_id(some).values() if path == "_id" else transaction[name].where(path, some)

    return Source(where, lambda numbers: reports_in(transaction, numbers))


def of(database: Database[Document]) -> Source:
    """The facts as they stand."""

    def where(name: str, path: str, values: Iterable[str]) -> Iterable[Document]:
        parts = portions(sorted(set(values)))
        return [one for part in parts for one in database[name].find({path: {"$in": list(part)}})]

    return Source(where, lambda numbers: reports_of(database, numbers))


def collections(database: Database[Document]) -> None:
    """What was decided, by the day on which it is due again; benefits that are new; consents by receiver."""
    collection(database, ENTITLEMENTS, index("due"))
    collection(database, WALKS)
    collection(database, CONSENTS, index("volunteer"), index("receiver_ref", "volunteer"))


def find_by_part(database: Database[Document]) -> None:
    """Index who is due by parts of all volunteers."""
    collection(database, ENTITLEMENTS, index(PART, "due"))
    fill_parts(database, ENTITLEMENTS)


def stored(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Stored]:
    """What was decided last on registrations, of those that have anything."""
    return {number: _stored(one) for number, one in transaction[ENTITLEMENTS].by_id(numbers).items()}


def save(transaction: Transaction, decided: Mapping[str, Stored]) -> None:
    """Store what was decided."""
    transaction[ENTITLEMENTS].write(
        [
            ReplaceOne({"_id": number}, {PART: part_of(number), **_document(one)}, upsert=True)
            for number, one in sorted(decided.items())
        ]
    )


def forget(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Forget what was decided on volunteers who are erased."""
    transaction[ENTITLEMENTS].write([DeleteOne({"_id": number}) for number in sorted(numbers)])


def due(store: Store, day: dt.date, most: int) -> list[str]:
    """Some of those who are to be decided on again by a day, where these are few."""
    return [one["_id"] for one in store.database[ENTITLEMENTS].find(_due_by(day), {"_id": 1}, limit=most)]


def due_in(store: Store, part: int, day: dt.date) -> list[str]:
    """All of them in a part of all volunteers."""
    return [one["_id"] for one in store.database[ENTITLEMENTS].find({PART: part, **_due_by(day)}, {"_id": 1})]


def _due_by(day: dt.date) -> Document:
    return {"due": {"$gte": FIRST_DAY, "$lte": day.isoformat()}}


def consenting(database: Database[Document], purpose: str = PURPOSE) -> list[str]:
    """Everybody who ever consented to a purpose, in order."""
    found: Iterator[Document] = iter(database[CONSENTS].find({}, {"volunteer": 1, "purpose": 1}))
    return sorted({one["volunteer"] for one in found if one["purpose"] == purpose})


def givers(transaction: Transaction, consents: Iterable[str]) -> list[str]:
    """Who gave consents."""
    return sorted({one["volunteer"] for one in transaction[CONSENTS].by_id(consents, {"volunteer": 1}).values()})


def page_of(database: Database[Document], partner: str, after: str, at_once: int) -> list[str]:
    """Some of those who consented that somebody knows of them, for whatever, in order, after one of them."""
    among = {"receiver_ref": partner, "volunteer": {"$gt": after, "$lt": LAST}}
    found = database[CONSENTS].find(among, {"volunteer": 1}).sort([("receiver_ref", 1), ("volunteer", 1)])
    return [one["volunteer"] for one in found.limit(at_once)]


def begin_walks(transaction: Transaction, partners: Mapping[str, str], again_at: str) -> None:
    """Note that all who consented to partners are to be decided on for benefits that are new or others."""
    walk = {"after": "", "again_at": again_at}
    transaction[WALKS].write(
        [
            UpdateOne({"_id": benefit}, {"$set": {"partner_ref": partner, **walk}}, upsert=True)
            for benefit, partner in sorted(partners.items())
        ]
    )


def walks(database: Database[Document]) -> list[Document]:
    """The benefits for which not all are decided on yet: only new ones."""
    return list(database[WALKS].find())


def go_on(transaction: Transaction, walk: Document, after: str) -> None:
    """How far a walk has come."""
    transaction[WALKS].write([UpdateOne({"_id": walk["_id"]}, {"$set": {"after": after}})])


def end_walk(transaction: Transaction, walk: Document) -> None:
    """Everybody is decided on; who consented just when the benefit came is looked for once more, a little later."""
    again = {"$set": {"after": "", "again_at": None, "not_before": walk["again_at"]}}
    one = UpdateOne({"_id": walk["_id"]}, again) if walk["again_at"] else DeleteOne({"_id": walk["_id"]})
    transaction[WALKS].write([one])


def _stored(document: Mapping[str, Any]) -> Stored:
    day = document["due"]
    return Stored(dict(document["states"]), document["sequence"], dt.date.fromisoformat(day) if day else None)


def _document(one: Stored) -> Document:
    states = [list(state) for state in sorted(one.states.items())]
    return {"states": states, "sequence": one.sequence, "due": one.due.isoformat() if one.due else None}
