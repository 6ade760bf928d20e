"""What steps of publication take."""

from __future__ import annotations

from services.projects.publication.domain import REASONS
from shared.intake.asked import Asked
from shared.intake.fields import one_of


class Publication(Asked):
    """Publish a draft: from now on others hear of it."""


class Closing(Asked):
    """Close what is published: nobody new takes part."""


class Cancellation(Asked):
    """Cancel what is published or closed, once and for all."""

    reason = one_of(*REASONS)
