"""What counts for the registry's figures, and on which days: organisations, stations, projects, volunteers. Pure.

Places are the city in which something lies, 440000 for what lies at the level of the province; members count at their
organisation and at all above it (rules-network.md 1 and 3).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from services.registry.affiliations.domain import LEAGUE_MEMBER, PARTY_MEMBER, Affiliation
from services.registry.merges.domain import Merge
from services.registry.organisations.domain import FEDERATION, standing
from services.registry.stations.domain import open_spans
from services.registry.terms.domain import CHAIR, chaired
from services.registry.volunteers.domain import Volunteer
from shared import clock
from shared.regions import city_of
from shared.rules.homes import city_spans
from shared.rules.places import PROVINCE, level_of
from shared.rules.spans import Span, intersection, union, without

ORGANISATIONS, VOLUNTEERS, STATIONS, PROJECTS = "organisations", "volunteers", "stations_open", "projects"
IN_TERM, BEGUN = "federations_in_term", "federations_begun"
"""Federations of cities whose chair is in term, and those that have had a chair."""
SCHOOLS = {"school_association": "universities", "school_corps": "middle_schools"}
"""By the kind of organisation of schools, which is a figure, the population that it is counted against."""
MEMBERS = {LEAGUE_MEMBER: "league_members", PARTY_MEMBER: "party_members"}
"""By the kind of affiliation the figure of members by organisation, and the population."""
Counts = dict[tuple[str, str], list[Span]]
"""For each figure and place the days on which something counts."""


def in_all(figure: str) -> str:
    """The figure of all members of organisations with a population, in which a person counts once."""
    return f"{figure}_in_all"


def organisation(facts: Mapping[str, Any], terms: Iterable[Mapping[str, Any]]) -> Counts:
    """An accepted organisation with its accepted terms of office."""
    active, place, kind = [standing(facts)], city_of(facts["region_code"]), facts["kind"]
    figures = {ORGANISATIONS: active}
    if kind in SCHOOLS:
        figures[kind] = active
    if kind == FEDERATION and level_of(facts["region_code"]) == "city":
        known = list(terms)
        figures[IN_TERM] = intersection(active, chaired(known))
        figures[BEGUN] = intersection(active, _begun(known))
    return {(figure, place): days for figure, days in figures.items()}


def station(facts: Mapping[str, Any], its_organisation: Mapping[str, Any]) -> Counts:
    """An accepted station with its organisation."""
    return {(STATIONS, facts["of_city"]): open_spans(facts, standing(its_organisation))}


def project(facts: Mapping[str, Any]) -> Counts:
    """An accepted project: it counts from its first day on, also when it is over."""
    return {(PROJECTS, city_of(facts["region_code"])): [Span(dt.date.fromisoformat(facts["first_day"]))]}


def volunteer(one: Volunteer) -> Counts:
    """A registration: a person as long as it is not merged into another one."""
    moves = [(clock.china_day(move.at), city_of(move.region_code)) for move in one.life.moves]
    homes = city_spans(city_of(one.profile.home_region_code), moves)
    return {(VOLUNTEERS, city): intersection(_is_person(one), days) for city, days in homes.items()}


class Membership(NamedTuple):
    """For some days a person belongs to an organisation, and so to all above it."""

    kind: str
    organisations: frozenset[str]
    days: Span


@dataclass(frozen=True)
class Tree:
    """What of the tree of organisations is needed to say where members count.

    Attributes:
        organisations: the facts of accepted organisations with their `ancestors`, by reference.
        populations: the first day of a population of each organisation that has one, by figure and organisation.
    """

    organisations: Mapping[str, Mapping[str, Any]]
    populations: Mapping[tuple[str, str], dt.date]

    def memberships(self, affiliation: Affiliation) -> list[Membership]:
        """Where an affiliation counts: an open one passes to the successor when its organisation is dissolved."""
        found: list[Membership] = []
        facts, left, seen = self.organisations.get(affiliation.organisation_ref), affiliation.span, set[str]()
        while facts and facts["organisation_ref"] not in seen and not left.is_empty:
            seen.add(facts["organisation_ref"])
            end, successor = standing(facts).end, self.organisations.get(facts.get("successor_ref") or "")
            place = frozenset((facts["organisation_ref"], *facts["ancestors"]))
            here = intersection([left], [Span(dt.date.min, end if successor else None)])
            found += [Membership(affiliation.kind, place, days) for days in here]
            facts, left = successor if end else None, Span(max(left.first, end or left.first), left.end)
        return found


def members(
    one: Volunteer, merges: Sequence[Merge], affiliations: Mapping[str, Sequence[Affiliation]], tree: Tree
) -> Counts:
    """A verified person as a member: of what itself and those merged into it belong to.

    Args:
        merges: those into it.
        affiliations: by number, of the registration and of those that were merged into it.
    """
    if not one.verified:
        return {}
    counts = _is_person(one)
    belongs = [(membership, counts) for own in affiliations.get(one.number, ()) for membership in tree.memberships(own)]
    for merge in merges:
        days = intersection(counts, [_days(merge.merged_at, merge.undone_at)])
        theirs = affiliations.get(merge.merged, ())
        belongs += [(membership, days) for other in theirs for membership in tree.memberships(other)]
    counted: Counts = defaultdict(list)
    for membership, days in belongs:
        if membership.kind in MEMBERS:
            _count(counted, membership, intersection([membership.days], days), tree)
    return {where: union(spans) for where, spans in counted.items()}


def _count(counted: Counts, membership: Membership, days: Sequence[Span], tree: Tree) -> None:
    figure = MEMBERS[membership.kind]
    for reference in membership.organisations:
        counted[figure, reference].extend(days)
        first = tree.populations.get((figure, reference))
        if first:
            counted[in_all(figure), PROVINCE].extend(intersection(days, [Span(first)]))


def _is_person(one: Volunteer) -> list[Span]:
    """The days on which a registration is one person: since it was made, but for those on which it is merged away."""
    return without(
        [Span(one.stated_on or dt.date.min)], [_days(merge.merged_at, merge.undone_at) for merge in one.life.merges]
    )


def _days(merged_at: dt.datetime, undone_at: dt.datetime | None) -> Span:
    return Span(clock.china_day(merged_at), clock.china_day(undone_at) if undone_at else None)


def _begun(terms: Iterable[Mapping[str, Any]]) -> list[Span]:
    days = [dt.date.fromisoformat(term["elected_on"]) for term in terms if term["office"] == CHAIR]
    return [Span(min(days))] if days else []
