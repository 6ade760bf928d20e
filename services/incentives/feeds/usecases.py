"""What of a feed about volunteers a reader is shown who does not act everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services.incentives.standing import repository as standing
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
