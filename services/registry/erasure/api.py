"""All that is kept about a person over HTTP: shown, and erased."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.registry.blueprint import blueprint
from services.registry.erasure import schemas, usecases
from services.registry.volunteers.callers import must_be_the_networks
from shared.web.access_log import must_read
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.described import ETAG, WITH_PURPOSE
from shared.web.limits import BY_PERSON, BY_RECORD
from shared.web.steps import problems, shown, step


@blueprint.route("/volunteers/<ours:reference>/everything")
class Everything(MethodView):
    """All that is kept about a person."""

    @requires("registry:personal", BY_PERSON)
    @blueprint.doc(**{WITH_PURPOSE: True})
    @blueprint.response(200, schemas.EverythingView, headers=ETAG)
    def get(self, reference: str) -> Any:
        """Facts, documents, transfers, merges, affiliations, licences, insurance, consents and refusals, all opened."""
        must_be_the_networks()
        with problems():
            found = usecases.everything(store(), reference, g.where)
        must_read("registry:personal", [found.volunteer.number], found.shown)
        return shown(found.volunteer, found.shown)


@blueprint.route("/volunteers/<ours:reference>/erasure")
class Erasure(MethodView):
    """The end of all that is kept about a person."""

    @requires("registry:erase", BY_RECORD)
    @blueprint.arguments(schemas.ErasureOrder)
    @blueprint.response(200, schemas.ErasureView, headers=ETAG)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Erase a person, with the registrations merged into one; the ledger keeps its entries under the numbers."""
        must_be_the_networks()
        return step(
            lambda transaction, seen: usecases.erase(transaction, reference, seen),
            lambda erasure: {"erased": list(erasure.numbers)},
        )
