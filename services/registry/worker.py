"""What the registry hears."""

from __future__ import annotations

from services.registry.consents.usecases import KNOWN_PARTNERS
from services.registry.duplicates import usecases as duplicates
from services.registry.kinds import KINDS
from services.registry.stations.usecases import KNOWN_SITES
from services.registry.volunteers import usecases
from shared.deciding import release
from shared.events.envelope import Event
from shared.messaging.entrypoint import on_events
from shared.messaging.outbox_relay import OutboxRelay
from shared.store.transaction import Transaction


class Worker:
    """The nameko service of the registry."""

    name = "registry"
    relay = OutboxRelay()

    @on_events("registry", "volunteer.registered.v1", use_inbox=False)
    def settle_identities(self, transaction: Transaction, events: list[Event]) -> None:
        """Ask the identity authority, decide what waited for the volunteer, and look for duplicates: each once."""
        _settle(transaction, events)
        duplicates.look_again(transaction, [event.subject for event in events])

    @on_events("registry", "volunteer.named.v1", use_inbox=False)
    def settle_names(self, transaction: Transaction, events: list[Event]) -> None:
        """The same under another source's name of a person."""
        _settle(transaction, events)

    @on_events("registry", "volunteer.changed.v1", use_inbox=False)
    def look_at_changed(self, transaction: Transaction, events: list[Event]) -> None:
        """Look for registrations of the same person once more: a phone may be another."""
        duplicates.look_again(transaction, [event.subject for event in events])

    @on_events("registry", "volunteer.merged.v1", use_inbox=False)
    def look_at_merged(self, transaction: Transaction, events: list[Event]) -> None:
        """Who is merged is suspected no longer."""
        duplicates.look_again(transaction, _merged(events))

    @on_events("registry", "volunteer.separated.v1", use_inbox=False)
    def look_at_separated(self, transaction: Transaction, events: list[Event]) -> None:
        """Who is two registrations again may be suspected again."""
        duplicates.look_again(transaction, _merged(events))

    @on_events("registry", "volunteer.erased.v1", use_inbox=False)
    def look_at_erased(self, transaction: Transaction, events: list[Event]) -> None:
        """Who is gone is suspected of nothing."""
        duplicates.look_again(transaction, [event.subject for event in events])

    @on_events("incentives", "partner.registered.v1", use_inbox=False)
    def note_partners(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep who may receive, and decide on the consents that waited for them."""
        KNOWN_PARTNERS.hear(transaction, events)

    @on_events("registry", "organisation.registered.v1", use_inbox=False)
    def release_for_organisations(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide what waited for the organisations."""
        release(transaction, KINDS, "organisations", {event.subject: event for event in events})

    @on_events("projects", "site.opened.v1", use_inbox=False)
    def note_sites(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep where sites are, and decide on the stations that waited for them."""
        KNOWN_SITES.hear(transaction, events)


def _merged(events: list[Event]) -> list[str]:
    return [event.data[side] for event in events for side in ("kept", "merged")]


def _settle(transaction: Transaction, events: list[Event]) -> None:
    usecases.settle_identities(transaction, events)
    release(transaction, KINDS, "volunteers", {event.data["volunteer_ref"]: event for event in events})
