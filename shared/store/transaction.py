"""One transaction: state, outbox and inbox of one service, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pymongo import MongoClient, ReadPreference
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from shared import clock
from shared.config import Settings
from shared.crypto import Sealer
from shared.events.catalogue import contract
from shared.events.envelope import Event
from shared.keyring import sealer_of
from shared.positions import Position
from shared.sources import LOCAL
from shared.store import outbox
from shared.store.bound import BoundCollection
from shared.store.client import DURABLE, SNAPSHOT, Document, database_of, is_duplicate
from shared.store.keeping import KeepingCollection
from shared.store.kept import Kept
from shared.store.memory import Memory
from shared.store.together import Insertion, Place, insert_together
from shared.where import EVERYWHERE, Where

Result = TypeVar("Result")
TRIES = 3
"""Of work that meets documents with keys of its own: without looking for them, with, and with once more for a race."""


ACCESS_LOG = "access_log"
PERSONS = ("volunteer", "kept", "merged", "taker")
"""Fields of events and records that hold a volunteer's number; `volunteers` holds several."""
TREE = ("organisation.registered.v1", "organisation.changed.v1")
"""What tells that the tree of organisations is another."""


def access_database(database: Database[Document]) -> Database[Document]:
    """Beside a service's database, the one of its access log, on which it has fewer rights."""
    return database.client[f"{database.name}_access"]


class SeenBefore(Exception):
    """A try that looked for no copies has met one: what it did is not to be kept, and the next one looks."""


class Transaction:
    """What a use case works with: its collections, and the events that go out if and only if it commits.

    Attributes:
        service: whose transaction it is.
        sealer: the keys for personal data.
        settings: of the process.
        memory: what the process remembers of the database.
        correlationid, traceparent: of the command, for the events that it leads to.
        position: counts what is told, where whoever sent the command may ask others whether they heard it.
        source: the system that sent the command; its references are meant where a row names one.
        where: where its caller may act; the service itself, everywhere.
        declares: whether rows of its caller may say what an identity authority answers.
        subject: who its caller is; None for the service itself.
        speaks: whether its caller may name others as those who did something.
        learned: by collection where it found documents that stay there; remembered when it has committed.
        looked_up: by collection what was looked up of documents that it does not change (`shared.waiting.looked_up`).
        copies: how many of its events a use case without an inbox has told from new ones by itself.
        moves_tree: whether it tells of an organisation that is new, or another than before.
        met_copies: whether an earlier try of the same work came upon a document that was there before.
        kept: what it inserts, by collection; the store has it at the end.
    """

    def __init__(
        self,
        service: str,
        database: Database[Document],
        session: ClientSession,
        sealer: Sealer,
        settings: Settings,
    ) -> None:
        self.service = service
        self.sealer, self.settings = sealer, settings
        self.memory = Memory()
        self._database = database
        self._session = session
        self._events: list[Event] = []
        self._now = clock.to_text(clock.now())
        self.traceparent: str | None = None
        self.correlationid: str | None = None
        self.position: Position | None = None
        self.source = LOCAL
        self.where: Where = EVERYWHERE
        self.declares = True
        self.subject: str | None = None
        self.speaks = True
        self.learned: defaultdict[str, dict[str, Document]] = defaultdict(dict)
        self.looked_up: defaultdict[str, dict[str, Document]] = defaultdict(dict)
        self.copies = 0
        self.moves_tree = False
        self.met_copies = False
        self.kept: dict[Place, Kept] = {}

    def __getitem__(self, name: str) -> BoundCollection:
        return self._bound(self._database, name)

    def _bound(self, database: Database[Document], name: str) -> BoundCollection:
        return KeepingCollection(self.kept, database, name, self._session)

    @property
    def access_log(self) -> BoundCollection:
        """The log of who did what."""
        return self._bound(access_database(self._database), ACCESS_LOG)

    @property
    def moment(self) -> str:
        """When it began: the time of all that it tells."""
        return self._now

    @property
    def events(self) -> Sequence[Event]:
        """What goes out if it commits."""
        return self._events

    @property
    def concerned(self) -> list[str]:
        """The numbers of the volunteers of whom it tells anything."""
        return sorted({number for event in self._events for number in persons(event.data)})

    def copied(self, name: str, ids: Iterable[str], projection: Mapping[str, Any] | None = None) -> dict[str, Document]:
        """Those documents that exist, where as a rule none does: the first try finds none, and inserting will tell.

        What is inserted after this must be all that the answer did not have; then an insertion that meets one of them
        has the whole work run again, and that try looks.
        """
        return self[name].by_id(ids, projection) if self.met_copies else {}

    def publish(
        self,
        event_type: str,
        subject: str,
        data: Mapping[str, Any],
        *,
        sequence: int | None = None,
        cause: Event | None = None,
    ) -> None:
        """Publish an event of this service when the transaction commits.

        Args:
            cause: the event that led to this one; its trace and correlation go on.

        Raises:
            ContractViolation: the data is not what the type's contract says.
        """
        agreed = contract(event_type)
        if agreed.source != self.service:
            raise ValueError(f"{event_type} belongs to {agreed.source}, not to {self.service}")
        agreed.check(data)
        self.moves_tree |= event_type in TREE
        self._events.append(
            Event(
                event_type,
                self.service,
                subject,
                data,
                sequence,
                time=self._now,
                correlationid=(cause.correlationid or cause.id) if cause else self.correlationid,
                traceparent=cause.traceparent if cause else self.traceparent,
                mark=self.position.next_mark(event_type) if self.position else None,
            )
        )

    def remember(self) -> None:
        """It has committed: what it learned is so for everybody."""
        for name, places in self.learned.items():
            self.memory.places.add(name, places)
        if self.moves_tree:
            self.memory.beneath.forget()

    def flush(self) -> bool:
        """Write what it kept, with the events, the last before the commit; whether there are any events."""
        self["outbox"].insert(outbox.commits(self._events))
        insert_together(self._session, [Insertion(place, one.documents, one.short) for place, one in self.kept.items()])
        return bool(self._events)


def persons(data: Mapping[str, Any]) -> Iterator[str]:
    """The numbers of the volunteers whom an event or a record is about, as far as it knows them."""
    yield from (data[name] for name in PERSONS if data.get(name))
    yield from data.get("volunteers", ())


class Store:
    """A service's database and its transactions.

    Attributes:
        on_commit: called when a transaction of this process has told anything.
        on_marked: called when a relay of this process has given events their positions: they are in the log.
    """

    def __init__(self, client: MongoClient[Document], settings: Settings, service: str) -> None:
        self.client = client
        self.service, self.settings = service, settings
        self.database = database_of(client, settings, service)
        self.sealer = sealer_of(settings, service)
        self.memory = Memory()
        self.on_commit: Callable[[], None] = lambda: None
        self.on_marked: Callable[[], None] = lambda: None

    def transact(self, work: Callable[[Transaction], Result]) -> Result:
        """Run `work` in a transaction and commit; run it again when another one was in the way.

        Read concern snapshot and write concern majority, as Jepsen's analysis of MongoDB asks for.
        """
        for tries in range(TRIES):
            try:
                result, tells = self._commit(work, met_copies=tries > 0)
                break
            except (DuplicateKeyError, BulkWriteError, SeenBefore) as error:
                # The same is there already, or another one inserted it in between: the next try sees it.
                if tries == TRIES - 1 or not (isinstance(error, SeenBefore) or is_duplicate(error)):
                    raise
        if tells:
            self.on_commit()
        return result

    def _commit(self, work: Callable[[Transaction], Result], *, met_copies: bool) -> tuple[Result, bool]:
        def attempt(session: ClientSession) -> tuple[Result, bool, Transaction]:
            transaction = Transaction(self.service, self.database, session, self.sealer, self.settings)
            transaction.memory = self.memory
            transaction.met_copies = met_copies
            result = work(transaction)
            return result, transaction.flush(), transaction

        result, tells, committed = self.in_session(attempt)
        committed.remember()
        return result, tells

    def in_session(self, attempt: Callable[[ClientSession], Result]) -> Result:
        """Run an attempt at something in a transaction and commit; run it again when another one was in the way."""
        with self.client.start_session() as session:
            return session.with_transaction(
                attempt, read_concern=SNAPSHOT, write_concern=DURABLE, read_preference=ReadPreference.PRIMARY
            )
