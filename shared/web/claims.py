"""What a token says of where its holder may act: the claims `regions`, `organisations`, `own` and `partner`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.regions import is_region
from shared.sources import ours
from shared.where import Where

REGIONS, ORGANISATIONS, OWN, PARTNER = "regions", "organisations", "own", "partner"


def where_of(claims: Mapping[str, Any], source: str) -> Where:
    """Where the holder of a token may act; organisations are named as the token's source writes them.

    Raises:
        ValueError: a claim is not as it should be.
    """
    regions, organisations = _texts(claims, REGIONS), _texts(claims, ORGANISATIONS)
    if not all(map(is_region, regions)):
        raise ValueError("a region of the token is none of Guangdong's")
    person = str(claims["sub"]) if claims.get(OWN) is True else None
    partner = ours(source, str(claims["sub"])) if claims.get(PARTNER) is True else None
    named = frozenset(ours(source, one) for one in organisations)
    return Where(frozenset(regions), named, person, partner=partner)


def claims_of(where: Where) -> dict[str, Any]:
    """The claims of a token for somewhere; person and partner are its subject. Organisations as they are written."""
    claims = {
        REGIONS: sorted(where.regions),
        ORGANISATIONS: sorted(where.organisations),
        OWN: where.person is not None,
        PARTNER: where.partner is not None,
    }
    return {name: value for name, value in claims.items() if value}


def _texts(claims: Mapping[str, Any], name: str) -> list[str]:
    found = claims.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"the token's {name} are no list of texts")
    return found
