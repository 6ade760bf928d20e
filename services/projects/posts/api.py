"""HTTP of posts."""

from __future__ import annotations

from services.projects.blueprint import blueprint
from services.projects.posts import usecases
from services.projects.posts.kind import POSTS
from shared.web.kinds import add_kind

add_kind(blueprint, POSTS, usecases.open_posts)
