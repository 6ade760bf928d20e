"""The steps of the shape of incentives's database, numbered from 1; one that was released is never changed."""

from __future__ import annotations

from services.incentives.standing import repository as standing
from shared.store.migrations import Migration

MIGRATIONS = [Migration(1, "standings by volunteer, days of service", standing.collections)]
