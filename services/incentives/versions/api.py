"""HTTP of versions: proposing and adopting them, the list, and one of them."""

from __future__ import annotations

from collections.abc import Sequence

from services.incentives.blueprint import blueprint
from services.incentives.standing.adopted import tables_now
from services.incentives.versions import schemas, usecases
from services.incentives.versions.kind import POLICY_VERSIONS
from services.incentives.versions.repository import LISTING
from shared.rules.policies import Policy
from shared.web.commands import store
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields


def adopted() -> Sequence[Policy]:
    """The versions that were adopted, beside those that Kapok brings."""
    return tables_now(store()).adopted


add_kind(blueprint, POLICY_VERSIONS)
add_list(blueprint, POLICY_VERSIONS.path, LISTING, schemas.PolicyVersionView, "incentives:read")
versions = Records(blueprint, POLICY_VERSIONS, schemas.PolicyVersionView)
versions.add_one("incentives:read")
versions.add_step("adoption", schemas.Adoption, by_fields(usecases.adopt), "incentives:decide")
