"""`kapok bench verify`: sealing a ledger and verifying it, hashing and reading apart."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from services.hours.ledger.domain import CREDITED_AT, told
from services.hours.seals.usecases import Sealing
from services.hours.seals.verification import Verification
from shared.events.envelope import Event
from shared.store import outbox
from shared.store.client import connect
from shared.store.transaction import Store
from tests import processes
from tests.bench import machine
from tests.bench.arena import Arena, settings_of
from tests.bench.findings import Findings, Say

AT_ONCE = 500
"""Entries of a commit, as a batch of presences has them."""
BEGIN = dt.datetime(2018, 2, 14, tzinfo=dt.UTC)


def measure(place: Arena, entries: int, say: Say) -> dict[str, Any]:
    """All figures, as they are written as JSON; those that could not be taken are named as `missing`."""
    findings = Findings(say)
    found = findings.take("sealing and verification", lambda: _measure(place, entries, say)) or {}
    return {**found, **findings.as_found(), "machine": machine.describe()}


def _measure(place: Arena, entries: int, say: Say) -> dict[str, Any]:
    environment = {**place.environment(prefix="bench_seals_"), "KAPOK_SERVICES": "hours", "KAPOK_LOG_LEVEL": "WARNING"}
    processes.migrate(environment)
    settings = settings_of(environment)
    with connect(settings) as client:
        store = Store(client, settings, "hours")
        _lay_out(store, entries)
        say(f"{entries:,} entries are laid out")
        sealing, began, used = Sealing(store), time.perf_counter(), time.process_time()
        while sealing.go_on():
            pass
        sealed, spent = time.perf_counter() - began, time.process_time() - used
        verification, began = Verification(store.database), time.perf_counter()
        wrong = list(verification.findings())
        verified = time.perf_counter() - began
    if wrong:
        raise AssertionError(f"{len(wrong)} of {entries} are not as they were sealed: {wrong[0]}")
    return {
        "entries": entries,
        "seals": verification.seals,
        "sealing_us_per_entry": round(sealed / entries * 1e6, 2),
        "sealing_cpu_us_per_entry": round(spent / entries * 1e6, 2),
        "hashed_per_s": round(entries / verification.hashing),
        "read_per_s": round(entries / verification.reading),
        "verified_per_s": round(entries / verified),
    }


def _lay_out(store: Store, entries: int) -> None:
    """A ledger with its log, as if entries had been credited 500 at a time, and nothing been sealed."""
    last = 0
    for start in range(0, entries, AT_ONCE):
        some = [_entry(number) for number in range(start, min(start + AT_ONCE, entries))]
        events = [Event("hours.credited.v1", "hours", one["_id"], told(one)) for one in some]
        moment = dt.datetime.now(dt.UTC)
        (commit,) = outbox.commits(events)
        del commit["pending"]
        first, last = last + 1, last + len(events)
        store.database["ledger"].insert_many([{**one, CREDITED_AT: moment} for one in some])
        store.database["outbox"].insert_one({**commit, "first": first, "last": last})
    store.database["relay"].update_one({"_id": "relay"}, {"$set": {"position": last}}, upsert=True)


def _entry(number: int) -> dict[str, Any]:
    begin = BEGIN + dt.timedelta(hours=number % 5_000)
    return {
        "_id": f"a-{number:08}",
        "attendance_ref": f"a-{number:08}",
        "shift_ref": f"s-{number % 5_000:05}",
        "volunteer": f"KV{number % 100_000:012}",
        "minutes": 240,
        "region_code": "440303",
        "day": f"{begin:%Y-%m-%d}",
        "starts_at": begin,
        "ends_at": begin + dt.timedelta(minutes=240),
        "provenance": "measured",
        "late": False,
        "policy": {"name": "attendance/guangdong", "version": 1},
    }
