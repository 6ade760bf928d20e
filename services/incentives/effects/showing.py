"""Whom a version gives more and whom less than what holds without it: looked at before it is adopted.

With stars benefits come and go that ask for some: they are looked up of those whose stars are others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.incentives.entitlements import repository
from services.incentives.entitlements.domain import NONE
from services.incentives.entitlements.showing import held_on, of_reader
from services.incentives.standing.adopted import tables_now
from services.incentives.standing.domain import evaluate
from services.incentives.standing.showing import Shown, people_as_of, student_of
from services.incentives.standing.tables import Tables, policy_of
from services.incentives.students.repository import all_studies
from services.incentives.versions.kind import POLICY_VERSIONS
from shared import lives
from shared.rules.faults import Fault, Refused, Unknown
from shared.rules.policies import Policy
from shared.rules.spans import Span
from shared.sources import LOCAL
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where

Studies = Mapping[str, Sequence[Span]]
Names = Mapping[str, Any]
"""Number and reference of somebody, as the reader knows them."""
Rated = tuple[Names, Sequence[str]]
"""Somebody whose stars are others, and the registrations that count."""
AT_ONCE = 200


def effects(
    store: Store, reference: str, as_of: dt.date | None = None, where: Where = EVERYWHERE, reader: str = LOCAL
) -> Iterator[dict[str, Any]]:
    """Who has something else by a version than without it on a day, by default its first: what, before and after.

    Args:
        reader: the source that asks; any but the network's own is shown its own people.

    Raises:
        Refused: there is no such version.
    """
    try:
        version = policy_of(lives.find(store, POLICY_VERSIONS, reference).document)
    except Unknown:
        raise Refused(Fault("policy_version_ref", "unknown_policy_version")) from None
    return _differences(store, version, as_of or version.holds_from, where, reader)


def _differences(store: Store, version: Policy, day: dt.date, where: Where, reader: str) -> Iterator[dict[str, Any]]:
    without, studies = _without(tables_now(store), version), all_studies(store)
    both, rated = (without, _with(without, version)), list[Rated]()
    for names, shown in people_as_of(store, day, where, reader):
        if not shown.stands_elsewhere:
            before, after = (_held(shown, day, studies, tables) for tables in both)
            yield from _lines(names, before, after)
            rated += [(names, shown.registrations)] if before["stars"] != after["stars"] else []
        if len(rated) == AT_ONCE:
            yield from _of_benefits(store, rated, day, both, reader)
            rated.clear()
    yield from _of_benefits(store, rated, day, both, reader)


def _of_benefits(
    store: Store, rated: Sequence[Rated], day: dt.date, both: tuple[Tables, Tables], reader: str
) -> Iterator[dict[str, Any]]:
    """What of their benefits is another for some whose stars are; most have consented to none."""
    consents = repository.of(store.database).consents(one for _, registrations in rated for one in registrations)
    asked = {names["volunteer"]: names for names, some in rated if not consents.keys().isdisjoint(some)}
    before, after = (_benefits(store, list(asked), day, tables, reader) for tables in both)
    for number, names in asked.items():
        yield from _lines(names, before.get(number, {}), after.get(number, {}))


def _benefits(
    store: Store, numbers: list[str], day: dt.date, tables: Tables, reader: str
) -> Mapping[str, Mapping[str, int]]:
    """By number the benefits that persons have, whatever their state; a source is told of its own."""
    found = held_on(store, numbers, day, set(numbers).__contains__, tables)
    return {
        one.account.standing.volunteer: {
            f"benefit/{offer.reference}": 1 for offer in of_reader(one, reader) if one.verdicts[offer].state != NONE
        }
        for one in found
    }


def _lines(names: Names, before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for what in sorted(before.keys() | after.keys()):
        if before.get(what, 0) != after.get(what, 0):
            yield {**names, "what": what, "before": before.get(what, 0), "after": after.get(what, 0)}


def _held(shown: Shown, day: dt.date, studies: Studies, tables: Tables) -> dict[str, int]:
    """What somebody has: stars, stars as a student, points by city, and whether the award is within reach."""
    decisions = evaluate(shown.entries, day, tables)
    return {
        "stars": decisions.stars.stars,
        "student_stars": student_of(shown, day, studies, tables).stars,
        **{f"points/{city}": one.points for city, one in decisions.points.items()},
        "award": int(decisions.award.eligible),
    }


def _without(tables: Tables, version: Policy) -> Tables:
    """The tables without a version that is adopted already."""
    return _each(tables, lambda table: tuple(one for one in table if one.reference != version.reference))


def _with(tables: Tables, version: Policy) -> Tables:
    """The tables with a version beside what holds."""
    return _each(tables, lambda table: (*table, version) if version.name in {one.name for one in table} else table)


def _each(tables: Tables, change: Callable[[Sequence[Any]], Sequence[Any]]) -> Tables:
    return replace(
        tables,
        stars=change(tables.stars),
        university_stars=change(tables.university_stars),
        points=change(tables.points),
        awards=change(tables.awards),
    )
