"""The facts of which figures are counted: what other subjects keep, as far as it was accepted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from services.registry.affiliations.domain import Affiliation
from services.registry.affiliations.kind import AFFILIATIONS
from services.registry.figures.domain import Tree
from services.registry.merges import repository as merges
from services.registry.merges.domain import Merge
from services.registry.organisations.repository import ORGANISATIONS
from services.registry.populations.domain import MEMBERS
from services.registry.populations.kind import POPULATIONS
from services.registry.stations.kind import STATIONS
from services.registry.terms.kind import TERMS
from services.registry.volunteers.domain import Volunteer
from services.registry.volunteers.records import from_document
from services.registry.volunteers.repository import VOLUNTEERS
from shared import waiting
from shared.lists import LAST
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME

Facts = Mapping[str, Any]


def organisations(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """Those that are accepted."""
    return waiting.known(transaction, ORGANISATIONS, references)


def below(transaction: Transaction, reference: str) -> list[str]:
    """Those that stand below an organisation."""
    found = transaction[ORGANISATIONS].where("ancestors", [reference], {OUTCOME: 1})
    return sorted(one["_id"] for one in found)


def passing_to(transaction: Transaction, references: Iterable[str]) -> list[str]:
    """Those whose members pass to one of some organisations, be it by way of others."""
    reached = set(references)
    found, newest = set[str](), reached
    while newest:
        passing = transaction[ORGANISATIONS].where("successor_ref", newest, {OUTCOME: 1})
        newest = {one["_id"] for one in passing} - found - reached
        found |= newest
    return sorted(found)


def succeeding(transaction: Transaction, references: Iterable[str]) -> list[str]:
    """Those of some organisations that others name as their successor."""
    wanted = set(references)
    found = transaction[ORGANISATIONS].where("successor_ref", wanted, {"successor_ref": 1})
    return sorted({one["successor_ref"] for one in found})


def terms(transaction: Transaction, references: Iterable[str]) -> dict[str, list[Document]]:
    """The terms of organisations, by organisation."""
    return _by_organisation(transaction, TERMS.name, references)


def stations(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """Stations by reference."""
    return waiting.known(transaction, STATIONS.name, references)


def stations_of(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """The stations of organisations, by reference."""
    found = _by_organisation(transaction, STATIONS.name, references)
    return {one["_id"]: one for some in found.values() for one in some}


def volunteers(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Volunteer]:
    """Volunteers by number, those who were not erased."""
    found = transaction[VOLUNTEERS].where("number", numbers)
    return {one["number"]: from_document(one, {}) for one in found}


def merged_into(transaction: Transaction, numbers: Iterable[str]) -> dict[str, list[Merge]]:
    """The merges of volunteers, and of those into whom they were merged, by the number that was kept."""
    found: dict[str, list[Merge]] = defaultdict(list)
    for document in merges.around(transaction, numbers):
        if document[OUTCOME] == ACCEPTED:
            found[document["kept"]].append(merges.merge(document))
    return dict(found)


def tied(transaction: Transaction, numbers: Iterable[str]) -> set[str]:
    """All whom merges tie or tied to volunteers, with those themselves who have any."""
    found = merges.around(transaction, numbers)
    return {document[side] for document in found for side in merges.SIDES}


def affiliated(transaction: Transaction, organisation: str, after: str, most: int) -> list[tuple[str, str]]:
    """Up to `most` of an organisation's affiliations after a reference: reference and volunteer's number."""
    where = {"of_organisation": organisation, "affiliation_ref": {"$gt": after, "$lt": LAST}}
    found = transaction[AFFILIATIONS.name].find(where, {"affiliation_ref": 1, "volunteer": 1}, most)
    return sorted((one["affiliation_ref"], one["volunteer"]) for one in found)


def tree(transaction: Transaction, affiliations: Iterable[Affiliation]) -> Tree:
    """The organisations of affiliations, those that succeed them, all above, and which of them have populations."""
    found: dict[str, Document] = {}
    wanted = {one.organisation_ref for one in affiliations}
    while wanted:
        found.update(organisations(transaction, wanted))
        wanted = {one["successor_ref"] for one in found.values() if one.get("successor_ref")} - found.keys() - wanted
    everyone = {*found, *(above for one in found.values() for above in one["ancestors"])}
    return Tree(found, _first_populations(transaction, everyone))


def populations_of(transaction: Transaction, references: Iterable[str]) -> dict[str, list[Document]]:
    """The populations of members of organisations, by organisation."""
    return _by_organisation(transaction, POPULATIONS.name, references)


def _first_populations(transaction: Transaction, references: Iterable[str]) -> dict[tuple[str, str], dt.date]:
    days: dict[tuple[str, str], list[dt.date]] = defaultdict(list)
    for organisation, some in populations_of(transaction, references).items():
        for one in some:
            if one["kind"] in MEMBERS:
                days[one["kind"], organisation].append(dt.date.fromisoformat(one["as_of"]))
    return {which: min(some) for which, some in days.items()}


def _by_organisation(transaction: Transaction, collection: str, references: Iterable[str]) -> dict[str, list[Document]]:
    found: dict[str, list[Document]] = defaultdict(list)
    for one in transaction[collection].where("organisation_ref", references):
        if one[OUTCOME] == ACCEPTED:
            found[one["organisation_ref"]].append(one)
    return dict(found)
