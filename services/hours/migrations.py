"""The steps of the shape of hours's database, numbered from 1; one that was released is never changed."""

from __future__ import annotations

from services.hours import repository
from shared.store.migrations import Migration

MIGRATIONS: list[Migration] = repository.MIGRATIONS
