"""The steps of a volunteer's life over HTTP: `PUT /volunteers/<ref>/<step>`, each obeying `If-Match`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g
from flask.views import MethodView
from marshmallow import Schema

from services.registry.blueprint import blueprint
from services.registry.volunteers import schemas, steps
from services.registry.volunteers.callers import shown_to_caller
from services.registry.volunteers.domain import Volunteer
from shared.store.transaction import Transaction
from shared.web.auth import requires
from shared.web.described import ETAG
from shared.web.limits import BY_PERSON, BY_RECORD, Limit
from shared.web.steps import step

Take = Callable[[Transaction, str, dict[str, Any], str | None], Volunteer]
WRITE, VERIFY = "registry:write", "registry:verify"
"""Who registers people keeps their facts, too; who a person is, only an identity authority's caller says."""


def add_step(name: str, scope: str, body: type[Schema], take: Take, limit: Limit = BY_RECORD) -> None:
    """Add `PUT /volunteers/<ref>/<name>`; the body's docstring says what it is for."""

    def put(resource: Any, asked: dict[str, Any], reference: str) -> Any:
        return step(lambda transaction, seen: take(transaction, reference, asked, seen), shown_to_caller)

    put.__doc__ = body.__doc__
    _add(name, scope, limit, put=blueprint.arguments(body)(put))


def _withdraw_consent(resource: Any, reference: str) -> Any:
    """A guardian's consent is withdrawn."""
    return step(
        lambda transaction, seen: steps.record_consent(transaction, reference, None, seen),
        shown_to_caller,
    )


def _add(name: str, scope: str, limit: Limit, **methods: Any) -> None:
    documented = {
        verb: requires(scope, limit)(blueprint.response(200, schemas.VolunteerView, headers=ETAG)(method))
        for verb, method in methods.items()
    }
    resource = type(f"volunteer_{'_'.join((*methods, name)).replace('-', '_')}", (MethodView,), documented)
    blueprint.route(f"/volunteers/<own(volunteer):reference>/{name}")(resource)


add_step(
    "guardian-consent",
    WRITE,
    schemas.Consent,
    lambda transaction, ref, body, seen: steps.record_consent(transaction, ref, body["given_on"], seen),
)
_add("guardian-consent", WRITE, BY_RECORD, delete=_withdraw_consent)
add_step(
    "verification",
    VERIFY,
    schemas.Verification,
    lambda transaction, ref, body, seen: steps.record_answer(
        transaction, ref, body["status"], seen, by=g.caller.subject
    ),
)
add_step(
    "document",
    VERIFY,
    schemas.Renewal,
    lambda transaction, ref, body, seen: steps.renew_document(transaction, ref, **body, seen=seen),
)
add_step("contact", WRITE, schemas.Contact, steps.change_facts, BY_PERSON)
add_step("home", WRITE, schemas.Home, steps.change_facts, BY_PERSON)
add_step(
    "skills",
    WRITE,
    schemas.KnownSkills,
    lambda transaction, ref, body, seen: steps.change_skills(transaction, ref, body["skills"], seen),
    BY_PERSON,
)
add_step(
    "student-stage",
    WRITE,
    schemas.Stage,
    lambda transaction, ref, body, seen: steps.change_stage(transaction, ref, body["student_stage"], seen),
)
