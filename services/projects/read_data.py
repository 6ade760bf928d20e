"""What projects keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from services.projects.organisations.copy import ORGANISATIONS
from services.projects.posts.usecases import release_posts
from services.projects.proposals import usecases as proposals
from shared.store import revocations
from shared.store.read_data import ReadData


def read_data() -> list[ReadData]:
    """What the subjects name, in the order in which it is made again."""
    return [ORGANISATIONS.read_data(then=release_posts), proposals.read_data(), revocations.READ_DATA]
