"""Lists of what a service keeps: filtered by equality, sorted, a page at a time, or whole for an export.

A page goes on after the last record of the one before, so that what comes in between neither repeats nor skips one.
Each filter and each order has an index of its own, which ends with the reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from shared.rules.places import PROVINCE, level_of
from shared.sources import SEPARATOR
from shared.store.client import Document
from shared.store.migrations import index

LAST = "\U0010ffff"
"""After every text that stands in a record."""
AT_ONCE = 500


class After(NamedTuple):
    """Where a page goes on: after the record with this value of the order's field and this reference."""

    value: str
    reference: str


@dataclass(frozen=True)
class Listing:
    """A list of a collection.

    Attributes:
        key: the field with the reference, by which pages go on.
        filters: fields that can be asked for by equality.
        words: of a filter that has a closed list of values, these; of `outcome` and `region_code` they need no saying.
        sorts: text fields that a page can be ordered by, besides the key.
        by_place: whether records say of which region and organisation they are, so that both can be asked for.
        by_organisation: whether of which organisation, too.
    """

    collection: str
    key: str
    filters: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_place: bool = True
    by_organisation: bool = True

    @property
    def indexes(self) -> list[IndexModel]:
        """What the collection needs for it."""
        fields = (*self.filters, *self._places, *self.sorts)
        return [index(self.key), *(index(name, self.key) for name in fields)]

    @property
    def _places(self) -> tuple[str, ...]:
        if not self.by_place:
            return ()
        return ("of_region", "of_city", "of_organisation") if self.by_organisation else ("of_region", "of_city")


def page(
    database: Database[Document],
    listing: Listing,
    equal: Mapping[str, Any],
    limit: int,
    *,
    after: After | None = None,
    sort: str | None = None,
    source: str | None = None,
) -> list[Document]:
    """Up to `limit` records in order, those after the last one of the page before.

    Args:
        source: whose records alone, as their references say, of any source but local; None for all.
    """
    order = sort or listing.key
    found: list[Document] = []
    for where in _ranges(listing.key, order, after, source):
        if len(found) < limit:
            query = database[listing.collection].find({**_query(equal), **where})
            found += query.sort([(order, ASCENDING), (listing.key, ASCENDING)]).limit(limit - len(found))
    return found


def everything(
    database: Database[Document],
    listing: Listing,
    equal: Mapping[str, Any],
    sort: str | None = None,
    source: str | None = None,
) -> Iterator[Document]:
    """All records of a list in order, read in parts."""
    after, order = None, sort or listing.key
    while some := page(database, listing, equal, AT_ONCE, after=after, sort=sort, source=source):
        yield from some
        after = After(some[-1][order], some[-1][listing.key])


def within(region: str | None) -> dict[str, str]:
    """The filter for a region and all below it."""
    if region is None or region == PROVINCE:
        return {}
    return {"of_city" if level_of(region) == "city" else "of_region": region}


def _query(equal: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in equal.items() if value is not None}


def _ranges(key: str, order: str, after: After | None, source: str | None) -> Sequence[dict[str, Any]]:
    """The ranges of a page, in order: the rest of the records with the last one's value, then those with later ones."""
    first = f"{source}{SEPARATOR}" if source else ""
    end = first + LAST
    rest = {key: {"$gt": max(first, after.reference) if after else first, "$lt": end}}
    if order == key:
        return (rest,)
    own = {key: {"$gt": first, "$lt": end}} if source else {}
    if after is None:
        return ({order: {"$gte": "", "$lt": LAST}, **own},)
    return ({order: after.value, **rest}, {order: {"$gt": after.value, "$lt": LAST}, **own})
