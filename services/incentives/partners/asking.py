"""Who may ask about what a partner is told: itself, and whoever acts in the whole province."""

from __future__ import annotations

from flask import g

from services.incentives.partners.kind import PARTNERS
from shared import lives
from shared.web import steps
from shared.web.commands import store
from shared.web.problems import unknown


def must_be_the_partners(reference: str) -> None:
    """Whether the caller may ask about what a partner was told.

    Raises:
        Problem: 404.
    """
    if not g.where.everywhere and g.where.partner != reference:
        raise unknown("partner")
    with steps.problems():
        lives.find(store(), PARTNERS, reference)
