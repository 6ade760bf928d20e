"""What hours keeps by keys."""

from __future__ import annotations

from services.hours.balances.repository import BALANCES
from services.hours.figures.repository import PAPERS, PEOPLE
from services.hours.people.claims import CLAIMS
from services.hours.people.repository import CLOSED, VOLUNTEERS
from shared.rekeying.kept import OF_ALL, ORIGIN, Hashed, Kept, Sealed, renamed
from shared.sealing import SEALED

KEPT = (
    Kept(BALANCES, ORIGIN),
    Kept(
        VOLUNTEERS,
        tuple(Sealed(path, lambda _, claim: str(claim["number"])) for path in ("personal", f"{CLAIMS}.personal")),
    ),
    Kept(PEOPLE, (Sealed(f"{PAPERS}.{SEALED}", lambda document, _: str(document["_id"])),)),
    Kept(CLOSED, found_by=(Hashed("_id"),), take=renamed(CLOSED)),
    *OF_ALL,
)
