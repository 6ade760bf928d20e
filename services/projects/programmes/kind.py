"""Projects as a kind of row: they wait for their organisation."""

from __future__ import annotations

from services.projects.organisations.copy import ORGANISATIONS
from services.projects.programmes.domain import MONTHS, PROJECT_POLICY, RISKS, TARGET_GROUPS, begun, told
from services.projects.programmes.plan import PROGRAMMES, STAGES
from services.projects.programmes.schemas import ProjectRow
from services.projects.publication.domain import STATES, lacks
from services.projects.undecided import UNDECIDED
from shared.kinds import Kind, Need, Place
from shared.lists import Listing, Runs

PROJECTS = Kind(
    "projects",
    ProjectRow,
    "project_ref",
    "projects:write",
    place=lambda project: Place(project["region_code"], project["organisation_ref"]),
    needs=(Need("organisation_ref", ORGANISATIONS.collection),),
    conditions=(PROJECT_POLICY,),
    keep=lambda project: begun(project.facts),
    lacks=lambda project: lacks(project.facts),
    lives=True,
    event="project.published.v1",
    tell=lambda project: told(project.facts),
    undecided=UNDECIDED,
)
LIST = Listing(
    PROJECTS.name,
    "project_ref",
    filters=("programme", "target_group", "risk", "state", "stage", "outcome"),
    words={"programme": PROGRAMMES, "target_group": TARGET_GROUPS, "risk": RISKS, "state": STATES, "stage": STAGES},
    runs=Runs("from", "to", MONTHS),
)
