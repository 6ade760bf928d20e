"""What the registry hears."""

from __future__ import annotations

from collections.abc import Callable

from services.registry.consents.usecases import KNOWN_PARTNERS
from services.registry.duplicates import usecases as duplicates
from services.registry.erasure import usecases as erasure
from services.registry.figures import usecases as figures
from services.registry.figures.projects import KNOWN_PROJECTS
from services.registry.homes import usecases as homes
from services.registry.identities import usecases as identities
from services.registry.identities.remote import remote_of
from services.registry.kinds import KINDS
from services.registry.stations.usecases import KNOWN_SITES
from services.registry.volunteers import usecases
from shared.deciding import release
from shared.events.envelope import Event
from shared.messaging.entrypoint import on_events
from shared.messaging.outbox_relay import OutboxRelay
from shared.messaging.timers import timer
from shared.store.dependency import OwnStore
from shared.store.transaction import Transaction

UNSETTLED_AT_ONCE = 5
ASK_SECONDS = 2


class Worker:
    """The nameko service of the registry."""

    name = "registry"
    relay = OutboxRelay()
    store = OwnStore()

    @on_events("registry", "volunteer.registered.v1", use_inbox=False)
    def settle_identities(self, transaction: Transaction, events: list[Event]) -> None:
        """Ask the identity authority, decide what waited for the volunteer, and look for duplicates: each once."""
        _settle(transaction, events)
        duplicates.look_again(transaction, [event.subject for event in events])
        figures.count_people(transaction, _named(events, "volunteer"))

    @on_events("registry", "volunteer.named.v1", use_inbox=False)
    def settle_names(self, transaction: Transaction, events: list[Event]) -> None:
        """The same under another source's name of a person."""
        _settle(transaction, events)

    @on_events("registry", "volunteer.erased.v1", use_inbox=False)
    def look_at_erased(self, transaction: Transaction, events: list[Event]) -> None:
        """Who is gone is suspected of nothing, and nobody comes under their references any more."""
        erasure.close_references(transaction, events)
        duplicates.look_again(transaction, [event.subject for event in events])

    @on_events("incentives", "partner.registered.v1", use_inbox=False)
    def note_partners(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep who may receive, and decide on the consents that waited for them."""
        KNOWN_PARTNERS.hear(transaction, events)

    @on_events("registry", "organisation.registered.v1", use_inbox=False)
    def release_for_organisations(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide what waited for the organisations, and count them, and those who pass to them."""
        release(transaction, KINDS, "organisations", {event.subject: event for event in events})
        figures.count_organisations(transaction, _named(events, "organisation_ref"))
        figures.count_successors(transaction, _named(events, "organisation_ref"))

    @on_events("registry", "organisation.changed.v1", use_inbox=False)
    def count_changed_organisations(self, transaction: Transaction, events: list[Event]) -> None:
        """Count organisations as they stand now."""
        figures.count_organisations(transaction, _named(events, "organisation_ref"))

    @on_events("registry", "term.recorded.v1", use_inbox=False)
    def count_terms(self, transaction: Transaction, events: list[Event]) -> None:
        """Count federations whose officers are elected."""
        figures.count_organisations(transaction, _named(events, "organisation_ref"))

    @on_events("registry", "station.opened.v1", use_inbox=False)
    def count_stations(self, transaction: Transaction, events: list[Event]) -> None:
        """Count stations."""
        figures.count_stations(transaction, _named(events, "station_ref"))

    @on_events("registry", "station.changed.v1", use_inbox=False)
    def count_changed_stations(self, transaction: Transaction, events: list[Event]) -> None:
        """Count stations that closed or opened again."""
        figures.count_stations(transaction, _named(events, "station_ref"))

    @on_events("registry", "volunteer.verified.v1", use_inbox=False)
    def count_verified(self, transaction: Transaction, events: list[Event]) -> None:
        """Count those as members who are verified now."""
        figures.count_members(transaction, _named(events, "volunteer"), affiliated=True)

    @on_events("registry", "volunteer.changed.v1", use_inbox=False)
    def count_changed(self, transaction: Transaction, events: list[Event]) -> None:
        """Count those as members who are verified no longer, or again; a phone may be another: look for duplicates."""
        duplicates.look_again(transaction, _named(events, "volunteer"))
        figures.count_members(transaction, _named(events, "volunteer"), affiliated=True)

    @on_events("registry", "volunteer.transferred.v1", use_inbox=False)
    def count_transferred(self, transaction: Transaction, events: list[Event]) -> None:
        """Count volunteers where they belong, and let their records follow."""
        homes.follow(transaction, _named(events, "volunteer"))
        duplicates.look_again(transaction, _named(events, "volunteer"))
        figures.count_people(transaction, _named(events, "volunteer"))

    @on_events("registry", "volunteer.merged.v1", use_inbox=False)
    def count_merged(self, transaction: Transaction, events: list[Event]) -> None:
        """Count one person where there were two; who is merged is suspected no longer."""
        duplicates.look_again(transaction, _merged(events))
        _count_both(transaction, events)

    @on_events("registry", "volunteer.separated.v1", use_inbox=False)
    def count_separated(self, transaction: Transaction, events: list[Event]) -> None:
        """Count two persons again, who may be suspected again."""
        duplicates.look_again(transaction, _merged(events))
        _count_both(transaction, events)

    @on_events("registry", "membership.changed.v1", use_inbox=False)
    def count_members(self, transaction: Transaction, events: list[Event]) -> None:
        """Count members where they belong."""
        figures.count_members(transaction, _named(events, "volunteer"))

    @on_events("registry", "population.recorded.v1", use_inbox=False)
    def count_populations(self, transaction: Transaction, events: list[Event]) -> None:
        """Count members of organisations of which it is known now how many they have."""
        figures.count_populations(transaction, [event.data for event in events])

    @on_events("registry", "members.unsettled.v1", batch=UNSETTLED_AT_ONCE, use_inbox=False)
    def count_unsettled(self, transaction: Transaction, events: list[Event]) -> None:
        """Count members anew, a part of an organisation's at a time."""
        for event in events:
            figures.count_unsettled(transaction, **event.data)

    @on_events("projects", "project.published.v1", use_inbox=False)
    def count_projects(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep where projects lie and since when, and count them."""
        KNOWN_PROJECTS.hear(transaction, events)

    @on_events("projects", "site.opened.v1", use_inbox=False)
    def note_sites(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep where sites are, and decide on the stations that waited for them."""
        KNOWN_SITES.hear(transaction, events)

    @timer(interval=ASK_SECONDS)
    def ask_identities(self, is_stopping: Callable[[], bool]) -> None:
        """Ask an identity authority that answers later whatever is due."""
        remote = remote_of(self.store.settings)
        if remote:
            identities.ask_all(self.store, remote, is_stopping)


def _merged(events: list[Event]) -> list[str]:
    return [event.data[side] for event in events for side in ("kept", "merged")]


def _settle(transaction: Transaction, events: list[Event]) -> None:
    usecases.settle_identities(transaction, events)
    release(transaction, KINDS, "volunteers", {event.data["volunteer_ref"]: event for event in events})


def _named(events: list[Event], field: str) -> list[str]:
    return [event.data[field] for event in events]


def _count_both(transaction: Transaction, events: list[Event]) -> None:
    numbers = _merged(events)
    figures.count_people(transaction, numbers)
    figures.count_members(transaction, numbers)
