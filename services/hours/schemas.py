"""What hours takes and shows over HTTP."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from shared.web.fields import Row, day, name, reference, region


class OpeningBalance(Row):
    """A row of opening_balances.csv: minutes served before this system, from a city's earlier system."""

    balance_ref = reference()
    volunteer_ref = reference()
    minutes = fields.Integer(required=True, validate=validate.Range(1, 60 * 24 * 366 * 80))
    region_code = region()
    as_of = day(past=True, required=True)
    source = name(80)


class Verdict(Schema):
    """What a person decides on a held attendance."""

    class Meta:
        unknown = RAISE

    verdict = fields.String(required=True, validate=validate.OneOf(("approve", "object")))


class Outcome(Schema):
    """What became of an attendance."""

    attendance_ref = fields.String()
    outcome = fields.String(metadata={"description": "credited, held:<reason> or rejected:<reason>"})
    minutes = fields.Integer(metadata={"description": "credited minutes; only where credited"})
    policy = fields.Dict(metadata={"description": "the rule that decided, and its version"})


class Entry(Schema):
    """An entry of the ledger."""

    entry = fields.String()
    attendance_ref = fields.String(allow_none=True)
    shift_ref = fields.String(allow_none=True)
    minutes = fields.Integer()
    region_code = fields.String()
    day = fields.String()
    starts_at = fields.AwareDateTime(allow_none=True)
    ends_at = fields.AwareDateTime(allow_none=True)
    provenance = fields.String()
    late = fields.Boolean()
    policy = fields.Dict()
