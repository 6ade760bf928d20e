"""What incentives takes of versions of policies, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.incentives.versions import domain
from shared.intake.asked import Asked
from shared.intake.fields import Row, day, one_of, optional_flag, optional_whole, reference, whole
from shared.intake.numbers import Whole
from shared.rules.faults import Fault

MOST_MINUTES, MOST_VERSIONS, MOST_STEPS = 10_000_000, 10_000, 10


class Thresholds(fields.List[int]):
    """Minutes, each more than the one before; in a file they are joined by `|`."""

    def __init__(self) -> None:
        super().__init__(Whole(1, MOST_MINUTES), load_default=None, allow_none=True, validate=(_rise, _FEW))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        return super()._deserialize(value.split("|") if isinstance(value, str) else value, attr, data, **kwargs)


def _rise(minutes: list[int]) -> None:
    if sorted(set(minutes)) != minutes:
        raise ValidationError("each must be more than the one before")


_FEW = validate.Length(1, MOST_STEPS)


class PolicyVersionRow(Row):
    """A version of a policy: its whole rule, by the numbers that a policy of its name has."""

    policy_version_ref = reference()
    name = one_of(*domain.NAMES)
    version = whole(2, MOST_VERSIONS)
    holds_from = day(required=True)
    thresholds = Thresholds()
    minutes = optional_whole(MOST_MINUTES)
    points = optional_whole(1_000)
    at_most = optional_whole(10_000)
    years = optional_whole(100)
    by_calendar_year = optional_flag()
    period_minutes = optional_whole(MOST_MINUTES)
    period_years = optional_whole(100)

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """What its name asks for, and what has no place in it."""
        return domain.form_faults(loaded) if "name" in loaded else ()


class Adoption(Asked):
    """Adopt a version as its second person: who asks. From its first day on it decides."""


class PolicyVersionView(Schema):
    """A version as shown."""

    policy_version_ref = fields.String()
    outcome = fields.String(metadata={"description": "held:adoption until a second person adopts it, then accepted"})
    name = fields.String()
    version = fields.Integer()
    holds_from = fields.String()
    thresholds = fields.List(fields.Integer(), allow_none=True)
    minutes = fields.Integer(allow_none=True)
    points = fields.Integer(allow_none=True)
    at_most = fields.Integer(allow_none=True)
    years = fields.Integer(allow_none=True)
    by_calendar_year = fields.Boolean(allow_none=True)
    period_minutes = fields.Integer(allow_none=True)
    period_years = fields.Integer(allow_none=True)
    proposed_by = fields.String()
    adopted_by = fields.String()
