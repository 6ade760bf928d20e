"""Transfers over HTTP: a request by consent of the volunteer, then the receiving region's decision; lists and one."""

from __future__ import annotations

from typing import Any

from services.registry.blueprint import blueprint
from services.registry.transfers import schemas, usecases
from services.registry.transfers.kind import TRANSFERS
from services.registry.transfers.repository import LISTING
from shared import clock
from shared.lives import Record
from shared.store.transaction import persons
from shared.web.access_log import may_read
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields


def _shown(record: Record) -> dict[str, Any]:
    """What people gave as reasons sees only who may see personal facts, and says why."""
    hidden = () if may_read("registry:personal", persons(record.document), TRANSFERS.sealed) else TRANSFERS.sealed
    document = {name: value for name, value in record.document.items() if name not in hidden}
    return {**document, "state": TRANSFERS.state(record.document, clock.today())}


add_kind(blueprint, TRANSFERS)
add_list(blueprint, TRANSFERS.path, LISTING, schemas.TransferLine, "registry:read")
records = Records(blueprint, TRANSFERS, schemas.TransferView, _shown)
records.add_one("registry:read")
records.add_step("decision", schemas.Decision, by_fields(usecases.decide_transfer))
