"""Organisations: the federations of the province, its cities and counties, and the teams below them."""

from __future__ import annotations

from shared.rules.faults import Fault

ORGANISATION_KINDS = ("federation", "service_team")


def organisation_fault(reference: str, parent: str | None) -> Fault | None:
    """What is wrong with an organisation's place in the tree; the one above it may still be unknown."""
    return Fault("parent_ref", "own_parent") if parent == reference else None
