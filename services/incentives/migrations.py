"""The steps of the shape of incentives's database, numbered from 1; one that was released is never changed."""

from __future__ import annotations

from pymongo.database import Database

from services.incentives.awards import cycles
from services.incentives.awards.kind import AWARD_CYCLES
from services.incentives.awards.kind import LIST as LIST_OF_CYCLES
from services.incentives.benefits.kind import BENEFITS
from services.incentives.benefits.kind import LIST as LIST_OF_BENEFITS
from services.incentives.consents import repository as consents
from services.incentives.entitlements import repository as entitlements
from services.incentives.feeds import readings
from services.incentives.feeds import repository as feeds
from services.incentives.nominations.kind import NOMINATIONS, OBJECTIONS, SCORES
from services.incentives.nominations.repository import FILINGS, INDEXES, LIST, OBJECTION_LIST, SCORE_LIST
from services.incentives.partners import acquaintances
from services.incentives.partners import repository as partners
from services.incentives.people import repository as people
from services.incentives.pushes import repository as pushes
from services.incentives.reports import repository as reports
from services.incentives.served import repository as served
from services.incentives.standing import adopted, due
from services.incentives.standing import repository as standing
from services.incentives.students import repository as students
from services.incentives.versions import repository as versions
from shared.store.client import Document
from shared.store.migrations import Migration, collection


def _partners_and_consents(database: Database[Document]) -> None:
    partners.collections(database)
    consents.collections(database)


def _benefits_and_reports(database: Database[Document]) -> None:
    """Partners of before may be waited for, too."""
    people.collections(database)
    BENEFITS.collections(database, *LIST_OF_BENEFITS.indexes)
    reports.collections(database)


def _versions(database: Database[Document]) -> None:
    versions.collections(database)
    adopted.find_by_generation(database)


def _award_cycles(database: Database[Document]) -> None:
    AWARD_CYCLES.collections(database, *LIST_OF_CYCLES.indexes)


def _partners_logs(database: Database[Document]) -> None:
    partners.find_who_is_told(database)
    feeds.collections(database)
    acquaintances.collections(database)


def _nominations(database: Database[Document]) -> None:
    served.collections(database)
    cycles.collections(database)
    NOMINATIONS.collections(database, *LIST.indexes, *INDEXES)
    SCORES.collections(database, *SCORE_LIST.indexes)
    OBJECTIONS.collections(database, *OBJECTION_LIST.indexes)


def _filings(database: Database[Document]) -> None:
    collection(database, OBJECTIONS.name, FILINGS)


def _deciders(database: Database[Document]) -> None:
    OBJECTIONS.collections(database)


MIGRATIONS = [
    Migration(1, "standings by volunteer, days of service", standing.collections),
    Migration(2, "partners, and what is known of consents", _partners_and_consents),
    Migration(3, "affiliations, of which some are students'", students.collections),
    Migration(4, "standings are found by where volunteers belong", standing.find_by_home),
    Migration(5, "who is a volunteer, benefits, and what partners report", _benefits_and_reports),
    Migration(6, "versions of policies, and by how many volunteers were decided on", _versions),
    Migration(7, "award cycles", _award_cycles),
    Migration(8, "what partners are told", _partners_logs),
    Migration(9, "which benefits volunteers have", entitlements.collections),
    Migration(10, "how far partners were sent what they are told", pushes.collections),
    Migration(11, "how far partners have read", readings.collections),
    Migration(12, "nominations, scores and objections, and what was served for whom", _nominations),
    Migration(13, "standings are found by the day on which time alone changes them", due.find_by_due_day),
    Migration(14, "objections by who filed them", _filings),
    Migration(15, "objections by who decided on them", _deciders),
    Migration(16, "standings are gone through in parts", due.find_by_part),
    Migration(17, "who is due for a benefit is gone through in parts", entitlements.find_by_part),
    Migration(18, "whom partners know is found by the name that they know", acquaintances.find_by_name),
]
