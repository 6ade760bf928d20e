"""Lists of what a service keeps: filtered by equality, sorted, a page at a time, or whole for an export.

A page goes on after the last record of the one before, so that what comes in between neither repeats nor skips one.
Each filter and each order has an index of its own, which ends with the reference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from shared.rules.places import PROVINCE, level_of
from shared.rules.spans import months
from shared.sources import SEPARATOR
from shared.store.client import Document
from shared.store.migrations import index
from shared.where import EVERYWHERE, PERSON, Part, Where

LAST = "\U0010ffff"
"""After every text that stands in a record."""
AT_ONCE = 500


class After(NamedTuple):
    """Where a page goes on: after the record with this value of the order's field and this reference."""

    value: str
    reference: str


class Runs(NamedTuple):
    """What runs from a day to a day, so that it can be asked for by a day between.

    Attributes:
        first, last: the fields with these days, both included.
        months: the field with the months in which they lie: an index finds them, and the days are compared of few.
    """

    first: str
    last: str
    months: str

    def on(self, day: dt.date) -> dict[str, Any]:
        """The filter for a day."""
        text = day.isoformat()
        return {self.months: months(day, day)[0], self.first: {"$lte": text}, self.last: {"$gte": text}}


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
        two_sided: whether of which other region, too (`shared.where.SIDES`).
        runs: of what runs from a day to a day; no page is ordered by these days.
        always: what records have that are in the list at all.
        called: its name, where the collection has several lists.
    """

    collection: str
    key: str
    filters: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_place: bool = True
    by_organisation: bool = True
    two_sided: bool = False
    runs: Runs | None = None
    always: Mapping[str, str] = field(default_factory=dict)
    called: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.called or self.collection

    @property
    def indexes(self) -> list[IndexModel]:
        """What the collection needs for it."""
        fields = (*self.filters, *self._places, *self.sorts, *((self.runs.months,) if self.runs else ()))
        return [index(self.key), *(index(name, self.key) for name in fields)]

    @property
    def _places(self) -> tuple[str, ...]:
        if not self.by_place:
            return ()
        organisation = ("of_organisation",) if self.by_organisation else ()
        return ("of_region", "of_city", *organisation, *(("also_region", "also_city") if self.two_sided else ()))

    @property
    def limits(self) -> tuple[str, ...]:
        """The fields by which it is limited to where a caller may act."""
        return (*self._places, *(name for name in self.filters if name == PERSON))


def page(
    database: Database[Document],
    listing: Listing,
    equal: Mapping[str, Any],
    limit: int,
    *,
    after: After | None = None,
    sort: str | None = None,
    source: str | None = None,
    where: Where = EVERYWHERE,
) -> list[Document]:
    """Up to `limit` records in order, those after the last one of the page before.

    Args:
        source: whose records alone, as their references say, of any source but local; None for all.
        where: where who asks may act; of what lies in several of its parts each is there once.
    """
    order = sort or listing.key
    ranges = _ranges(listing.key, order, after, source)
    parts = _parts(listing, {**_query(equal), **listing.always}, where)
    pages = [
        _page(database, listing.collection, (order, listing.key), [{**part, **one} for one in ranges], limit)
        for part in parts
    ]
    if len(pages) == 1:
        return pages[0]
    found = {one[listing.key]: one for page in pages for one in page}
    return sorted(found.values(), key=lambda one: (one[order], one[listing.key]))[:limit]


def everything(
    database: Database[Document],
    listing: Listing,
    equal: Mapping[str, Any],
    sort: str | None = None,
    *,
    source: str | None = None,
    where: Where = EVERYWHERE,
) -> Iterator[Document]:
    """All records of a list in order, read in parts."""
    after, order = None, sort or listing.key
    while some := page(database, listing, equal, AT_ONCE, after=after, sort=sort, source=source, where=where):
        yield from some
        after = After(some[-1][order], some[-1][listing.key])


def within(region: str | None) -> dict[str, str]:
    """The filter for a region and all below it."""
    if region is None or region == PROVINCE:
        return {}
    return {"of_city" if level_of(region) == "city" else "of_region": region}


def of_place(
    database: Database[Document],
    collection: str,
    fields: Iterable[str],
    where: Where,
    projection: Mapping[str, int] | None = None,
) -> Iterator[Document]:
    """All documents of a collection that lie where a caller may act, in no order, each once: for exports.

    Args:
        fields: those of the collection by which it is limited; each has an index.
    """
    if where.everywhere:
        yield from database[collection].find({}, projection)
        return
    parts = where.parts(fields)
    wanted = {**projection, **dict.fromkeys(fields, 1)} if projection else None
    for number, part in enumerate(parts):
        for one in database[collection].find(part.query(), wanted):
            if not any(earlier.has(one) for earlier in parts[:number]):
                yield one


def _parts(listing: Listing, equal: dict[str, Any], where: Where) -> list[dict[str, Any]]:
    """What to ask for: the filters, for who does not reach all once for each part of what the caller reaches."""
    if where.everywhere:
        return [equal]
    return [part.query() | equal for part in where.parts(listing.limits) if _agree(part, equal)]


def _agree(part: Part, equal: Mapping[str, Any]) -> bool:
    return part.field not in equal or equal[part.field] in part.values


def _page(
    database: Database[Document], collection: str, order: tuple[str, str], ranges: list[dict[str, Any]], limit: int
) -> list[Document]:
    found: list[Document] = []
    for query in ranges:
        if len(found) < limit:
            some = database[collection].find(query).sort([(name, ASCENDING) for name in order])
            found += some.limit(limit - len(found))
    return found


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
