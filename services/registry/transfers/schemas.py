"""What the registry takes of transfers, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from services.registry.transfers.domain import DECISIONS
from services.registry.volunteers.own_people import foreign_people
from shared.intake.asked import Asked
from shared.intake.fields import Row, decided, in_order, one_of, optional_one_of, reference, region, remark
from shared.rules.faults import Fault


class TransferRow(Row):
    """A row of transfers.csv: the volunteer's request, with the receiving region's decision where there is one."""

    transfer_ref = reference()
    volunteer_ref = reference()
    to_region_code = region()
    requested_at = decided(required=True)
    decided_at = decided(load_default=None, allow_none=True)
    decision = optional_one_of(*DECISIONS)
    reason = remark()

    _ends = in_order("requested_at", "decided_at")

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """A decision and when it was made are said together: one alone would leave the request silently open."""
        yield from super().faults(loaded)
        yield from foreign_people(loaded, "transfer_ref", "volunteer_ref")
        if {"decision", "decided_at"} <= loaded.keys():
            missing = [name for name in ("decided_at", "decision") if loaded[name] is None]
            if len(missing) == 1:
                yield Fault(missing[0], "must be given with the other of decision and decided_at")


class Decision(Asked):
    """Accept or decline a transfer, for the receiving region; a decision is final."""

    decision = one_of(*DECISIONS)
    reason = remark()


class TransferLine(Schema):
    """A transfer in a list."""

    transfer_ref = fields.String()
    volunteer_ref = fields.String()
    volunteer = fields.String(metadata={"description": "the number; missing while the volunteer is unknown"})
    to_region_code = fields.String()
    requested_at = fields.String()
    decided_at = fields.String(allow_none=True)
    decision = fields.String(allow_none=True)
    outcome = fields.String(metadata={"description": "of the request: accepted, held:<reason> or refused:<reason>"})


class TransferView(TransferLine):
    """A transfer; the reasons that people gave only with the scope registry:personal."""

    state = fields.String(metadata={"description": "accepted, declined or open, or the outcome of a held or refused"})
    reason = fields.String(allow_none=True)
    decision_reason = fields.String(allow_none=True)
