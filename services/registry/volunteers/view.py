"""What is shown of a volunteer whose facts stay sealed."""

from __future__ import annotations

from typing import Any

from services.registry.volunteers.domain import Volunteer
from services.registry.volunteers.questions import Evidence
from shared import clock


def view(volunteer: Volunteer) -> dict[str, Any]:
    """A volunteer as everybody may see it who may see volunteers."""
    state = volunteer.state()
    del state["personal"]
    since, merged = volunteer.registered_on, volunteer.life.merged_into(clock.today())
    return {
        **state,
        **({"merged_into": merged} if merged else {}),
        "student_stage": volunteer.profile.student_stage,
        "registered_on": since.isoformat() if since else None,
        "identity": volunteer.identity,
        **_evidence(volunteer.evidence),
    }


def _evidence(evidence: Evidence | None) -> dict[str, Any]:
    return {"evidence": {**vars(evidence), "at": clock.to_text(evidence.at)}} if evidence else {}
