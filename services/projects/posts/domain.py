"""Rules of posts: their services, and what they inherit. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.projects.sites.domain import SITE_FACTS

NO_PROJECT = ""
"""What others hear in the place of a project where a post has none."""
SERVICES = ("guidance", "order", "priority_help", "convenience", "emergency")
POST_FACTS = ("post_ref", "project_ref", "site_ref", "service", "skill_required", "minimum_age", *SITE_FACTS)


TOLD = ("post_ref", "project_ref", "site_ref", "organisation_ref", "title", "service", "skill_required", "minimum_age")
"""What others hear of a post, beside what it inherits."""


def open_post(post: Mapping[str, Any], site: Mapping[str, Any]) -> dict[str, Any]:
    """A post with what its site says: the region of service comes from the site."""
    return {**{name: post[name] for name in TOLD}, "project_ref": post["project_ref"] or NO_PROJECT, **inherited(site)}


def inherited(site: Mapping[str, Any]) -> dict[str, Any]:
    """What a site says of every post on it."""
    return {name: site[name] for name in SITE_FACTS}
