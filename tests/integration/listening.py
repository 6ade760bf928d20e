"""One service without its processes: its commands, and its worker's handlers, as the broker would call them."""

from __future__ import annotations

import inspect
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from runner.services import part
from shared.events.catalogue import contract
from shared.events.envelope import Event
from shared.messaging.entrypoint import OnEvents
from shared.messaging.handler import BatchHandler
from shared.messaging.subscription import Delivery
from shared.messaging.topology import queue_of
from shared.store import outbox
from shared.store.client import Document
from shared.store.transaction import Store
from tests.integration.small_season import Step

BESIDES = {"migrations", "outbox", "relay", "idempotency"}
"""Collections that are no state: how the database was made, what was told, keys that nobody uses here."""
COUNTERS = "counters"
"""The only one in which something lies when a database was made."""


class Service:
    """A service's store, commands and handlers."""

    def __init__(self, store: Store) -> None:
        self.store, self.name = store, store.service
        self._handlers = dict(_handlers(store))
        self._counters = list(store.database[COUNTERS].find())
        self._read: set[str] = set()
        self.told: list[Event] = []

    @property
    def heard(self) -> list[str]:
        """The types of events that it listens to."""
        return sorted(self._handlers)

    def take(self, steps: Iterable[Step]) -> None:
        """Commands arrive: neighbours of one kind in one transaction, as a batch of rows over HTTP is."""
        for kind, group in itertools.groupby(steps, lambda step: step[0] if isinstance(step, tuple) else step):
            lines = [step[1] for step in group if isinstance(step, tuple)]
            self.store.transact(lambda transaction: kind(transaction, lines) if lines else kind(transaction))  # type: ignore[call-arg]  # noqa: B023

    def hear(self, events: Sequence[Event]) -> None:
        """A batch of one queue arrives."""
        deliveries = [Delivery(None, tag, event.headers(), event.body()) for tag, event in enumerate(events, 1)]
        self._handlers[events[0].type](deliveries)

    def news(self) -> list[Event]:
        """What it has told since it was last asked, in the order of publishing, within a commit by a lasting name."""
        commits = self.store.database["outbox"].find().sort([("pending", 1), ("_id", 1)])
        fresh = [commit for commit in commits if commit["_id"] not in self._read]
        self._read.update(commit["_id"] for commit in fresh)
        events = [event for commit in fresh for event in outbox.events_of(commit)]
        self.told += events
        return sorted(events, key=lambda event: (event.type, lasting_name(event), event.sequence or 0))

    def forget(self) -> None:
        """As if nothing had ever reached it; an empty collection is quicker than a new one."""
        for name in set(self.store.database.list_collection_names()) - {"migrations"}:
            self.store.database[name].delete_many({})
        self.store.database[COUNTERS].insert_many(self._counters)
        self._read, self.told = set(), []

    def state(self) -> dict[str, list[str]]:
        """All that is stored, as comparable text."""
        names = set(self.store.database.list_collection_names()) - BESIDES
        return {name: sorted(self._texts(name)) for name in names}

    def _texts(self, collection: str) -> Iterator[str]:
        for document in self.store.database[collection].find():
            if not SAYS_NOTHING.get(collection, lambda _: False)(document):
                yield text({**document, **REPLACED.get(collection, _nothing)(self.store, document)})


def hear(service: Service, *events: Event) -> None:
    """Let a service hear events one by one."""
    for event in events:
        service.hear([event])


def text(document: Any) -> str:
    """A document as comparable text. Of records of one presence any may be the credited one, so they share a name."""
    return re.sub(r"twin-\d", "twin", json.dumps(document, sort_keys=True, default=str, ensure_ascii=False))


def lasting_name(event: Event) -> str:
    """The subject, or for a volunteer the reference: the number is random."""
    return str(event.data.get("volunteer_ref") or event.subject)


def _handlers(store: Store) -> Iterable[tuple[str, BatchHandler]]:
    worker = part(store.service, "worker").Worker
    for _, method in inspect.getmembers(worker, callable):
        for one in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ()):
            if isinstance(one, OnEvents):
                queue, use_case = queue_of(store.service, one.event_type), method.__get__(worker())
                agreed = contract(one.event_type)
                yield one.event_type, BatchHandler(store, queue, agreed, use_case, use_inbox=one.use_inbox)


def _nothing(store: Store, document: Document) -> Document:
    return {}


def _inbox(store: Store, document: Document) -> Document:
    """When something was handled is no matter, and the id of an event that the service told itself is random."""
    return {"_id": "an event", "at": None}


def _touched(store: Store, document: Document) -> Document:
    """How often another registration of the person was credited something depends on when they were one."""
    return {"touched": None}


def _awaited(store: Store, document: Document) -> Document:
    """How often somebody waited for a definition depends on who came first; that it is named does not."""
    return {"awaited": None}


def _volunteer(store: Store, document: Document) -> Document:
    """The registry's: the number is random, and so is every sealed text; what is sealed in them is not."""
    if "row" not in document:
        return {**_awaited(store, document), **{name: sorted(document.get(name, ())) for name in ("names", "merges")}}
    person = store.database["volunteers"].find_one({"_id": document.get("alias_of", document["_id"])})
    assert person is not None
    row, number = document["row"], person["number"]
    opened = {name: store.sealer.open(row[name], number) for name in ("sealed", "personal")}
    # Who was verified and then was not is told of in two steps more than one who was refused at once; and of two moves
    # that are heard of at once others hear in one step.
    steps = None if document["_id"] in {"v-revoked", "v-moving"} else document["sequence"]
    life = {**document.get("life", {}), "revision": None}
    listed = "the person's" if document["volunteer"] == number else document["volunteer"]
    return {"number": None, "volunteer": listed, "row": {**row, **opened}, "sequence": steps, "life": life}


def _of_person(store: Store, document: Document) -> Document:
    """A record of the registry about somebody: the number is random, and so is a sealed text; what it says is not."""
    return {"volunteer": None, **_opened(store, document, f"affiliations:{document['_id']}")}


def _entry(store: Store, document: Document) -> Document:
    """When an entry was added is no matter."""
    return {"credited_at": None}


def _decided(store: Store, document: Document) -> Document:
    """Transfers and merges: how often others were told, and of what did not last, depends on which came first."""
    told = {"volunteer": None, "kept": None, "merged": None, "sequence": None, "told": None}
    return {**told, **_opened(store, document, f"transfers:{document['_id']}")}


def _suspicion(store: Store, document: Document) -> Document:
    """Its reference and its members' numbers are random, and how often it changed depends on who came first."""
    return {"suspicion_ref": None, "members": len(document["members"]), "sequence": None}


def _refusal(store: Store, document: Document) -> Document:
    """What a conflicting row said of a person is sealed anew each time."""
    values = document["values"] or {}
    return {"values": {**values, **_opened(store, values, f"{document['resource']}:{document['reference']}")}}


def _opened(store: Store, document: Document, context: str) -> Document:
    return {"sealed": store.sealer.open(document["sealed"], context)} if "sealed" in document else {}


def _standing(store: Store, document: Document) -> Document:
    """How often a volunteer was decided on depends on the batches."""
    return {"version": None}


def _taken(store: Store, document: Document) -> Document:
    """When a balance was taken in is no matter."""
    return {"taken_at": None}


def _roster(store: Store, document: Document) -> Document:
    return {"solved_at": None}


def _is_only_awaited(document: Document) -> bool:
    return document.keys() <= {"_id", "awaited"}


def _turned(store: Store, document: Document) -> Document:
    """How often it was counted depends on the batches."""
    return {"turn": None}


def _subject(store: Store, document: Document) -> Document:
    """What is counted of a person is named by the number, which is random, or by a hash of it."""
    kind, _, name = document["_id"].partition(":")
    return {"turn": None, "_id": kind if kind in {"volunteer", "member"} else name}


def _days(store: Store, document: Document) -> Document:
    """A day that something was counted on and taken back again is as one that nothing was ever counted on."""
    return {"days": {day: by for day, by in document["days"].items() if by}}


def _erased(store: Store, document: Document) -> Document:
    """When it was heard, and as the how manieth, is no matter."""
    return {"heard_at": None, "closing": None}


def _nomination(store: Store, document: Document) -> Document:
    """How often it was decided on, judged and told of depends on the batches; when it came is no matter.

    What is sealed is sealed anew each time.
    """
    names = ("awaited", "sequence", "turn", "grants", "look_again_at", "unsettled", "sealed")
    return dict.fromkeys(names)


REPLACED = {
    "revoked_tokens": lambda store, document: {"at": None},
    "revoked_holders": lambda store, document: {"at": None},
    "inbox": _inbox,
    "organisations": _awaited,
    "sites": _awaited,
    "posts": _awaited,
    "shifts": _awaited,
    "volunteers": _volunteer,
    "balances": _taken,
    "ledger": _entry,
    "partners": _awaited,
    "benefits": _awaited,
    "entitlements": lambda store, document: {"sequence": None},
    "award_cycles": _turned,
    "award_scores": lambda store, document: {"sequence": None},
    "nominations": _nomination,
    "projects": _awaited,
    "stations": _awaited,
    "cycles": _awaited,
    "benefit_walks": lambda store, document: {"again_at": None, "not_before": None},
    "people": _awaited,
    "closings": lambda store, document: {"line": None, "number": None},
    "refusals": _refusal,
    "suspected_duplicates": _suspicion,
    "terms": _of_person,
    "affiliations": _of_person,
    "licences": _of_person,
    "insurance": _of_person,
    "consents": _of_person,
    "transfers": _decided,
    "merges": _decided,
    "standings": _standing,
    "rosters": _roster,
    "roster_turns": lambda store, document: {"turns": None},
    "figure_people": _turned,
    "erased": _erased,
    "figure_shifts": _turned,
    "figure_projects": _awaited,
    "figure_organisations": _turned,
    "figure_subjects": _subject,
    "figure_days": _days,
    "service_days": _touched,
}
"""What may differ between two orders, by collection, and is no matter."""
SAYS_NOTHING: dict[str, Callable[[Document], bool]] = {
    "organisations": _is_only_awaited,
    "partners": _is_only_awaited,
    "benefits": _is_only_awaited,
    "entitlements": lambda one: not one["states"] and one["due"] is None,
    "people": _is_only_awaited,
    "volunteers": _is_only_awaited,
    "nominations": _is_only_awaited,
    "projects": _is_only_awaited,
    "stations": _is_only_awaited,
    "cycles": _is_only_awaited,
    "figure_days": lambda one: not any(one["days"].values()),
    "figure_subjects": lambda one: not one["counted"],
    "service_days": lambda one: not one["intervals"],
}
"""Which documents may be there or not: whether one of two that somebody names is waited for depends on who came first,
and whether a day was counted on and taken back again, too."""
