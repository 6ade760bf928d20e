"""The steps of the shape of the registry's database, numbered from 1; one that was released is never changed."""

from __future__ import annotations

from pymongo.database import Database

from services.registry.affiliations import repository as affiliations
from services.registry.affiliations.kind import AFFILIATIONS
from services.registry.consents import repository as consents
from services.registry.consents.kind import CONSENTS
from services.registry.credentials import repository as credentials
from services.registry.credentials.kind import INSURANCE, LICENCES
from services.registry.duplicates import repository as duplicates
from services.registry.erasure import traces
from services.registry.figures import projects as known_projects
from services.registry.homes import repository as homes
from services.registry.identities import repository as identities
from services.registry.merges import repository as merges
from services.registry.merges import settled as settled_merges
from services.registry.merges.kind import MERGES
from services.registry.organisations import repository as organisations
from services.registry.organisations.kind import ORGANISATIONS
from services.registry.populations import repository as populations
from services.registry.stations import repository as stations
from services.registry.terms import repository as terms
from services.registry.terms.kind import TERMS
from services.registry.transfers import repository as transfers
from services.registry.transfers.kind import TRANSFERS
from services.registry.volunteers import listing
from services.registry.volunteers import repository as volunteers
from shared import closings, figures
from shared.erased import ERASED
from shared.store.client import Document
from shared.store.migrations import Migration, collection, index


def _organisations_and_volunteers(database: Database[Document]) -> None:
    organisations.collections(database)
    volunteers.collections(database)


def _affiliations_credentials_consents(database: Database[Document]) -> None:
    affiliations.collections(database)
    credentials.collections(database)
    consents.collections(database)


def _organisations_in_a_tree(database: Database[Document]) -> None:
    organisations.awaited(database)
    ORGANISATIONS.collections(database, *organisations.LISTING.indexes, index("ancestors"))
    organisations.accept_all(database)


def _transfers(database: Database[Document]) -> None:
    TRANSFERS.collections(database, *transfers.LISTING.indexes)


def _merges(database: Database[Document]) -> None:
    MERGES.collections(database, *merges.LISTING.indexes)


def _terms_stations_populations(database: Database[Document]) -> None:
    terms.collections(database)
    stations.collections(database)
    populations.collections(database)


def _traces(database: Database[Document]) -> None:
    traces.collections(database, (MERGES, TRANSFERS, AFFILIATIONS, LICENCES, INSURANCE, CONSENTS, TERMS))


def _erasures(database: Database[Document]) -> None:
    collection(database, ERASED)
    settled_merges.collections(database)


def _closings(database: Database[Document]) -> None:
    closings.collections(database, ERASED)


MIGRATIONS = [
    Migration(1, "organisations and volunteers", _organisations_and_volunteers),
    Migration(2, "volunteers may be awaited, and have other names", volunteers.without_document),
    Migration(3, "affiliations, licences, insurance, consents, known partners", _affiliations_credentials_consents),
    Migration(4, "organisations wait for the one above, and know their ancestors", _organisations_in_a_tree),
    Migration(5, "documents that were renewed, and rows that conflict", volunteers.with_former_documents),
    Migration(6, "since when volunteers are registered", volunteers.with_first_days),
    Migration(7, "transfers", _transfers),
    Migration(8, "merges", _merges),
    Migration(9, "terms, stations, known sites, populations", _terms_stations_populations),
    Migration(10, "rows are found by the volunteers whom they name", _traces),
    Migration(11, "suspected duplicates", duplicates.collections),
    Migration(12, "figures", figures.collections),
    Migration(13, "questions to an identity authority that answers later", identities.collections),
    Migration(14, "a list of volunteers", listing.collections),
    Migration(15, "organisations are found by their successor", organisations.by_successor),
    Migration(16, "merges and transfers have two sides; records lie where their volunteers belong", homes.collections),
    Migration(17, "suspected duplicates lie where all of them belong", duplicates.with_places),
    Migration(18, "who is one person is found by whom they are merged into", volunteers.by_whom_they_are_merged_into),
    Migration(19, "records lie where the name belongs under which they name the person", homes.by_name),
    Migration(20, "references that are closed, and the merges of who was erased", _erasures),
    Migration(21, "known projects", known_projects.collections),
    Migration(22, "what was closed is numbered", _closings),
]
