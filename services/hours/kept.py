"""What hours keeps by keys."""

from __future__ import annotations

from services.hours.balances.repository import BALANCES
from services.hours.people.claims import CLAIMS
from services.hours.people.repository import VOLUNTEERS
from shared.rekeying.kept import OF_ALL, ORIGIN, Kept, Sealed

KEPT = (
    Kept(BALANCES, ORIGIN),
    Kept(
        VOLUNTEERS,
        tuple(Sealed(path, lambda _, claim: str(claim["number"])) for path in ("personal", f"{CLAIMS}.personal")),
    ),
    *OF_ALL,
)
