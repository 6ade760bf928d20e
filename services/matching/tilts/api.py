"""HTTP of versions of the tilt: proposing and adopting them, the list, one of them."""

from __future__ import annotations

from collections.abc import Sequence

from services.matching.blueprint import blueprint
from services.matching.tilts import repository, schemas, usecases
from services.matching.tilts.kind import TILT_VERSIONS
from shared.rules.policies import Policy
from shared.web.commands import store
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields


def adopted() -> Sequence[Policy]:
    """The versions that were adopted, beside those that Kapok brings."""
    return repository.adopted(store())


add_kind(blueprint, TILT_VERSIONS)
add_list(blueprint, TILT_VERSIONS.path, repository.LISTING, schemas.TiltVersionView, "matching:read")
versions = Records(blueprint, TILT_VERSIONS, schemas.TiltVersionView)
versions.add_one("matching:read")
versions.add_step("adoption", schemas.Adoption, by_fields(usecases.adopt), "matching:decide")
