"""A volunteer's standing explained on a day, and the pages of the entries that one explanation rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from services.incentives.entitlements import showing as entitlements
from services.incentives.explanations import numbers
from services.incentives.explanations.benefits import benefit
from services.incentives.explanations.domain import Explained, Lack, in_order, kind_of
from services.incentives.explanations.nominations import nominations_of
from services.incentives.standing.entries import Entry
from services.incentives.standing.showing import standing_of
from shared.sources import LOCAL, theirs
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where

Say = Callable[[str], str]
"""Puts a text into the asker's language."""


class Explanation(NamedTuple):
    """All of a volunteer that is explained on a day.

    Attributes:
        merged_into: of one that is merged away, as a list of one: by which reference the reader knows who stands for
            the person and has all of it; empty for a person.
    """

    volunteer: str
    as_of: dt.date
    explained: list[Explained]
    merged_into: tuple[str | None, ...] = ()


def explanation_of(
    store: Store, number: str, as_of: dt.date, where: Where = EVERYWHERE, reader: str = LOCAL
) -> Explanation | None:
    """What a volunteer has on a day, explained; None for one who is not known or is nobody whom the caller may see.

    Args:
        reader: the source that asks; any but the network's own is told of its own benefits and nominations alone.
    """
    found = standing_of(store, number, as_of, where, reader)
    if found is None:
        return None
    if "merged_into" in found:
        return Explanation(number, as_of, [], (found["merged_into"],))
    nominations = nominations_of(store, number, as_of, where, reader)
    benefits = _benefits(store, number, as_of, where, reader)
    return Explanation(number, as_of, [*_standing(found, as_of), *benefits, *nominations])


def _standing(found: dict[str, Any], as_of: dt.date) -> Iterator[Explained]:
    known: dict[str, Entry] = {one.id: one for one in found["entries"]}
    yield numbers.stars(found["stars"], as_of, known)
    if found["student"].entries:
        yield numbers.student_stars(found["student"], as_of, known)
    for city in sorted(found["points"]):
        yield numbers.points(found["points"][city], as_of, known)
    yield numbers.award(found["award"], as_of, known)


def _benefits(store: Store, number: str, as_of: dt.date, where: Where, reader: str) -> Iterator[Explained]:
    held = entitlements.benefits_of(store, number, as_of, where)
    if held and held.asked:
        for offer in entitlements.of_reader(held, reader):
            yield benefit(theirs(reader, offer.reference), offer, held.verdicts[offer], held.asked)


def shown(found: Explanation, say: Say) -> dict[str, Any]:
    """An explanation as it is answered."""
    whole = {"volunteer": found.volunteer, "as_of": found.as_of}
    if found.merged_into:
        return {**whole, "merged_into": found.merged_into[0], "standings": []}
    return {**whole, "standings": [_shown(one, say) for one in found.explained]}


def _shown(one: Explained, say: Say) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in ("of", "value", "state", "next", "policy", "rule", "window")},
        "rule_text": say(one.rule_text),
        "result": say(one.result),
        "minutes": one.minutes,
        "entries": len(one.entries),
        "sums": [{"kind": some.of, "minutes": some.minutes, "entries": some.entries} for some in one.sums],
        "years": [{"year": some.of, "minutes": some.minutes, "entries": some.entries} for some in one.years],
        "lacking": [_lack(lack, say) for lack in one.lacking],
    }


def _lack(lack: Lack, say: Say) -> dict[str, Any]:
    return {**lack._asdict(), "text": say(lack.text)}


class Page(NamedTuple):
    """Some of the entries that count, and what all of them sum to.

    Attributes:
        is_last: whether no more follow.
    """

    explained: Explained
    entries: list[Entry]
    is_last: bool


def page_of(found: Explanation, of: str, after: tuple[str, str] | None, limit: int) -> Page | None:
    """The entries that count for one of a volunteer's standings, a page at a time; None where there is none such.

    Args:
        after: day and id of the last entry of the page before.
    """
    explained = next((one for one in found.explained if one.of == of), None)
    if explained is None:
        return None
    following = [one for one in in_order(explained.entries) if after is None or (one.day.isoformat(), one.id) > after]
    return Page(explained, following[:limit], len(following) <= limit)


def page_shown(page: Page) -> list[dict[str, Any]]:
    """The entries of a page as they are answered."""
    return [
        {"id": one.id, "kind": kind_of(one), "region_code": one.region_code, "day": one.day, "minutes": one.minutes}
        for one in page.entries
    ]
