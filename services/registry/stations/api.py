"""Volunteer homes and stations over HTTP: taking them in, the list, one of them, and the steps of their lives."""

from __future__ import annotations

from typing import Any

from services.registry.blueprint import blueprint
from services.registry.stations import usecases
from services.registry.stations.kind import STATIONS
from services.registry.stations.repository import LISTING
from services.registry.stations.schemas import Closing, Reopening, StationView
from shared.lives import Record
from shared.store.transaction import Transaction
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records


def _close(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.close(transaction, reference, body["closed_on"], seen)


def _reopen(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.reopen(transaction, reference, body["opened_on"], seen)


add_kind(blueprint, STATIONS)
add_list(blueprint, STATIONS.path, LISTING, StationView, "registry:read")
records = Records(blueprint, STATIONS, StationView)
records.add_one("registry:read")
records.add_step("closing", Closing, _close)
records.add_step("reopening", Reopening, _reopen)
