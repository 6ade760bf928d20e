"""A kind of row, declared once: its schema and key, what it needs to be known, how it is decided, who hears of it.

From it follow `POST <path>` and `POST <path>/batch` (shared/web/kinds.py), the CSV file of `./kapok import`, the
OpenAPI document, refusals, replays and conflicts, and that a row which comes before what it names waits for it and is
decided by itself (shared/deciding.py). docs/subjects.md builds a subject with it from nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from pymongo import IndexModel
from pymongo.database import Database

from shared import clock, paths, waiting
from shared.intake.fields import Row
from shared.intake.rows import Entry
from shared.regions import city_of
from shared.rules.conditions import Conditions
from shared.rules.faults import Fault
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction
from shared.where import EVERYWHERE, Where

Known = Mapping[str, Any]
Finder = Callable[[Transaction, str, Iterable[str]], Known]


class Place(NamedTuple):
    """Whose a record is: the region that it lies in, and the organisation that answers for it; None where nobody's."""

    region_code: str | None
    organisation_ref: str | None = None

    def document(self) -> Document:
        """How a document says it: region and city apart, so that lists of either are found by equality."""
        if self == NOWHERE:
            return {}
        return {**side("of", self.region_code), "of_organisation": self.organisation_ref}


NOWHERE = Place(None)


def side(name: str, region_code: str | None) -> Document:
    """How a document says in which region one of its sides lies (`shared.where.SIDES`)."""
    return {f"{name}_region": region_code, f"{name}_city": city_of(region_code) if region_code else None}


@dataclass(frozen=True)
class Need:
    """A field that names something which must be known before a row is decided.

    Attributes:
        field: its path (shared/paths.py); of one in each entry of a list all must be known, and `Case.known` has them
            by their references.
        collection: where it lies; several where it may lie in any of them; where it depends on the row, a function of
            its facts.
        find: looks up what is known of some references.
        word: the row is held for `unknown_<word>`; by default the field's name without `_ref`.
        person: whether it names a volunteer.
        fits: of a row's facts and what was found, whether it is what the row means; else it is not known.
    """

    field: str
    collection: str | tuple[str, ...] | Callable[[Mapping[str, Any]], str]
    find: Finder = waiting.known
    word: str = ""
    person: bool = False
    fits: Callable[[Mapping[str, Any], Mapping[str, Any]], bool] = lambda facts, found: True

    @property
    def reason(self) -> str:
        """Why a row is held whose thing is not known."""
        return f"unknown_{self.word or self.field.removesuffix('_ref')}"

    def names(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """The references that stand in the field."""
        if self._is_listed:
            return paths.values(facts, self.field)
        return () if (name := facts[self.field]) is None else (name,)

    def all_names(self, rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, ...], set[str]]:
        """The references that stand in the field of any row, by the collections in which they may lie."""
        if self._collections and not self._is_listed:
            return {self._collections: {facts[self.field] for facts in rows} - {None}}
        found: dict[tuple[str, ...], set[str]] = {}
        for facts in rows:
            found.setdefault(self.where(facts), set()).update(self.names(facts))
        return found

    def where(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """The collections in which it may lie for a row."""
        return self._collections or (self._of_row(facts),)

    @cached_property
    def _is_listed(self) -> bool:
        return paths.is_listed(self.field)

    @cached_property
    def _collections(self) -> tuple[str, ...]:
        """Those that are the same for each row; none where it depends on the row."""
        if callable(self.collection):
            return ()
        return (self.collection,) if isinstance(self.collection, str) else self.collection

    def _of_row(self, facts: Mapping[str, Any]) -> str:
        assert callable(self.collection)
        return self.collection(facts)

    def may_lie_in(self, collection: str) -> bool:
        """Whether it may lie in a collection for some row."""
        return callable(self.collection) or collection in self.where({})

    def awaited_in(self, collection: str) -> tuple[str, ...]:
        """The collections of those rows that wait for something of one of them, as `where` gives them."""
        return (collection,) if callable(self.collection) else self.where({})


@dataclass(frozen=True)
class Case:
    """A row on which a decision is asked.

    Attributes:
        facts: as JSON values.
        known: by field what is known of what it names.
        where: where its sender may act.
    """

    reference: str
    facts: Mapping[str, Any]
    known: Known = field(default_factory=dict)
    where: Where = EVERYWHERE

    def __getitem__(self, name: str) -> Any:
        return self.facts[name]

    def day(self, name: str) -> dt.date:
        """A day of the facts."""
        return dt.date.fromisoformat(self.facts[name])

    def moment(self, name: str) -> dt.datetime:
        """A moment of the facts."""
        return clock.from_text(self.facts[name])


@dataclass(frozen=True)
class Kind:
    """A kind of row.

    Attributes:
        name: of its file (without .csv), its collection and its refusals.
        key: the field that holds the reference; several together where no field does.
        needs: in the order of the file's columns; the first that is unknown is what the row is held for.
        persons: fields that name persons, besides those of its needs: who need not be known for a row to be taken.
        signed: those of `persons` who did what the record says: when one is erased it stays, under a name that leads
            nowhere; other records that name the erased go.
        conditions: what must hold for a row whose needs are known, as policies: the first condition that fails refuses.
        event: the type that tells of an accepted row; `tell` gives its data, by default the row's facts.
        later: the types and data of what a row tells besides, of steps that its record took before it came here.
        undecided: the types that tell of a held and of a refused row; None where nobody is told.
        place: whose an accepted row is, for access by place and organisation.
        lies_with: what a row that waits for nothing lies with, as its place says; looked up for who does not reach
            everything, and a row is outside where that is not known.
        permits: whether a row's sender may bring it; by default who reaches its place.
        also: of a kind whose records have two sides, the region of the other side (`shared.where.SIDES`).
        keep: what an accepted row's document has besides its facts.
        sealed: fields that are stored only sealed, and told to nobody (shared/sealing.py).
        personal: facts of a volunteer that its events carry sealed, for their readers (docs/adr/0036).
        then: told of the accepted rows inside the transaction.
        lives: whether an accepted record changes later (shared/lives.py), so that its events carry a sequence from 1.
        state: what became of a row as of a day, where that is not its outcome: a decision or an end that came later.
        as_a_rule: see `repeats.fresh`: for rows that nothing waits for.
        named: of rows that name who did something: completes a row's facts in place by who sent it and whether that
            one may speak for others, or says what is wrong with them (shared/speaking.py).
        in_turn: of rows that compete, the field with their instant: they are decided one after the other in its order,
            then the reference's, whatever the order in a batch.
        moves: what an accepted row changes, in place, of what it names, for those decided after it; `then` stores it.
        lacks: what a row waits for that a person brings and no other row does: it is held for it.
        keeps_outcome: whether each row says what became of it although none may be held or refused.
        rests_on: of a refused row, by collection the documents for what they are now: when one is another,
            `shared.deciding.again` decides anew. A row that was accepted stays so.
        doubted: whether an accepted record keeps why it would be refused by what it rests on now (`no_longer`).
        judged: of what new rows show for being taken in: which do not pass, by reference; completes the others' facts.
        unkept: fields that are judged and not kept, such as a position; also not of conflicts.
        reviewed: fields of a row that did not pass that are kept with its refusal, for who reviews it.
        stays: whether an accepted record lies for ever where it was accepted: then a process may remember where.
        only_told: whether nobody here reads the facts again: kept is only what tells a replay from a conflict.
    """

    name: str
    schema: type[Row]
    key: str | tuple[str, ...]
    scope: str
    place: Callable[[Case], Place]
    lies_with: Need | None = None
    permits: Callable[[Case, Where], bool] | None = None
    also: Callable[[Case], str | None] | None = None
    needs: tuple[Need, ...] = ()
    persons: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    conditions: tuple[Conditions, ...] = ()
    event: str | None = None
    tell: Callable[[Case], Mapping[str, Any]] = lambda case: case.facts
    later: Callable[[Case], Sequence[tuple[str, Mapping[str, Any]]]] = lambda case: ()
    undecided: tuple[str, str] | None = None
    keep: Callable[[Case], Mapping[str, Any]] = lambda case: {}
    sealed: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    then: Callable[[Transaction, Sequence[Case]], None] | None = None
    lives: bool = False
    state: Callable[[Mapping[str, Any], dt.date], str] = lambda document, day: str(document[waiting.OUTCOME])
    as_a_rule: bool = False
    named: Callable[[dict[str, Any], str, bool], Fault | None] | None = None
    in_turn: str | None = None
    moves: Callable[[Case], None] | None = None
    lacks: Callable[[Case], str | None] = lambda case: None
    keeps_outcome: bool = False
    rests_on: Callable[[Case], Mapping[str, Iterable[str]]] | None = None
    doubted: bool = False
    judged: Callable[[Transaction, Sequence[Entry]], Mapping[str, Fault]] | None = None
    unkept: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    stays: bool = False
    only_told: bool = False

    @property
    def path(self) -> str:
        """The path of its rows over HTTP, below the service's version."""
        return f"/{self.name.replace('_', '-')}"

    @property
    def thing(self) -> str:
        """What a record of it is called: its reference is named after it."""
        return "".join(self.key).removesuffix("_ref").replace("_", " ")

    @property
    def places(self) -> tuple[str, ...]:
        """The fields by which its records are found by place."""
        return ("of_region", "of_city", "of_organisation", *(("also_region", "also_city") if self.also else ()))

    @property
    def naming(self) -> tuple[str, ...]:
        """The fields that name persons: a row that names one who is erased is refused (docs/adr/0040)."""
        return (*(need.field for need in self.needs if need.person), *self.persons)

    def is_permitted(self, case: Case, place: Place, where: Where) -> bool:
        """Whether who acts somewhere may bring a row."""
        if where.everywhere:
            return True
        return self.permits(case, where) if self.permits else where.reaches(*place)

    def placed(self, case: Case, place: Place) -> Document:
        """What a row's document says of its place, and of its other side's."""
        return {**place.document(), **(side("also", self.also(case)) if self.also else {})}

    @property
    def decides(self) -> bool:
        """Whether each of its rows keeps its outcome: as a rule where rows may be held or refused."""
        return bool(self.needs or self.conditions or self.keeps_outcome)

    def may_need(self, collection: str) -> bool:
        """Whether a row may wait for something of a collection."""
        return any(need.may_lie_in(collection) for need in self.needs)

    @cached_property
    def reading(self) -> Row:
        """The schema that reads its rows."""
        return self.schema()

    def collections(self, database: Database[Document], *more: IndexModel) -> None:
        """Its collection, with the indexes that waiting, access and erasure ask for and those of its lists."""
        page = () if isinstance(self.key, tuple) else (self.key,)
        by_field = (index(name, *page) for name in (*self.places, *self.naming))
        own = (index(*page),) if page else ()
        resting = (waiting.RESTING,) if self.rests_on else ()
        named = {one.document["name"]: one for one in (waiting.WAITING, *resting, *own, *by_field, *more)}
        collection(database, self.name, *named.values())
        collection(database, "refusals", *(index(f"values.{name}", sparse=True) for name in self.naming))
