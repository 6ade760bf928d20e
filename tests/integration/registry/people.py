"""Rows of whom and what other rows name, and what the registry's outbox tells."""

from __future__ import annotations

from services.registry.worker import Worker
from shared.events.envelope import Event
from shared.store import outbox
from shared.store.transaction import Store


def volunteer(reference: str, number: int = 1, home: str = "440106") -> dict[str, str]:
    """A row of volunteers.csv; a passport says nothing of its holder, so any number will do."""
    return {
        "volunteer_ref": reference,
        "name": "陈木棉",
        "document_type": "passport",
        "document_number": f"E{number:08d}",
        "birth_date": "1991-01-01",
        "sex": "F",
        "phone": f"190{number:08d}",
        "home_region_code": home,
        "skills": "",
        "party_member": "no",
        "league_member": "no",
        "student_stage": "",
        "guardian_consent_on": "",
        "identity_status": "verified",
        "latitude": "23.1",
        "longitude": "113.2",
    }


def organisation(reference: str, region: str = "440100") -> dict[str, str]:
    """A row of organisations.csv, of one that has none above it."""
    named = {"organisation_ref": reference, "name": "学校", "kind": "service_team"}
    return {**named, "region_code": region, "parent_ref": ""}


def events(store: Store) -> list[Event]:
    """All that the registry has told, in order."""
    commits = store.database["outbox"].find().sort("pending", 1)
    return [event for commit in commits for event in outbox.events_of(commit)]


def told(store: Store, *types: str) -> list[tuple[str, str, int | None]]:
    """Of some types, what was told: type, subject, sequence."""
    return [(one.type, one.subject, one.sequence) for one in events(store) if one.type in types]


def settle(store: Store) -> None:
    """Let the registry hear of all volunteers that it has registered, as the broker would bring it."""
    registered = [one for one in events(store) if one.type == "volunteer.registered.v1"]
    store.transact(lambda transaction: Worker().settle_identities(transaction, registered))


def settle_organisations(store: Store) -> None:
    """Let the registry hear of all organisations that it has registered."""
    registered = [one for one in events(store) if one.type == "organisation.registered.v1"]
    store.transact(lambda transaction: Worker().release_for_organisations(transaction, registered))


def note_partners(store: Store, *references: str) -> None:
    """Let the registry hear of partners."""
    data = [{"partner_ref": one, "name": "医院", "department": "health"} for one in references]
    registered = [Event("partner.registered.v1", "incentives", one["partner_ref"], one) for one in data]
    store.transact(lambda transaction: Worker().note_partners(transaction, registered))
