"""Of somebody who is erased projects keeps nothing that names the person, in whatever order it hears and takes in."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from services.projects.attendance.repository import AT_ONCE, find_by_volunteer, keep_origins
from services.projects.attendance.usecases import log_attendance
from services.projects.availability.usecases import offer_availability
from services.projects.erasure.usecases import forget_again, forget_volunteers
from services.projects.proposals.usecases import note_proposals
from shared import clock, forgetting
from shared.events.envelope import Event
from shared.forgetting import LONGEST_TRANSACTION
from shared.intake.rows import Line
from shared.rules.references import CLOSED
from shared.store.transaction import Store
from tests.integration.projects.definitions import published
from tests.integration.projects.test_attendance import ROW
from tests.integration.projects.test_proposals import proposed
from tests.integration.rotating import BEFORE, KNOWN, USED, process

GONE, NAME, NUMBER = "v-gone", "gz:v-other", "KV0"
ORIGIN = {"digest": "d", "line": "d#1"}
KEPT = ("attendance", "availability", "proposals", "refusals")
Take = Callable[..., Any]


def offer(volunteer: str, part: str = "morning") -> dict[str, str]:
    """A part of a day."""
    return {"volunteer_ref": volunteer, "date": "2018-02-14", "part_of_day": part}


def presence(reference: str, volunteer: str, **more: str) -> dict[str, str]:
    """A presence."""
    return {**ROW, "attendance_ref": reference, "volunteer_ref": volunteer, **more}


def take(store: Store, use_case: Take, *rows: dict[str, str]) -> Any:
    """Take rows in; their receipt."""
    lines = [Line(number, row, 1 + list(rows[:at]).count(row)) for at, (number, row) in enumerate(enumerate(rows, 2))]
    return store.transact(lambda transaction: use_case(transaction, lines))


def hear(store: Store, use_case: Take, *events: Event) -> None:
    """Let projects hear events."""
    store.transact(lambda transaction: use_case(transaction, events))


def erased() -> Event:
    """The person is erased, whom another source knew, too."""
    data = {"volunteer": NUMBER, "volunteer_ref": GONE, "other_refs": [NAME]}
    return Event("volunteer.erased.v1", "registry", NUMBER, data, 4)


def kept(store: Store) -> dict[str, list[Any]]:
    """All that is stored of rows and proposals, but for whom the marks are of."""
    return {name: sorted(store.database[name].find(), key=lambda one: str(one["_id"])) for name in KEPT}


def season(store: Store) -> list[Callable[[], Any]]:
    """What happens, in any order: the rows of a person who is erased and of another, what was refused, a proposal."""
    presences = [
        presence("a-1", GONE),
        presence("a-1", GONE, method="gps"),
        presence("a-2", NAME),
        presence("a-3", "v-2"),
    ]
    offers = [offer(GONE), offer(GONE), offer(NAME), offer(GONE, "night"), offer("v-2")]
    return [
        lambda: take(store, log_attendance, *presences),
        lambda: take(store, offer_availability, *offers),
        lambda: hear(store, note_proposals, proposed("shift-1")),
        lambda: hear(store, forget_volunteers, erased()),
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_nothing_leads_to_who_is_erased(store: Store, order: Sequence[int]) -> None:
    """Of presences it stays that they were sent before; of others' rows everything; what comes later is not told."""
    steps = season(store)
    for number in order:
        steps[number]()
    found = kept(store)

    assert [GONE in str(found), NAME in str(found), NUMBER in str(found)] == [False, False, False]
    sent, offered = (3 if order.index(step) < order.index(3) else 1 for step in (0, 1))
    assert [set(one) for one in found["attendance"]] == [{"_id", "digest", "line"}] * sent
    assert [one["volunteer_ref"] for one in found["availability"]] == ["v-2"]
    assert (found["proposals"], found["refusals"]) == ([], [])
    told = [len(published(store, name)) for name in ("attendance.logged.v1", "availability.offered.v1")]
    assert told == [sent, offered]


def test_an_old_file_of_the_erased_changes_nothing(store: Store) -> None:
    """Sent again, with the same contents or with others, a row is refused for the name in it; neither is told again."""
    take(store, log_attendance, presence("a-1", GONE))
    hear(store, forget_volunteers, erased())
    before = kept(store)
    again = take(store, log_attendance, presence("a-1", GONE), presence("a-1", GONE, method="gps"))

    assert [(one.reference, one.field, one.reason) for one in again.refusals] == [("a-1", "volunteer_ref", CLOSED)] * 2
    assert (again.accepted, again.replayed, again.conflicting, kept(store)) == (0, 0, 0, before)
    assert len(published(store, "attendance.logged.v1")) == 1


def test_presences_of_before_lose_their_facts(store: Store) -> None:
    """An earlier version kept them, with an index on the volunteer; what tells a replay from a conflict stays."""
    presences = store.database["attendance"]
    find_by_volunteer(store.database)
    of_before = [{"_id": f"a-{number}", **presence("a", GONE), **ORIGIN} for number in range(AT_ONCE + 1)]
    presences.insert_many([*of_before, {"_id": "b-1", **ORIGIN}])
    keep_origins(store.database)

    assert [{name: one[name] for name in one if name != "_id"} for one in presences.find()] == [ORIGIN] * (AT_ONCE + 2)
    assert [one["name"] for one in presences.list_indexes()] == ["_id_"]


@pytest.mark.parametrize("name", [GONE, NAME])
def test_a_reference_of_the_erased_is_closed(store: Store, name: str) -> None:
    """What comes under it later is refused at once and not told, so that it is never a stranger's."""
    hear(store, forget_volunteers, erased())
    taken = [take(store, log_attendance, presence("a-9", name)), take(store, offer_availability, offer(name))]

    assert [one.accepted for one in taken] == [0, 0]
    assert [why.reason for one in taken for why in one.refusals] == [CLOSED, CLOSED]
    assert [*published(store, "attendance.logged.v1"), *published(store, "availability.offered.v1")] == []
    assert name not in str(kept(store))


def test_what_came_at_the_same_moment_goes_a_little_later(store: Store) -> None:
    """Neither transaction saw the other: once none lives that could, their rows are looked for again."""
    take(store, offer_availability, offer(GONE))
    store.transact(lambda transaction: forgetting.erase(transaction, [NUMBER], [GONE]))
    noted = clock.now()

    assert [forget_again(store, noted), GONE in str(kept(store))] == [0, True]
    late = noted + LONGEST_TRANSACTION + dt.timedelta(seconds=1)
    assert [forget_again(store, late), GONE in str(kept(store)), forget_again(store, late)] == [2, False, 0]
    assert GONE not in str(list(store.database["erased"].find()))


@pytest.mark.parametrize("steps", [(BEFORE, KNOWN), (KNOWN, USED), (USED, KNOWN)])
def test_who_is_erased_stays_so_while_the_hash_key_is_changed(store: Store, steps: tuple[str, str]) -> None:
    """A process hears of it by one key, another takes rows by the next one, and forgets the reference by it."""
    with process(store, steps[0]) as one, process(store, steps[1]) as other:
        hear(one, forget_volunteers, erased())
        take(other, offer_availability, offer(GONE), offer("v-2"))
        hear(other, note_proposals, proposed("shift-1"))
        forget_again(other, clock.now() + 2 * LONGEST_TRANSACTION)
    assert [["v-2"], []] == [
        [row["volunteer_ref"] for row in kept(store)[name]] for name in ("availability", "proposals")
    ]
    assert GONE not in str(list(store.database["erased"].find()))
