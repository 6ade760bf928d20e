"""What partners report of volunteers (rules-network.md 11). Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from shared import clock
from shared.rules.faults import Fault

REDEEMED, BREACH, RESOLVED = KINDS = ("redeemed", "breach", "breach_resolved")
MISSING, NO_PLACE = "must be given for what was redeemed", "belongs to what was redeemed alone"


class Report(NamedTuple):
    """A report that was accepted, of somebody."""

    reference: str
    partner: str
    kind: str
    benefit: str | None
    at: dt.datetime
    void_from: dt.date | None = None

    def counts(self, day: dt.date) -> bool:
        """Whether it counts as of a day: it happened by then, and is not void by then."""
        return self.day <= day and (self.void_from is None or day < self.void_from)

    @property
    def day(self) -> dt.date:
        """The day in China on which it happened."""
        return clock.china_day(self.at)


def form_faults(row: Mapping[str, Any]) -> Iterable[Fault]:
    """What is redeemed is named, and nothing else is."""
    if row["kind"] == REDEEMED and not row["benefit_ref"]:
        yield Fault("benefit_ref", MISSING)
    if row["kind"] != REDEEMED and row["benefit_ref"]:
        yield Fault("benefit_ref", NO_PLACE)


def name_sender(facts: dict[str, Any], sender: str, speaks: bool) -> None:
    """Complete a report by who sends it and speaks for others; who does not is the partner itself."""
    if speaks:
        facts["sent_by"] = sender


def in_breach(reports: Iterable[Report], day: dt.date) -> list[Report]:
    """The breaches that are unresolved as of a day: without a later word of the same partner that it is resolved."""
    last, breaches = dict[str, dt.datetime](), defaultdict[str, list[Report]](list)
    for one in reports:
        if not one.counts(day):
            continue
        if one.kind == RESOLVED:
            last[one.partner] = max(one.at, last.get(one.partner, one.at))
        elif one.kind == BREACH:
            breaches[one.partner].append(one)
    return sorted(
        one for partner, some in breaches.items() for one in some if partner not in last or last[partner] <= one.at
    )
