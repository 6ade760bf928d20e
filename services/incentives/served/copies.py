"""What incentives keeps of organisations, projects, stations and merges."""

from __future__ import annotations

from shared.copies import Copy

ORGANISATIONS = Copy(
    "organisations",
    ("organisation.registered.v1", "organisation.changed.v1"),
    "organisation_ref",
    ("organisation_ref", "name", "region_code"),
    newest=True,
)
PROJECTS = Copy(
    "projects", ("project.published.v1",), "project_ref", ("project_ref", "name", "organisation_ref", "region_code")
)
STATIONS = Copy(
    "stations",
    ("station.opened.v1", "station.changed.v1"),
    "station_ref",
    ("station_ref", "name", "organisation_ref", "region_code"),
    newest=True,
)
MERGES = Copy(
    "merges",
    ("volunteer.merged.v1", "volunteer.separated.v1"),
    "merge_ref",
    ("merge_ref", "kept", "merged", "merged_at", "undone_at"),
    newest=True,
)
"""Standings say the same of volunteers who have one; here it is found by who is merged, of however many are asked."""
