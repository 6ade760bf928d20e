"""What the registry shows of regions."""

from __future__ import annotations

from marshmallow import Schema, fields


class RegionView(Schema):
    """One of the 144 regions, GB/T 2260."""

    code = fields.String()
    parent_code = fields.String()
    level = fields.String()
    name_zh = fields.String()
    name_en = fields.String()
    greater_bay_area = fields.Boolean()
