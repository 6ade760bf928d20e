"""HTTP of presence: signing in, signing out, and what who runs a shift decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.projects.blueprint import blueprint
from services.projects.presence import schemas, usecases
from services.projects.presence.domain import Shown
from services.projects.presence.kind import PRESENCES
from services.projects.presence.repository import LIST
from shared.lives import Record
from shared.rules.faults import Refused
from shared.store.transaction import Store, Transaction
from shared.web.kinds import add_kind
from shared.web.limits import BY_PERSON
from shared.web.lists import add_list
from shared.web.lives import Records

Body = dict[str, Any]


def _sign_out(transaction: Transaction, reference: str, body: Body, seen: str | None) -> Record | Refused:
    shown = {name: value for name, value in body.items() if name not in {"signed_out_at", "method"}}
    return usecases.sign_out(transaction, reference, Shown(body["method"], body["signed_out_at"], **shown), seen)


def _close(transaction: Transaction, reference: str, body: Body, seen: str | None) -> Record:
    return usecases.close(transaction, reference, body["signed_out_at"], seen)


def _confirm(transaction: Transaction, reference: str, body: Body, seen: str | None) -> Record:
    return usecases.confirm(transaction, reference, seen)


def _listed(store: Store, document: Mapping[str, Any]) -> Mapping[str, Any]:
    return usecases.shown(Record(dict(document)))


add_kind(blueprint, PRESENCES)
add_list(blueprint, PRESENCES.path, LIST, schemas.PresenceView, "projects:read", shown=_listed)
presences = Records(blueprint, PRESENCES, schemas.PresenceView, usecases.shown)
presences.add_one("projects:read")
presences.add_step("sign-out", schemas.SigningOut, _sign_out, "projects:present", BY_PERSON)
presences.add_step("closing", schemas.SaidEnd, _close, "projects:write")
presences.add_step("confirmation", schemas.ConfirmedEnd, _confirm, "projects:write")
