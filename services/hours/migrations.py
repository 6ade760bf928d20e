"""The steps of the shape of hours's database, numbered from 1; one that was released is never changed."""

from __future__ import annotations

from pymongo.database import Database

from services.hours.attendance import flagged
from services.hours.attendance import repository as attendance
from services.hours.balances import repository as balances
from services.hours.certificates import copies as certificate_copies
from services.hours.certificates import repository as certificates
from services.hours.disputes import repository as disputes
from services.hours.figures import repository as figures
from services.hours.figures import shift_repository
from services.hours.flags import repository as flags
from services.hours.homes import repository as homes
from services.hours.ledger import repository as ledger
from services.hours.merges import repository as merges
from services.hours.organisations import copy as organisations
from services.hours.people import repository as people
from services.hours.seals import repository as seals
from services.hours.shifts import repository as shifts
from shared.store.client import Document
from shared.store.migrations import Migration


def _first(database: Database[Document]) -> None:
    for subject in (people, shifts, ledger, attendance, balances):
        subject.collections(database)


def _ties(database: Database[Document]) -> None:
    merges.collections(database)
    people.collections_of_ties(database)
    attendance.find_by_volunteer(database)


def _decided_by_people(database: Database[Document]) -> None:
    organisations.collections(database)
    attendance.find_what_people_decide(database)
    ledger.collection_of_several(database)


def _certificates(database: Database[Document]) -> None:
    certificates.collections(database)
    certificates.find_shifts_by_organisation(database)
    certificate_copies.collections(database)


MIGRATIONS = [
    Migration(1, "ledger, days of service, held, rejected, balances; volunteers and shifts", _first),
    Migration(2, "figures", figures.collections),
    Migration(3, "merges, who was erased; what is held or rejected by its volunteer", _ties),
    Migration(4, "where volunteers belong", homes.collections),
    Migration(5, "references that are closed", people.collection_of_closed),
    Migration(6, "until when presences are not over", attendance.find_what_is_over),
    Migration(7, "figures of programmes", shift_repository.collections),
    Migration(8, "presences that people should look at", flagged.collections),
    Migration(
        9, "organisations; what people decide, by when it is due; presences of several entries", _decided_by_people
    ),
    Migration(10, "days that people should look at", flags.collections),
    Migration(11, "disputes", disputes.collections),
    Migration(12, "seals of the ledger", seals.collections),
    Migration(13, "certificates, and what projects are called; an organisation's shifts", _certificates),
]
