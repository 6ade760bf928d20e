"""What of a feed about volunteers a reader is shown who does not act everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services.incentives.feeds import reconciling, repository
from services.incentives.partners.domain import REVOKED, TYPES
from services.incentives.standing import repository as standing
from shared import clock
from shared.feeds.feed import Feed
from shared.sources import LOCAL
from shared.store.transaction import Store
from shared.where import Where


def limited(feed: Feed, store: Store, where: Where, reader: str = LOCAL) -> Feed:
    """The feed with what is about who belongs where the reader acts, or is the reader, or about the reader's city.

    Args:
        reader: the source that reads; any but the network's own is told of those whom it registered alone.
    """
    if where.everywhere and reader == LOCAL:
        return feed

    def sees(events: Sequence[dict[str, Any]]) -> list[bool]:
        told = [one["data"] for one in events]
        # To look up who belongs where is nearly all that such a page costs.
        asked = {data["volunteer"] for data in told if reader != LOCAL or (where.regions and not _is_of(where, data))}
        homes = standing.belonging(store.database, asked, reader)
        return [
            (reader == LOCAL or data["volunteer"] in homes) and _is_of(where, data, homes.get(data["volunteer"]))
            for data in told
        ]

    return replace(feed, sees=sees)


def _is_of(where: Where, data: dict[str, Any], home: str | None = None) -> bool:
    """Points are of the city that gives them, wherever the volunteer belongs."""
    return where.reaches(home) or where.reaches(data.get("city_code")) or where.person == data["volunteer"]


def of_partner(partner: str, kind: str | None, region: str | None) -> Feed:
    """The feed of what a partner was told, of all or of some of it; whom it is no longer to know it is always told."""
    types = (kind, REVOKED) if kind else (*TYPES, REVOKED)
    where = Where(frozenset({region})) if region else None

    def sees(events: Sequence[dict[str, Any]]) -> list[bool]:
        assert where is not None
        return [one["type"] == REVOKED or where.reaches(one["data"].get("city_code")) for one in events]

    return Feed(f"partner-{partner}".replace(":", "-"), types, sees if where else None)


def reconciliation(store: Store, partner: str, day: dt.date) -> dict[str, Any]:
    """What a partner was told on a day, to be compared with what it has."""
    found = reconciling.counted(repository.told_on(store.database, partner, day.isoformat()))
    return {"partner_ref": partner, "day": day.isoformat(), "is_over": day < clock.today(), **found}
