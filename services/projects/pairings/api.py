"""HTTP of pairings: beneficiaries, pairings with the steps of their lives, and visits.

Beneficiaries are people who need protection: what is finer than a city, and why a pairing ended, is shown to who says
why, and that is kept (docs/data.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from services.projects.blueprint import blueprint
from services.projects.pairings import schemas, usecases
from services.projects.pairings.kind import BENEFICIARIES, PAIRINGS, VISITS
from services.projects.pairings.repository import BENEFICIARY_LIST, PAIRING_LIST, VISIT_LIST
from shared import clock
from shared.lives import Record
from shared.store.transaction import Store
from shared.waiting import NO_LONGER
from shared.web.access_log import may_read
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields

SCOPE = "projects:care"
EXACT = ("region_code", "household")


def _beneficiary(record: Record) -> dict[str, Any]:
    return _without(record.document, EXACT)


def _pairing(record: Record) -> dict[str, Any]:
    return _as_of_today(_without(record.document, PAIRINGS.sealed))


def _in_list(store: Store, pairing: Mapping[str, Any]) -> Mapping[str, Any]:
    return _as_of_today(pairing)


def _as_of_today(pairing: Mapping[str, Any]) -> dict[str, Any]:
    state = PAIRINGS.state(pairing, clock.today())
    return {**pairing, "state": state, NO_LONGER: pairing.get(NO_LONGER)}


def _without(document: Mapping[str, Any], guarded: Collection[str]) -> dict[str, Any]:
    hidden = () if may_read(SCOPE, (), guarded) else guarded
    return {name: value for name, value in document.items() if name not in hidden}


add_kind(blueprint, BENEFICIARIES)
add_list(blueprint, BENEFICIARIES.path, BENEFICIARY_LIST, schemas.BeneficiaryLine, SCOPE)
beneficiaries = Records(blueprint, BENEFICIARIES, schemas.BeneficiaryView, _beneficiary)
beneficiaries.add_one(SCOPE)
beneficiaries.add_step("facts", schemas.CorrectedFacts, usecases.correct)

add_kind(blueprint, PAIRINGS)
add_list(blueprint, PAIRINGS.path, PAIRING_LIST, schemas.PairingLine, SCOPE, shown=_in_list)
pairings = Records(blueprint, PAIRINGS, schemas.PairingView, _pairing)
pairings.add_one(SCOPE)
pairings.add_step("agreement", schemas.Agreement, by_fields(usecases.agree))
pairings.add_step("end", schemas.End, by_fields(usecases.end))

add_kind(blueprint, VISITS)
add_list(blueprint, VISITS.path, VISIT_LIST, schemas.VisitView, SCOPE)
Records(blueprint, VISITS, schemas.VisitView).add_one(SCOPE)
