"""What a benefit is to a volunteer as of a day (rules-network.md 11). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from services.incentives.reports.domain import REDEEMED as REPORTED_REDEEMED
from services.incentives.reports.domain import Report, in_breach
from services.incentives.standing import rules
from services.incentives.standing.entries import Entry, total
from services.incentives.standing.tables import Tables
from shared import clock
from shared.rules.places import NATION, around
from shared.rules.policies import in_force
from shared.rules.spans import DAY

NONE, GRANTED, SUSPENDED, REDEEMED = STATES = ("none", "granted", "suspended", "redeemed")
TOO_FEW_STARS, TOO_FEW_MINUTES = "too_few_stars", "too_few_minutes"
MERGED = "merged"
"""Why somebody has none who is another registration's person now."""


class Offer(NamedTuple):
    """A benefit, and what it asks; None asks nothing. Days are included."""

    reference: str
    partner: str
    region_code: str
    first: dt.date
    last: dt.date | None
    min_stars: int | None
    min_minutes: int | None
    within_days: int | None
    version: int = 1

    def runs(self, day: dt.date) -> bool:
        """Whether it is offered on a day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def counted(self, entries: Iterable[Entry], day: dt.date) -> list[Entry]:
        """The entries whose minutes it asks about: those of its last days, or all."""
        known = [entry for entry in entries if entry.day <= day]
        if self.within_days is None:
            return known
        return [entry for entry in known if entry.day > day - self.within_days * DAY]


class Consent(NamedTuple):
    """A volunteer's consent that a partner, or a school, knows something: from a day on, until another."""

    partner: str
    given: dt.date
    withdrawn: dt.date | None

    def in_force(self, day: dt.date) -> bool:
        """Whether it holds at the end of a day."""
        return self.given <= day and (self.withdrawn is None or day < self.withdrawn)


@dataclass(frozen=True)
class Person:
    """A person, with what all registrations have that are one with the kept one.

    Attributes:
        home: the region where the person belongs on the day that is asked about; None where that is not known.
    """

    verified: bool
    home: str | None
    entries: Sequence[Entry]
    consents: Sequence[Consent]
    reports: Sequence[Report]


class Verdict(NamedTuple):
    """What a benefit is to somebody, and why.

    Attributes:
        reason: of none the first condition that fails; of the others what makes it so.
        failing: all conditions that fail.
        breaches: the unresolved ones.
    """

    state: str
    reason: str
    failing: tuple[str, ...]
    minutes: int
    entries: tuple[str, ...]
    breaches: tuple[Report, ...]


@dataclass(frozen=True)
class Asked:
    """A person as of a day, and the tables by which stars are given."""

    person: Person
    day: dt.date
    tables: Tables

    @cached_property
    def stars(self) -> rules.Stars:
        """The rating on the day."""
        known = [entry for entry in self.person.entries if entry.day <= self.day]
        return rules.rate(known, in_force(self.tables.stars, self.day, NATION))

    @cached_property
    def breaches(self) -> tuple[Report, ...]:
        """The breaches that are unresolved on the day, whoever reported them."""
        return tuple(in_breach(self.person.reports, self.day))

    def judge(self, offer: Offer) -> Verdict:
        """What a benefit is to the person on the day."""
        counted = offer.counted(self.person.entries, self.day)
        minutes, entries = total(counted), tuple(sorted(entry.id for entry in counted))
        failing = tuple(reason for reason, fails in self._conditions(offer, minutes) if fails)
        if failing:
            state, reason = NONE, failing[0]
        elif self.breaches:
            state, reason = SUSPENDED, "breach"
        elif self._is_redeemed(offer):
            state, reason = REDEEMED, "reported"
        else:
            state, reason = GRANTED, "eligible"
        return Verdict(state, reason, failing, minutes, entries, self.breaches)

    def _conditions(self, offer: Offer, minutes: int) -> Iterable[tuple[str, bool]]:
        home = self.person.home
        yield "not_running", not offer.runs(self.day)
        yield "unverified_volunteer", not self.person.verified
        yield TOO_FEW_STARS, self.stars.stars < (offer.min_stars or 0)
        yield TOO_FEW_MINUTES, minutes < (offer.min_minutes or 0)
        yield "outside_region", home is None or offer.region_code not in around(home)
        consents = (one for one in self.person.consents if one.partner == offer.partner)
        yield "no_consent", not any(one.in_force(self.day) for one in consents)

    def _is_redeemed(self, offer: Offer) -> bool:
        return any(
            one.kind == REPORTED_REDEEMED
            and (one.partner, one.benefit) == (offer.partner, offer.reference)
            and one.counts(self.day)
            for one in self.person.reports
        )

    def due(self, offer: Offer) -> dt.date | None:
        """The next day on which time alone may make it another: not before, and perhaps not then."""
        days = [offer.first, *((offer.last + DAY,) if offer.last and offer.last < dt.date.max else ())]
        for one in self.person.consents:
            if one.partner == offer.partner:
                days += [one.given, *((one.withdrawn,) if one.withdrawn else ())]
        days += [one.day for one in self.person.reports] + [entry.day for entry in self.person.entries]
        days += self._window_ends(offer)
        return min((day for day in days if day > self.day), default=None)

    def _window_ends(self, offer: Offer) -> Iterable[dt.date]:
        """The day on which so many minutes have left the window that they no longer do, if they do today."""
        if offer.within_days is None or not offer.min_minutes:
            return
        counted = sorted(offer.counted(self.person.entries, self.day), key=lambda entry: entry.day)
        left = total(counted)
        for entry in counted if left >= offer.min_minutes else ():
            left -= entry.minutes
            if left < offer.min_minutes:
                yield entry.day + offer.within_days * DAY
                return


def offer_of(document: Mapping[str, Any]) -> Offer:
    """The offer that a benefit's document keeps."""
    return Offer(
        document["benefit_ref"],
        document["partner_ref"],
        document["region_code"],
        dt.date.fromisoformat(document["from"]),
        dt.date.fromisoformat(document["to"]) if document["to"] else None,
        document["min_stars"],
        document["min_minutes"],
        document["within_days"],
        document.get("sequence", 1),
    )


def consent_of(document: Mapping[str, Any]) -> Consent:
    """The consent that a copy keeps."""
    given, withdrawn = document["consented_at"], document["withdrawn_at"]
    return Consent(document["receiver_ref"], _day(given), _day(withdrawn) if withdrawn else None)


def _day(moment: str) -> dt.date:
    return clock.china_day(clock.from_text(moment))
