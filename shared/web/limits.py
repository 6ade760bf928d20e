"""How each route is limited to where its caller may act; docs/access.md is made of what the routes say here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.web.problems import Problem
from shared.where import Where

CHALLENGE = 'Bearer realm="kapok", error="insufficient_scope"'


class By(StrEnum):
    """All the ways in which there are limits."""

    ROW = "each row's place"
    RECORD = "the record's place"
    PERSON = "the record's place, or the volunteer whom it is about"
    LIST = "what lies in the token's places"
    PARTNER = "the partner that the token names"
    ITSELF = "the partner that the token names, and nobody else"
    PROVINCE = "the whole province"
    EVERYBODY = "nothing"


@dataclass(frozen=True)
class Limit:
    """How a route is limited.

    Attributes:
        why: of a route that needs the whole province, or that is for everybody, the reason.
    """

    by: By
    why: str = ""

    def check(self, where: Where) -> None:
        """Refuse whoever is certainly outside; what depends on rows and records, these decide.

        Raises:
            Problem: 403.
        """
        if self.by is By.PROVINCE and not where.everywhere:
            raise _refused("the token is not for the whole province, which this request is about", check="province")
        if self.by is not By.EVERYBODY and where.nowhere:
            raise _refused("the token names no region and no organisation for which it is", check="nowhere")
        if self.by not in (By.EVERYBODY, By.PARTNER, By.ITSELF) and where.partner_alone:
            raise _refused("the token is for a partner's feed, and this is another request", check="partner")
        if self.by is By.ITSELF and where.partner is None:
            raise _refused("only the partner itself is answered this, by a token of its own", check="itself")


BY_ROW = Limit(By.ROW)
"""A row is refused for `outside_token` where its sender does not reach its place (shared/deciding.py)."""
BY_RECORD = Limit(By.RECORD)
"""404 where the caller does not reach the record, as if there were none."""
BY_PERSON = Limit(By.PERSON)
"""The same; and the volunteer's own token meets what is about the volunteer."""
BY_LIST = Limit(By.LIST)
"""Others' records are left out."""
BY_PARTNER = Limit(By.PARTNER)
"""404 for any other partner's, but for the whole province."""
BY_ITSELF = Limit(By.ITSELF)
"""404 for any other partner's; 403 for who is none."""


def _refused(detail: str, check: str) -> Problem:
    """With the challenge that each 403 has (RFC 6750)."""
    return Problem(403, detail, headers={"WWW-Authenticate": CHALLENGE}, check=check)


def province(why: str) -> Limit:
    """The limit of a route for which a token for a part of the province does not do."""
    return Limit(By.PROVINCE, why)


def everybody(why: str) -> Limit:
    """The limit of a route that tells nothing of any place or person, so that no limit is needed."""
    return Limit(By.EVERYBODY, why)


TOGETHER = province("it is not yet told apart by place")
"""What a service answers for all places together."""
