"""Terms of office: who holds an office of an organisation on which days. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from shared.rules.ages import FULL_AGE, age_on
from shared.rules.faults import Fault, Refused
from shared.rules.spans import Span, through, union

CHAIR, VICE_CHAIR = "chair", "vice_chair"
OFFICES = (CHAIR, VICE_CHAIR, "secretary_general")
SHARED = frozenset({VICE_CHAIR})
"""Offices that several hold at one time, so that no election ends another's term."""
TOLD = ("term_ref", "organisation_ref", "volunteer", "office", "elected_on", "ends_on")

Term = Mapping[str, Any]
"""The facts of a term as JSON values."""


def is_too_young(birth_date: dt.date, elected_on: dt.date) -> bool:
    """Whether somebody is a minor on the day of the election."""
    return age_on(elected_on, birth_date) < FULL_AGE


def spans(terms: Iterable[Term]) -> dict[str, Span]:
    """The days of each of an organisation's terms, by reference.

    A term runs from the election to its last day, or to the day before a later election to the same office, whichever
    comes first.
    """
    by_office: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        by_office[term["office"]].append(term)
    return {term["term_ref"]: _span(term, others) for others in by_office.values() for term in others}


def offices(terms: Iterable[Term]) -> dict[str, list[Span]]:
    """The days on which each of an organisation's offices is held."""
    known = {term["term_ref"]: term for term in terms}
    held: dict[str, list[Span]] = defaultdict(list)
    for reference, span in spans(known.values()).items():
        held[known[reference]["office"]].append(span)
    return {office: union(some) for office, some in held.items()}


def chaired(terms: Iterable[Term]) -> list[Span]:
    """The days on which an organisation has a chair in term."""
    return offices(terms).get(CHAIR, [])


def ended(term: Term, last: dt.date) -> dict[str, str]:
    """The field that says the last day of a term, once it is set to an earlier one.

    Raises:
        Refused: it would not be earlier, or before the election.
    """
    if last < _day(term["elected_on"]):
        raise Refused(Fault("ends_on", "before_elected_on"))
    if last > _day(term["ends_on"]):
        raise Refused(Fault("ends_on", "not_earlier"))
    return {"ends_on": last.isoformat()}


def told(term: Term) -> dict[str, Any]:
    """What others hear of a term."""
    return {name: term[name] for name in TOLD}


def _span(term: Term, others: Iterable[Term]) -> Span:
    span = through(_day(term["elected_on"]), _day(term["ends_on"]))
    later = [] if term["office"] in SHARED else [one for one in others if one["elected_on"] > term["elected_on"]]
    ends = [end for end in (span.end, *(_day(one["elected_on"]) for one in later)) if end]
    return Span(span.first, min(ends, default=None))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
