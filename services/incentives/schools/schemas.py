"""What school records are asked by."""

from __future__ import annotations

from shared.intake.fields import filter_by
from shared.web.days import AsOf


class RecordsQuery(AsOf):
    """Of which school, and as of which day, by default today."""

    organisation_ref = filter_by(
        load_default=None, metadata={"description": "the school; without it all that the token reaches"}
    )
