"""The steps of the shape of projects's database, numbered from 1; one that was released is never changed."""

from __future__ import annotations

from services.projects import repository
from shared.store.migrations import Migration

MIGRATIONS: list[Migration] = repository.MIGRATIONS
