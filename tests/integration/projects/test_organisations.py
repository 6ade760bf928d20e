"""What projects keeps of organisations."""

from __future__ import annotations

from services.projects.organisations.usecases import note_organisations
from shared.events.envelope import Event
from shared.store.transaction import Store
from tests.integration.projects.definitions import published, take


def test_an_unknown_organisation_does_not_keep_a_post_closed(store: Store) -> None:
    """Only the site decides; the organisation is shown when it is known."""
    event = Event("organisation.registered.v1", "registry", "team-1", {"organisation_ref": "team-1", "name": "服务队"})
    take(store, "site")
    take(store, "post")
    assert len(published(store, "post.opened.v1")) == 1
    store.transact(lambda transaction: note_organisations(transaction, [event, event]))
    assert store.database["organisations"].count_documents({}) == 1
