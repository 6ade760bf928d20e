"""Licences and insurance over HTTP: taking them in, the lists, one of them, and the steps of their lives."""

from __future__ import annotations

from typing import Any

from services.registry.blueprint import blueprint
from services.registry.credentials import schemas, usecases
from services.registry.credentials.kind import INSURANCE, LICENCES
from services.registry.credentials.repository import INSURANCE_LISTING, LICENCE_LISTING
from shared.lives import Record
from shared.store.transaction import Transaction
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records


def _verify(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.verify_licence(transaction, reference, body["verified"], seen)


def _end_licence(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.end_licence(transaction, reference, body["valid_to"], seen)


def _end_insurance(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.end_insurance(transaction, reference, body["to"], seen)


add_kind(blueprint, LICENCES)
add_list(blueprint, LICENCES.path, LICENCE_LISTING, schemas.LicenceView, "registry:read")
licences = Records(blueprint, LICENCES, schemas.LicenceView)
licences.add_one("registry:read")
licences.add_step("verification", schemas.LicenceVerification, _verify, "registry:verify", of_source=True)
licences.add_step("end", schemas.LicenceEnd, _end_licence, of_source=True)

add_kind(blueprint, INSURANCE)
add_list(blueprint, INSURANCE.path, INSURANCE_LISTING, schemas.InsuranceView, "registry:read")
insurance = Records(blueprint, INSURANCE, schemas.InsuranceView)
insurance.add_one("registry:read")
insurance.add_step("end", schemas.InsuranceEnd, _end_insurance, of_source=True)
