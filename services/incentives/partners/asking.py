"""Who may ask about what a partner is told: itself, and mostly whoever acts in the whole province."""

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
    if not g.where.everywhere:
        must_be_the_partner(reference)
    with steps.problems():
        lives.find(store(), PARTNERS, reference)


def must_be_the_partner(reference: str) -> None:
    """Whether the caller is the partner.

    Raises:
        Problem: 404.
    """
    if g.where.partner != reference:
        raise unknown("partner")
