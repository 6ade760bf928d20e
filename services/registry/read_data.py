"""What the registry keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from services.registry.consents.usecases import KNOWN_PARTNERS
from services.registry.figures.projects import KNOWN_PROJECTS
from services.registry.stations.usecases import KNOWN_SITES
from shared.store.read_data import ReadData


def read_data() -> list[ReadData]:
    """The partners that may receive, the sites of stations, and the projects that figures count."""
    return [KNOWN_PARTNERS.read_data(), KNOWN_SITES.read_data(), KNOWN_PROJECTS.read_data()]
