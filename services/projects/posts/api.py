"""HTTP of posts: taking them in, and one of them."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.posts import schemas, usecases
from services.projects.posts.kind import POSTS
from shared import clock
from shared.sources import as_written
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.kinds import add_kind
from shared.web.limits import BY_RECORD
from shared.web.steps import problems

add_kind(blueprint, POSTS, usecases.open_posts)


@blueprint.route("/posts/<ours:reference>")
class Post(MethodView):
    """A post."""

    @requires("projects:read", BY_RECORD)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.PostView)
    def get(self, query: dict[str, Any], reference: str) -> Any:
        """A post, a waiting one too, with the organisation that answers for it on a day, by default today."""
        with problems():
            found = usecases.post_as_of(store(), reference, query["as_of"] or clock.today(), g.where)
        return as_written(g.caller.source, found)
