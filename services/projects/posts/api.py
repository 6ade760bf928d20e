"""HTTP of posts."""

from __future__ import annotations

from services.projects.blueprint import blueprint
from services.projects.posts import schemas, usecases
from shared.web.batches import add_intake

add_intake(blueprint, "/posts", schemas.Post, usecases.open_posts, "projects:write")
