"""The identity authority: it says whether a person is who the document says."""

from __future__ import annotations

from typing import Protocol

from services.registry.volunteers.domain import Identity, Volunteer


class IdentityAuthority(Protocol):
    """What the registry asks about each person who registers."""

    def answer(self, volunteer: Volunteer) -> Identity | None:
        """Verified, unverified, or None for "later".

        It is called inside a transaction, so it must not wait: of an authority that says None the question is kept, and
        asked outside of any (services/registry/identities).
        """
        ...


class DeclaredAuthority:
    """Answers what the row declared: for development, demo and tests, by KAPOK_IDENTITY_DECLARED."""

    def answer(self, volunteer: Volunteer) -> Identity | None:
        """The `identity_status` of the row that registered the volunteer, if whoever sent it may declare it."""
        declared = volunteer.row.identity_status
        return None if declared is Identity.ASKED else declared


class LaterAuthority:
    """An authority behind a network, or none at all: what rows declare does not count."""

    def answer(self, volunteer: Volunteer) -> Identity | None:
        """None, at once."""
        return None


DECLARED: IdentityAuthority = DeclaredAuthority()
LATER: IdentityAuthority = LaterAuthority()
