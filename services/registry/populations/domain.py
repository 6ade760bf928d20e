"""Populations: how many there are of a kind in a place, to compare figures with. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from shared.rules.faults import Fault

MEMBERS = ("league_members", "party_members")
POPULATION_KINDS = ("volunteers", "organisations", "projects", *MEMBERS, "universities", "middle_schools")

Population = Mapping[str, Any]
"""The facts of a population as JSON values."""


def population_fault(population: Population) -> Fault | None:
    """What is wrong with what a population is of: members are an organisation's, all others a region's."""
    of_organisation = population["organisation_ref"] is not None
    if population["kind"] in MEMBERS:
        return None if of_organisation else Fault("organisation_ref", "must be given for members")
    return Fault("organisation_ref", "is for members only") if of_organisation else None


def place_of(population: Population) -> str:
    """Where a population is: its organisation, for members, else its region."""
    return str(population["organisation_ref"] or population["region_code"])


def in_force(populations: Iterable[Population], day: dt.date) -> dict[str, int]:
    """How many there are of one kind, by place: of several populations of a place the latest as of the day counts.

    Of two as of the same day, the one with the later reference: no source.
    """
    known = [one for one in populations if one["as_of"] <= day.isoformat()]
    return {place_of(one): one["count"] for one in sorted(known, key=lambda one: (one["as_of"], one["population_ref"]))}
