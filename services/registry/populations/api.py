"""Populations over HTTP: taking them in, the list, and one of them."""

from __future__ import annotations

from services.registry.blueprint import blueprint
from services.registry.populations.kind import POPULATIONS
from services.registry.populations.repository import LISTING
from services.registry.populations.schemas import PopulationView
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records

add_kind(blueprint, POPULATIONS)
add_list(blueprint, POPULATIONS.path, LISTING, PopulationView, "registry:read")
Records(blueprint, POPULATIONS, PopulationView).add_one("registry:read")
