"""What projects keeps of organisations: that they are registered, how they stand, and what posts show of them."""

from __future__ import annotations

from shared.copies import Copy

ORGANISATIONS = Copy(
    "organisations",
    ("organisation.registered.v1", "organisation.changed.v1"),
    "organisation_ref",
    ("organisation_ref", "name", "kind", "region_code", "parent_ref", "founded_on", "dissolved_on", "successor_ref"),
    newest=True,
)
