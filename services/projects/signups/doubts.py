"""What active sign-ups rest on and is so no longer: a licence that was withdrawn, an insurance that was shortened.

A place that was given stays: who runs the shift is shown why it would not be given now, and decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from services.projects.credentials.repository import volunteers
from services.projects.signups import domain, repository
from services.projects.signups.asking import passed_by
from services.projects.signups.domain import Asked
from services.projects.signups.policies import SIGN_UPS
from shared import clock
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Transaction


def no_longer(transaction: Transaction, shift_ref: str, sign_ups: Iterable[Document]) -> dict[str, str | None]:
    """By the reference of each active sign-up to a shift, why it would be refused by what is known now."""
    active = [one for one in sign_ups if one["state"] in domain.ACTIVE]
    # That the shift takes nobody new, or what else the person does, is no matter of what the sign-up rests on.
    shift = replace(repository.shifts(transaction, [shift_ref])[shift_ref], closed=False) if active else None
    if shift is None:
        return {}
    people = volunteers(transaction, {one["volunteer"] for one in active})
    passed = passed_by(transaction, repository.persons(transaction, people)) if shift.qualification else {}
    policy = in_force(SIGN_UPS, clock.today(), shift.region_code)
    return {
        one["_id"]: policy.failing(
            Asked(
                one["_id"],
                clock.from_text(one["at"]),
                shift,
                people[one["volunteer"]],
                passed.get(people[one["volunteer"]].person, ()),
            )
        )
        for one in active
    }
