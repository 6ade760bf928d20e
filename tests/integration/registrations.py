"""What the registry tells of volunteers, as events by their contracts: states, names, merges, transfers, erasures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shared.config import Settings
from shared.events.catalogue import contract
from shared.events.envelope import Event
from shared.events.registry.volunteers import STATE_READERS
from shared.keyring import sealer_of

HOME = "440100"


class Registry:
    """Tells of volunteers by references; the number of `k-1` is `KV-k-1`."""

    def __init__(self, settings: Settings) -> None:
        self._sealer = sealer_of(settings, "registry")

    def state(
        self,
        reference: str,
        sequence: int = 2,
        *,
        born: str = "1990-01-01",
        document: str = "resident",
        **facts: Any,
    ) -> Event:
        """A volunteer's state: registered at first, later verified."""
        number = facts.get("volunteer", number_of(reference))
        personal = {"birth_date": born, "latitude": 23.1, "longitude": 113.2}
        data = {
            "volunteer": number,
            "volunteer_ref": reference,
            "home_region_code": HOME,
            "skills": [],
            "verified": sequence > 1,
            "guardian_consent_on": None,
            "personal": self._sealer.seal_for(STATE_READERS, personal, number),
            "papers": self._sealer.seal_for(("hours",), {"document": document}, number),
            **facts,
        }
        return event("registered" if sequence == 1 else "verified", number, data, sequence)

    def seal(self, facts: dict[str, Any], reference: str) -> str:
        """Facts of an affiliation, which only incentives may read."""
        return self._sealer.seal_for(contract("membership.changed.v1").readers, facts, number_of(reference))


def number_of(reference: str) -> str:
    """The number of a registration."""
    return f"KV-{reference}"


def named(name: str, reference: str, number: str | None = None) -> Event:
    """Another source knows the volunteer by a name of its own."""
    number = number or number_of(reference)
    return event("named", number, {"volunteer": number, "volunteer_ref": name, "registered_ref": reference})


def merged(kept: str, away: str, at: str = "2018-03-01", until: str | None = None, sequence: int = 0) -> Event:
    """Two registrations are one person, or were until a day; the first and the second that is told of the merge."""
    name = f"{away}-into-{kept}"
    data = {
        "merge_ref": name,
        "kept": number_of(kept),
        "kept_ref": kept,
        "merged": number_of(away),
        "merged_ref": away,
        "merged_at": f"{at}T10:00:00+08:00",
    }
    if until is None:
        return event("merged", name, data, sequence or 1)
    return event("separated", name, {**data, "undone_at": f"{until}T10:00:00+08:00"}, sequence or 2)


def merged_again(kept: str, away: str) -> list[Event]:
    """A merge that was told, was taken back, and holds after all."""
    return [merged(kept, away), merged(kept, away, until="2018-03-20"), merged(kept, away, sequence=3)]


def transferred(reference: str, to: str, at: str) -> Event:
    """A volunteer belongs to another region."""
    number = number_of(reference)
    places = {"from_region_code": HOME, "to_region_code": to, "decided_at": f"{at}T10:00:00+08:00"}
    return event("transferred", number, {"volunteer": number, "transfer_ref": f"{reference}-{at}", **places})


def erased(reference: str, sequence: int = 9, number: str | None = None, others: Sequence[str] | None = None) -> Event:
    """All that was known of a volunteer is gone; an earlier version did not tell the other names."""
    number = number or number_of(reference)
    names = {} if others is None else {"other_refs": list(others)}
    return event("erased", number, {"volunteer": number, "volunteer_ref": reference, **names}, sequence)


def event(word: str, subject: str, data: dict[str, Any], sequence: int | None = None) -> Event:
    """An event that fits its contract."""
    told = Event(f"volunteer.{word}.v1", "registry", subject, data, sequence)
    contract(told.type).check_event(told)
    return told


def told_at(event: Event, minute: int) -> Event:
    """The event as it was told so many minutes after the beginning."""
    return replace(event, time=f"2018-02-10T08:{minute:02d}:00Z")
