"""A site and a post on it."""

from __future__ import annotations

SITE = {"site_ref": "site-1", "name": "站", "region_code": "440100", "latitude": 23.1, "longitude": 113.2}
POST = {
    "post_ref": "post-1",
    "project_ref": "project-1",
    "site_ref": "site-1",
    "organisation_ref": "team-1",
    "title": "岗",
    "service": "guidance",
    "skill_required": None,
    "minimum_age": 14,
}
