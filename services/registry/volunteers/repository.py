"""The collection of volunteers, its indexes and queries. Of a person, only sealed texts and keyed hashes are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from pymongo import ReplaceOne
from pymongo.database import Database
from pymongo.errors import OperationFailure

from services.registry.volunteers.domain import Identity, LastRow, Profile, Volunteer
from services.registry.volunteers.life import Life, Merged, Move
from shared import clock
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

VOLUNTEERS = "volunteers"


def collections(database: Database[Document]) -> None:
    """Volunteers: a document and a number each belong to one."""
    collection(database, VOLUNTEERS, index("document", unique=True), index("number", unique=True))


def without_document(database: Database[Document]) -> None:
    """Let those stand without a document and a number that are only awaited, or another name of somebody."""
    for field in ("document", "number"):
        with suppress(OperationFailure):
            database[VOLUNTEERS].drop_index(f"{field}_1")
        database[VOLUNTEERS].create_indexes([index(field, unique=True, sparse=True)])


class Register:
    """The volunteers that a batch is about, read at once, changed in memory, and written at once.

    Args:
        references, documents: of the batch's rows; nobody else is read.
    """

    def __init__(self, transaction: Transaction, references: Iterable[str], documents: Iterable[str] = ()) -> None:
        self._collection = transaction[VOLUNTEERS]
        found = self._collection.by_id(set(references))
        self._volunteers = {ref: _volunteer(document) for ref, document in found.items() if "number" in document}
        self._stored, self._changed = set(found), dict[str, None]()
        holding = self._collection.where("document", documents, {"document": 1})
        self._owners = {one["document"]: one["_id"] for one in holding}

    def find(self, reference: str) -> Volunteer | None:
        """The volunteer of a reference, as this batch has left it so far."""
        return self._volunteers.get(reference)

    def owner(self, document: str) -> str | None:
        """The reference under which a document is registered."""
        return self._owners.get(document)

    def put(self, volunteer: Volunteer) -> None:
        """Register or change."""
        self._volunteers[volunteer.reference] = volunteer
        self._owners[volunteer.document] = volunteer.reference
        self._changed[volunteer.reference] = None

    def save(self) -> None:
        """Write what was put, each volunteer once."""
        documents = [_document(self._volunteers[reference]) for reference in self._changed]
        self._collection.insert([one for one in documents if one["_id"] not in self._stored])
        self._collection.write(
            [ReplaceOne({"_id": one["_id"]}, one) for one in documents if one["_id"] in self._stored]
        )


def volunteer(database: Database[Document], reference: str) -> Volunteer | None:
    """The volunteer of a reference, outside any transaction."""
    found = database[VOLUNTEERS].find_one({"_id": reference})
    return _volunteer(found) if found else None


def volunteers(transaction: Transaction, references: Iterable[str]) -> dict[str, Volunteer]:
    """Those of the references that are registered."""
    found = transaction[VOLUNTEERS].by_id(set(references))
    return {reference: _volunteer(document) for reference, document in found.items() if "number" in document}


def everyone(database: Database[Document], as_of: dt.date | None = None) -> Iterator[dict[str, Any]]:
    """All volunteers, as exports show them; with a day as of its end, and then nothing is left out."""
    wanted = {"number": 1, "home_region_code": 1, "identity": 1, "life": 1}
    today = clock.today()
    for one in database[VOLUNTEERS].find({}, wanted):
        if "number" not in one:
            continue
        life = _life(one.get("life"))
        merged_into = life.merged_into(as_of or today)
        yield {
            "volunteer": one["number"],
            "volunteer_ref": one["_id"],
            "home_region_code": life.home(one["home_region_code"], as_of),
            "verified": one["identity"] == Identity.VERIFIED,
            **({"merged_into": merged_into} if as_of or merged_into else {}),
        }


def _document(volunteer: Volunteer) -> Document:
    profile, row = volunteer.profile, volunteer.row
    return {
        "_id": volunteer.reference,
        "number": volunteer.number,
        "document": volunteer.document,
        "home_region_code": profile.home_region_code,
        "skills": list(profile.skills),
        "student_stage": profile.student_stage,
        "guardian_consent_on": _text(profile.guardian_consent_on),
        "identity": volunteer.identity.value,
        "sequence": volunteer.sequence,
        **_dated(volunteer.life),
        "row": {
            "sealed": row.sealed,
            "personal": row.personal,
            "digest": row.digest,
            "line": row.line,
            "guardian_consent_on": _text(row.guardian_consent_on),
            "identity_status": row.identity_status.value,
        },
    }


def _volunteer(document: Document) -> Volunteer:
    row = document["row"]
    return Volunteer(
        document["_id"],
        document["number"],
        document["document"],
        Profile(
            document["home_region_code"],
            tuple(document["skills"]),
            document["student_stage"],
            _day(document["guardian_consent_on"]),
        ),
        LastRow(
            row["sealed"],
            row["personal"],
            row["digest"],
            row["line"],
            _day(row["guardian_consent_on"]),
            Identity(row["identity_status"]),
        ),
        Identity(document["identity"]),
        document["sequence"],
        _life(document.get("life")),
    )


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _dated(life: Life) -> Document:
    if not life.revision:
        return {}
    moves = [{**vars(one), "at": clock.to_text(one.at)} for one in life.moves]
    merges = [
        {**vars(one), "merged_at": clock.to_text(one.merged_at), "undone_at": _instant(one.undone_at)}
        for one in life.merges
    ]
    return {"life": {"moves": moves, "merges": merges, "revision": life.revision}}


def _life(document: Document | None) -> Life:
    if document is None:
        return Life()
    moves = (Move(**{**one, "at": clock.from_text(one["at"])}) for one in document["moves"])
    merges = (
        Merged(**{**one, "merged_at": clock.from_text(one["merged_at"]), "undone_at": _moment(one["undone_at"])})
        for one in document["merges"]
    )
    return Life(tuple(moves), tuple(merges), document["revision"])


def _instant(moment: dt.datetime | None) -> str | None:
    return clock.to_text(moment) if moment else None


def _moment(text: str | None) -> dt.datetime | None:
    return clock.from_text(text) if text else None
