"""The policies of a service over HTTP: which rules there are, where and from when on each holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from flask.views import MethodView
from marshmallow import Schema, fields

from shared import clock
from shared.intake.policies import PolicyQuery
from shared.rules.policies import Policy, holding
from shared.web.auth import requires
from shared.web.blueprint import Blueprint
from shared.web.limits import everybody


class PolicyView(Schema):
    """A policy: its identity, and its numbers and conditions."""

    name = fields.String()
    version = fields.Integer()
    region_code = fields.String(metadata={"description": "where it holds; 000000 for the whole country"})
    holds_from = fields.Date(metadata={"description": "the first day, until a later version of its name and region"})
    rule = fields.Dict(metadata={"description": "its numbers; of conditions the reasons in the order they are asked"})


def add_policies(
    blueprint: Blueprint, policies: Sequence[Policy], scope: str, adopted: Callable[[], Sequence[Policy]] = tuple
) -> None:
    """Add `GET /policies`.

    Args:
        policies: those that Kapok brings.
        adopted: gives those that people adopted since.
    """

    def get(self: Any, asked: dict[str, Any]) -> Any:
        return [_view(one) for one in _asked([*policies, *adopted()], asked["on"], asked["region"])]

    get.__doc__ = "The rules of this service as data, by name, region and first day."
    documented = blueprint.response(200, PolicyView(many=True))(blueprint.arguments(PolicyQuery, location="query")(get))
    blueprint.route("/policies")(
        type("policies", (MethodView,), {"get": requires(scope, everybody("rules are public"))(documented)})
    )


def _asked(policies: Sequence[Policy], on: dt.date | None, region: str | None) -> Sequence[Policy]:
    if on is None and region is None:
        return sorted(policies, key=lambda one: (one.name, one.region_code, one.holds_from, one.version))
    return holding(policies, on or clock.today(), region)


def _view(policy: Policy) -> dict[str, Any]:
    return {**policy.reference, "region_code": policy.region_code, "holds_from": policy.holds_from, "rule": policy.rule}
