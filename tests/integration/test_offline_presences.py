"""A thousand presences of phones that were without a network: the ledger is that of their order, whatever comes how."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.codes import signing
from services.projects.codes.domain import Code
from services.projects.presence.domain import DELIVERED_LATE
from shared import clock
from shared.config import Settings
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.conftest import MakeStore
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import ORGANISATION, POST, SHIFT, SITE, take
from tests.integration.registrations import Registry

SHIFTS, COMERS, CHEATS = 5, 200, 10
LARGEST_BATCH = 250
BAD = ("forged", "early", "late", "other")
Row = dict[str, Any]
Entry = tuple[str, str, int]
"""Who was credited how many minutes at which shift."""


class World:
    """Projects and hours, five shifts of a day that was three days ago, and those who came."""

    def __init__(self, make_store: MakeStore, settings: Settings) -> None:
        self.settings = settings
        self.projects, self.hours = (Service(make_store(name)) for name in ("projects", "hours"))
        self.registry = Registry(settings)
        self.begins = (clock.now() - dt.timedelta(days=3)).replace(second=0, microsecond=0)
        self.client: FlaskClient = make_application(settings, self.projects.store, blueprints).test_client()
        token = make_token(settings, "app", ("projects:present", "projects:speak"))
        self.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    def found(self) -> None:
        """Everything before the first presence."""
        people = [f"v-{number}" for number in range(COMERS + CHEATS)]
        hear(self.projects, ORGANISATION)
        self.projects.hear([self.registry.state(one, sequence=1) for one in people])
        self.hours.hear([self.registry.state(one, sequence=2) for one in people])
        store = self.projects.store
        for kind, row in (("site", SITE), ("post", POST)):
            take(store, kind, row)
        for number in range(SHIFTS):
            times = {"starts_at": self.at(number), "ends_at": self.at(number, 100)}
            take(store, "shift", {**SHIFT, **times, "shift_ref": f"shift-{number}", "capacity": "9999"})
        self.spread()

    def at(self, shift: int, minutes: int = 0) -> str:
        """A moment of a shift; they follow each other by two hours."""
        return clock.to_text(self.begins + dt.timedelta(hours=2 * shift, minutes=minutes))

    def code(self, shift: int, minutes: int) -> str:
        """What was shown at a moment of a shift."""
        moment = clock.from_text(self.at(shift, minutes))
        return signing.written(Code(f"shift-{shift}", moment), self.settings.code_keys)

    def presence(self, reference: str, volunteer: int, shift: int, **changes: Any) -> Row:
        """Somebody's whole presence, as the phone kept it."""
        begin, end = volunteer % 30, 40 + volunteer % 50
        return {
            "presence_ref": reference,
            "shift_ref": f"shift-{shift}",
            "volunteer_ref": f"v-{volunteer}",
            "method": "qr",
            "signed_in_at": self.at(shift, begin),
            "code": self.code(shift, begin),
            "signed_out_at": self.at(shift, end),
            "out_method": "qr",
            "out_code": self.code(shift, end),
            **changes,
        }

    def good(self) -> list[Row]:
        """Two hundred people at five shifts."""
        return [
            self.presence(f"p-{shift}-{number}", number, shift) for shift in range(SHIFTS) for number in range(COMERS)
        ]

    def bad(self) -> Iterator[Row]:
        """Copies of codes by those who came, and codes that prove nothing by those who did not."""
        for number in range(0, COMERS, 10):
            yield self.presence(f"copy-{number}", number, number % SHIFTS)
        for number in range(COMERS, COMERS + CHEATS):
            shift, begin = number % SHIFTS, number % 30
            forged = self.code(shift, begin)[:-8] + "AAAAAAAA"
            codes = (forged, self.code(shift, begin + 5), self.code(shift, begin - 5), self.code(shift - 1, begin))
            for name, code in zip(BAD, codes, strict=True):
                yield self.presence(f"{name}-{number}", number, shift, code=code)

    def send(self, rows: Sequence[Row]) -> dict[str, str]:
        """A batch arrives; by reference why those are refused that are."""
        lines = [{"row": number, "values": row} for number, row in enumerate(rows, 1)]
        answer = self.client.post("/v1/presences/batch", json={"rows": lines})
        assert answer.json is not None
        return {one["reference"]: one["reason"] for one in answer.json["refused"]}

    def spread(self, shuffle: random.Random | None = None) -> None:
        """Hours hears what projects has told, or all of it twice and in any order."""
        news = self.projects.news()
        for name in ("shift.scheduled.v1", "attendance.logged.v1"):
            events = [event for event in news if event.type == name]
            if shuffle:
                events = [*events, *events]
                shuffle.shuffle(events)
            for start in range(0, len(events), 100):
                self.hours.hear(events[start : start + 100])

    def ledger(self) -> list[Entry]:
        """What was credited, by person, shift and minutes."""
        found = self.hours.store.database["ledger"].find()
        return sorted((one["volunteer"], one["shift_ref"], one["minutes"]) for one in found)

    def forget(self) -> None:
        """As if nothing had been."""
        self.projects.forget()
        self.hours.forget()
        self.found()


@pytest.fixture
def world(make_store: MakeStore, settings: Settings) -> World:
    """All that is known before the first presence."""
    made = World(make_store, settings)
    made.found()
    return made


def test_presences_of_phones_without_a_network_give_the_same_ledger(world: World) -> None:
    """In order once, and shuffled twice among codes that are forged, copied, early, late or another shift's."""
    good = world.good()
    for start in range(0, len(good), LARGEST_BATCH):
        assert {} == world.send(good[start:][:LARGEST_BATCH])
    world.spread()
    in_order = world.ledger()
    assert len(good) == len(in_order)
    world.forget()
    seed = random.SystemRandom().randrange(1_000_000)
    print("seed", seed)  # noqa: T201  # a failure shows it
    chance, refused = random.Random(seed), dict[str, str]()
    rows = [*good, *good, *(bad := list(world.bad())), *bad]
    chance.shuffle(rows)
    while rows:
        size = chance.randint(1, LARGEST_BATCH)
        refused.update(world.send(rows[:size]))
        rows = rows[size:]
        world.spread(chance)
    assert in_order == world.ledger()
    copied = len(range(0, COMERS, 10))
    expected = {
        **dict.fromkeys(("forged_code", "early_code", "late_code", "other_shift"), CHEATS),
        "copied_code": copied,
    }
    assert expected == Counter(refused.values())
    flags = world.projects.store.database["presences"].find_one({})
    assert flags is not None
    assert DELIVERED_LATE in flags["flags"]
