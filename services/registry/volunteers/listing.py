"""The list of volunteers: a line for each reference under which somebody is registered, and nothing personal in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.registry.volunteers.domain import Identity, Volunteer
from services.registry.volunteers.records import from_document, is_registered, life_of, listed
from services.registry.volunteers.repository import VOLUNTEERS, Register
from shared import clock
from shared.lists import AT_ONCE, Listing
from shared.store.client import Document
from shared.store.transaction import Transaction

IDENTITIES = tuple(map(str, Identity))
LISTING = Listing(VOLUNTEERS, "volunteer_ref", ("identity",), words={"identity": IDENTITIES}, by_organisation=False)


def line(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the list says of a reference: what is shown of it alone, but for what tells of the person itself."""
    merged_into = life_of(document).merged_into(clock.today())
    return {
        "volunteer": document["volunteer"],
        "volunteer_ref": document["volunteer_ref"],
        "home_region_code": document["of_region"],
        "identity": document["identity"],
        "verified": document["identity"] == Identity.VERIFIED,
        "registered_on": document.get("registered_on"),
        **({"merged_into": merged_into} if merged_into else {}),
    }


def move_names(transaction: Transaction, before: Iterable[Volunteer]) -> None:
    """Let other names of persons belong where the transfers led them that their sources asked for: a step of theirs.

    Args:
        before: the names as they were.
    """
    names = {one.reference: one for one in before}
    register = Register(transaction, names)
    for reference, name in names.items():
        if now := register.find(reference):
            register.put(name.lived(now.life))
    register.save()


def collections(database: Database[Document]) -> None:
    """Let volunteers be listed, those too who are registered already."""
    volunteers = database[VOLUNTEERS]
    volunteers.create_indexes(LISTING.indexes)
    known = _registered(database)
    while some := list(islice(known, AT_ONCE)):
        volunteers.bulk_write([UpdateOne({"_id": one.reference}, {"$set": listed(one)}) for one in some])


def _registered(database: Database[Document]) -> Iterator[Volunteer]:
    volunteers = database[VOLUNTEERS]
    for person in volunteers.find({"alias_of": {"$exists": False}}):
        if is_registered(person):
            names = volunteers.find({"_id": {"$in": person["names"]}}) if "names" in person else ()
            yield from (from_document(one, {person["_id"]: person}) for one in (person, *names))
