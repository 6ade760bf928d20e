"""Posts as a kind of row: one is open when its site and organisation are known; only then does anybody hear of it."""

from __future__ import annotations

from services.projects.organisations.copy import ORGANISATIONS
from services.projects.posts.domain import inherited, open_post
from services.projects.posts.schemas import Post
from services.projects.sites.kind import SITES
from services.projects.undecided import UNDECIDED
from shared.kinds import Kind, Need, Place

POSTS = Kind(
    "posts",
    Post,
    "post_ref",
    "projects:write",
    needs=(Need("site_ref", SITES.name), Need("organisation_ref", ORGANISATIONS.collection)),
    undecided=UNDECIDED,
    place=lambda post: Place(post.known["site_ref"]["region_code"], post["organisation_ref"]),
    keep=lambda post: inherited(post.known["site_ref"]),
    event="post.opened.v1",
    tell=lambda post: open_post(post.facts, post.known["site_ref"]),
)
