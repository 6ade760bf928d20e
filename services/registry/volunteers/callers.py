"""Whom a caller may see: who speaks for one source learns nothing of another's people (docs/adr/0017)."""

from __future__ import annotations

from typing import Any

from flask import g

from services.registry.volunteers.domain import Volunteer
from services.registry.volunteers.view import view
from shared.sources import LOCAL
from shared.web.auth import theirs_of
from shared.web.problems import Problem

OF_THE_NETWORK = ("merged_into", "evidence")


def must_be_the_networks() -> None:
    """Refuse whoever speaks for a source, known person or not: what is asked for is of all sources together.

    Raises:
        Problem: 403.
    """
    if g.caller.source != LOCAL:
        raise Problem(
            403, "the token speaks for a source; what all sources know of a person is the network's own", check="source"
        )


def hidden_from_caller() -> tuple[str, ...]:
    """What only the network's own callers are shown."""
    return () if g.caller.source == LOCAL else OF_THE_NETWORK


def shown_to_caller(volunteer: Volunteer) -> dict[str, Any]:
    """A volunteer in the caller's words.

    Into whom it is merged, and who brought the authority's answer, only the network says: it may be another source's.
    """
    hidden = hidden_from_caller()
    shown = {name: value for name, value in view(volunteer).items() if name not in hidden}
    return {**shown, "volunteer_ref": theirs_of(volunteer.reference)}
