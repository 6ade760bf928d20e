"""Where a caller may act: what it reaches, how it asks for that, and what a token says of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kinds import Place, side
from shared.regions import regions
from shared.rules.places import PROVINCE, contains
from shared.web.claims import claims_of, where_of
from shared.where import EVERYWHERE, NOWHERE, Where

codes = st.sampled_from(sorted(regions()))
references = st.sampled_from(["o-1", "o-2", "o-3"])
places = st.builds(Place, st.none() | codes, st.none() | references)
wheres = st.builds(
    Where,
    st.frozensets(codes, max_size=4),
    st.frozensets(references, max_size=2),
    st.none() | st.sampled_from(["1", "2"]),
    st.frozensets(references, max_size=1),
)
FIELDS = ("of_region", "of_city", "of_organisation", "also_region", "also_city", "volunteer")


@given(wheres, places)
def test_a_region_has_all_below_it_and_an_organisation_its_own(where: Where, place: Place) -> None:
    """Either is enough; what lies nowhere is the whole province's."""
    by_region = place.region_code is not None and any(contains(one, place.region_code) for one in where.regions)
    by_organisation = place.organisation_ref in where.organisations | where.beneath
    assert (by_region or by_organisation or PROVINCE in where.regions) == where.reaches(*place)


@given(wheres, places, st.none() | codes, st.sampled_from(["1", "2", "3"]))
def test_what_is_asked_for_is_what_may_be_seen(where: Where, place: Place, other: str | None, number: str) -> None:
    """A list shows a record when the record by itself is shown."""
    document = {**place.document(), **side("also", other), "volunteer": number}
    if not where.everywhere:
        assert where.may_see(document) == any(part.has(document) for part in where.parts(FIELDS))


@given(wheres)
def test_a_place_is_asked_for_once(where: Where) -> None:
    """A county in a city that is asked for anyhow is not."""
    cities = {value for part in where.parts(FIELDS) if part.field == "of_city" for value in part.values}
    counties = {value for part in where.parts(FIELDS) if part.field == "of_region" for value in part.values}
    assert not any(contains(city, county) for city in cities for county in counties)


def test_nobody_is_anywhere_without_being_told_so() -> None:
    """The default reaches nothing, and the province everything."""
    assert (True, False, True) == (NOWHERE.nowhere, NOWHERE.reaches(None), EVERYWHERE.reaches(None))
    assert [] == NOWHERE.parts(FIELDS)


@given(wheres)
def test_a_token_says_where(where: Where) -> None:
    """What is read of its claims is what was meant; the person is its subject."""
    said = where_of({"sub": where.person or "tester", **claims_of(where)}, "local")
    assert (where.regions, where.organisations, where.person) == (said.regions, said.organisations, said.person)


def test_organisations_are_named_as_the_source_writes_them() -> None:
    """Its own bare, others with their source."""
    claims = {"sub": "t", "organisations": ["o-1", "gz:o-2", "local:o-3"]}
    assert {"sz:o-1", "gz:o-2", "o-3"} == where_of(claims, "sz").organisations


@pytest.mark.parametrize(
    "claims", [{"regions": "440300"}, {"regions": ["449999"]}, {"organisations": [1]}, {"regions": {"440300": True}}]
)
def test_a_claim_that_is_none_counts_for_nothing(claims: dict[str, Any]) -> None:
    """The token is refused, not limited to what could be read."""
    with pytest.raises(ValueError, match="token"):
        where_of({"sub": "t", **claims}, "local")


@pytest.mark.parametrize("claims", [{"own": "true"}, {"own": 1}, {"region": "440000"}])
def test_what_only_looks_like_a_claim_opens_nothing(claims: dict[str, Any]) -> None:
    """The former claim `region` among them."""
    assert where_of({"sub": "t", **claims}, "local").nowhere
