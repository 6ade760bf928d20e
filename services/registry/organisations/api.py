"""Organisations over HTTP: rows, the list, one of them, and the steps of its life."""

from __future__ import annotations

from services.registry.blueprint import blueprint
from services.registry.organisations import usecases
from services.registry.organisations.kind import ORGANISATIONS
from services.registry.organisations.repository import LISTING
from services.registry.organisations.schemas import Dissolution, Facts, OrganisationView, Parent
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records

READ = "registry:read"
RECORDS = Records(blueprint, ORGANISATIONS, OrganisationView)

add_kind(blueprint, ORGANISATIONS, usecases.register_organisations)
add_list(blueprint, ORGANISATIONS.path, LISTING, OrganisationView, READ)
RECORDS.add_one(READ)
RECORDS.add_step("facts", Facts, usecases.change_facts)
RECORDS.add_step("parent", Parent, usecases.move)
RECORDS.add_step("dissolution", Dissolution, usecases.dissolve)
