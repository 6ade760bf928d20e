"""What projects keeps of organisations."""

from __future__ import annotations

from services.projects.organisations.usecases import note_organisations
from services.projects.worker import Worker
from shared.store.transaction import Store
from tests.integration.projects.definitions import ORGANISATION, published, take


def test_a_post_waits_for_its_organisation(store: Store) -> None:
    """Held and told so, until the registry tells of the organisation; then it is open, once."""
    take(store, "site")
    take(store, "post")
    (held,) = published(store, "definition.held.v1")
    assert ("posts", "post-1", "unknown_organisation") == tuple(
        held.data[name] for name in ("resource", "reference", "reason")
    )
    assert [] == published(store, "post.opened.v1")
    for _ in range(2):
        store.transact(lambda transaction: Worker.note_organisations(Worker(), transaction, [ORGANISATION]))
    assert 1 == len(published(store, "post.opened.v1"))


def test_an_organisation_is_kept_once(store: Store) -> None:
    """However often it is told."""
    store.transact(lambda transaction: note_organisations(transaction, [ORGANISATION, ORGANISATION]))
    assert 1 == store.database["organisations"].count_documents({})
