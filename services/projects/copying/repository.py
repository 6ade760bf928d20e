"""A project's posts and shifts, and a post's."""

from __future__ import annotations

from services.projects.shifts import repository as shifts
from shared.store.client import Document
from shared.store.transaction import Transaction


def shifts_of(transaction: Transaction, post: str) -> list[Document]:
    """The shifts of a post, in the order of references."""
    return shifts.of_posts(transaction, [post])


def parts(transaction: Transaction, project: str) -> tuple[list[Document], list[Document]]:
    """The open posts of a project and their shifts, each in the order of references."""
    posts = shifts.posts_of(transaction, [project])
    return [posts[name] for name in sorted(posts)], shifts.of_posts(transaction, posts)
