"""What effects are asked by."""

from __future__ import annotations

from shared.intake.fields import filter_by
from shared.web.days import AsOf


class EffectsQuery(AsOf):
    """Of which version, and as of which day, by default its first."""

    policy_version_ref = filter_by(required=True)
