"""Rules of posts."""

from __future__ import annotations

from services.projects.posts.domain import open_post
from tests.unit.projects.definitions import POST, SITE


def test_a_post_inherits_its_region_from_the_site() -> None:
    """The region of service comes from the site."""
    assert open_post(POST, SITE) == {**POST, "region_code": "440100", "latitude": 23.1, "longitude": 113.2}
