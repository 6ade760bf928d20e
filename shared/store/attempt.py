"""One attempt of a group: its commands' parts in one transaction of the store, up to its commit."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import Context

from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError

from shared.store import outbox
from shared.store.client import is_duplicate, is_outage
from shared.store.parts import Part, Work
from shared.store.sharing import Sharing
from shared.store.together import Insertion, insert_together
from shared.store.transaction import Store


class Broken(Exception):
    """The transaction cannot be committed, because of the part with this number where that is known."""

    def __init__(self, part: int | None = None) -> None:
        super().__init__("a command broke its group's transaction")
        self.part = part


class Attempt:
    """The parts, one for each command's work, in its order."""

    def __init__(self, store: Store, session: ClientSession, works: Sequence[Work], *, met_copies: bool) -> None:
        self._store = store
        self._sharing = Sharing(session)
        self.parts = [Part(store, self._sharing, work) for work in works]
        for part in self.parts:
            part.met_copies = met_copies

    def run(self, contexts: Sequence[Context]) -> None:
        """Run all parts to their ends, each in its command's context."""
        runs = [part.run for part in self.parts]
        self._sharing.run(list(zip(runs, (one.copy() for one in contexts), strict=True)))

    def finish(self) -> bool:
        """Write what all parts kept when they have run; whether anything is told.

        Raises:
            Broken: it cannot be committed.
            PyMongoError: the store gave it up, or was not there: that is nobody's fault.
        """
        try:
            self._raise_failures()
            return self._write()
        except Exception as error:
            if isinstance(error, Broken) or is_outage(error):
                raise
            raise Broken from error

    def _raise_failures(self) -> None:
        failure = self._sharing.failure
        if failure is not None and is_outage(failure):
            raise failure
        for number, part in enumerate(self.parts):
            # When the store does nothing more, who had written and only waited for it is not to blame.
            by_itself = part.breaks and (failure is None or part.error is not None)
            if by_itself or (failure is not None and part.error is failure):
                raise Broken(number) from part.error
        if failure is not None:
            raise Broken from failure

    def _write(self) -> bool:
        """All that was kept at once; of a document that is there it is known whose it is."""
        done = [number for number, part in enumerate(self.parts) if not part.is_over]
        commits = outbox.commits([event for number in done for event in self.parts[number].events])
        insertions, owners = self._kept_by(done)
        try:
            insert_together(self._sharing.session, [*insertions, Insertion((self._store.database, "outbox"), commits)])
        except BulkWriteError as error:
            if not is_duplicate(error):
                raise
            raise Broken(owners[error.details["writeErrors"][0]["index"]]) from error
        return bool(commits)

    def _kept_by(self, done: Sequence[int]) -> tuple[list[Insertion], list[int]]:
        """What these parts kept, collection by collection, and for each document whose it is."""
        insertions, owners = [], []
        for place in dict.fromkeys(place for number in done for place in self.parts[number].kept):
            kept = [(number, self.parts[number].kept[place]) for number in done if place in self.parts[number].kept]
            insertions.append(Insertion(place, [each for _, one in kept for each in one.documents]))
            owners += [number for number, one in kept for _ in one.documents]
        return insertions, owners
