"""Organisations as a kind of row: one is accepted when the one above it is, and its place in the tree is right."""

from __future__ import annotations

from services.registry.organisations import repository
from services.registry.organisations.domain import path_below
from services.registry.organisations.policies import TREE
from services.registry.organisations.schemas import OrganisationRow
from services.registry.undecided import UNDECIDED
from shared.kinds import Case, Kind, Need, Place
from shared.where import Where


def _is_permitted(case: Case, where: Where) -> bool:
    """Organisations are brought by who acts for their region, or for one above them."""
    above = path_below(case.known.get("parent_ref"))
    return where.reaches(case["region_code"]) or any(where.reaches(None, one) for one in above)


ORGANISATIONS = Kind(
    repository.ORGANISATIONS,
    OrganisationRow,
    "organisation_ref",
    "registry:write",
    place=lambda one: Place(one["region_code"], one.reference),
    permits=_is_permitted,
    needs=(Need("parent_ref", repository.ORGANISATIONS),),
    conditions=TREE,
    event="organisation.registered.v1",
    undecided=UNDECIDED,
    keep=lambda one: {"ancestors": path_below(one.known.get("parent_ref")), "adopted": 0},
    then=repository.adopt,
    lives=True,
)


def needs_organisation(field: str = "organisation_ref", word: str = "organisation") -> Need:
    """The need of a row that names an organisation: it is accepted."""
    return Need(field, ORGANISATIONS.name, word=word)


def of_organisation(case: Case) -> Place:
    """Whose a row of an organisation is: the organisation's, and its region's."""
    return Place(case.known["organisation_ref"]["region_code"], case["organisation_ref"])
