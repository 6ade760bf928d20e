"""The catalogue: every type of event that the five services publish, and who listens."""

from __future__ import annotations

from shared.events import hours, incentives, matching, projects
from shared.events.contract import Contract, ContractViolation
from shared.events.registry import organisations, records, volunteers

CATALOGUE: dict[str, Contract] = {
    contract.type: contract
    for subject in (organisations, volunteers, records, projects, hours, incentives, matching)
    for contract in subject.CONTRACTS
}


def contract(event_type: str) -> Contract:
    """The contract of a type.

    Raises:
        ContractViolation: there is no such type.
    """
    try:
        return CATALOGUE[event_type]
    except KeyError:
        raise ContractViolation(f"unknown type {event_type!r}") from None


def published_by(service: str) -> list[Contract]:
    """The types that a service owns."""
    return [one for one in CATALOGUE.values() if one.source == service]


def readers_of(service: str) -> set[str]:
    """The services for which a service seals what it tells."""
    return {reader for one in published_by(service) for some in one.sealed.values() for reader in some}


def reads(service: str) -> bool:
    """Whether a service opens what others seal."""
    return any(service in some for one in CATALOGUE.values() for some in one.sealed.values())


def heard_by(service: str) -> list[Contract]:
    """The types that a service has a queue for."""
    return [one for one in CATALOGUE.values() if service in one.listeners]
