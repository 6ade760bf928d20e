"""HTTP of the registry: the resources of its subjects, in the order in which its document shows them."""

from __future__ import annotations

from services.registry import intake
from services.registry.blueprint import blueprint
from services.registry.policies import POLICIES

# isort: split
from services.registry.regions import api as regions

# isort: split
from services.registry.organisations import api as organisations
from services.registry.volunteers import api as volunteers
from services.registry.volunteers import steps_api

# isort: split
from services.registry.affiliations import api as affiliations
from services.registry.consents import api as consents
from services.registry.credentials import api as credentials
from services.registry.duplicates import api as duplicates
from services.registry.merges import api as merges
from services.registry.populations import api as populations
from services.registry.stations import api as stations
from services.registry.terms import api as terms
from services.registry.transfers import api as transfers
from shared.web.audit import add_access_log
from shared.web.policies import add_policies

# isort: split
from services.registry.erasure import api as erasure
from services.registry.figures import api as figures
from services.registry.revocations import api as revocations

RECORDS = (affiliations, consents, credentials, merges, populations, stations, terms, transfers)
SUBJECTS = (intake, regions, organisations, volunteers, steps_api, duplicates, *RECORDS, erasure, figures, revocations)
blueprints = [blueprint]

add_access_log(blueprint, "registry")
add_policies(blueprint, POLICIES, "registry:read")
