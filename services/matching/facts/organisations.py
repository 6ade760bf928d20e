"""What matching keeps of organisations: that they are registered, and which one lies above each."""

from __future__ import annotations

from shared.copies import Copy

ORGANISATIONS = Copy(
    "organisations",
    ("organisation.registered.v1", "organisation.changed.v1"),
    "organisation_ref",
    ("organisation_ref", "region_code", "parent_ref"),
    newest=True,
)
