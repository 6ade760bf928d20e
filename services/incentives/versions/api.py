"""HTTP of versions: proposing and adopting them, the list, one of them, and whom one gives more or less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g
from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.standing.adopted import tables_now
from services.incentives.versions import effects, schemas, usecases
from services.incentives.versions.kind import POLICY_VERSIONS
from services.incentives.versions.repository import LISTING
from shared.rules.policies import Policy
from shared.web import exports
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.kinds import add_kind
from shared.web.limits import BY_LIST
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields
from shared.web.steps import problems


def adopted() -> Sequence[Policy]:
    """The versions that were adopted, beside those that Kapok brings."""
    return tables_now(store()).adopted


add_kind(blueprint, POLICY_VERSIONS)
add_list(blueprint, POLICY_VERSIONS.path, LISTING, schemas.PolicyVersionView, "incentives:read")
versions = Records(blueprint, POLICY_VERSIONS, schemas.PolicyVersionView)
versions.add_one("incentives:read")
versions.add_step("adoption", schemas.Adoption, by_fields(usecases.adopt), "incentives:decide")


@blueprint.route("/exports/policy-effects")
class PolicyEffects(MethodView):
    """Whom a version of a policy gives more, and whom less."""

    @requires("incentives:export", BY_LIST)
    @blueprint.arguments(schemas.EffectsQuery, location="query")
    @exports.export(blueprint, "one change of one volunteer a line", exports.by("volunteer_ref"))
    def get(self, query: dict[str, Any]) -> Any:
        """Who has something else by a version than without it on a day, by default its first, one JSON object a line.

        What it is: stars, student_stars, points of a city, or award (1 for who is eligible); before and after. It can
        be asked before anybody adopts the version, and changes nothing.
        """
        with problems():
            return effects.effects(store(), query["policy_version_ref"], query["as_of"], g.where, g.caller.source)
