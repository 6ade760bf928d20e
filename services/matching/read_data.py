"""What matching keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from services.matching.declined import usecases as declined
from services.matching.facts import usecases as facts
from services.matching.facts.organisations import ORGANISATIONS
from services.matching.kinds import release_for_organisations
from services.matching.openings import sign_ups
from shared.store import revocations
from shared.store.read_data import ReadData


def read_data() -> list[ReadData]:
    """What the subjects name, in the order in which it is made again. Needs, offers and rosters are matching's own."""
    organisations = ORGANISATIONS.read_data(then=release_for_organisations)
    own = (sign_ups.COPY.read_data(), declined.read_data())
    return [organisations, *facts.read_data(), *own, *revocations.READ_DATA]
