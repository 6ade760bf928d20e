"""The steps of the shape of projects's database, numbered from 1; one that was released is never changed."""

from __future__ import annotations

from pymongo.database import Database

from services.projects.attendance import repository as attendance
from services.projects.availability import repository as availability
from services.projects.organisations import repository as organisations
from services.projects.posts import repository as posts
from services.projects.proposals import repository as proposals
from services.projects.shifts import repository as shifts
from services.projects.sites import repository as sites
from shared.store.client import Document
from shared.store.migrations import Migration


def _first(database: Database[Document]) -> None:
    for subject in (organisations, sites, posts, shifts, availability, attendance, proposals):
        subject.collections(database)


MIGRATIONS = [Migration(1, "sites, posts, shifts, availability, attendance, proposals", _first)]
