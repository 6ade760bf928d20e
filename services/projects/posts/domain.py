"""Rules of posts: their services, and what they inherit. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.projects.sites.domain import SITE_FACTS

SERVICES = ("guidance", "order", "priority_help", "convenience", "emergency")
POST_FACTS = ("post_ref", "project_ref", "site_ref", "service", "skill_required", "minimum_age", *SITE_FACTS)


def open_post(post: Mapping[str, Any], site: Mapping[str, Any]) -> dict[str, Any]:
    """A post with what its site says: the region of service comes from the site."""
    return {**post, **inherited(site)}


def inherited(site: Mapping[str, Any]) -> dict[str, Any]:
    """What a site says of every post on it."""
    return {name: site[name] for name in SITE_FACTS}
