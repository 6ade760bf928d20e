"""The steps of the shape of projects's database, numbered from 1; one that was released is never changed."""

from __future__ import annotations

from pymongo.database import Database

from services.projects.attendance import repository as attendance
from services.projects.availability import repository as availability
from services.projects.banks import repository as banks
from services.projects.calendars import repository as calendars
from services.projects.credentials import repository as credentials
from services.projects.figures import repository as overdue
from services.projects.funds import repository as funds
from services.projects.funds.kind import FUND_ENTRIES, FUNDS
from services.projects.merges import repository as merges
from services.projects.pairings.kind import BENEFICIARIES, PAIRINGS, VISITS
from services.projects.pairings.repository import BENEFICIARY_LIST, PAIRING_LIST, VISIT_LIST
from services.projects.people import repository as people
from services.projects.placements.kind import LIST as LIST_OF_PLACEMENTS
from services.projects.placements.kind import PLACEMENTS
from services.projects.posts.kind import POSTS
from services.projects.presence import repository as presence
from services.projects.presence.kind import PRESENCES
from services.projects.programmes.domain import begun
from services.projects.programmes.kind import LIST as LIST_OF_PROJECTS
from services.projects.programmes.kind import PROJECTS
from services.projects.proposals import repository as proposals
from services.projects.publication.domain import PUBLISHED
from services.projects.shifts import repository as shifts
from services.projects.shifts.kind import SHIFTS
from services.projects.signups import arrivals, notices
from services.projects.signups import repository as signups
from services.projects.signups.kind import SIGN_UP_ACTIONS
from services.projects.sites.kind import SITES
from services.projects.swaps import repository as swaps
from services.projects.training.kind import COURSES, ENROLMENTS
from services.projects.training.repository import COURSE_LIST, ENROLMENT_LIST
from services.projects.works.kind import CALLS, SCORES, WORKS
from services.projects.works.repository import CALL_LIST, SCORE_LIST, WORK_LIST
from shared import clock, closings, figures, waiting
from shared.erased import ERASED
from shared.kinds import Place
from shared.store.client import Document
from shared.store.migrations import Migration, collection, index
from shared.waiting import ACCEPTED


def _first(database: Database[Document]) -> None:
    collection(database, "organisations")
    proposals.collections(database)
    for name in ("sites", "availability", "attendance"):
        collection(database, name)
    for name in ("posts", "shifts"):
        collection(database, name, index("waits_for", sparse=True))


def _decisions_are_kept(database: Database[Document]) -> None:
    """A post and a shift say what became of them, and what they wait for by its collection."""
    for kind in (SITES, POSTS, SHIFTS):
        kind.collections(database)
    for name, field, awaited in (("posts", "site_ref", "sites"), ("shifts", "post_ref", "posts")):
        held = {"outcome": f"held:unknown_{field.removesuffix('_ref')}"}
        for document in database[name].find({"line": {"$exists": True}}, {"waits_for": 1}):
            waits = document.get("waits_for")
            facts = {**held, "waits_for": f"{awaited}:{waits}"} if waits else {"outcome": "accepted"}
            database[name].update_one({"_id": document["_id"]}, {"$set": facts})


def _who_was_erased(database: Database[Document]) -> None:
    people.collections(database)
    for subject in (availability, attendance, proposals):
        subject.find_by_volunteer(database)


def _places(database: Database[Document]) -> None:
    """Sites, posts and shifts of before say where they lie; organisations are found by what they lie below."""
    database["organisations"].create_indexes([index("parent_ref")])
    sites = {one["_id"]: Place(one["region_code"]) for one in database["sites"].find() if "region_code" in one}
    posts = {
        one["_id"]: Place(sites[one["site_ref"]].region_code, one["organisation_ref"])
        for one in database["posts"].find()
        if waiting.is_known(one) and one.get("site_ref") in sites
    }
    shifts = {
        one["_id"]: posts[one["post_ref"]]
        for one in database["shifts"].find()
        if waiting.is_known(one) and one.get("post_ref") in posts
    }
    for name, places in (("sites", sites), ("posts", posts), ("shifts", shifts)):
        for reference, place in places.items():
            database[name].update_one({"_id": reference}, {"$set": place.document()})


def _projects(database: Database[Document]) -> None:
    PROJECTS.collections(database, *LIST_OF_PROJECTS.indexes)


def _training(database: Database[Document]) -> None:
    COURSES.collections(database, *COURSE_LIST.indexes)
    ENROLMENTS.collections(database, *ENROLMENT_LIST.indexes)
    merges.collections(database)
    figures.collections(database)


def _works(database: Database[Document]) -> None:
    for kind, listing in ((CALLS, CALL_LIST), (WORKS, WORK_LIST), (SCORES, SCORE_LIST)):
        kind.collections(database, *listing.indexes)


def _funds(database: Database[Document]) -> None:
    FUNDS.collections(database, *funds.LIST_OF_FUNDS.indexes)
    FUND_ENTRIES.collections(database, *funds.LIST_OF_ENTRIES.indexes)
    funds.postings(database)


def _credentials(database: Database[Document]) -> None:
    people.collection_of_states(database)
    credentials.collections(database)


def _closings(database: Database[Document]) -> None:
    closings.collections(database, ERASED)


def _pairings(database: Database[Document]) -> None:
    for kind, listing in ((BENEFICIARIES, BENEFICIARY_LIST), (PAIRINGS, PAIRING_LIST), (VISITS, VISIT_LIST)):
        kind.collections(database, *listing.indexes)


def _published(database: Database[Document]) -> None:
    """Projects and shifts of before are published, and their events go on from the first."""
    PROJECTS.collections(database, *LIST_OF_PROJECTS.indexes)
    shifts.find_by_project(database)
    old = {"outcome": ACCEPTED, "sequence": {"$exists": False}}
    for project in database[PROJECTS.name].find(old):
        database[PROJECTS.name].update_one({"_id": project["_id"]}, {"$set": {**begun(project), "sequence": 1}})
    database[SHIFTS.name].update_many(old, {"$set": {"state": PUBLISHED, "sequence": 1}})


def _placements(database: Database[Document]) -> None:
    people.find_names(database)
    PLACEMENTS.collections(database, *LIST_OF_PLACEMENTS.indexes)


def _presences(database: Database[Document]) -> None:
    PRESENCES.collections(database, *presence.INDEXES)


def _overdue(database: Database[Document]) -> None:
    overdue.collections(database)


def _banks(database: Database[Document]) -> None:
    shifts.seats(database)
    banks.collections(database)


def _sign_ups(database: Database[Document]) -> None:
    lists = (*signups.LIST.indexes, *signups.LIST_OF_ACTIONS.indexes)
    SIGN_UP_ACTIONS.collections(database, *lists, index("shift_ref", "state"))
    signups.collections(database)


def _arrivals(database: Database[Document]) -> None:
    arrivals.collections(database)


def _answers(database: Database[Document]) -> None:
    proposals.collection_of_answers(database)


def _notices(database: Database[Document]) -> None:
    """Of the places of before, those of shifts ahead are told, too."""
    signups.find_due(database)
    notices.begin(database, clock.now())


def _calendars(database: Database[Document]) -> None:
    calendars.collections(database)


def _swaps(database: Database[Document]) -> None:
    swaps.collections(database)


def _doubts(database: Database[Document]) -> None:
    """What was accepted is found by what it rests on, and by why it would be refused now.

    Of what was accepted before, that is said from the next news of its volunteers on.
    """
    numbers = {one["_id"]: one["volunteer"] for one in database["volunteers"].find() if "volunteer" in one}
    for listing in (PAIRING_LIST, LIST_OF_PLACEMENTS):
        database[listing.collection].create_indexes([index(waiting.NO_LONGER, listing.key)])
        for one in database[listing.collection].find({waiting.OUTCOME: ACCEPTED}):
            references = (
                [one["volunteer_ref"]] if "volunteer_ref" in one else [each["volunteer_ref"] for each in one["team"]]
            )
            rests = sorted({waiting.key((people.PEOPLE,), numbers[ref]) for ref in references if ref in numbers})
            database[listing.collection].update_one({"_id": one["_id"]}, {"$set": {waiting.RESTS_ON: rests}})


MIGRATIONS = [
    Migration(1, "sites, posts, shifts, availability, attendance, proposals", _first),
    Migration(2, "decisions on posts and shifts are kept", _decisions_are_kept),
    Migration(3, "who was erased; offers, presences and proposals by their volunteer", _who_was_erased),
    Migration(4, "of presences it is kept that they were sent", attendance.keep_origins),
    Migration(5, "proposals without costs, and without what tells minors", proposals.forget_costs),
    Migration(6, "where sites, posts and shifts lie, and the tree of organisations", _places),
    Migration(7, "who is a volunteer", people.collection_of_volunteers),
    Migration(8, "projects", _projects),
    Migration(9, "courses, enrolments, merges and figures", _training),
    Migration(10, "calls, works and their scores", _works),
    Migration(11, "funds, their entries and postings", _funds),
    Migration(12, "what is known of volunteers, their licences and insurance", _credentials),
    Migration(13, "what was closed is numbered", _closings),
    Migration(14, "beneficiaries, pairings and visits", _pairings),
    Migration(15, "projects and shifts are published, closed and cancelled", _published),
    Migration(16, "placements, and all names of a person", _placements),
    Migration(17, "presences", _presences),
    Migration(18, "which pairings lack a visit", _overdue),
    Migration(19, "the bank of places", _banks),
    Migration(20, "sign-ups, seats and days", _sign_ups),
    Migration(21, "who was recorded at which shift", _arrivals),
    Migration(22, "what was said to proposals", _answers),
    Migration(23, "when people are reminded of their places", _notices),
    Migration(24, "swaps of places", _swaps),
    Migration(25, "calendars behind secret addresses", _calendars),
    Migration(26, "why what was accepted would be refused now", _doubts),
    Migration(27, "until when funds are posted to", funds.note_latest),
]
